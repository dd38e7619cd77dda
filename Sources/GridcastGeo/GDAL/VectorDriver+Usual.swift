package import GridcastBase

extension VectorDriver {
  /// Finds a driver by its short name; nil where this GDAL was built without it.
  ///
  /// - Throws: `.notInstalled` where GDAL must be asked and cannot be loaded.
  package static func named(_ name: String) throws(GridcastError) -> VectorDriver? {
    if let usual = usual.first(where: { $0.name == name }) { return usual }
    return try all.first { $0.name == name }
  }

  /// The drivers of the formats that Gridcast writes without GDAL, which is loaded longer than a small file is written.
  package static let usual = [
    VectorDriver(
      name: "ESRI Shapefile", endings: ["shp", "dbf", "shz", "shp.zip"],
      kinds: [.integer, .number, .text, .date], details: [], hasInteger64: true,
      holdsMeasures: true),
    VectorDriver(
      name: "CSV", endings: ["csv"],
      kinds: [
        .integer, .number, .text, .date, .dateTime, .time, .integerList, .numberList, .textList,
      ], details: [.boolean, .integer16, .float32], hasInteger64: true, holdsMeasures: true),
    VectorDriver(
      name: "GeoJSON", endings: ["json", "geojson"],
      kinds: [
        .integer, .number, .text, .integerList, .numberList, .textList, .date, .dateTime,
      ], details: [.boolean], hasInteger64: true, holdsMeasures: false),
    VectorDriver(
      name: "GeoJSONSeq", endings: ["geojsonl", "geojsons"],
      kinds: [.integer, .number, .text, .integerList, .numberList, .textList], details: [.boolean],
      hasInteger64: true, holdsMeasures: false),
    // Most GDALs are built without drivers for these two.
    VectorDriver(
      name: "Parquet", endings: ["parquet", "geoparquet"],
      kinds: [.integer, .number, .text, .date, .time, .dateTime, .binary],
      details: [.boolean, .integer16, .float32, .json], hasInteger64: true, holdsMeasures: false),
    VectorDriver(
      name: "Arrow", endings: ["arrow", "arrows", "feather"],
      kinds: [.integer, .number, .text, .date, .time, .dateTime, .binary],
      details: [.boolean, .integer16, .float32, .json], hasInteger64: true, holdsMeasures: false),
  ]
}
