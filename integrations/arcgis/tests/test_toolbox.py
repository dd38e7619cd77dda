"""The toolbox over a stand-in for arcpy: it loads, its parameters are sound, and its tools run the real program."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST") or os.path.join(ROOT, ".build", "release", "gridcast")
os.environ["GRIDCAST"] = PROGRAM
sys.path.insert(0, os.path.join(HERE, "stub"))

import arcpy  # noqa: E402


def toolbox():
    """The toolbox, loaded as ArcGIS loads it."""
    loader = importlib.machinery.SourceFileLoader("toolbox", os.path.join(os.path.dirname(HERE), "Gridcast.pyt"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("toolbox", loader))
    loader.exec_module(module)
    return module


class Messages:
    """Keeps what a tool says."""

    def __init__(self):
        self.said, self.warned, self.failed = [], [], []

    def addMessage(self, text):  # noqa: N802
        """A message."""
        self.said.append(text)

    def addWarningMessage(self, text):  # noqa: N802
        """A warning."""
        self.warned.append(text)

    def addErrorMessage(self, text):  # noqa: N802
        """An error."""
        self.failed.append(text)


class Tools(unittest.TestCase):
    """The tools."""

    @classmethod
    def setUpClass(cls):
        cls.module = toolbox()
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([PROGRAM, "sample", cls.folder.name, "--points", "2000"], check=True,
                       stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        """A path in the folder."""
        return os.path.join(self.folder.name, name)

    def execute(self, name, values):
        """Runs a tool; returns its parameters and what it said."""
        tool = getattr(self.module, name)()
        parameters = {parameter.name: parameter for parameter in tool.getParameterInfo()}
        for key, value in values.items():
            parameters[key].value = value
        messages = Messages()
        tool.updateMessages(list(parameters.values()))
        tool.execute(list(parameters.values()), messages)
        return parameters, messages

    def test_parameters_are_sound(self):
        """Names are unique, and what a field depends on is there."""
        tools = self.module.Toolbox().tools
        self.assertGreaterEqual(len(tools), 20)
        self.assertEqual(len({tool.__name__ for tool in tools}), len(tools))
        for tool in tools:
            names = [parameter.name for parameter in tool().getParameterInfo()]
            self.assertEqual(len(set(names)), len(names), tool.__name__)
            for parameter in tool().getParameterInfo():
                self.assertLessEqual(set(parameter.parameterDependencies), set(names), tool.__name__)

    def test_same_bytes(self):
        """A count is that of the command line, and comes with ArcGIS's own style."""
        parameters, _ = self.execute("Bin", {
            "inputs": self.path("pois.shp"), "category": "function", "within": self.path("study-area.shp"),
            "cell": "2km", "output": self.path("tool.tif"), "cells": self.path("cells.shp")})
        subprocess.run([PROGRAM, "bin", self.path("pois.shp"), "--category", "function", "--within",
                        self.path("study-area.shp"), "--cell", "2km", "-o", self.path("line.tif")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.path("tool.tif"), "rb") as ours, open(self.path("line.tif"), "rb") as theirs:
            self.assertEqual(ours.read(), theirs.read())
        self.assertEqual(parameters["output"].symbology, self.path("tool.lyrx"))
        self.assertTrue(arcpy.progress)

    def test_geodatabase(self):
        """A feature class of a file geodatabase is read; fields of several values reach the program."""
        done = subprocess.run(["ogr2ogr", "-f", "OpenFileGDB", self.path("t.gdb"), self.path("pois.shp"),
                               "-nln", "places"], stderr=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            self.skipTest("this machine's GDAL writes no file geodatabases")
        self.execute("Convert", {
            "inputs": os.path.join(self.path("t.gdb"), "places"), "select": "function;opened",
            "output": self.path("from-gdb.csv")})
        with open(self.path("from-gdb.csv"), encoding="utf-8") as file:
            self.assertEqual(len(file.readlines()), 2001)

    def test_into_geodatabase(self):
        """Feature classes are added to a geodatabase, none is replaced, and no other tool writes into one."""
        for name in ("first", "second"):
            self.execute("Convert", {
                "inputs": self.path("pois.shp"), "output": os.path.join(self.path("new.gdb"), name)})
        layers = subprocess.run(["ogrinfo", "-so", "-al", self.path("new.gdb")], stdout=subprocess.PIPE,
                                encoding="utf-8", check=True).stdout
        self.assertEqual(layers.count("Feature Count: 2000"), 2)
        for tool, values, words in (
                ("Convert", {"output": os.path.join(self.path("new.gdb"), "first")}, "is there already"),
                ("Convert", {"output": self.path("new.gdb")}, "name a feature class"),
                ("Bin", {"output": self.path("x.tif"), "cells": os.path.join(self.path("new.gdb"), "cells")},
                 "this tool writes files")):
            with self.assertRaisesRegex(arcpy.ExecuteError, words):
                self.execute(tool, dict(values, inputs=self.path("pois.shp")))

    def test_errors(self):
        """A failure is told in the program's words, and raised."""
        tool = self.module.Bin()
        parameters = tool.getParameterInfo()
        parameters[0].value = "/nosuch.shp"
        {one.name: one for one in parameters}["output"].value = self.path("x.tif")
        messages = Messages()
        with self.assertRaises(arcpy.ExecuteError):
            tool.execute(parameters, messages)
        self.assertIn("nosuch", messages.failed[0])


if __name__ == "__main__":
    unittest.main()
