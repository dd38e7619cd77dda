"""Which gridcast is used, and whether it is the one that the plug-in's description is of."""

import json
import os

from qgis.core import QgsSettings

from . import gridcast_runner as runner

SETTING = "gridcast/executable"


def setting():
    """What the user has set as the path of the program; an empty text where nothing is set."""
    return QgsSettings().value(SETTING, "", type=str)


def executable():
    """The path of the program, or None."""
    return runner.find(setting())


def missing():
    """Why there is no program, in a sentence."""
    chosen = setting()
    if chosen:
        return "There is no program gridcast at %s, which is set under Settings > Options > Gridcast." % chosen
    return runner.MISSING


def tested(path):
    """Whether a path is a gridcast that runs, and a sentence that says so."""
    found = runner.find(path)
    if not found:
        return False, "There is no program gridcast at %s." % path if path else runner.MISSING
    version = runner.ask(found, "--version")
    if version is None:
        return False, "%s does not run." % found
    differing = differences(found)
    if differing:
        return False, "%s, version %s: %s" % (found, version.strip(), differing_sentence(differing))
    return True, "%s, version %s, goes with this plug-in." % (found, version.strip())


def shipped():
    """The description that came with the plug-in."""
    path = os.path.join(os.path.dirname(__file__), "description.json")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


_known = {}


def differences(program):
    """The commands that the program has otherwise than the description tells, as a set of their names.

    The program is asked once in its lifetime on the disk. One that cannot describe itself differs in everything.
    """
    try:
        state = os.stat(program)
    except OSError:
        return {"gridcast"}
    key = (program, state.st_mtime_ns, state.st_size)
    if key not in _known:
        ours = shipped()
        try:
            theirs = json.loads(runner.ask(program, "describe", "--json") or "")
        except ValueError:
            theirs = {"commands": []}
        _known[key] = set() if theirs.get("digest") == ours["digest"] else _differing(ours, theirs)
    return _known[key]


def _differing(ours, theirs):
    """The commands of ours with which theirs would not do what a form of ours asks."""
    known = {tuple(command["command"]): command for command in theirs["commands"]}
    differing = set()
    for command in ours["commands"]:
        other = known.get(tuple(command["command"]))
        if other is None or not _serves(other, command):
            differing.add(" ".join(command["command"]))
    return differing


def _serves(other, command):
    """Whether another description of a command takes all that ours may give, and needs no more."""
    facts = ("name", "option", "type", "choices", "isRepeated")
    have = {parameter["name"]: [parameter.get(fact) for fact in facts] for parameter in other["parameters"]}
    want = {parameter["name"]: [parameter.get(fact) for fact in facts] for parameter in command["parameters"]}
    needed = {parameter["name"] for parameter in other["parameters"] if parameter["isRequired"]}
    return all(have.get(name) == value for name, value in want.items()) and needed <= set(want)


def differing_sentence(differing):
    """What to tell where commands differ."""
    return (
        "this program and the plug-in are of different versions and disagree on %s; install the plug-in that came "
        "with the program" % ", ".join(sorted(differing)))
