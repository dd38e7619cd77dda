"""What QGIS holds of the plug-in: the provider, and in a window the panel, its action and the page of settings."""

import os

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from . import program
from .provider import GridcastProvider


class GridcastPlugin:
    """The plug-in, made once by QGIS."""

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.panel = None
        self.action = None
        self.options = None

    def initProcessing(self):  # noqa: N802
        """Adds the algorithms; qgis_process calls this and nothing else."""
        self.provider = GridcastProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):  # noqa: N802
        """Adds the algorithms, the panel and the settings."""
        from .panel import RunPanel
        from .settings import OptionsFactory

        self.initProcessing()
        self.options = OptionsFactory()
        self.iface.registerOptionsWidgetFactory(self.options)
        self.panel = RunPanel(self.iface)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.panel)
        self.panel.hide()
        icon = QIcon(os.path.join(os.path.dirname(__file__), "icon.svg"))
        self.action = QAction(icon, "Gridcast: a whole job", self.iface.mainWindow())
        self.action.setCheckable(True)
        self.action.toggled.connect(self.panel.setUserVisible)
        self.panel.visibilityChanged.connect(self.action.setChecked)
        self.iface.addPluginToMenu("Gridcast", self.action)
        self.iface.addToolBarIcon(self.action)
        found = program.executable()
        if not found:
            self.iface.messageBar().pushWarning("Gridcast", program.missing())
        elif program.differences(found):
            self.iface.messageBar().pushWarning(
                "Gridcast", "%s: %s" % (found, program.differing_sentence(program.differences(found))))

    def unload(self):
        """Takes all of it away again."""
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
        if self.options is not None:
            self.iface.unregisterOptionsWidgetFactory(self.options)
        if self.action is not None:
            self.iface.removePluginMenu("Gridcast", self.action)
            self.iface.removeToolBarIcon(self.action)
        if self.panel is not None:
            self.iface.removeDockWidget(self.panel)
            self.panel.deleteLater()
