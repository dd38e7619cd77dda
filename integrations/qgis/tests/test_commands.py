"""Every algorithm gives, byte for byte, what the command line gives."""

import os
import unittest

from . import world
from .world import path


def c(name):
    """A path in the city."""
    return path("city", name)


# Of each algorithm: parameters, the command line for the same, and the outputs, each a parameter and the option.
CASES = {
    "info": (lambda: {"INPUTS": [c("pois.shp")]}, lambda: ["info", c("pois.shp")], {}),
    "convert": (
        lambda: {"INPUTS": c("pois.shp"), "SELECT": ["function", "opened"], "LIMIT": 500},
        lambda: ["convert", c("pois.shp"), "--select", "function,opened", "--limit", "500"],
        {"OUTPUT": ("-o", "out.geojson")}),
    "convertraster": (
        lambda: {"INPUTS": c("counts.tif"), "COG": True}, lambda: ["convert", c("counts.tif"), "--cog"],
        {"OUTPUT": ("-o", "out.tif")}),
    "reproject": (
        lambda: {"INPUTS": c("pois.shp"), "TO_NAMED": "gcj02"},
        lambda: ["reproject", c("pois.shp"), "--to", "gcj02"], {"OUTPUT": ("-o", "out.csv")}),
    "reprojectraster": (
        lambda: {"INPUTS": c("counts.tif"), "TO": "EPSG:4326", "RESAMPLING": "near"},
        lambda: ["reproject", c("counts.tif"), "--to", "EPSG:4326", "--resampling", "near"],
        {"OUTPUT": ("-o", "out.tif")}),
    "batch": (lambda: {"MANIFEST": c("manifest.yaml")}, None, {}),
    "fishnet": (
        lambda: {"WITHIN": c("study-area.shp"), "CELL": "3km"},
        lambda: ["fishnet", "--within", c("study-area.shp"), "--cell", "3km"], {"OUTPUT": ("-o", "out.shp")}),
    "bin": (
        lambda: {"INPUTS": c("pois.shp"), "CATEGORY": "function", "WITHIN": c("study-area.shp"), "CELL": "2km"},
        lambda: ["bin", c("pois.shp"), "--category", "function", "--within", c("study-area.shp"), "--cell", "2km"],
        {"OUTPUT": ("-o", "out.tif"), "CELLS": ("--cells", "cells.shp")}),
    "binzones": (
        lambda: {"INPUTS": c("pois.shp"), "ZONES": c("study-area.shp"), "CATEGORY": "function"},
        lambda: ["bin", c("pois.shp"), "--zones", c("study-area.shp"), "--category", "function"],
        {"OUTPUT": ("-o", "out.shp")}),
    "binhexagons": (
        lambda: {"INPUTS": c("pois.shp"), "HEXAGONS": "2km", "WITHIN": c("study-area.shp")},
        lambda: ["bin", c("pois.shp"), "--hexagons", "2km", "--within", c("study-area.shp")],
        {"OUTPUT": ("-o", "out.shp")}),
    "zonalstatistics": (
        lambda: {"INPUTS": c("counts.tif"), "ZONES": c("study-area.shp")},
        lambda: ["bin", c("counts.tif"), "--zones", c("study-area.shp")], {"OUTPUT": ("-o", "out.gpkg")}),
    "cluster": (
        lambda: {"INPUTS": c("pois.shp"), "K": "3"}, lambda: ["cluster", c("pois.shp"), "-k", "3"],
        {"CENTRES": ("--centres", "centres.shp"), "HULLS": ("--hulls", "hulls.shp"), "TABLE": ("--table", "t.csv")}),
    "correlate": (
        lambda: {"INPUTS": c("counts.tif"), "TARGET": 2, "METHOD": "spearman"},
        lambda: ["correlate", c("counts.tif"), "--method", "spearman"],
        {"OUTPUT": ("-o", "out.csv"), "PICTURE": ("--picture", "out.png")}),
    "correlateseries": (
        lambda: {"INPUTS": c("series.csv"), "BY": "region", "TIME": "year", "VALUE": "n"},
        lambda: ["correlate", c("series.csv"), "--by", "region", "--time", "year", "--value", "n"],
        {"PAIRS": ("--pairs", "pairs.csv")}),
    "structure": (
        lambda: {"RASTER": c("forecast.tif"), "COUNTS": c("counts.tif")},
        lambda: ["structure", c("forecast.tif"), "--counts", c("counts.tif")], {"OUTPUT": ("-o", "structure")}),
    "hotspots": (
        lambda: {"RASTER": c("counts.tif"), "BAND": 1, "PERMUTATIONS": 99},
        lambda: ["hotspots", c("counts.tif"), "--band", band(1), "--permutations", "99"],
        {"OUTPUT": ("-o", "out.tif"), "CELLS": ("--cells", "cells.shp")}),
    "trainbp": (
        lambda: {"RASTER": c("counts.tif"), "TARGET": 1, "FEATURES": [2, 3], "HIDDEN": "4 3", "EPOCHS": 2},
        lambda: ["train", "bp", c("counts.tif"), "--target", band(1), "--features", band(2), band(3),
                 "--hidden", "4", "3", "--epochs", "2"], {"OUTPUT": ("-o", "m.safetensors")}),
    "trainlinear": (
        lambda: {"RASTER": c("counts.tif"), "TARGET": 1, "FEATURES": [2, 3]},
        lambda: ["train", "linear", c("counts.tif"), "--target", band(1), "--features", band(2), band(3)],
        {"OUTPUT": ("-o", "m.safetensors")}),
    "trainconvdeconv": (
        lambda: {"BEFORE": c("2013.tif"), "AFTER": c("2016.tif"), "WINDOWS": "tiles", "WINDOW": "16km", "WIDTH": 2,
                 "EPOCHS": 1},
        lambda: ["train", "convdeconv", "--before", c("2013.tif"), "--after", c("2016.tif"), "--windows", "tiles",
                 "--window", "16km", "--width", "2", "--epochs", "1"],
        {"OUTPUT": ("-o", "m.safetensors"), "HISTORY": ("--history", "history.csv")}),
    "traingrowth": (
        lambda: {"BEFORE": c("2013.tif"), "AFTER": c("2016.tif"), "YEARS": 3},
        lambda: ["train", "growth", "--before", c("2013.tif"), "--after", c("2016.tif"), "--years", "3"],
        {"OUTPUT": ("-o", "m.safetensors")}),
    "export": (
        lambda: {"MODEL": c("model.safetensors")}, lambda: ["export", c("model.safetensors")],
        {"OUTPUT": ("-o", "m.onnx")}),
    "sweepbp": (
        lambda: {"RASTER": c("counts.tif"), "TARGET": 1, "SAMPLE": 1, "HIDDEN": "4", "EPOCHS": 1, "FOLDS": 2,
                 "NODES": "2,4 2 2"},
        lambda: ["sweep", "bp", c("counts.tif"), "--target", band(1), "--sample", "1", "--hidden", "4",
                 "--epochs", "1", "--folds", "2", "--nodes", "2,4", "2", "2"], {"OUTPUT": ("-o", "sweep")}),
    "forecast": (
        lambda: {"MODEL": c("model.safetensors"), "RASTER": c("counts.tif")},
        lambda: ["forecast", c("model.safetensors"), c("counts.tif")],
        {"OUTPUT": ("-o", "out.tif"), "CELLS": ("--cells", "cells.shp")}),
    "map": (
        lambda: {"INPUTS": [c("2013.tif"), c("2016.tif")], "OUTLINES": c("study-area.shp"), "CHANGE": True,
                 "TITLE": "Growth"},
        lambda: ["map", c("2013.tif"), c("2016.tif"), "--outlines", c("study-area.shp"), "--change",
                 "--title", "Growth"], {"OUTPUT": ("-o", "map.png")}),
    "report": (
        lambda: {"RUN_FOLDER": c("small")}, lambda: ["report", c("small")], {"OUTPUT": ("-o", "report.html")}),
    "run": (lambda: {"PLAN": c("small.yaml")}, None, {}),
    "sample": (
        lambda: {"POINTS": 100, "FORMAT": "gpkg"}, lambda: ["sample", "{FOLDER}", "--points", "100",
                                                            "--format", "gpkg"], {"FOLDER": (None, "made")}),
}

