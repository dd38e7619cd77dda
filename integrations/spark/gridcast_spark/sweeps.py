"""Searches for good settings, of which each trial, with all its folds, is a piece of work of its own."""

import json
import os
import tempfile

from gridcast_spark.counting import ship
from gridcast_spark.jobs import collect, tried
from gridcast_spark.program import run, words

STAGES = ("nodes", "activations", "rates")
JOURNAL = "sweep.jsonl"


def sweep(spark, raster, output, options, progress=None):
    """Searches for good settings of a model, as `gridcast sweep bp RASTER --output FOLDER` does, to the same files.

    Takes a SparkSession, a raster under the path by which all machines see it, the folder of the results, and options of
    the command by their names; further ones are parts (shares of the trials of each stage; as many as the cluster has
    cores unless told) and program. `progress` is called with the name of the stage, how many of its shares are done and
    how many there are. Returns what `gridcast sweep bp --json` reports. Each stage needs the best of the one before, so
    stages come one after another.
    """
    options = {str(name).replace("_", "-"): value for name, value in dict(options).items()}
    context = spark.sparkContext
    ship(context)
    program = options.pop("program", None) or os.environ.get("GRIDCAST_PROGRAM") or "gridcast"
    count = int(options.pop("parts", None) or context.defaultParallelism)
    chosen = options.pop("stages", None) or list(STAGES)
    chosen = [stage for stage in STAGES if stage in ([chosen] if isinstance(chosen, str) else chosen)]
    base = ["sweep", "bp", os.path.abspath(raster)] + words(options)
    output = os.path.abspath(output)
    journal = _content(os.path.join(output, JOURNAL))
    for number in range(1 if "sample" in options else len(chosen)):
        stages = [] if "sample" in options else ["--stages"] + chosen[:number + 1]
        name = "random" if "sample" in options else chosen[number]

        def work(task, faults, arguments=base + stages, known=journal):
            return _trials(task[0], arguments, count, program, known, faults)

        def tell(done, all_shares, name=name):
            if progress:
                progress(name, done, all_shares)

        found = collect(context, [(share, None) for share in range(count)], "gridcast sweep", work, tell)
        journal += b"".join(found)
    os.makedirs(output, exist_ok=True)
    place = os.path.join(output, JOURNAL)
    with open(place + ".new", "wb") as file:
        file.write(journal)
    os.replace(place + ".new", place)
    stages = [] if "sample" in options else ["--stages"] + chosen
    return json.loads(run(program, base + stages + ["--output", output, "--json", "--quiet"])[0])


def _trials(share, arguments, count, program, known, faults):
    """The lines of the journal that a share of the trials adds to those that are known."""
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, JOURNAL)
        if known:
            with open(place, "wb") as file:
                file.write(known)
        tried(share, program, arguments + [
            "--shard", "%d/%d" % (share + 1, count), "--output", folder, "--json", "--quiet"], faults)
        return _content(place)[len(known):]


def _content(path):
    """The bytes of a file up to its last whole line; none where there is none."""
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        content = file.read()
    return content[:content.rfind(b"\n") + 1]
