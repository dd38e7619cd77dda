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
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(reading path: String) throws(GridcastError) {
    var notes: [Sentence] = []
    try self.init(reading: Source(path), choosing: .writeOnePart, &notes)
  }

  /// Reads a raster of square cells, north up; its coordinate system is the one that the source
  /// declares, or else that of the file.
  ///
  /// - Parameters:
  ///   - source: The file, with the one of its rasters to read as its layer.
  ///   - step: What else to do where the file holds several rasters; nil where a layer can be named.
  ///   - notes: Receives what of the file is left out.
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  package init(
    reading source: Source, choosing step: NextStep? = nil, _ notes: inout [Sentence]
  ) throws(GridcastError) {
    let dataset = try RasterDataset(of: source, choosing: step, &notes)
    let system = try source.coordinateSystem.map { name throws(GridcastError) in
      try CoordinateSystem.named(name)
    }
    self = try dataset.raster(in: system, &notes)
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
