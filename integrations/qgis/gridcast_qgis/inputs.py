"""Layers of QGIS as files that gridcast reads.

A layer that is a file, and is shown as the file is, is read where it lies. Whatever QGIS alone knows of (layers in
memory or in a database, filters, edits that are not saved, selections, joined and virtual fields, a coordinate system
that the user has set) is first written to a temporary GeoPackage.
"""

import os
import re

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFields,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProviderRegistry,
    QgsVectorFileWriter,
    QgsVectorLayerFeatureSource,
)


class Input:
    """A layer or raster as the program will be given it."""

    def __init__(self, name, path=None, layer=None, write=None):
        self.name = name
        self.path = path
        #: The name of the layer within the file, where the file has several.
        self.layer = layer
        #: What writes a temporary file where there is none; takes the path and the feedback.
        self.write = write

    def settle(self, folder, number, feedback):
        """Writes the temporary file, where one is needed."""
        if self.write is None:
            return
        stem = re.sub(r"[^\w-]+", "_", self.name).strip("_") or "layer"
        os.makedirs(os.path.join(folder, str(number)), exist_ok=True)
        path = os.path.join(folder, str(number), stem)
        self.path = self.write(path, feedback)
        self.layer = None
        self.write = None


def of_layer(layer, source=None, definition=None):
    """The input that a vector layer is; source is what Processing makes of it, with selection and limit."""
    whole = not isinstance(definition, QgsProcessingFeatureSourceDefinition) or not (
        definition.selectedFeaturesOnly or definition.featureLimit > 0)
    plain = _file_of(layer) if layer is not None and whole else None
    if plain is None:
        if source is None:
            if layer is None:
                raise QgsProcessingException("A layer could not be found.")
            features = QgsVectorLayerFeatureSource(layer)
            return Input(layer.name(), write=_writer(
                lambda: features.getFeatures(), layer.fields(), layer.wkbType(), layer.crs(), layer.name()))
        name = layer.name() if layer is not None else source.sourceName()
        return Input(name, write=_writer(
            lambda: source.getFeatures(), source.fields(), source.wkbType(), source.sourceCrs(), name))
    path, inner = plain
    features = QgsVectorLayerFeatureSource(layer)
    made = Input(layer.name(), path, inner)
    # Should the command have no way to name a layer within the file, it is written out after all.
    made.rewrite = _writer(
        lambda: features.getFeatures(), layer.fields(), layer.wkbType(), layer.crs(), layer.name())
    return made


def _file_of(layer):
    """The path and the layer's name of a layer that is shown as its file is; None of others."""
    provider = layer.dataProvider()
    if layer.providerType() != "ogr" or layer.subsetString() or layer.isModified() or layer.vectorJoins():
        return None
    fields = layer.fields()
    if any(fields.fieldOrigin(index) != QgsFields.OriginProvider for index in range(fields.count())):
        return None
    if layer.crs() != provider.crs():
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = parts.get("path") or ""
    if not os.path.exists(path) or parts.get("geometryType") or parts.get("openOptions"):
        return None
    names = [inner.name() for inner in QgsProviderRegistry.instance().querySublayers(path)]
    if len(names) == 1:
        return path, None
    if parts.get("layerName"):
        return path, parts["layerName"]
    # A layer by number, or none named of several: which one is meant, only QGIS knows.
    return None if len(names) > 1 else (path, None)


def _writer(features, fields, kind, crs, name):
    """What writes features to a GeoPackage of which the path is given without ending; it returns the whole path."""

    def write(path, feedback):
        feedback.pushInfo("%s is written to a temporary file, as it is shown." % name)
        taken = {field.name().lower() for field in fields}
        key = next(key for key in ("fid", "fid_", "gridcast_fid", "gridcast_fid_") if key not in taken)
        shape = next(key for key in ("geom", "geom_", "gridcast_geom") if key not in taken)
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "GPKG"
        options.layerName = os.path.basename(path)
        options.layerOptions = ["FID=%s" % key, "GEOMETRY_NAME=%s" % shape, "SPATIAL_INDEX=NO"]
        options.feedback = feedback
        writer = QgsVectorFileWriter.create(
            path + ".gpkg", fields, kind, crs, _no_transforms(), options)
        if writer.hasError() != QgsVectorFileWriter.NoError:
            raise QgsProcessingException("%s could not be written out: %s" % (name, writer.errorMessage()))
        for feature in features():
            if feedback.isCanceled():
                break
            if not writer.addFeature(feature):
                raise QgsProcessingException("%s could not be written out: %s" % (name, writer.errorMessage()))
        if not writer.flushBuffer():
            raise QgsProcessingException("%s could not be written out: %s" % (name, writer.errorMessage()))
        del writer
        return path + ".gpkg"

    return write


def _no_transforms():
    """The context of a writer that moves nothing to another system."""
    from qgis.core import QgsCoordinateTransformContext

    return QgsCoordinateTransformContext()


def of_raster(layer):
    """The input that a raster is."""
    if layer is None:
        raise QgsProcessingException("A raster could not be found.")
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            "%s is no raster of a file (it is a layer of the kind %s); export it as a GeoTIFF first." % (
                layer.name(), layer.providerType()))
    parts = QgsProviderRegistry.instance().decodeUri("gdal", layer.source())
    path = parts.get("path") or layer.source()
    if layer.crs() == layer.dataProvider().crs() and not parts.get("layerName"):
        return Input(layer.name(), path)
    system = layer.crs().toWkt(QgsCoordinateReferenceSystem.WKT2_2019)
    source = layer.source()

    def write(target, feedback):
        feedback.pushInfo("%s is written to a temporary file, in the system that it is shown in." % layer.name())
        made = gdal.Translate(target + ".tif", source, outputSRS=system)
        if made is None:
            raise QgsProcessingException("%s could not be written out: %s" % (layer.name(), gdal.GetLastErrorMsg()))
        del made
        return target + ".tif"

    return Input(layer.name(), write=write)


def band_name(path, number):
    """The name of a raster's band, as gridcast has it: its description, or its number where it has none."""
    dataset = gdal.Open(path)
    band = dataset.GetRasterBand(number) if dataset is not None else None
    return (band.GetDescription() if band is not None else "") or "band %d" % number
