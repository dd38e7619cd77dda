"""Running: cancelling, progress, errors, styles, models, and a program that is missing or another."""

import os
import stat
import subprocess
import threading
import time
import unittest

from processing.gui.Postprocessing import handleAlgorithmResults
from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingContext,
    QgsProject,
    QgsSettings,
)

from gridcast_qgis import gridcast_runner, program

from . import world
from .world import path


class Running(unittest.TestCase):
    """What happens around a run."""

    def setUp(self):
        world.city()
        os.makedirs(path("runs"), exist_ok=True)

    def script(self, name, text):
        """A program of a few lines in place of gridcast."""
        file = path(name)
        with open(file, "w", encoding="utf-8") as script:
            script.write("#!/bin/sh\n" + text)
        os.chmod(file, os.stat(file).st_mode | stat.S_IXUSR)
        return file

    def tearDown(self):
        QgsSettings().remove(program.SETTING)

    def test_cancel(self):
        """Cancelled, the program ends at once and leaves nothing."""
        feedback = world.Feedback()
        feedback.progressChanged.connect(lambda share: feedback.cancel())
        out = path("runs", "cancelled.safetensors")
        begin = time.monotonic()
        threading.Timer(5, feedback.cancel).start()
        results, _ = world.run(
            "trainbp", {"RASTER": path("city", "counts.tif"), "TARGET": 1, "EPOCHS": 100000, "OUTPUT": out}, feedback)
        self.assertEqual(results, {})
        self.assertLess(time.monotonic() - begin, 20)
        self.assertEqual([name for name in os.listdir(path("runs")) if "cancelled" in name or "gridcast" in name], [])
        running = subprocess.run(["pgrep", "-f", out], stdout=subprocess.PIPE, check=False).stdout
        self.assertEqual(running, b"")

    def test_progress(self):
        """Steps are told with the share that is done, and the time that is left."""
        feedback = world.Feedback()
        shares = []
        feedback.progressChanged.connect(shares.append)
        world.run("trainbp", {"RASTER": path("city", "counts.tif"), "TARGET": 1, "EPOCHS": 2, "HIDDEN": "4",
                              "OUTPUT": path("runs", "p.safetensors")}, feedback)
        self.assertTrue(any(0 < share < 100 for share in shares))
        self.assertTrue(any(step.startswith("train: ") and "%" in step for step in feedback.steps))
        now = [0.0]
        pace = gridcast_runner.Pace(lambda: now[0])
        pace.told({"event": "progress", "step": "bin", "done": 0, "all": 100})
        now[0] = 10.0
        self.assertEqual(pace.told({"event": "progress", "step": "bin", "done": 25, "all": 100}),
                         (0.25, "bin: 25 %, about 30 s left"))
        self.assertEqual(pace.told({"event": "progress", "step": "info", "done": 7}), (None, "info: 7"))

    def test_errors_and_notes(self):
        """What goes wrong is told in the program's words, what was lost as a warning."""
        broken = path("broken.csv")
        with open(broken, "w", encoding="utf-8") as file:
            file.write("x,y\n109.5,34.5\n109.6,north\n")
        parameters = {"INPUTS": broken, "FROM": "EPSG:4326", "CELL": "1km", "OUTPUT": path("runs", "b.tif")}
        with self.assertRaisesRegex(RuntimeError, "north"):
            world.run("bin", dict(parameters))
        self.assertFalse(os.path.exists(path("runs", "b.tif")))
        feedback = world.Feedback()
        world.run("bin", dict(parameters, ALLOW_LOSS=True), feedback)
        self.assertTrue(any("north" in warning for warning in feedback.warnings), feedback.warnings)
        with self.assertRaisesRegex(RuntimeError, "choose a file"):
            table = "ogr:dbname='x.gpkg' table=\"t\""
            world.run("fishnet", {"WITHIN": path("city", "study-area.shp"), "OUTPUT": table})

    def test_styles_in_a_group(self):
        """Outputs are loaded with the styles that gridcast wrote, in a group of the algorithm's name."""
        project = QgsProject.instance()
        project.clear()
        context = QgsProcessingContext()
        context.setProject(project)
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("gridcast:bin")
        parameters = {"INPUTS": path("city", "pois.shp"), "CATEGORY": "function", "CELL": "2km"}
        for key, name in (("OUTPUT", "styled.tif"), ("CELLS", "styled-cells.gpkg")):
            parameters[key] = QgsProcessingOutputLayerDefinition(path("runs", name), project)
        feedback = world.Feedback()
        _, done = algorithm.run(parameters, context, feedback)
        self.assertTrue(done)
        self.assertTrue(handleAlgorithmResults(algorithm, context, feedback))
        kinds = {type(layer).__name__: layer for layer in project.mapLayers().values()}
        self.assertEqual(kinds["QgsRasterLayer"].renderer().type(), "singlebandpseudocolor")
        self.assertEqual(kinds["QgsVectorLayer"].renderer().type(), "graduatedSymbol")
        group = project.layerTreeRoot().findGroup("Gridcast: Count points per cell and category")
        self.assertEqual(sorted(layer.name() for layer in group.findLayers()), ["styled", "styled-cells"])
        self.assertEqual(len(project.layerTreeRoot().findLayers()), 2)
        project.clear()

    def test_layers_of_a_folder(self):
        """What stands in a folder is loaded too."""
        project = QgsProject()
        _, context = world.run(
            "structure", {"RASTER": path("city", "forecast.tif"), "OUTPUT": path("runs", "structure")}, None, project)
        names = sorted(os.path.basename(name) for name in context.layersToLoadOnCompletion())
        self.assertIn("centres.shp", names)

    def test_model(self):
        """A model of three steps: reproject, count, find hot spots."""
        model = QgsProcessingModelAlgorithm("three steps", "tests")
        model.addModelParameter(
            QgsProcessingParameterFeatureSource("points", "points"), QgsProcessingModelParameter("points"))
        source = QgsProcessingModelChildParameterSource
        steps = (
            ("reproject", {"INPUTS": source.fromModelParameter("points"), "TO_NAMED": source.fromStaticValue("utm")}),
            ("bin", {"INPUTS": source.fromChildOutput("reproject", "OUTPUT"), "CELL": source.fromStaticValue("2km"),
                     "CATEGORY": source.fromStaticValue("function")}),
            ("hotspots", {"RASTER": source.fromChildOutput("bin", "OUTPUT"), "BAND": source.fromStaticValue(1),
                          "PERMUTATIONS": source.fromStaticValue(9)}))
        for name, parameters in steps:
            child = QgsProcessingModelChildAlgorithm("gridcast:" + name)
            child.setChildId(name)
            for key, value in parameters.items():
                child.addParameterSources(key, [value])
            if name == "hotspots":
                output = QgsProcessingModelOutput("hot", "hot")
                output.setChildId(name)
                output.setChildOutputName("OUTPUT")
                child.setModelOutputs({"hot": output})
            model.addChildAlgorithm(child)
        context = QgsProcessingContext()
        context.setProject(QgsProject())
        hot = path("runs", "model.tif")
        feedback = world.Feedback()
        _, done = model.run({"points": path("city", "pois.shp"), "hotspots:hot": hot}, context, feedback)
        self.assertTrue(done, feedback.errors)
        world.gridcast("reproject", path("city", "pois.shp"), "-o", path("runs", "by-hand.gpkg"))
        world.gridcast("bin", path("runs", "by-hand.gpkg"), "--cell", "2km", "--category", "function", "-o",
                       path("runs", "by-hand.tif"))
        from gridcast_qgis.inputs import band_name

        world.gridcast("hotspots", path("runs", "by-hand.tif"), "--band", band_name(path("runs", "by-hand.tif"), 1),
                       "--permutations", "9", "-o", path("runs", "by-hand-hot.tif"))
        self.assertEqual(world.data(hot), world.data(path("runs", "by-hand-hot.tif")))

    def test_drop_downs(self):
        """Fields and bands are chosen from those of their input."""
        for algorithm in world.provider.algorithms():
            for definition in algorithm.parameterDefinitions():
                if definition.type() in ("field", "band"):
                    parent = algorithm.parameterDefinition(definition.parentLayerParameterName())
                    self.assertIsNotNone(parent, "%s %s" % (algorithm.id(), definition.name()))

    def test_missing_program(self):
        """Where the program is missing a sentence says how to get it; a folder stands for the program in it."""
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("gridcast:bin")
        self.assertEqual(algorithm.canExecute(), (True, ""))
        QgsSettings().setValue(program.SETTING, "/nowhere/gridcast")
        able, why = algorithm.canExecute()
        self.assertFalse(able)
        self.assertIn("/nowhere/gridcast", why)
        QgsSettings().setValue(program.SETTING, os.path.dirname(world.PROGRAM))
        self.assertEqual(algorithm.canExecute(), (True, ""))
        self.assertTrue(program.tested(world.PROGRAM)[0])
        self.assertEqual(program.tested("/nowhere")[0], False)

    def test_another_version(self):
        """A program whose commands differ is not run with a form that it does not know."""
        old = self.script("old-gridcast", "[ \"$1\" = --version ] && echo 0.0.1\nexit 64\n")
        QgsSettings().setValue(program.SETTING, old)
        able, why = QgsApplication.processingRegistry().createAlgorithmById("gridcast:bin").canExecute()
        self.assertFalse(able)
        self.assertIn("of different versions", why)
        # One that has an option more for one command serves all.
        newer = self.script(
            "newer-gridcast",
            "[ \"$1\" = describe ] && exec sed 's/\"digest\" : \"/&x/' %s\nexec %s \"$@\"\n" % (
                os.path.join(world.ROOT, "integrations", "description.json"), world.PROGRAM))
        QgsSettings().setValue(program.SETTING, newer)
        self.assertEqual(
            QgsApplication.processingRegistry().createAlgorithmById("gridcast:bin").canExecute(), (True, ""))


if __name__ == "__main__":
    unittest.main()
