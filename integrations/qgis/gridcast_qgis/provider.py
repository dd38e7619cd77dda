"""The provider of Gridcast's algorithms in Processing."""

import os

from qgis.core import Qgis, QgsMessageLog, QgsProcessingProvider, QgsSettings
from qgis.PyQt.QtGui import QIcon

from . import gridcast_forms as forms
from . import gridcast_runner as runner
from . import program
from .algorithm import GridcastAlgorithm


class GridcastProvider(QgsProcessingProvider):
    """Offers every form of the description that came with the plug-in."""

    def id(self):
        """The word before the colon of an algorithm's id."""
        return "gridcast"

    def name(self):
        """The name in the toolbox."""
        return "Gridcast"

    def icon(self):
        """The picture in the toolbox."""
        return QIcon(os.path.join(os.path.dirname(__file__), "icon.svg"))

    def load(self):
        """Fills the toolbox, and says in the log where the program is missing or another."""
        forms.LANGUAGE = QgsSettings().value("locale/userLocale", "en", type=str)[:2]
        self.refreshAlgorithms()
        found = program.executable()
        if not found:
            QgsMessageLog.logMessage(program.missing(), "Gridcast", Qgis.Warning)
        elif program.differences(found):
            QgsMessageLog.logMessage(
                "%s: %s" % (found, program.differing_sentence(program.differences(found))), "Gridcast", Qgis.Warning)
        return True

    def loadAlgorithms(self):  # noqa: N802
        """Makes an algorithm of each form."""
        for command in program.shipped()["commands"]:
            for form in command["forms"]:
                self.addAlgorithm(GridcastAlgorithm(command, form))

    def versionInfo(self):  # noqa: N802
        """The version of the program, where it is found."""
        found = program.executable()
        return (runner.ask(found, "--version") or "").strip() if found else "gridcast not found"

    def defaultVectorFileExtension(self, hasGeometry=True):  # noqa: N802, N803
        """The format of temporary layers."""
        return "gpkg"

    def supportedOutputVectorLayerExtensions(self):  # noqa: N802
        """What layers can be written as."""
        return ["gpkg", "shp", "geojson", "geojsonl", "fgb", "csv", "kml"]

    def supportedOutputRasterLayerExtensions(self):  # noqa: N802
        """What rasters are written as."""
        return ["tif", "tiff"]

    def supportsNonFileBasedOutput(self):  # noqa: N802
        """Outputs are files, so that nothing half-made is seen."""
        return False
