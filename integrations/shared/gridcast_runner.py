"""Finds the program gridcast, runs it, reads its progress and ends it.

This file knows neither QGIS nor ArcGIS: both plug-ins carry a copy of it, and it is tested by itself.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

PROGRAM = "gridcast.exe" if os.name == "nt" else "gridcast"

MISSING = (
    "The program gridcast was not found. Install it as README.md of Gridcast says (a .deb, a wheel for pip, or "
    "make install), or say where it lies: in QGIS under Settings > Options > Gridcast, elsewhere by the environment "
    "variable GRIDCAST."
)

# Whatever a desktop sets for its own GDAL, PROJ and Python would break another program's.
_FOREIGN = ("GDAL_", "PROJ_", "PYTHON", "OGR_", "CPL_", "QT_", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_")


def environment():
    """The environment in which gridcast is run: that of the desktop without what belongs to its libraries."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}


def find(setting=None):
    """The path of gridcast, or None.

    Looked at are the setting, the variable GRIDCAST, the folder bin beside this file, PATH, and the usual places that
    the PATH of a program started from a menu lacks. A folder stands for the program in it.
    """
    if setting:
        # A setting that is wrong must be told, not passed over.
        return _executable(setting)
    here = os.path.dirname(os.path.abspath(__file__))
    places = [
        os.environ.get("GRIDCAST"),
        os.path.join(here, "bin"),
        shutil.which(PROGRAM),
        os.path.dirname(sys.executable),
        "/usr/bin",
        "/usr/local/bin",
        "/opt/homebrew/bin",
        os.path.expanduser("~/.local/bin"),
    ]
    for place in places:
        found = place and _executable(place)
        if found:
            return found
    return None


def _executable(place):
    """The program that a path names, itself or as a folder that holds it; None where there is none."""
    path = os.path.join(place, PROGRAM) if os.path.isdir(place) else place
    return path if os.path.isfile(path) and os.access(path, os.X_OK) else None


def _options():
    """What keeps the program apart from the desktop: no window of its own, and no signals meant for the desktop."""
    if os.name == "nt":
        return {"creationflags": 0x08000000 | subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


def ask(program, *arguments, seconds=20):
    """Runs gridcast for an answer of few lines; returns it, or None where the program does not run or fails."""
    try:
        result = subprocess.run(
            [program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env=environment(), encoding="utf-8", errors="replace", timeout=seconds, check=False, **_options())
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout if result.returncode == 0 else None


class Result:
    """How a run ended: its exit code, what it printed, and its messages in their order."""

    def __init__(self, code, output, messages):
        self.code = code
        self.output = output
        self.messages = messages

    @property
    def error(self):
        """What went wrong, in the program's own words."""
        prefix = "gridcast: error: "
        errors = [line[len(prefix):] for line in self.messages if line.startswith(prefix)]
        if errors:
            return "\n".join(errors)
        return "\n".join(self.messages[-3:]) or "gridcast ended with exit code %d and said nothing" % self.code

    @property
    def answer(self):
        """What was printed as JSON; an empty dictionary where it is none."""
        try:
            answer = json.loads(self.output)
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {"results": answer}

    @property
    def losses(self):
        """What was left out or lost, each in a sentence."""
        answer = self.answer
        said = ["%s left out: %s" % (one["count"], one["reason"]) for one in answer.get("dropped") or []]
        said += ["%s left out: %s" % (one["count"], one["what"]) for one in answer.get("lost") or []]
        return said + [one if isinstance(one, str) else json.dumps(one) for one in answer.get("losses") or []]


class Pace:
    """Says from progress how much time is left."""

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._step = None
        self._begin = 0.0

    def told(self, event):
        """The share that is done from 0 to 1 (None where it is unknown), and a line for people."""
        if event.get("event") == "epoch":
            left = event.get("secondsLeft")
            text = "epoch %s of network %s, loss %.4g" % (
                event.get("epoch"), event.get("member"), event.get("trainingLoss") or 0)
            return None, text + (", at most %s left" % spoken(left) if left is not None else "")
        step, done, whole = event.get("step") or "", event.get("done") or 0, event.get("all")
        now = self._clock()
        if step != self._step:
            self._step, self._begin = step, now
        if not whole:
            return None, "%s: %d" % (step, done)
        share = min(done / whole, 1.0)
        text = "%s: %d %%" % (step, share * 100)
        passed = now - self._begin
        if 0 < share < 1 and passed > 1:
            text += ", about %s left" % spoken(passed * (1 - share) / share)
        return share, text


def spoken(seconds):
    """A length of time in words."""
    return "%d s" % round(seconds) if seconds < 90 else "%d min" % round(seconds / 60)


def run(arguments, on_event=None, on_message=None, is_cancelled=None, folder=None):
    """Runs gridcast and returns a Result.

    Progress is handed to on_event as dictionaries, every other line of standard error to on_message. Where
    is_cancelled says so the program is interrupted; it leaves nothing half-written, and ends with 130.
    """
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment(),
        encoding="utf-8", errors="replace", cwd=folder, **_options())
    output = []
    reader = threading.Thread(target=lambda: output.append(process.stdout.read()), daemon=True)
    reader.start()
    ended = threading.Event()

    def watch():
        while not ended.wait(0.1):
            if is_cancelled():
                _end(process, ended)
                return

    if is_cancelled is not None:
        threading.Thread(target=watch, daemon=True).start()
    messages = []
    try:
        for line in process.stderr:
            line = line.rstrip("\r\n")
            event = _event(line)
            if event is not None:
                if on_event is not None:
                    on_event(event)
            elif line:
                messages.append(line)
                if on_message is not None:
                    on_message(line)
        code = process.wait()
    except BaseException:
        # Whatever fails here must not leave a program running.
        _end(process, ended)
        raise
    finally:
        ended.set()
        reader.join(5)
        process.stdout.close()
        process.stderr.close()
    return Result(code, "".join(output), messages)


def _event(line):
    """The event that a line of standard error tells; None where it is a message."""
    if not line.startswith("{"):
        return None
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None


def _end(process, ended):
    """Interrupts the program, and kills it where it has not ended after ten seconds."""
    try:
        process.send_signal(signal.CTRL_BREAK_EVENT if os.name == "nt" else signal.SIGINT)
        if not ended.wait(0.01):
            process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    except OSError:
        pass