# Files that hold when or where they were made.
FLEETING = (".gpkg", "report.html", "journal.jsonl")


def band(number):
    """The name of a band of the city's counts."""
    from gridcast_qgis.inputs import band_name

    return band_name(c("counts.tif"), number)


def files(top):
    """The files that an output is: itself with those of its name beside it, or all of a folder."""
    if os.path.isdir(top):
        return {os.path.relpath(os.path.join(folder, name), top): os.path.join(folder, name)
                for folder, _, names in os.walk(top) for name in names}
    stem = os.path.splitext(top)[0]
    folder = os.path.dirname(top)
    return {name: os.path.join(folder, name) for name in os.listdir(folder)
            if os.path.splitext(os.path.join(folder, name))[0] == stem}


class EveryCommand(unittest.TestCase):
    """The table above, gone through."""

    def setUp(self):
        world.city()
        with open(c("manifest.yaml"), "w", encoding="utf-8") as file:
            file.write("out: batched\njobs: [{input: pois.shp, output: pois.csv}]\n")

    def test_no_algorithm_is_untried(self):
        """Each algorithm has its row."""
        self.assertEqual({algorithm.name() for algorithm in world.provider.algorithms()}, set(CASES))

    def test_same_bytes(self):
        """The same files come out, with the same bytes."""
        for name, (parameters, line, written) in CASES.items():
            with self.subTest(name):
                self.compare(name, parameters(), line and line(), written)

    def compare(self, name, parameters, line, written):
        """Does one thing both ways."""
        ways = {}
        for way in ("desktop", "line"):
            ways[way] = path(way, name)
            os.makedirs(ways[way], exist_ok=True)
        for key, (_, file) in written.items():
            parameters[key] = os.path.join(ways["desktop"], file)
        world.run(name, parameters)
        if line is None:
            return
        for option, file in written.values():
            target = os.path.join(ways["line"], file)
            line = line + [option, target] if option else [target if word == "{FOLDER}" else word for word in line]
        world.gridcast(*line)
        for _, file in written.values():
            ours, theirs = (files(os.path.join(ways[way], file)) for way in ("desktop", "line"))
            self.assertEqual(sorted(ours), sorted(theirs))
            self.assertTrue(ours, "something is written")
            for one in ours:
                if not one.endswith(FLEETING):
                    self.assertEqual(world.data(ours[one]), world.data(theirs[one]), one)

    def test_what_the_other_way_wrote(self):
        """The two commands without outputs of their own leave theirs where the file says."""
        world.run("batch", {"MANIFEST": c("manifest.yaml")})
        self.assertTrue(os.path.exists(c("batched/pois.csv")))
        results, _ = world.run("run", {"PLAN": c("small.yaml")})
        self.assertIn(c("small/counts.tif"), results["FILES"])
        self.assertIn(c("small/report.html"), results["FILES"])


if __name__ == "__main__":
    unittest.main()
