import Foundation
package import GridcastBase
import GridcastGeo

extension Grid {
  /// The cells of a raster in a file.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(of path: String) throws(GridcastError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file")
    }
    self = try RasterFile.grid(of: path, drivers: Format.openRasterDrivers)
  }
}

extension Raster {
  /// Reads a raster: square cells, north up, in a known coordinate system.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(reading path: String) throws(GridcastError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file")
    }
    self = try RasterFile.read(path, drivers: Format.openRasterDrivers)
  }

  /// Writes a raster as GeoTIFF: Float32, nodata, statistics and names in the file itself.
  ///
  /// - Throws: `.unwritable` in the system's or GDAL's words.
  package func write(toFile path: String) throws(GridcastError) {
    guard let file = GeoTIFF(self) else { return try RasterFile.write(self, to: path) }
    do { try Data(file.bytes()).write(to: URL(filePath: path)) } catch {
      throw GridcastError(.unwritable, path, error.localizedDescription)
    }
  }
}
