"""The job: parts are counted and added up on executors, and written by the driver."""

import atexit
import json
import math
import os
import shutil
import sys
import tempfile
import zipfile

from gridcast_spark.jobs import gathered, tried, watched
from gridcast_spark.plan import Plan
from gridcast_spark.program import run


def bin(spark, inputs, plan, progress=None):
    """Counts points per cell, and writes what the plan says.

    Takes a SparkSession, the paths of inputs under which all machines see them, and a Plan or its values. Returns
    what `gridcast bin --json` would report of everything. `progress` is called with how many parts are counted, and how
    many there are. Fails with GridcastError where Gridcast does.
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan)
    context = spark.sparkContext
    ship(context)
    inputs = [path if "://" in path or path.startswith("/vsi") else os.path.abspath(path)
              for path in ([inputs] if isinstance(inputs, str) else list(inputs)) or plan.inputs]
    parts = int(plan.parts or 2 * context.defaultParallelism)
    told, said = run(plan.program, plan.split(inputs, parts) + ["--quiet"])
    tasks = list(enumerate(part["arguments"] for part in json.loads(told)["parts"]))
    merged = _collect(context, tasks, plan, progress)
    with tempfile.TemporaryDirectory() as folder:
        files = _written(folder, merged)
        told, said = run(plan.program, plan.write(files))
    sys.stderr.write(said)
    return json.loads(told)


# The applications that have this package.
_shipped = set()


def ship(context):
    """Gives executors this package, which need not be installed there."""
    if context.applicationId in _shipped:
        return
    _shipped.add(context.applicationId)
    place = os.path.dirname(os.path.abspath(__file__))
    folder = tempfile.mkdtemp(prefix="gridcast-spark-")
    # Executors that come later fetch it then.
    atexit.register(shutil.rmtree, folder, True)
    file = os.path.join(folder, "gridcast_spark.zip")
    with zipfile.ZipFile(file, "w") as archive:
        for name in sorted(os.listdir(place)):
            if name.endswith(".py"):
                archive.write(os.path.join(place, name), "gridcast_spark/" + name)
    context.addPyFile(file)


def _collect(context, tasks, plan, progress=None):
    """The sums of neighbouring parts, in the order of the inputs."""
    program = plan.program
    faults = gathered(context)
    done = context.accumulator(0)
    told = [0]

    def counted(task):
        part = _counted(task, program, faults)
        done.add(1)
        return part

    def tell():
        # A part that is counted twice, as a machine was lost, is told once.
        if progress and min(done.value, len(tasks)) > told[0]:
            told[0] = min(done.value, len(tasks))
            progress(told[0], len(tasks))

    # As many groups as each has parts, so that neither executors nor the driver add up much at once.
    width = max(1, math.isqrt(len(tasks)))
    sums = (
        context.parallelize(tasks, len(tasks))
        .map(counted)
        .map(lambda part: (part[0] // width, part))
        .groupByKey(-(-len(tasks) // width))
        .map(lambda group: _added(group, program, faults)))
    # What must fail ends the job at once, and is not repeated.
    return [part for _, part in sorted(watched(context, "gridcast bin", faults, sums.collect, tell))]


def _counted(task, program, faults):
    """The part that a task counts; nothing where that must fail, which is told to the driver."""
    number, arguments = task
    return number, tried(number, program, ["bin"] + arguments + ["--partial", "-", "--quiet"], faults)


def _added(group, program, faults):
    """The sum of some parts."""
    number, parts = group
    parts = [part for _, part in sorted(parts)]
    if None in parts:
        return number, None
    with tempfile.TemporaryDirectory() as folder:
        files = _written(folder, parts)
        return number, tried(number, program, ["merge"] + files + ["--partial", "-", "--quiet"], faults)


def _written(folder, parts):
    """Writes parts to files in a folder; their paths, in order."""
    files = []
    for number, part in enumerate(parts):
        files.append(os.path.join(folder, "%06d.part" % number))
        with open(files[-1], "wb") as file:
            file.write(part)
    return files
