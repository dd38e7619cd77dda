import Foundation
import GridcastBase

extension Opening {
  /// The fault of a raster where layers are read.
  static let isRaster: Sentence =
    "it is a raster, and a layer of points, lines or polygons is wanted"

  /// Whether the first line of a file is a text with tabs.
  static func beginsWithTabs(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    let start = (try? file.read(upToCount: 4096)) ?? Data()
    let line = start.prefix { $0 != 10 && $0 != 13 }
    return line.contains(9) && !line.contains(0) && !line.starts(with: Array("!".utf8))
  }
}
