#!/usr/bin/env python3
"""Writes the manual pages of gridcast into a folder, from what the program says of itself.

  manual.py PROGRAM FOLDER
"""

import json
import os
import subprocess
import sys
import time


def main():
    """Writes gridcast.1 and a page for each command."""
    program, folder = sys.argv[1:]
    description = json.loads(subprocess.run(
        [program, "describe", "--json"], check=True, stdout=subprocess.PIPE).stdout)
    os.makedirs(folder, exist_ok=True)
    pages = [(" ".join(["gridcast"] + command["command"]), page(command, description["program"]))
             for command in description["commands"]]
    pages.append(("gridcast", overview(description)))
    for name, text in pages:
        with open(os.path.join(folder, name.replace(" ", "-") + ".1"), "w", encoding="utf-8") as file:
            file.write(text)


def escaped(text):
    """A text with what roff would obey made harmless."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\n".join("\\&" + line if line.startswith(".") else line for line in text.split("\n"))


def heading(name, version, purpose):
    """The beginning of a page."""
    day = time.strftime("%Y-%m-%d", time.gmtime(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())))
    return ".TH %s 1 %s \"gridcast %s\" \"Gridcast\"\n.SH NAME\n%s \\- %s\n" % (
        name.upper().replace("-", "\\-"), day, version, name.replace("-", "\\-"), escaped(purpose))


def prose(text):
    """Paragraphs, and examples as they stand."""
    parts = []
    for part in text.split("\n\n"):
        if part.startswith(("Example:\n", "Examples:\n")):
            parts.append(".SH EXAMPLES\n.nf\n%s\n.fi\n" % escaped(part.split("\n", 1)[1]))
        else:
            parts.append(".PP\n%s\n" % escaped(part))
    return "".join(parts)


def page(command, version):
    """The page of a command."""
    name = "-".join(["gridcast"] + command["command"])
    parts = [heading(name, version, command["title"]["en"]), ".SH SYNOPSIS\n.B %s\n" % escaped(" ".join(
        ["gridcast"] + command["command"]))]
    for parameter in command["parameters"]:
        if "option" not in parameter:
            word = "\\fI%s\\fR" % escaped(parameter["name"]) + (" ..." if parameter["isRepeated"] else "")
            parts.append((word if parameter["isRequired"] else "[%s]" % word) + "\n")
    parts.append("[\\fIoptions\\fR]\n.SH DESCRIPTION\n")
    paragraphs = command["help"]["en"].split("\n\n")
    examples = [text for text in paragraphs if text.startswith(("Example:\n", "Examples:\n"))]
    parts.append(prose("\n\n".join(text for text in paragraphs if text not in examples)))
    parts.append(".SH OPTIONS\n")
    for parameter in command["parameters"]:
        option = parameter.get("option")
        term = "\\fB%s\\fR" % escaped(option) if option else "\\fI%s\\fR" % escaped(parameter["name"])
        if option and parameter["type"] != "flag":
            term += " \\fI%s\\fR" % escaped(parameter["type"].replace("new-", ""))
        text = parameter["help"]["en"]
        if parameter.get("defaultValue"):
            text += " (default: %s)" % parameter["defaultValue"]
        if parameter.get("choices"):
            text += " One of: %s." % ", ".join(parameter["choices"])
        parts.append(".TP\n%s\n%s\n" % (term, escaped(text)))
    parts.append("".join(prose(text) for text in examples))
    return "".join(parts) + ".SH SEE ALSO\n.BR gridcast (1)\n"


def overview(description):
    """The page of the program."""
    parts = [heading("gridcast", description["program"], "from points of interest to a forecast map"),
             ".SH SYNOPSIS\n.B gridcast\n\\fIcommand\\fR [\\fIoptions\\fR]\n.SH COMMANDS\n"]
    for command in description["commands"]:
        parts.append(".TP\n.BR %s (1)\n%s\n" % (
            escaped("-".join(["gridcast"] + command["command"])), escaped(command["title"]["en"])))
    parts.append(
        ".SH EXIT STATUS\n0 done, 64 wrong use, 65 bad data, 66 cannot read, 69 not installed, 70 a bug,\n"
        "73 cannot write, 75 try again, 130 interrupted.\n")
    return "".join(parts)


if __name__ == "__main__":
    main()
