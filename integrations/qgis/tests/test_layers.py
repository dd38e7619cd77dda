"""Layers that are no files are counted as they are shown."""

import os
import subprocess
import unittest

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)
from qgis.PyQt.QtCore import QVariant

from . import world
from .world import path


def total(raster):
    """The sum of all values of a raster."""
    dataset = gdal.Open(raster)
    numbers = range(1, dataset.RasterCount + 1)
    return sum(dataset.GetRasterBand(number).ReadAsArray().clip(0).sum() for number in numbers)


def bands(raster):
    """The names of a raster's bands."""
    dataset = gdal.Open(raster)
    return [dataset.GetRasterBand(number).GetDescription() for number in range(1, dataset.RasterCount + 1)]


class Layers(unittest.TestCase):
    """Each layer in a project of its own."""

    def setUp(self):
        world.city()
        self.project = QgsProject()
        self.number = 0

    def layer(self, name="pois.shp"):
        """A layer of the city, in the project."""
        layer = QgsVectorLayer(path("city", name), "点 pois", "ogr")
        self.project.addMapLayer(layer)
        return layer

    def count(self, layer, **more):
        """How many points of a layer are counted."""
        self.number += 1
        out = path("layers", "%s-%d.tif" % (self.id().split(".")[-1], self.number))
        os.makedirs(path("layers"), exist_ok=True)
        given = layer if isinstance(layer, (str, QgsProcessingFeatureSourceDefinition)) else layer.id()
        world.run("bin", dict({"INPUTS": given, "CELL": "2km", "OUTPUT": out}, **more), project=self.project)
        self.out = out
        return total(out)

    def test_plain(self):
        """A layer that is a file."""
        self.assertEqual(self.count(self.layer()), 3000)

    def test_filter(self):
        """A layer with a filter."""
        layer = self.layer()
        layer.setSubsetString("opened <= 2013")
        self.assertLess(layer.featureCount(), 3000)
        self.assertEqual(self.count(layer), layer.featureCount())

    def test_selection(self):
        """A layer of which only the selected features are meant."""
        layer = self.layer()
        layer.selectByIds(list(range(100)))
        self.assertEqual(self.count(QgsProcessingFeatureSourceDefinition(layer.id(), True)), 100)

    def test_edits(self):
        """A layer with edits that are not saved."""
        layer = self.layer()
        layer.startEditing()
        layer.deleteFeatures(list(range(50)))
        layer.changeAttributeValue(60, layer.fields().indexOf("function"), "new")
        self.assertEqual(self.count(layer, CATEGORY="function"), 2950)
        self.assertIn("new", bands(self.out))
        layer.rollBack()

    def test_memory(self):
        """A layer in memory, with Chinese names and a field called fid that says the same twice."""
        layer = QgsVectorLayer("Point?crs=EPSG:4326&field=fid:integer&field=类别:string", "内存", "memory")
        features = []
        for number in range(20):
            feature = QgsFeature(layer.fields())
            feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(109.5 + number / 100, 34.5)))
            feature.setAttributes([1, "商业" if number % 2 else "办公"])
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        self.project.addMapLayer(layer)
        self.assertEqual(self.count(layer, CATEGORY="类别"), 20)
        self.assertEqual(sorted(bands(self.out)), ["办公", "商业"])

    def test_join(self):
        """A layer whose category comes from another table."""
        layer = self.layer()
        table = QgsVectorLayer("NoGeometry?field=key:string&field=kind:string", "kinds", "memory")
        keys = sorted(set(layer.uniqueValues(layer.fields().indexOf("function"))))
        for key in keys:
            feature = QgsFeature(table.fields())
            feature.setAttributes([key, "a" if key < keys[3] else "b"])
            table.dataProvider().addFeature(feature)
        self.project.addMapLayer(table)
        join = QgsVectorLayerJoinInfo()
        join.setJoinLayer(table)
        join.setJoinFieldName("key")
        join.setTargetFieldName("function")
        join.setUsingMemoryCache(True)
        layer.addJoin(join)
        self.assertEqual(self.count(layer, CATEGORY="kinds_kind"), 3000)
        self.assertEqual(sorted(bands(self.out)), ["a", "b"])

    def test_virtual_field(self):
        """A layer with a field that is an expression."""
        layer = self.layer()
        layer.addExpressionField("if(opened > 2013, 'late', 'early')", QgsField("age", QVariant.String))
        self.assertEqual(self.count(layer, CATEGORY="age"), 3000)
        self.assertEqual(sorted(bands(self.out)), ["early", "late"])

    def test_own_system(self):
        """A layer whose coordinate system the user has set."""
        layer = self.layer("pois.shp")
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
        self.assertEqual(self.count(layer, TO="EPSG:4508"), 3000)

    def test_layers_of_a_geopackage(self):
        """One of several layers of a file, and two of them together."""
        target = path("city", "two.gpkg")
        for name, limit in (("first", "10"), ("second", "7")):
            subprocess.run(["ogr2ogr", "-update", "-append", "-f", "GPKG", target, path("city", "pois.shp"),
                            "-nln", name, "-limit", limit], check=True)
        second = QgsVectorLayer(target + "|layername=second", "second", "ogr")
        first = QgsVectorLayer(target + "|layername=first", "first", "ogr")
        self.project.addMapLayers([first, second])
        self.assertEqual(self.count(second), 7)
        self.assertEqual(self.count(second, INPUTS_MORE=[first.id()]), 17)
        # There is no option for the layer of fishnet's inputs.
        out = path("layers", "net.shp")
        world.run("fishnet", {"INPUTS": second.id(), "CELL": "2km", "OUTPUT": out}, project=self.project)
        self.assertTrue(os.path.exists(out))

    def test_raster_in_another_system(self):
        """A raster whose system the user has set is read in it; one that is no file is refused with words."""
        raster = QgsRasterLayer(path("city", "counts.tif"), "counts")
        raster.setCrs(QgsCoordinateReferenceSystem("EPSG:32648"))
        self.project.addMapLayer(raster)
        out = path("layers", "moved.tif")
        os.makedirs(path("layers"), exist_ok=True)
        world.run("convertraster", {"INPUTS": raster.id(), "OUTPUT": out}, project=self.project)
        self.assertEqual(QgsRasterLayer(out, "").crs().authid(), "EPSG:32648")
        web = QgsRasterLayer("type=xyz&url=http://127.0.0.1:1/{z}/{x}/{y}.png", "web", "wms")
        self.project.addMapLayer(web)
        with self.assertRaisesRegex(RuntimeError, "web is no raster of a file"):
            world.run("convertraster", {"INPUTS": web.id(), "OUTPUT": out}, project=self.project)

    def test_nothing_stays(self):
        """Temporary files are gone afterwards."""
        from qgis.core import QgsProcessingUtils

        self.test_filter()
        left = [name for _, _, names in os.walk(QgsProcessingUtils.tempFolder()) for name in names
                if name.endswith(".gpkg")]
        self.assertEqual(left, [])


if __name__ == "__main__":
    unittest.main()
