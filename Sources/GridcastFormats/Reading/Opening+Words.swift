import Foundation
import GridcastBase

extension Opening {
  /// The fault of a raster where layers are read.
  static let isRaster: Sentence =
    "it is a raster, and a layer of points, lines or polygons is wanted"

  /// Replaces GDAL's path in a message by the user's.
  static func explain(_ words: String, about gdalPath: String, as path: String) -> String {
    let words = words.replacingOccurrences(of: gdalPath, with: path)
    if words.contains("not recognized as a supported file format")
      || words.contains("not recognized as being in a supported file format")
      || words.contains("not recognized as a supported dataset name")
    {
      return "it is not in a format that GDAL reads, or is damaged at its beginning"
    }
    return words
  }

  /// Whether the first line of a file is a text with tabs.
  static func beginsWithTabs(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 4096)) ?? Data()
    let line = start.prefix { $0 != 10 && $0 != 13 }
    return line.contains(9) && !line.contains(0) && !line.starts(with: Array("!".utf8))
  }
}
