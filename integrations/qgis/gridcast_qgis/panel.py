"""The panel for whole jobs: a plan file is chosen or made by a form, run, and its maps and report are opened."""

import os

from qgis.core import (
    QgsApplication,
    QgsMapLayerProxyModel,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
)
from qgis.gui import QgsDockWidget, QgsFieldComboBox, QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from . import inputs, outputs, planform


class RunPanel(QgsDockWidget):
    """Two ways to a plan, a button that runs it, and what it says."""

    def __init__(self, iface=None, parent=None):
        super().__init__("Gridcast: a whole job", parent)
        self.setObjectName("GridcastRunPanel")
        self.iface = iface
        self.task = None
        self.job = ""
        body = QWidget(self)
        layout = QVBoxLayout(body)
        self.ways = QTabWidget(body)
        self.ways.addTab(self._form(), "By a form")
        self.ways.addTab(self._file(), "By a plan file")
        self.button = QPushButton("Run", body)
        self.button.clicked.connect(self.run_or_cancel)
        self.bar = QProgressBar(body)
        self.bar.setRange(0, 100)
        self.log = QPlainTextEdit(body)
        self.log.setReadOnly(True)
        for widget in (self.ways, self.button, self.bar, self.log):
            layout.addWidget(widget)
        self.setWidget(body)

    def _form(self):
        page = QWidget(self)
        form = QFormLayout(page)
        self.layer = QgsMapLayerComboBox(page)
        self.layer.setFilters(QgsMapLayerProxyModel.VectorLayer)
        self.category = QgsFieldComboBox(page)
        self.category.setAllowEmptyFieldName(True)
        self.category.setLayer(self.layer.currentLayer())
        self.layer.layerChanged.connect(self.category.setLayer)
        self.area = QgsMapLayerComboBox(page)
        self.area.setFilters(QgsMapLayerProxyModel.PolygonLayer)
        self.area.setAllowEmptyLayer(True)
        self.area.setCurrentIndex(0)
        self.cell = QLineEdit("1km", page)
        self.target = QLineEdit(page)
        self.target.setPlaceholderText("a value of the category, such as business; empty for counts alone")
        self.folder = QgsFileWidget(page)
        self.folder.setStorageMode(QgsFileWidget.GetDirectory)
        for label, widget in (
                ("Points", self.layer), ("Category", self.category), ("Study area", self.area), ("Cell", self.cell),
                ("Forecast of", self.target), ("Folder for plan and results", self.folder)):
            form.addRow(label, widget)
        return page

    def _file(self):
        page = QWidget(self)
        form = QFormLayout(page)
        self.plan = QgsFileWidget(page)
        self.plan.setFilter("Plans (*.yaml *.yml)")
        form.addRow("Plan", self.plan)
        return page

    def plan_path(self):
        """The plan to run: the chosen one, or one that is written from the form."""
        if self.ways.currentIndex() == 1:
            if not os.path.isfile(self.plan.filePath()):
                raise ValueError("Choose a plan file.")
            return self.plan.filePath()
        folder = self.folder.filePath()
        if not folder:
            raise ValueError("Choose a folder for the plan and its results.")
        if self.layer.currentLayer() is None:
            raise ValueError("Add a layer of points to the project first.")
        path = os.path.join(folder, "plan.yaml")
        if planform.is_anothers(path):
            raise ValueError("%s is there already and was not made by this form. Choose another folder, or run that "
                             "plan as a plan file." % path)
        os.makedirs(folder, exist_ok=True)
        points = self._settled(self.layer.currentLayer(), folder, 1)
        values = {
            "inputs": [points.path], "layer": points.layer, "category": self.category.currentField(),
            "cell": self.cell.text().strip(), "target": self.target.text().strip(), "folder": "map",
        }
        if self.area.currentLayer() is not None:
            area = self._settled(self.area.currentLayer(), folder, 2)
            values.update(study_area=area.path, study_area_layer=area.layer)
        with open(path, "w", encoding="utf-8") as file:
            file.write(planform.plan_text(values))
        return path

    def _settled(self, layer, folder, number):
        """A layer as a file; one that is none is written into the folder, so that the plan can be run again."""
        one = inputs.of_layer(layer)
        one.settle(os.path.join(folder, "inputs"), number, QgsProcessingFeedback(False))
        return one

    def run_or_cancel(self):
        """Begins the job, or ends the one that is running."""
        if self.task is not None:
            self.task.cancel()
            return
        self.log.clear()
        try:
            plan = self.plan_path()
        except ValueError as reason:
            self.log.appendPlainText(str(reason))
            return
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("gridcast:run")
        self.job = os.path.basename(os.path.dirname(os.path.abspath(plan)))
        self.context = QgsProcessingContext()
        # Without a project, so that only the panel loads the results.
        self.feedback = QgsProcessingFeedback(False)
        self.text = []
        can, reason = algorithm.canExecute()
        if not can:
            self.log.appendPlainText(reason)
            return
        self.task = QgsProcessingAlgRunnerTask(algorithm, {"PLAN": plan}, self.context, self.feedback)
        self.task.progressChanged.connect(lambda share: self.bar.setValue(int(share)))
        self.task.executed.connect(self.ended)
        self.button.setText("Cancel")
        QgsApplication.taskManager().addTask(self.task)

    def ended(self, is_done, results):
        """Shows what came of it."""
        self.task = None
        self.button.setText("Run")
        self.bar.setValue(100 if is_done else 0)
        self.log.appendPlainText(self.feedback.textLog())
        if is_done:
            self.show_results(results.get("FILES") or [])

    def show_results(self, files):
        """Loads the maps with their styles, shows the last raster, which is the forecast, and opens the report."""
        from qgis.core import QgsRasterLayer, QgsVectorLayer

        root = QgsProject.instance().layerTreeRoot()
        group = root.insertGroup(0, "Gridcast: %s" % self.job)
        rasters = [path for path in files if path.lower().endswith((".tif", ".tiff"))]
        others = [path for path in files if path.lower().endswith(outputs.MAPS) and path not in rasters]
        for path in rasters[::-1] + others:
            name = os.path.splitext(os.path.basename(path))[0]
            is_raster = path in rasters
            layer = QgsRasterLayer(path, name) if is_raster else QgsVectorLayer(path, name, "ogr")
            style = outputs.style_of(path)
            if style:
                layer.loadNamedStyle(style)
            QgsProject.instance().addMapLayer(layer, False)
            node = group.addLayer(layer)
            node.setItemVisibilityChecked(len(group.children()) == 1)
            node.setExpanded(len(group.children()) == 1)
        for path in files:
            if path.lower().endswith(".html") and self.iface is not None:
                QDesktopServices.openUrl(QUrl.fromLocalFile(path))
