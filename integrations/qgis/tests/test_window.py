"""The panel, the settings and every dialog, in a QGIS whose window nobody sees."""

import os
import subprocess
import sys
import time
import unittest
from unittest import mock

from qgis.core import QgsApplication, QgsProject, QgsSettings, QgsVectorLayer
from qgis.PyQt.QtWidgets import QWidget

from gridcast_qgis import planform, program
from gridcast_qgis.panel import RunPanel
from gridcast_qgis.settings import OptionsPage

from . import world
from .world import path

# Where pictures of dialogs go, to be looked at; none are made where nothing is said.
PICTURES = os.environ.get("GRIDCAST_PICTURES")


def picture(widget, name):
    """Draws a widget as it would be seen."""
    if PICTURES:
        os.makedirs(PICTURES, exist_ok=True)
        QgsApplication.processEvents()
        widget.grab().save(os.path.join(PICTURES, name + ".png"))


class Window(unittest.TestCase):
    """What is seen."""

    def setUp(self):
        world.city()
        self.project = QgsProject.instance()
        self.project.clear()

    def tearDown(self):
        self.project.clear()
        QgsSettings().remove(program.SETTING)

    def test_panel(self):
        """A plan is made by the form, run, and its maps are loaded with their styles."""
        pois = QgsVectorLayer(path("city", "pois.shp"), "pois", "ogr")
        pois.setSubsetString("opened <= 2016")
        area = QgsVectorLayer(path("city", "study-area.shp"), "area", "ogr")
        self.project.addMapLayers([pois, area])
        panel = RunPanel()
        panel.resize(420, 640)
        panel.show()
        panel.layer.setLayer(pois)
        panel.category.setField("function")
        panel.area.setLayer(area)
        panel.cell.setText("2km")
        panel.folder.setFilePath(path("job 作业"))
        picture(panel, "panel")
        panel.run_or_cancel()
        end = time.monotonic() + 60
        while panel.task is not None and time.monotonic() < end:
            QgsApplication.processEvents()
            time.sleep(0.01)
        QgsApplication.processEvents()
        self.assertIsNone(panel.task, "the job has ended")
        self.assertTrue(os.path.exists(path("job 作业", "map", "report.html")), panel.log.toPlainText())
        group = self.project.layerTreeRoot().children()[0]
        self.assertEqual(group.name(), "Gridcast: job 作业")
        self.assertEqual([node.name() for node in group.findLayers() if node.isVisible()], ["counts"])
        layers = {node.layer().name(): node.layer() for node in group.findLayers()}
        self.assertEqual(layers["counts"].renderer().type(), "singlebandpseudocolor")
        picture(panel, "panel-done")
        # The plan is one that can be run again by hand.
        world.gridcast("run", path("job 作业", "plan.yaml"), "--dry-run")

    def test_panel_says_what_lacks(self):
        """An empty form is answered with a sentence."""
        panel = RunPanel()
        panel.run_or_cancel()
        self.assertIn("Choose a folder", panel.log.toPlainText())
        panel.ways.setCurrentIndex(1)
        panel.run_or_cancel()
        self.assertIn("Choose a plan file", panel.log.toPlainText())

    def test_another_plan(self):
        """A plan that the form has not made stays as it is."""
        self.project.addMapLayer(QgsVectorLayer(path("city", "pois.shp"), "pois", "ogr"))
        before = world.data(path("city", "plan.yaml"))
        panel = RunPanel()
        panel.folder.setFilePath(path("city"))
        panel.run_or_cancel()
        self.assertIn("plan.yaml is there already", panel.log.toPlainText())
        self.assertEqual(world.data(path("city", "plan.yaml")), before)

    def test_plan_with_a_model(self):
        """A plan with a forecast is understood by the program."""
        for name in ("first", "second"):
            subprocess.run(["ogr2ogr", "-update", "-append", "-f", "GPKG", path("layers.gpkg"),
                            path("city", "pois.shp"), "-nln", name], check=True)
        text = planform.plan_text({
            "inputs": [path("layers.gpkg")], "layer": "second", "category": "function", "cell": "2km",
            "target": "business",
            "study_area": path("city", "study-area.shp"), "folder": "map: #1"})
        with open(path("model.yaml"), "w", encoding="utf-8") as file:
            file.write(text)
        world.gridcast("run", path("model.yaml"), "--dry-run")

    def test_settings(self):
        """The button tells whether the program runs; what was chosen is kept."""
        page = OptionsPage()
        page.path.setFilePath("/nowhere")
        page.test()
        self.assertIn("no program", page.said.text())
        page.path.setFilePath(world.PROGRAM)
        page.test()
        self.assertIn("goes with this plug-in", page.said.text())
        page.apply()
        self.assertEqual(program.setting(), world.PROGRAM)
        page.resize(600, 200)
        picture(page, "settings")

    def test_every_dialog(self):
        """The dialog of every algorithm can be made, with a widget for each parameter."""
        from processing.gui.AlgorithmDialog import AlgorithmDialog

        self.without_window()
        self.project.addMapLayer(QgsVectorLayer(path("city", "pois.shp"), "pois", "ogr"))
        for algorithm in world.provider.algorithms():
            with self.subTest(algorithm.id()):
                window = QWidget()
                dialog = AlgorithmDialog(algorithm.create(), parent=window)
                dialog.resize(900, 700)
                dialog.show()
                picture(dialog, algorithm.name())
                dialog.close()

    def test_batch(self):
        """The batch dialog does its rows one after the other; one that fails does not stop the rest."""
        from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

        self.without_window()
        algorithm = next(one for one in world.provider.algorithms() if one.name() == "bin")
        window = QWidget()
        dialog = BatchAlgorithmDialog(algorithm.create(), parent=window)
        rows = [
            {"INPUTS": path("city", "pois.shp"), "CATEGORY": field, "CELL": cell, "OUTPUT": path("batch-%s.tif" % cell)}
            for field, cell in (("function", "2km"), ("nosuch", "3km"), ("function", "4km"))]
        table = dialog.mainWidget()
        table.checkLoadLayersOnCompletion.setChecked(False)
        with mock.patch.object(table, "batchRowCount", lambda: len(rows)), mock.patch.object(
                table, "parametersForRow", lambda row, **options: (rows[row], True)):
            dialog.runAlgorithm()
        self.assertEqual([os.path.exists(path("batch-%dkm.tif" % cell)) for cell in (2, 3, 4)], [True, False, True])
        world.gridcast("bin", path("city", "pois.shp"), "--category", "function", "--cell", "4km",
                       "-o", path("batch-line.tif"))
        self.assertEqual(world.data(path("batch-4km.tif")), world.data(path("batch-line.tif")))
        dialog.close()

    def without_window(self):
        """Takes away the window that pytest-qgis stands in for, which has no browser."""
        for name, module in list(sys.modules.items()):
            if name.startswith("processing.gui") and hasattr(module, "iface"):
                patch = mock.patch.object(module, "iface", None)
                patch.start()
                self.addCleanup(patch.stop)


if __name__ == "__main__":
    unittest.main()
