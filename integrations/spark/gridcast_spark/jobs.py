"""A job of tasks that each run the program once: what they return, in order, or the program's own sentence."""

import re
import uuid

from gridcast_spark.program import FINAL, MARK, GridcastError, run


def collect(context, tasks, name, work, progress=None):
    """The results of `work(task, faults)` for all tasks, a task of Spark each, in their order.

    `tasks` are pairs of a number and what a task needs. `faults` is handed to `tried`. `progress` is called with how
    many tasks are done, and how many there are.
    """
    faults = context.accumulator([], _gathering())
    done = context.accumulator(0)

    def finished(task):
        result = work(task, faults)
        done.add(1)
        return task[0], result

    pieces = context.parallelize(tasks, max(1, len(tasks))).map(finished)
    told = [0]

    def tell():
        if progress and done.value != told[0]:
            told[0] = done.value
            progress(min(told[0], len(tasks)), len(tasks))

    results = [result for _, result in sorted(watched(context, name, faults, pieces.collect, tell), key=lambda p: p[0])]
    tell()
    return results


def watched(context, name, faults, action, tell=None):
    """What an action returns; ended at once where a task tells that it must fail."""
    from pyspark import InheritableThread

    group = "gridcast-%s" % uuid.uuid4()
    outcome = {}

    def work():
        context.setJobGroup(group, name, interruptOnCancel=True)
        try:
            outcome["result"] = action()
        except Exception as error:  # noqa: BLE001
            outcome["error"] = error

    thread = InheritableThread(target=work)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
        if tell:
            tell()
        if faults.value and thread.is_alive():
            context.cancelJobGroup(group)
    if faults.value:
        _, code, sentence = min(faults.value)
        raise GridcastError(code, sentence)
    if "error" in outcome:
        raise _explained(outcome["error"])
    return outcome["result"]


def tried(number, program, arguments, faults, expected=(0,), feed=None):
    """What the program wrote; nothing where it must fail again, which is told to the driver."""
    try:
        return run(program, arguments, expected, feed)[0]
    except GridcastError as error:
        if error.code not in FINAL:
            # Another machine, or the same later, may do it.
            raise RuntimeError("%s%s [exit code %d]" % (MARK, error.message, error.code))
        faults.add([(number, error.code, error.message)])
        return None


def gathered(context):
    """An accumulator of what must fail."""
    return context.accumulator([], _gathering())


def _explained(error):
    """What the program said, where a task failed because of it as often as Spark repeats it."""
    found = re.search(re.escape(MARK) + r"(.*?) \[exit code (\d+)\]", str(error))
    return GridcastError(int(found.group(2)), found.group(1)) if found else error


def _gathering():
    from pyspark.accumulators import AccumulatorParam

    class Gathering(AccumulatorParam):
        """Gathers what must fail."""

        def zero(self, value):
            return []

        def addInPlace(self, value1, value2):  # noqa: N802
            return value1 + value2

    return Gathering()
