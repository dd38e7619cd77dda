"""What a plan becomes, and what the program says: no Spark is needed."""

import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from gridcast_spark.plan import COUNTED, FLAGS, WRITTEN, WRITTEN_FLAGS, Plan  # noqa: E402
from gridcast_spark.program import GridcastError, run, sentence  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))


class PlanTests(unittest.TestCase):
    """Options go to the commands that take them."""

    def test_words(self):
        plan = Plan({"category": "kind", "cell": "500m", "to": "EPSG:32649", "layer": ["a", "b"], "output": "o.tif",
                     "allow_loss": True, "no-header": False, "overwrite": True, "cells": ["c.csv", "c.shp"]})
        self.assertEqual(plan.split(["a.csv"], 3), [
            "split", "a.csv", "--parts", "3", "--json", "--layer", "a", "--layer", "b", "--category", "kind",
            "--cell", "500m", "--to", "EPSG:32649", "--allow-loss"])
        self.assertEqual(plan.write(["1.part"]), [
            "merge", "1.part", "--output", "o.tif", "--cells", "c.csv", "--cells", "c.shp", "--overwrite", "--json"])

    def test_files_are_found_from_anywhere(self):
        with tempfile.NamedTemporaryFile(suffix=".yaml", dir=os.getcwd()) as rules:
            plan = Plan({"categories": os.path.basename(rules.name), "cells": "c.csv"})
            self.assertIn(os.path.realpath(rules.name), [os.path.realpath(word) for word in plan.split([], 1)])
        self.assertIn("osm", Plan({"categories": "osm", "cells": "c.csv"}).split([], 1))

    def test_streams_have_names(self):
        words = Plan({"to": "EPSG:32649", "cells": "c.csv"}).stream(7)
        self.assertEqual(words, ["bin", "-", "--to", "EPSG:32649", "--part-name", "7", "--partial", "-", "--quiet"])

    def test_wrong_plans(self):
        with self.assertRaisesRegex(ValueError, "'kategory', which is none of"):
            Plan({"kategory": "kind", "output": "o.tif"})
        with self.assertRaisesRegex(ValueError, "nothing would be written"):
            Plan({"category": "kind"})

    @unittest.skipUnless(os.path.exists(PROGRAM), "the program is not built: %s" % PROGRAM)
    def test_options_are_there(self):
        def named(command):
            return subprocess.run([PROGRAM, command, "--help"], stdout=subprocess.PIPE, encoding="utf-8").stdout

        for command, options in (("bin", COUNTED + FLAGS), ("split", COUNTED + FLAGS),
                                 ("merge", WRITTEN + WRITTEN_FLAGS)):
            told = named(command)
            for option in options:
                self.assertIn("--" + option, told, command)


class ProgramTests(unittest.TestCase):
    """What goes wrong is told in the program's words."""

    def test_sentence(self):
        self.assertEqual(sentence("gridcast: a note\ngridcast: error: a.csv: it is empty\n"), "a.csv: it is empty")
        self.assertEqual(sentence("Error: Missing expected argument\nUsage: …\n"), "Missing expected argument")
        self.assertEqual(sentence("Killed"), "")

    def test_no_program(self):
        with self.assertRaisesRegex(GridcastError, "cannot be run on"):
            run("/nowhere/gridcast", [])

    @unittest.skipUnless(os.path.exists(PROGRAM), "the program is not built: %s" % PROGRAM)
    def test_errors(self):
        with self.assertRaisesRegex(GridcastError, "there is no such file") as caught:
            run(PROGRAM, ["info", "/nowhere.csv"])
        self.assertNotEqual(caught.exception.code, 0)


if __name__ == "__main__":
    unittest.main()
