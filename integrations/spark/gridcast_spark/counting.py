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

    Takes a SparkSession, the paths of inputs under which all machines see them, and a Plan or its values. Instead of
    paths it takes a DataFrame with columns of positions (lon and lat, or those that x, y or wkt of the plan name) or one
    of shapes (geometry, geom or wkb, as well-known binary): each partition is a part, and goes to the program as a
    stream of Arrow; the plan then names `to`, or `like` or `within`, on which parts agree. Returns
    what `gridcast bin --json` would report of everything. `progress` is called with how many parts are counted, and how
    many there are. Fails with GridcastError where Gridcast does.
    """
    if not isinstance(plan, Plan):
        plan = Plan(plan)
    context = spark.sparkContext
    ship(context)
    if hasattr(inputs, "mapInArrow"):
        return _write(plan, _streamed(context, inputs, plan, progress))
    inputs = [path if "://" in path or path.startswith("/vsi") else os.path.abspath(path)
              for path in ([inputs] if isinstance(inputs, str) else list(inputs)) or plan.inputs]
    parts = int(plan.parts or 2 * context.defaultParallelism)
    told, said = run(plan.program, plan.split(inputs, parts) + ["--quiet"])
    tasks = list(enumerate(part["arguments"] for part in json.loads(told)["parts"]))
    return _write(plan, _collect(context, tasks, plan, progress))


def _write(plan, merged):
    """Writes what the plan says of the sums of parts; the report."""
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
    return _summed(context, context.parallelize(tasks, len(tasks)), lambda task: _counted(task, program, faults), len(tasks),
                   program, faults, progress)


def _streamed(context, frame, plan, progress):
    """The sums of neighbouring partitions of a DataFrame, in their order."""
    from pyspark.sql.pandas.types import to_arrow_schema

    program = plan.program
    # A plan that is wrong is so before anything runs.
    plan.stream(0)
    faults = gathered(context)

    def counted(batches):
        import pyarrow
        from pyspark import TaskContext

        number = TaskContext.get().partitionId()
        first = next(batches, None)
        if first is None:
            return

        def feed(pipe):
            with pyarrow.ipc.new_stream(pipe, first.schema) as stream:
                stream.write_batch(first)
                for batch in batches:
                    stream.write_batch(batch)

        part = tried(number, program, plan.stream(number), faults, feed=feed)
        yield pyarrow.RecordBatch.from_pydict({"number": pyarrow.array([number], pyarrow.int32()),
                                               "part": pyarrow.array([part], pyarrow.binary())})

    parts = frame.mapInArrow(counted, "number int, part binary").rdd.map(lambda row: (row[0], row[1] and bytes(row[1])))
    count = frame.rdd.getNumPartitions()
    sums = _summed(context, parts, lambda part: part, count, program, faults, progress)
    if sums:
        return sums

    def nothing(pipe):
        import pyarrow

        pyarrow.ipc.new_stream(pipe, to_arrow_schema(frame.schema)).close()

    # Of no rows at all the program says what it says of an empty layer.
    return [run(program, plan.stream(0), feed=nothing)[0]]


def _summed(context, pieces, count, number, program, faults, progress):
    """The sums of neighbouring pieces, of which `count` makes parts with their places among a number of them."""
    done = context.accumulator(0)
    told = [0]

    def counted(piece):
        part = count(piece)
        done.add(1)
        return part

    def tell():
        # A part that is counted twice, as a machine was lost, is told once.
        if progress and min(done.value, number) > told[0]:
            told[0] = min(done.value, number)
            progress(told[0], number)

    # As many groups as each has parts, so that neither executors nor the driver add up much at once.
    width = max(1, math.isqrt(number))
    sums = (
        pieces
        .map(counted)
        .map(lambda part: (part[0] // width, part))
        .groupByKey(-(-number // width))
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
