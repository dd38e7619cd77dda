extension Format {
  /// Formats that GDAL may read but Gridcast refuses, unless the user allows all drivers.
  ///
  /// Formats that are missing from the table are refused too. These are listed as they are common,
  /// have endings of their own, or GDAL would write them.
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
    layers("GML by schema", drivers: ["GMLAS"], refusal: .otherFiles),
    layers("GPSBabel", drivers: ["GPSBabel"], refusal: .program),
    layers("MapML", drivers: ["MapML"], refusal: .unexamined),
    layers("Interlis 1", drivers: ["Interlis 1"], refusal: .unexamined),
    layers("Interlis 2", drivers: ["Interlis 2"], refusal: .unexamined),
    layers("PDF", drivers: ["PDF"], refusal: .unexamined),
    layers("FITS", drivers: ["FITS"], refusal: .unexamined),
    layers("PDS4", drivers: ["PDS4"], refusal: .unexamined),
    layers("VICAR", drivers: ["VICAR"], refusal: .unexamined),
    layers("BAG", drivers: ["BAG"], refusal: .unexamined),
    layers("Mapbox vector tiles", drivers: ["MVT"], refusal: .unexamined),
    layers("VDV", drivers: ["VDV"], refusal: .unexamined),
    layers("GDAL's memory", drivers: ["Memory"], refusal: .noFiles),
    layers("ODBC", drivers: ["ODBC", "PGeo"], refusal: .database),
    layers("Microsoft SQL Server", drivers: ["MSSQLSpatial"], refusal: .database),
    layers("MySQL", drivers: ["MySQL"], refusal: .database),
    layers("Elasticsearch", drivers: ["Elasticsearch"], refusal: .remote),
    layers("Carto", drivers: ["Carto"], refusal: .remote),
    layers("AmigoCloud", drivers: ["AmigoCloud"], refusal: .remote),
    layers("NextGIS Web", drivers: ["NGW"], refusal: .remote),
    layers("WFS", drivers: ["WFS"], refusal: .remote),
    layers("OGC API", drivers: ["OAPIF", "OGCAPI"], refusal: .remote),
    layers("CSW", drivers: ["CSW"], refusal: .remote),
    layers("HTTP", drivers: ["HTTP"], refusal: .remote),
    layers("Planet scenes", drivers: ["PLSCENES"], refusal: .remote),
    layers("Earth Engine", drivers: ["EEDA"], refusal: .remote),
    Format(
      name: "WMS and WMTS", rasters: .init(drivers: ["WMS", "WMTS", "WCS"]),
      access: .refused(.remote)),
  ]

  private static func layers(
    _ name: String, drivers: [String], refusal: Refusal
  ) -> Format {
    Format(
      name: name, layers: .init(drivers: drivers),
      access: .refused(refusal))
  }
}
