"""The package over the program of this build."""

import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST") or os.path.join(ROOT, ".build", "release", "gridcast")
os.environ["PATH"] = os.path.dirname(PROGRAM) + os.pathsep + os.environ["PATH"]
sys.path.insert(0, os.path.dirname(HERE))

import gridcast  # noqa: E402


class Package(unittest.TestCase):
    """What a notebook does."""

    def test_run(self):
        """A run gives its text, and an answer its value."""
        self.assertEqual(gridcast.run(["--version"]).stdout.strip(), "0.1.0")
        rows = "x,y\n109.5,34.5\n"
        answer = gridcast.answer(["bin", "-", "--from", "EPSG:4326"], input=rows)
        self.assertEqual(answer["counted"], 1)

    def test_failure(self):
        """A failure is an error with the program's words and its exit code."""
        with self.assertRaisesRegex(gridcast.GridcastError, "nosuch") as caught:
            gridcast.run(["info", "/nosuch.shp"])
        self.assertEqual(caught.exception.code, 66)
        self.assertEqual(gridcast.run(["info", "/nosuch.shp"], check=False).returncode, 66)


if __name__ == "__main__":
    unittest.main()
