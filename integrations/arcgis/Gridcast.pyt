# -*- coding: utf-8 -*-
"""Gridcast's commands as tools of ArcGIS.

A preview: it is tested against a stand-in for arcpy that knows what Esri documents, and was never tried in ArcGIS. It
needs the program gridcast on the same machine, which does not run on Windows yet.
"""

import json
import os
import sys

import arcpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "shared")]

import gridcast_forms as forms  # noqa: E402
import gridcast_runner as runner  # noqa: E402

DATA_TYPES = {
    "layer": "GPFeatureLayer", "raster": "GPRasterLayer", "dataset": "GPLayer", "field": "Field",
    "system": "GPCoordinateSystem", "flag": "GPBoolean", "number": "GPDouble", "whole": "GPLong", "file": "DEFile",
    "folder": "DEFolder", "box": "GPExtent", "new-layer": "DEFeatureClass", "new-raster": "DERasterDataset",
    "new-table": "DEFile", "new-file": "DEFile", "new-folder": "DEFolder",
}


def description():
    """The description that came with the toolbox."""
    for folder in (HERE, os.path.dirname(HERE)):
        path = os.path.join(folder, "description.json")
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                return json.load(file)
    raise IOError("description.json is missing beside Gridcast.pyt")


def parameter(field):
    """A parameter of ArcGIS for a field."""
    is_list = field.is_repeated or field.separator is not None
    is_text = is_list and field.type in ("number", "whole") or field.word is not None
    made = arcpy.Parameter(
        displayName=field.title, name=field.key.lower(),
        datatype="GPString" if is_text else DATA_TYPES.get(field.type, "GPString"),
        parameterType="Required" if field.is_required else "Optional",
        direction="Output" if field.type.startswith("new-") else "Input",
        multiValue=is_list and field.type in ("layer", "raster", "dataset", "field", "choice", "text"))
    if field.is_advanced:
        made.category = "More"
    if field.type == "choice":
        made.filter.type = "ValueList"
        made.filter.list = field.choices
    if field.type == "field" and field.of:
        made.parameterDependencies = [field.of.lower()]
    if field.default is not None and field.type != "flag":
        if field.type in ("number", "whole") and not is_text:
            made.value = int(field.default) if field.type == "whole" else float(field.default)
        elif not made.multiValue:
            made.value = field.default
    return made


def place(text):
    """The path of a layer or raster, and the layer's name within a geodatabase."""
    return split(arcpy.Describe(text.strip("'")).catalogPath)


def split(path):
    """A path, and the name of a layer where it leads into a geodatabase."""
    for ending in (".gdb", ".gpkg"):
        at = path.lower().find(ending + os.sep)
        if at >= 0:
            inner = os.path.basename(path)
            return path[:at + len(ending)], inner[5:] if inner.startswith("main.") else inner
    return path, None


def output_words(field, path, have):
    """The words for a layer that is written; one in a geodatabase is added to it."""
    database, name = split(path)
    if name is None and path.lower().endswith(".gdb"):
        raise ValueError("%s: name a feature class in %s." % (field.title, path))
    if name is None or not database.lower().endswith(".gdb"):
        return field.written([path])
    if not {"name", "append"} <= have:
        raise ValueError(
            "%s: this tool writes files; choose a Shapefile, and bring it into %s by the tool that converts layers."
            % (field.title, database))
    if arcpy.Exists(path):
        raise ValueError("%s: %s is there already; delete it first, or choose another name." % (field.title, path))
    return field.written([database]) + ["--name=" + name] + (["--append"] if os.path.isdir(database) else [])


