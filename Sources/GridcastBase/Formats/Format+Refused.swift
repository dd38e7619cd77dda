extension Format {
  /// What GDAL may read and Gridcast does not, unless everything is allowed.
  ///
  /// Whatever stands in no row of the table is not read either: these are those that are met most, that
  /// have endings, or that GDAL would write.
  static let refused: [Format] = [
    Format(
      name: "VRT", endings: .init(names: ["vrt"]), layers: .init(drivers: ["OGR_VRT"]),
      rasters: .init(drivers: ["VRT"], goBeforeLayers: true), access: .refused(.otherFiles)),
    Format(
      name: "ECW", endings: .init(names: ["ecw"]), rasters: .init(drivers: ["ECW"]),
      access: .refused(.unexamined)),
    Format(
      name: "MrSID", endings: .init(names: ["sid"]), rasters: .init(drivers: ["MrSID"]),
      access: .refused(.unexamined)),
    layers("GML by schema", ["GMLAS"], .otherFiles),
    layers("GPSBabel", ["GPSBabel"], .program),
    layers("MapML", ["MapML"], .unexamined, isCareless: true),
    layers("Interlis 1", ["Interlis 1"], .unexamined),
    layers("Interlis 2", ["Interlis 2"], .unexamined),
    layers("PDF", ["PDF"], .unexamined),
    layers("FITS", ["FITS"], .unexamined),
    layers("PDS4", ["PDS4"], .unexamined),
    layers("VICAR", ["VICAR"], .unexamined),
    layers("BAG", ["BAG"], .unexamined),
    layers("Mapbox vector tiles", ["MVT"], .unexamined),
    layers("VDV", ["VDV"], .unexamined),
    layers("GDAL's memory", ["Memory"], .noFiles),
    layers("ODBC", ["ODBC", "PGeo"], .database),
    layers("Microsoft SQL Server", ["MSSQLSpatial"], .database),
    layers("MySQL", ["MySQL"], .database),
    layers("Elasticsearch", ["Elasticsearch"], .remote),
    layers("Carto", ["Carto"], .remote),
    layers("AmigoCloud", ["AmigoCloud"], .remote),
    layers("NextGIS Web", ["NGW"], .remote),
    layers("WFS", ["WFS"], .remote),
    layers("OGC API", ["OAPIF", "OGCAPI"], .remote),
    layers("CSW", ["CSW"], .remote),
    layers("HTTP", ["HTTP"], .remote),
    layers("Planet scenes", ["PLSCENES"], .remote),
    layers("Earth Engine", ["EEDA"], .remote),
    Format(
      name: "WMS and WMTS", rasters: .init(drivers: ["WMS", "WMTS", "WCS"]),
      access: .refused(.remote)),
  ]

  private static func layers(
    _ name: String, _ drivers: [String], _ refusal: Refusal, isCareless: Bool = false
  ) -> Format {
    Format(
      name: name, layers: .init(drivers: drivers, isCareless: isCareless),
      access: .refused(refusal))
  }
}
