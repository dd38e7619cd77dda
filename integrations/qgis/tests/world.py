"""What all tests share: QGIS without a window, the provider, the program, and a small city to work on."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST") or os.path.join(ROOT, ".build", "release", "gridcast")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["GRIDCAST"] = PROGRAM
FOLDER = tempfile.mkdtemp(prefix="gridcast-qgis-")
atexit.register(shutil.rmtree, FOLDER, True)
os.environ["HOME"] = os.path.join(FOLDER, "home")
os.makedirs(os.environ["HOME"])
sys.path[:0] = ["/usr/share/qgis/python/plugins", os.path.dirname(HERE)]

from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingFeedback, QgsProject  # noqa: E402

# pytest-qgis brings one.
application = QgsApplication.instance()
if application is None:
    application = QgsApplication([], True)
    application.initQgis()

from processing.core.Processing import Processing  # noqa: E402

Processing.initialize()

from gridcast_qgis.provider import GridcastProvider  # noqa: E402

provider = GridcastProvider()
QgsApplication.processingRegistry().addProvider(provider)


class Feedback(QgsProcessingFeedback):
    """Keeps all that is said."""

    def __init__(self):
        super().__init__(False)
        self.steps, self.warnings, self.errors = [], [], []

    def setProgressText(self, text):  # noqa: N802
        """Keeps a step."""
        self.steps.append(text)

    def reportError(self, error, fatalError=False):  # noqa: N802, N803
        """Keeps an error."""
        self.errors.append(error)

    def pushWarning(self, text):  # noqa: N802
        """Keeps a warning."""
        self.warnings.append(text)


def run(name, parameters, feedback=None, project=None):
    """Runs an algorithm; returns its results and its context."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("gridcast:" + name)
    context = QgsProcessingContext()
    context.setProject(project or QgsProject())
    feedback = feedback or Feedback()
    context.setFeedback(feedback)
    good, why = algorithm.checkParameterValues(parameters, context)
    if not good:
        raise ValueError(why)
    results, done = algorithm.run(parameters, context, feedback)
    if not done and not feedback.isCanceled():
        raise RuntimeError("%s failed: %s" % (name, " ".join(getattr(feedback, "errors", []))))
    return results, context


def gridcast(*words):
    """Runs the program at the command line."""
    subprocess.run([PROGRAM, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def path(*names):
    """A path in the folder of the tests."""
    return os.path.join(FOLDER, *names)


def city():
    """A small city with everything that commands need, made once."""
    if os.path.exists(path("city")):
        return
    gridcast("sample", path("city"), "--points", "3000")
    gridcast("bin", path("city", "pois.shp"), "--category", "function", "--within", path("city", "study-area.shp"),
             "--cell", "2km", "-o", path("city", "counts.tif"), "--cells", path("city", "cells.shp"))
    for year in ("2013", "2016"):
        gridcast("bin", path("city", "pois.shp"), "--where", "opened <= %s" % year,
                 "--like", path("city", "counts.tif"), "-o", path("city", year + ".tif"))
    gridcast("train", "bp", path("city", "counts.tif"), "--target", "business", "--hidden", "4", "--epochs", "2",
             "-o", path("city", "model.safetensors"))
    gridcast("forecast", path("city", "model.safetensors"), path("city", "counts.tif"),
             "-o", path("city", "forecast.tif"))
    with open(path("city", "series.csv"), "w", encoding="utf-8") as file:
        file.write("region,year,n\n")
        file.writelines("%s,%d,%d\n" % (region, year, year * factor % 7)
                        for region, factor in (("north", 3), ("south", 5)) for year in range(2001, 2008))
    with open(path("city", "small.yaml"), "w", encoding="utf-8") as file:
        file.write("inputs: pois.shp\ncategory: function\ncell: 2km\n"
                   "outputs: {folder: small, counts: counts.tif, cells: cells.shp}\n")
    gridcast("run", path("city", "small.yaml"))


def data(name):
    """The bytes of a file."""
    with open(name, "rb") as file:
        return file.read()