def words_of(field, given, layer_options, have):
    """The words of the command line for a field and its parameter."""
    text = given.valueAsText
    if not text:
        return []
    if field.type == "new-layer":
        return output_words(field, text, have)
    if field.type == "flag":
        return [field.option] if given.value else []
    if field.type in ("layer", "raster", "dataset"):
        places = [place(one) for one in (text.split(";") if field.is_repeated else [text])]
        names = sorted({name for _, name in places if name})
        option = layer_options.get(field.key)
        if len(names) > 1 or names and option is None and field.type == "layer":
            raise ValueError("%s: export %s to a file of its own first." % (field.title, " and ".join(names)))
        return field.written([path for path, _ in places]) + [
            "%s=%s" % (option, name) for name in names if option is not None]
    if field.type == "system":
        return field.written([text if text[:6].upper() in ("PROJCS", "GEOGCS") else str(given.value.factoryCode)])
    if field.type == "box":
        return field.written([",".join(text.split()[:4])])
    if field.is_repeated or field.separator:
        return field.written(text.split(";") if given.multiValue else text.replace(",", " ").split())
    return field.written([text])


def make(command, form):
    """A tool for a form of a command."""
    fields = forms.fields(command, form)
    layer_options = forms.layer_options(command)
    have = {one["name"] for one in command["parameters"]}

    class Tool(object):
        """One of the tools; ArcGIS makes it whenever its dialog is opened."""

        def __init__(self):
            self.label = forms.spoken(form["title"])
            self.description = forms.spoken(command["help"])
            self.category = forms.spoken(command["group"])

        def getParameterInfo(self):  # noqa: N802
            """The parameters of the dialog."""
            return [parameter(field) for field in fields]

        def isLicensed(self):  # noqa: N802
            """It needs no licence."""
            return True

        def updateParameters(self, parameters):  # noqa: N802
            """Nothing depends on anything else."""

        def updateMessages(self, parameters):  # noqa: N802
            """Says in the dialog that the program is missing."""
            if runner.find() is None:
                parameters[0].setErrorMessage(runner.MISSING)

        def execute(self, parameters, messages):
            """Runs the command."""
            program = runner.find()
            if program is None:
                messages.addErrorMessage(runner.MISSING)
                raise arcpy.ExecuteError(runner.MISSING)
            # ArcGIS must not end the script while the program still runs.
            arcpy.env.autoCancelling = False
            try:
                words = [word for field, given in zip(fields, parameters)
                         for word in words_of(field, given, layer_options, have)]
            except ValueError as reason:
                messages.addErrorMessage(str(reason))
                raise arcpy.ExecuteError(str(reason)) from reason
            if "styles" in have:
                words = [word for word in words if not word.startswith("--styles=")] + ["--styles=all"]
            words += ["--overwrite"] if "overwrite" in have and "--append" not in words else []
            words += ["--json"] if "json" in have else []
            words += ["--progress=json"] if "progress" in have else []
            arcpy.SetProgressor("step", self.label, 0, 100, 1)
            pace = runner.Pace()

            def on_event(event):
                share, text = pace.told(event)
                arcpy.SetProgressorLabel(text)
                if share is not None:
                    arcpy.SetProgressorPosition(int(100 * share))

            result = runner.run(
                [program] + command["command"] + words, on_event,
                lambda line: messages.addWarningMessage(line.replace("gridcast: ", "", 1)),
                lambda: arcpy.env.isCancelled)
            if result.code != 0:
                messages.addErrorMessage(result.error)
                raise arcpy.ExecuteError(result.error)
            for loss in result.losses:
                messages.addWarningMessage(loss)
            messages.addMessage(result.output)
            for field, given in zip(fields, parameters):
                style = given.valueAsText and os.path.splitext(given.valueAsText)[0] + ".lyrx"
                if field.type in ("new-layer", "new-raster") and style and os.path.exists(style):
                    given.symbology = style

    Tool.__name__ = form["name"].title()
    return Tool


TOOLS = [make(command, form) for command in description()["commands"] for form in command["forms"]]
for tool in TOOLS:
    globals()[tool.__name__] = tool


class Toolbox(object):
    """What ArcGIS looks for in the file."""

    def __init__(self):
        self.label = "Gridcast"
        self.alias = "gridcast"
        self.tools = TOOLS
