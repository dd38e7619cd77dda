"""How the program gridcast is run, on the driver and on executors."""

import os
import subprocess

# By these exit codes the program says that it will fail again, wherever it runs: wrong use and bad data.
FINAL = (64, 65)
MARK = "gridcast: error: "


class GridcastError(RuntimeError):
    """What the program said, and its exit code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self):
        return GridcastError, (self.code, self.message)


def run(program, arguments, expected=(0,), feed=None):
    """Runs the program, and returns what it wrote to standard output and to standard error.

    `feed` is called with its standard input, where it has one. Fails with GridcastError where the program ends with another code than is expected.
    """
    try:
        done = subprocess.Popen(
            [program] + list(arguments), stdin=subprocess.PIPE if feed else subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)
    except OSError as error:
        raise GridcastError(69, "the program %s cannot be run on %s: %s" % (program, os.uname().nodename, error))
    try:
        if feed:
            # It answers when its input has ended, or ends before, and then says why.
            try:
                feed(done.stdin)
            except BrokenPipeError:
                pass
        told, said = done.communicate()
    except BaseException:
        done.kill()
        done.communicate()
        raise
    said = said.decode("utf-8", "replace")
    if done.returncode not in expected:
        raise GridcastError(done.returncode, sentence(said) or "it ended with %d on %s: %s" % (
            done.returncode, os.uname().nodename, said.strip() or "it said nothing"))
    return told, said


def sentence(said):
    """The program's sentence on what went wrong, among all else; nothing where there is none."""
    lines = [line[line.index(MARK) + len(MARK):] for line in said.splitlines() if MARK in line]
    if lines:
        return lines[0].strip()
    # Of wrong use it says more below.
    lines = [line for line in said.splitlines() if line.startswith("Error: ")]
    return lines[0][len("Error: "):].strip() if lines else ""


def words(options):
    """The words of options by their names: of a list one for each item, of what is true the name alone."""
    told = []
    for name, value in dict(options).items():
        name = "--" + str(name).replace("_", "-")
        if value is True:
            told.append(name)
        elif value is not None and value is not False:
            for one in value if isinstance(value, (list, tuple)) else [value]:
                told += [name, str(one)]
    return told
