"""A stand-in for arcpy that knows only what Esri documents, and refuses everything else."""

import os
import subprocess
import types

DATA_TYPES = {
    "GPFeatureLayer", "GPRasterLayer", "GPLayer", "GPCoordinateSystem", "Field", "GPString", "GPBoolean", "GPDouble",
    "GPLong", "GPExtent", "DERasterDataset", "DEFeatureClass", "DEFile", "DEFolder", "DETable"}


class ExecuteError(Exception):
    """What a tool raises once it has told its error."""


class Filter:
    """The filter of a parameter."""

    __slots__ = ("type", "list")

    def __init__(self):
        self.type, self.list = None, []


class Parameter:
    """A parameter of a tool."""

    __slots__ = ("displayName", "name", "datatype", "parameterType", "direction", "multiValue", "category", "value",
                 "filter", "parameterDependencies", "symbology", "enabled", "error")

    def __init__(self, name=None, displayName=None, direction=None, datatype=None, parameterType=None, enabled=True,
                 category=None, symbology=None, multiValue=False):  # noqa: N803
        assert datatype in DATA_TYPES, datatype
        assert direction in ("Input", "Output"), direction
        assert parameterType in ("Required", "Optional", "Derived"), parameterType
        assert name.isidentifier() and name == name.lower(), name
        assert displayName
        self.name, self.displayName, self.datatype = name, displayName, datatype
        self.direction, self.parameterType, self.multiValue = direction, parameterType, bool(multiValue)
        self.enabled, self.category, self.symbology = enabled, category, symbology
        self.value, self.error, self.parameterDependencies = None, None, []
        self.filter = Filter()

    @property
    def valueAsText(self):  # noqa: N802
        """The value as a text; None where there is none."""
        return None if self.value is None else str(self.value)

    def setErrorMessage(self, text):  # noqa: N802
        """Shows an error in the dialog."""
        self.error = text


env = types.SimpleNamespace(autoCancelling=True, isCancelled=False)
progress = []


def SetProgressor(kind, message=None, min_range=None, max_range=None, step_value=None):  # noqa: N802
    """Begins a bar."""
    assert kind in ("default", "step")


def SetProgressorLabel(label):  # noqa: N802
    """Names the step."""
    assert isinstance(label, str)


def SetProgressorPosition(position=None):  # noqa: N802
    """Moves the bar."""
    assert isinstance(position, int)
    progress.append(position)


def Exists(dataset):  # noqa: N802
    """Whether there is a dataset; of a geodatabase's feature classes GDAL knows."""
    at = dataset.lower().find(".gdb" + os.sep)
    if at < 0:
        return os.path.exists(dataset)
    told = subprocess.run(["ogrinfo", "-so", dataset[:at + 4], os.path.basename(dataset)],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return told.returncode == 0


class Describe:
    """What is known of a layer."""

    def __init__(self, text):
        self.catalogPath = text
