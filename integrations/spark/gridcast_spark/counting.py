"""The job: parts are counted and added up on executors, and written by the driver."""

import atexit
import json
import math
import os
import re
import shutil
import sys
import tempfile
import uuid
import zipfile

from gridcast_spark.plan import Plan
from gridcast_spark.program import FINAL, MARK, GridcastError, run


def bin(spark, inputs, plan):
    """Counts points per cell, and writes what the plan says.

    Takes a SparkSession, the paths of inputs under which all machines see them, and a Plan or its values. Returns
    what `gridcast bin --json` would report of everything. Fails with GridcastError where Gridcast does.
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan)
    context = spark.sparkContext
    _ship(context)
    inputs = [path if "://" in path or path.startswith("/vsi") else os.path.abspath(path)
              for path in ([inputs] if isinstance(inputs, str) else list(inputs)) or plan.inputs]
    parts = int(plan.parts or 2 * context.defaultParallelism)
    told, said = run(plan.program, plan.split(inputs, parts) + ["--quiet"])
    tasks = list(enumerate(part["arguments"] for part in json.loads(told)["parts"]))
    merged = _collect(context, tasks, plan)
    with tempfile.TemporaryDirectory() as folder:
        files = _written(folder, merged)
        told, said = run(plan.program, plan.write(files))
    sys.stderr.write(said)
    return json.loads(told)


# The applications that have this package.
_shipped = set()


def _ship(context):
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


def _collect(context, tasks, plan):
    """The sums of neighbouring parts, in the order of the inputs."""
    from pyspark import InheritableThread

    program = plan.program
    faults = context.accumulator([], _faults())
    # As many groups as each has parts, so that neither executors nor the driver add up much at once.
    width = max(1, math.isqrt(len(tasks)))
    sums = (
        context.parallelize(tasks, len(tasks))
        .map(lambda task: _counted(task, program, faults))
        .map(lambda part: (part[0] // width, part))
        .groupByKey(-(-len(tasks) // width))
        .map(lambda group: _added(group, program, faults)))
    # What must fail ends the job at once, and is not repeated.
    group = "gridcast-%s" % uuid.uuid4()
    outcome = {}

    def work():
        context.setJobGroup(group, "gridcast bin", interruptOnCancel=True)
        try:
            outcome["sums"] = sums.collect()
        except Exception as error:  # noqa: BLE001
            outcome["error"] = error

    thread = InheritableThread(target=work)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        if faults.value and thread.is_alive():
            context.cancelJobGroup(group)
    if faults.value:
        _, code, sentence = min(faults.value)
        raise GridcastError(code, sentence)
    if "error" in outcome:
        raise _explained(outcome["error"])
    return [part for _, part in sorted(outcome["sums"])]


def _counted(task, program, faults):
    """The part that a task counts; nothing where that must fail, which is told to the driver."""
    number, arguments = task
    return number, _tried(number, program, ["bin"] + arguments + ["--partial", "-", "--quiet"], faults)


def _added(group, program, faults):
    """The sum of some parts."""
    number, parts = group
    parts = [part for _, part in sorted(parts)]
    if None in parts:
        return number, None
    with tempfile.TemporaryDirectory() as folder:
        files = _written(folder, parts)
        return number, _tried(number, program, ["merge"] + files + ["--partial", "-", "--quiet"], faults)


def _tried(number, program, arguments, faults):
    try:
        return run(program, arguments)[0]
    except GridcastError as error:
        if error.code not in FINAL:
            # Another machine, or the same later, may do it.
            raise RuntimeError("%s%s [exit code %d]" % (MARK, error.message, error.code))
        faults.add([(number, error.code, error.message)])
        return None


def _written(folder, parts):
    """Writes parts to files in a folder; their paths, in order."""
    files = []
    for number, part in enumerate(parts):
        files.append(os.path.join(folder, "%06d.part" % number))
        with open(files[-1], "wb") as file:
            file.write(part)
    return files


def _explained(error):
    """What the program said, where a task failed because of it as often as Spark repeats it."""
    found = re.search(re.escape(MARK) + r"(.*?) \[exit code (\d+)\]", str(error))
    return GridcastError(int(found.group(2)), found.group(1)) if found else error


def _faults():
    from pyspark.accumulators import AccumulatorParam

    class Faults(AccumulatorParam):
        """Gathers what must fail."""

        def zero(self, value):
            return []

        def addInPlace(self, value1, value2):  # noqa: N802
            return value1 + value2

    return Faults()
