"""The plug-in in qgis_process, installed from the zip that users get."""

import os
import shutil
import subprocess
import unittest
import zipfile

from . import world
from .world import path

# Debian's qgis_process is a script around the program, which does not pass on every option.
TERMINAL = shutil.which("qgis_process.bin") or shutil.which("qgis_process")


@unittest.skipUnless(TERMINAL, "this machine has no qgis_process")
class Terminal(unittest.TestCase):
    """Without any Python of one's own."""

    def test_bin(self):
        """The plug-in is switched on, and a count is that of the command line."""
        world.city()
        archive = path("plugin.zip")
        subprocess.run(
            ["python3", os.path.join(world.ROOT, "integrations", "package", "archive.py"),
             os.path.join(world.ROOT, "integrations", "qgis", "gridcast_qgis"), archive],
            check=True, stdout=subprocess.DEVNULL)
        plugins = path("home", ".local", "share", "QGIS", "QGIS3", "profiles", "default", "python", "plugins")
        os.makedirs(plugins)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(plugins)
        self.process("plugins", "enable", "gridcast_qgis")
        self.process("run", "gridcast:bin", "--", "INPUTS=" + path("city", "pois.shp"), "CATEGORY=function",
                     "CELL=2km", "OUTPUT=" + path("terminal.tif"))
        world.gridcast("bin", path("city", "pois.shp"), "--category", "function", "--cell", "2km",
                       "-o", path("terminal-line.tif"))
        self.assertEqual(world.data(path("terminal.tif")), world.data(path("terminal-line.tif")))

    def process(self, *words):
        """Runs qgis_process."""
        # Those that pytest-qgis sets name a profile without plug-ins.
        own = {name: value for name, value in os.environ.items() if not name.startswith("QGIS_")}
        done = subprocess.run([TERMINAL, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=own,
                              encoding="utf-8", errors="replace", check=False)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
