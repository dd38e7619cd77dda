import Foundation
package import GridcastBase
import GridcastFiles
import GridcastGeo

extension Grid {
  /// Reads the grid of a raster file.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(of path: String) throws(GridcastError) {
    var notes: [Sentence] = []
    let dataset = try RasterDataset(of: Source(path), choosing: .writeOnePart, &notes)
    self = try dataset.info().grid(in: nil, path)
  }
}

extension Raster {
  /// Reads a raster of square cells, north up, in a known coordinate system.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - working: How many bytes the work with it takes for each cell, beside the values.
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(reading path: String, working: Int = 0) throws(GridcastError) {
    var notes: [Sentence] = []
    self = try RasterBlocks(reading: path).whole(working: working, &notes)
  }

  /// Writes the raster as a Float32 GeoTIFF with nodata, statistics and names inside, for a target that
  /// errors name.
  ///
  /// - Throws: `.unwritable` with the system's or GDAL's message.
  package func write(toFile path: String, for target: String) throws(GridcastError) {
    guard let geoTIFF = GeoTIFF(self) else {
      return try RasterFile.write(self, to: path, for: target)
    }
    var file = try OutputFile(path, for: target)
    try file.append(geoTIFF.bytes())
  }
}
