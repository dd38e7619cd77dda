"""What the fields of a tool's dialog are: the description's parameters in the shape of one form.

Like gridcast_runner.py this file knows neither QGIS nor ArcGIS, and both carry a copy of it.
"""

import re

#: The language that texts are wanted in, where there is one of it; a plug-in sets it.
LANGUAGE = "en"


class Field:
    """A parameter of a command as one of its forms shows it."""

    def __init__(self, parameter, form):
        taken = form["takes"].get(parameter["name"], {})
        self.parameter = parameter
        self.name = parameter["name"]
        self.key = self.name.upper().replace("-", "_")
        self.option = parameter.get("option")
        self.type = taken.get("type", parameter["type"])
        self.of = key_of(parameter.get("of"))
        self.shapes = taken.get("shapes", parameter.get("shapes", []))
        self.endings = taken.get("endings", parameter.get("endings", []))
        self.choices = parameter.get("choices", [])
        self.limits = parameter.get("limits", {})
        self.word = parameter.get("word")
        self.separator = parameter.get("separator")
        self.is_required = parameter["isRequired"] or self.name in form["needs"]
        self.is_repeated = parameter["isRepeated"] and self.name not in form.get("single", [])
        self.is_spread = parameter["isSpread"]
        self.default = parameter.get("defaultValue")
        self.is_advanced = parameter["place"] == "more" and not self.is_required
        self.title = spoken(parameter["title"])
        self.help = spoken(parameter["help"])

    @property
    def more_key(self):
        """The key of the field for further inputs, where the command takes several."""
        return self.key + "_MORE"

    def written(self, values):
        """The words of the command line that give these values; none where there are no values."""
        values = [str(value) for value in values]
        # What the program does anyway is not said, so that it never stands beside what excludes it.
        if not values or self.default is not None and values == self.default.split(", "):
            return []
        if self.separator:
            values = [self.separator.join(values)]
        if self.option is None:
            return values
        if self.is_spread:
            return [self.option] + values
        if self.option.startswith("--"):
            return ["%s=%s" % (self.option, value) for value in values]
        return [word for value in values for word in (self.option, value)]


def key_of(name):
    """The key of a parameter's field; None of None."""
    return name.upper().replace("-", "_") if name else None


def spoken(texts):
    """A text in the user's language where there is one, else in English."""
    return texts.get(LANGUAGE) or texts["en"]


def fields(command, form):
    """The fields of a form, those of inputs first, as the command line wants them."""
    left_out = set(form["without"])
    chosen = [
        Field(parameter, form)
        for parameter in command["parameters"]
        if parameter["name"] not in left_out and (parameter["place"] != "nowhere" or parameter["name"] in form["needs"])
    ]
    return sorted(chosen, key=lambda field: field.option is not None)


def layer_options(command):
    """The options that name a layer within a file, by the key of the input."""
    return {
        key_of(parameter["of"]): parameter["option"]
        for parameter in command["parameters"] if parameter["type"] == "name-of-layer"
    }


def html(text):
    """A help text as HTML: paragraphs, and examples as they stand."""
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    parts = []
    for part in text.split("\n\n"):
        if re.match(r"Examples?:\n", part):
            heading, lines = part.split("\n", 1)
            parts.append("<p>At the command line:</p><pre>%s</pre>" % re.sub(r"(?m)^  ", "", lines))
        else:
            parts.append("<p>%s</p>" % part.replace("\n", " "))
    return "".join(parts)
