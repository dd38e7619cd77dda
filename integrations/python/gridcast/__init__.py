"""Gridcast from Python: the program that came with this package, and a way to run it.

    import gridcast
    gridcast.run(["bin", "pois.shp", "--category", "function", "-o", "counts.tif"])
"""

import json
import os
import shutil
import subprocess
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))


class GridcastError(RuntimeError):
    """A run that failed: what the program said, and its exit code."""

    def __init__(self, code, message):
        super().__init__("%s (exit code %d)" % (message, code))
        self.code = code
        self.message = message


def program():
    """The path of the program: the one in this package, else one that is installed otherwise."""
    own = os.path.join(_HERE, "bin", "gridcast")
    found = own if os.path.exists(own) else shutil.which("gridcast")
    if not found:
        raise FileNotFoundError("the program gridcast came not with this package and is not installed")
    return found


def environment():
    """The environment in which the program finds the libraries and data that came with this package."""
    values = dict(os.environ)
    own = {"PROJ_LIB": "share/proj", "PROJ_DATA": "share/proj", "GDAL_DATA": "share/gdal"}
    for name, place in own.items():
        path = os.path.join(_HERE, place)
        # The data of another GDAL or PROJ, such as rasterio's, would not fit these libraries.
        if os.path.exists(path):
            values[name] = path
    fonts = os.path.join(_HERE, "share", "fonts", "fonts.conf")
    if os.path.exists(fonts) and not os.path.exists("/etc/fonts/fonts.conf"):
        values.setdefault("FONTCONFIG_FILE", fonts)
    if os.path.exists(os.path.join(_HERE, "lib")):
        values["GDAL_DRIVER_PATH"] = "disable"
    return values


def run(arguments, check=True, **options):
    """Runs gridcast with a list of arguments, and returns subprocess's CompletedProcess with texts.

    Fails with GridcastError where the program does, unless check is False. Options are those of subprocess.run.
    """
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    options.setdefault("encoding", "utf-8")
    options.setdefault("env", environment())
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    result = subprocess.run([program()] + [str(one) for one in arguments], check=False, **options)
    if check and result.returncode != 0:
        said = result.stderr or ""
        lines = [line for line in said.splitlines() if line.startswith("gridcast: error: ")]
        raise GridcastError(
            result.returncode, "\n".join(lines).replace("gridcast: error: ", "") or said.strip() or "it said nothing")
    return result


def answer(arguments, **options):
    """Runs gridcast with --json, and returns what it answers."""
    return json.loads(run(list(arguments) + ["--json", "--quiet"], **options).stdout)


def main():
    """The command gridcast of this package: becomes the program."""
    found = program()
    os.execve(found, [found] + sys.argv[1:], environment())
