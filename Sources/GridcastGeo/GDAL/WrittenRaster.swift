internal import CGDAL
import GridcastBase

/// Raster datasets that GDAL writes, of which every byte is watched, also of the files beside them.
enum WrittenRaster {
  /// Creates a GeoTIFF.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  static func create(
    _ path: String, _ columns: Int32, _ rows: Int32, bands: Int32, _ type: GDALDataType,
    _ options: [String], for target: String
  ) throws(GridcastError) -> GDALDatasetH {
    guard let driver = unsafe GDALGetDriverByName("GTiff") else {
      throw GridcastError(.unwritable, target, "this GDAL was built without GeoTIFF")
    }
    return try unsafe gdal(.unwritable, target) {
      unsafe withStringList(options) {
        unsafe GDALCreate(driver, watched(path), columns, rows, bands, type, $0)
      }
    }
  }

  /// Opens a raster to change it.
  ///
  /// - Throws: `.unwritable` with GDAL's message.
  static func open(_ path: String) throws(GridcastError) -> GDALDatasetH {
    try unsafe Gate.open(
      watched(path), GDAL_OF_RASTER | GDAL_OF_UPDATE, drivers: Format.geoTIFF.drivers,
      failing: .unwritable, path
    ).dataset
  }

  /// The path under which GDAL should write a raster.
  static func watched(_ path: String) -> String { WatchedFiles.path(path, for: "GTiff") }

  /// Fills a dataset and closes it, which is when most of it is written.
  ///
  /// - Throws: What `body` throws; `.unwritable` where not all was written.
  static func finish<Result>(
    _ dataset: GDALDatasetH, _ path: String, for target: String,
    _ body: (Messages) throws(GridcastError) -> Result
  ) throws(GridcastError) -> Result {
    var words = ""
    let result = collectingMessages { messages -> Swift.Result<Result, GridcastError> in
      let result = Swift.Result<Result, GridcastError> { () throws(GridcastError) in
        try body(messages)
      }
      unsafe GDALClose(dataset)
      words = messages.text
      return result
    }
    try check(path, words, for: target)
    return try result.get()
  }

  /// - Throws: `.unwritable` in the system's words where something was not written, or in GDAL's, where
  ///   there are any.
  static func check(_ path: String, _ words: String, for target: String) throws(GridcastError) {
    if let failure = WatchedFiles.failure(of: path) {
      throw GridcastError(.unwritable, target, failure)
    }
    if !words.isEmpty { throw GridcastError(.unwritable, target, Sentence(message: words)) }
  }
}
