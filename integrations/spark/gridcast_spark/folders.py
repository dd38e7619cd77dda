"""Whole folders, converted or moved to another system dataset by dataset."""

import json
import os
import subprocess

from gridcast_spark.counting import ship
from gridcast_spark.jobs import collect, tried
from gridcast_spark.program import words


def convert(spark, folder, out, options=None, progress=None):
    """Converts all datasets of a folder, or moves them to another system where options have `to`, as `gridcast convert`
    or `gridcast reproject FOLDER --out OUT` do on one machine.

    Takes a SparkSession, the folders under the paths by which all machines see them, and options of the command by
    their names; further ones are parts (shares of the list of datasets; twice as many as the cluster has cores unless
    told) and program. `progress` is called with how many shares are done and how many there are. Returns what the
    command would report, a dictionary a dataset, in the order of the list. A dataset that fails stays in it, with its
    error, and does not hold up the others. The journal in the folder of outputs is shared: to do again what failed, or
    go on, is to call this again.
    """
    options = dict(options or {})
    context = spark.sparkContext
    ship(context)
    program = options.pop("program", None) or os.environ.get("GRIDCAST_PROGRAM") or "gridcast"
    count = int(options.pop("parts", None) or 2 * context.defaultParallelism)
    command = "reproject" if options.get("to") else "convert"
    told = words(options)
    arguments = [command, os.path.abspath(folder), "--out", os.path.abspath(out)] + told
    tasks = [(number, arguments + ["--shard", "%d/%d" % (number + 1, count), "--workers", "1", "--json", "--progress",
                                   "none"]) for number in range(count)]

    def work(task, faults):
        return _share(task[0], task[1], program, faults)

    shares = collect(context, tasks, "gridcast %s" % command, work, progress)
    # Share i has every N-th of the list.
    most = max((len(share) for share in shares), default=0)
    return [share[row] for row in range(most) for share in shares if row < len(share)]


def _share(number, arguments, program, faults):
    """What a share reports of its datasets, of which some may have failed."""
    try:
        done = subprocess.run([program] + arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        report = json.loads(done.stdout)
    except (OSError, ValueError):
        report = None
    if isinstance(report, list):
        return report
    # It did not come to its datasets.
    return json.loads(tried(number, program, arguments, faults) or "[]")


def failed(report):
    """The datasets of a report that failed, with their errors."""
    return [one for one in report if one["state"] == "failed"]
