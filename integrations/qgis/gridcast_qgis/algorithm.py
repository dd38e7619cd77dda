"""An algorithm of Processing that runs one form of one of Gridcast's commands."""

import os
import shutil

from qgis.core import (
    Qgis,
    QgsMessageLog,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingUtils,
)
from qgis.PyQt.QtGui import QIcon

from . import gridcast_forms as forms, gridcast_runner as runner, outputs, planform, program
from .parameters import definitions
from .values import Values

INPUT_TYPES = ("layer", "raster", "dataset")
# The key under which the names of layers stand among the words.
LAYERS = ""


class GridcastAlgorithm(QgsProcessingAlgorithm):
    """Everything that it knows comes from the description."""

    def __init__(self, command, form):
        super().__init__()
        self.command = command
        self.form = form
        self.fields = forms.fields(command, form)
        self.values = None
        self.notes = []

    def createInstance(self):  # noqa: N802
        """A new one for each run."""
        return GridcastAlgorithm(self.command, self.form)

    def name(self):
        """The word after the colon of its id."""
        return self.form["name"]

    def displayName(self):  # noqa: N802
        """The name in the toolbox."""
        return forms.spoken(self.form["title"])

    def group(self):
        """The heading in the toolbox."""
        return forms.spoken(self.command["group"])

    def groupId(self):  # noqa: N802
        """The heading in a form that does not change with the language."""
        return self.command["group"]["en"].lower().replace(" ", "-")

    def icon(self):
        """The picture in the toolbox."""
        return QIcon(os.path.join(os.path.dirname(__file__), "icon.svg"))

    def tags(self):
        """What else finds it in the toolbox."""
        return ["gridcast"] + self.command["command"]

    def shortHelpString(self):  # noqa: N802
        """The command's own help."""
        return forms.html(forms.spoken(self.command["help"]))

    def initAlgorithm(self, config=None):  # noqa: N802
        """Declares the parameters."""
        for field in self.fields:
            for definition in definitions(field):
                self.addParameter(definition)

    def canExecute(self):  # noqa: N802
        """Whether there is a program that knows this command as the description does."""
        found = program.executable()
        if not found:
            return False, program.missing()
        differing = program.differences(found)
        if differing & {" ".join(self.command["command"]), "gridcast"}:
            return False, "%s: %s" % (found, program.differing_sentence(differing))
        return True, ""

    def prepareAlgorithm(self, parameters, context, feedback):  # noqa: N802
        """Looks at the layers, which may be done only here."""
        self.values = Values(self, parameters, context)
        for field in self.fields:
            if field.type in INPUT_TYPES:
                self.values.take_inputs(field)
        return True

    def processAlgorithm(self, parameters, context, feedback):  # noqa: N802
        """Runs the command."""
        found = program.executable()
        if not found:
            raise QgsProcessingException(program.missing())
        folder = QgsProcessingUtils.generateTempFilename("gridcast")
        try:
            words = self._input_words(folder, feedback)
            if feedback.isCanceled():
                return {}
            written = self._other_words(words, parameters, context)
            # Fields are in the order of the command line: arguments first, then options.
            line = [word for field in self.fields for word in words.get(field.key, [])] + words[LAYERS]
            result = self._run([found] + self.command["command"] + line + self._settings(), feedback)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if feedback.isCanceled():
            return {}
        if result.code != 0:
            QgsMessageLog.logMessage(result.error, "Gridcast", Qgis.Critical)
            raise QgsProcessingException(result.error)
        for loss in result.losses:
            feedback.pushWarning(loss)
        # Losses first: the message bar shows one.
        self.notes = result.losses + [line.replace("gridcast: ", "", 1) for line in result.messages]
        return self._results(written, result, context, feedback)

    def postProcessAlgorithm(self, context, feedback):  # noqa: N802
        """Says in the message bar what should be known before the result is trusted."""
        from qgis.utils import iface

        for note in self.notes:
            QgsMessageLog.logMessage("%s: %s" % (self.displayName(), note), "Gridcast", Qgis.Warning, False)
        if self.notes and iface is not None and iface.messageBar() is not None:
            more = " (and %d more in the log)" % (len(self.notes) - 1) if len(self.notes) > 1 else ""
            iface.messageBar().pushMessage("Gridcast", self.notes[0] + more, Qgis.Warning, 15)
        return {}

    def _input_words(self, folder, feedback):
        """The words that give each field's inputs, with the names of layers within their files."""
        layer_options = forms.layer_options(self.command)
        words, number, named = {}, 0, []
        for field in self.fields:
            found = self.values.inputs.get(field.key)
            if not found:
                continue
            option = layer_options.get(field.key)
            names = {one.layer for one in found}
            for one in found:
                # One name must do for all files, and only where there is an option for it.
                if one.layer and (option is None or len(names) > 1):
                    one.write = one.rewrite
                number += 1
                one.settle(folder, number, feedback)
            words[field.key] = field.written([one.path for one in found])
            named += ["%s=%s" % (option, name) for name in sorted({one.layer for one in found} - {None})]
        words[LAYERS] = named
        return words

    def _other_words(self, words, parameters, context):
        """Adds the words that give all else; returns the paths of outputs by their fields."""
        written = {}
        for field in self.fields:
            if field.type in INPUT_TYPES:
                continue
            if field.type == "flag":
                words[field.key] = [field.option] if self.parameterAsBool(parameters, field.key, context) else []
            elif field.type.startswith("new-"):
                path = self._output(field, parameters, context)
                if path:
                    written[field] = path
                    words[field.key] = field.written([path])
            else:
                words[field.key] = field.written(self.values.words(field))
        return written

    def _settings(self):
        """The words that a desktop gives to every command that has them."""
        have = {parameter["name"] for parameter in self.command["parameters"]}
        words = ["--overwrite"] if "overwrite" in have else []
        words += ["--progress=json"] if "progress" in have else []
        # `run` tells in words where its outputs lie, whichever folder the plan names.
        words += ["--json"] if "json" in have and self.command["command"] != ["run"] else []
        return words

    def _output(self, field, parameters, context):
        """The path of an output; None where it is not wanted."""
        if field.type in ("new-layer", "new-raster"):
            path = self.parameterAsOutputLayer(parameters, field.key, context)
            if path and (path.startswith(("ogr:", "postgis:", "postgres:", "memory:", "spatialite:"))):
                raise QgsProcessingException(
                    "%s: Gridcast writes files; choose a file in place of %s." % (field.title, path))
            if path and os.path.isdir(path):
                raise QgsProcessingException(
                    "%s: %s is there already, and would be replaced with all its layers; choose another name." % (
                        field.title, path))
            return path or None
        path = self.parameterAsFileOutput(parameters, field.key, context)
        if path and field.type != "new-folder" and field.endings and not os.path.splitext(path)[1]:
            path += "." + field.endings[0]
        return path or None

    def _run(self, arguments, feedback):
        """Runs the program, and shows how far it is."""
        feedback.pushCommandInfo(" ".join(_quoted(word) for word in arguments))
        pace = runner.Pace()
        last = [None]

        def on_event(event):
            share, text = pace.told(event)
            if share is not None:
                feedback.setProgress(100 * share)
            if text != last[0]:
                last[0] = text
                feedback.setProgressText(text)

        def on_message(line):
            # Errors are told once, at the end.
            if not line.startswith("gridcast: error: "):
                feedback.pushWarning(line.replace("gridcast: ", "", 1))

        if forms.LANGUAGE == "zh":
            arguments = [arguments[0], "--lang", "zh", *arguments[1:]]
        return runner.run(arguments, on_event, on_message, feedback.isCanceled)

    def _layer_names(self, field, path):
        """What QGIS would call an output, a whole sentence, and what it is called: as its file, or as the command."""
        stem = os.path.splitext(os.path.basename(path))[0]
        if stem == field.key:
            stem = " ".join(self.command["command"]) if field.key == "OUTPUT" else field.key.lower()
        return self.parameterDefinition(field.key).description(), stem

    def _results(self, written, result, context, feedback):
        """What the algorithm returns; has layers loaded with their styles."""
        group = "Gridcast: %s" % self.displayName()
        results = {}
        for field, path in written.items():
            if field.type in ("new-layer", "new-raster"):
                outputs.look_after(path, group, context, self._layer_names(field, path))
            elif field.type == "new-folder":
                for file in result.answer.get("files", []):
                    outputs.load(file, group, context)
            else:
                found = outputs.siblings(path)
                if found and found != [path]:
                    feedback.pushInfo("written: " + ", ".join(found))
                    path = found[0]
            results[field.key] = path
        if self.command["command"] == ["run"]:
            results["FILES"] = planform.results(result.output)
            for path in results["FILES"]:
                outputs.load(path, group, context)
        if result.output:
            feedback.pushInfo(result.output)
        return results


def _quoted(word):
    """A word as a shell takes it."""
    return "'%s'" % word.replace("'", "'\\''") if not word or set(word) & set(" '\"$&;|<>()*?[]\\`!#~") else word
