import GridcastBase

/// Jobs that Gridcast does not do, and the tools that do them.
enum OtherTools {
  private static let jobs: [(words: [String], tool: Sentence)] = [
    (
      ["intersect", "intersection", "difference", "overlay"],
      "QGIS has it under Vector ▸ Geoprocessing; `gridcast convert --clip` cuts by an area"
    ),
    (["contour", "contours", "isolines"], "GDAL does: gdal_contour"),
    (["hillshade", "slope", "aspect", "roughness"], "GDAL does: gdaldem"),
    (["polygonize", "vectorize"], "GDAL does: gdal_polygonize"),
    (["rasterize"], "GDAL does: gdal_rasterize; points are counted per cell by `gridcast bin`"),
    (["calc", "algebra"], "GDAL does: gdal_calc; QGIS has it as Raster ▸ Raster Calculator"),
    (["viewshed"], "GDAL does: gdal_viewshed"),
    (["mosaic", "vrt"], "GDAL does: gdalbuildvrt, and gdalwarp of several rasters into one"),
    (
      ["interpolate", "idw", "kriging"],
      "GDAL does: gdal_grid; QGIS has it under Processing ▸ Interpolation"
    ),
    (
      ["route", "routing", "isochrone", "isochrones", "network", "shortest-path"],
      "QGIS has it under Processing ▸ Network analysis; OSRM, Valhalla and pgRouting do it at scale"
    ),
    (
      ["tile", "tiles", "mbtiles", "pmtiles"], "tippecanoe does for layers, gdal2tiles for rasters"
    ),
    (
      ["heatmap", "kde", "density"],
      "QGIS has it as Processing ▸ Heatmap (kernel density estimation); `gridcast bin` counts points per cell, and `gridcast hotspots` finds where they gather"
    ),
    (
      ["join", "spatial-join", "sjoin"],
      "QGIS has it as Vector ▸ Data Management ▸ Join Attributes by Location; points are counted per polygon by `gridcast bin --zones`"
    ),
    (
      ["voronoi", "delaunay", "hull"],
      "QGIS has it under Vector ▸ Geometry Tools"
    ),
    (
      ["sql", "query"],
      "GDAL does: ogr2ogr -sql; features are chosen by --where in every command that reads layers"
    ),
    (["georeference", "georeferencer"], "QGIS has it as Layer ▸ Georeferencer"),
    (
      ["download", "osm"],
      "`gridcast fetch overpass` asks OpenStreetMap for places; extracts of whole countries are at download.geofabrik.de"
    ),
    (["edit", "digitize", "view", "open", "show"], "QGIS does: qgis FILE"),
  ]

  /// Which tool does a job; nil for a word that names none of those known.
  static func doing(_ word: String) -> Sentence? { jobs.first { $0.words.contains(word) }?.tool }
}
