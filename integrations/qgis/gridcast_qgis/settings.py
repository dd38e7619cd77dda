"""The page under Settings > Options where the program's place is said and tried."""

import os

from qgis.core import QgsSettings
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QFormLayout, QLabel, QPushButton

from . import program


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page whenever the options are opened."""

    def __init__(self):
        super().__init__("Gridcast", QIcon(os.path.join(os.path.dirname(__file__), "icon.svg")))

    def createWidget(self, parent):  # noqa: N802
        """A page."""
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """A box for the program's path, and a button that tries it."""

    def __init__(self, parent=None):
        super().__init__(parent)
        layout = QFormLayout(self)
        self.path = QgsFileWidget(self)
        self.path.setStorageMode(QgsFileWidget.GetFile)
        self.path.setFilePath(program.setting())
        self.path.lineEdit().setPlaceholderText("found by itself: %s" % (program.executable() or "not found"))
        self.button = QPushButton("Test", self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.button.clicked.connect(self.test)
        layout.addRow("The program gridcast", self.path)
        layout.addRow("", self.button)
        layout.addRow("", self.said)

    def test(self):
        """Runs the program that is named, or the one that is found, and says what it is."""
        self.said.setText(program.tested(self.path.filePath())[1])

    def apply(self):
        """Keeps the path; QGIS calls this when the options are closed with OK."""
        QgsSettings().setValue(program.SETTING, self.path.filePath())
