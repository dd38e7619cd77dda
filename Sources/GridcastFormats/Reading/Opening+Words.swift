import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

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

  /// An error of GDAL's in words that say what the input is.
  func explained(_ error: GridcastError) -> GridcastError {
    if !isPostgreSQL,
      (try? RasterDataset(
        reading: path, as: gdalPath, drivers: allowsRemote ? [] : Format.openRasterDrivers))
        != nil || RasterArchive(path) != nil
    {
      return GridcastError(.badData, path, Self.isRaster)
    }
    if !isPostgreSQL, let kind = FileKind(of: path), kind != .layer {
      return GridcastError(
        .badData, path,
        "it is \(kind.words), and a layer of points, lines or polygons is wanted")
    }
    if path.fileEnding == "tab", Self.beginsWithTabs(path) {
      return GridcastError(
        .unreadable, path,
        "it is no .tab of MapInfo but a table whose columns are separated by tabs: give it the ending .tsv"
      )
    }
    let words = Self.explain(error.sentence, about: gdalPath, as: path)
    let isMisnamed =
      error.reason.contains("not well-formed") && Recoding.isMisnamed(markup: gdalPath)
    if let fault = json?.fault {
      return GridcastError(
        error.kind, path,
        "it is no GeoJSON that can be read: \(fault); repair it or fetch it again")
    }
    // A text that breaks off was recognised, so its content is at fault.
    return GridcastError(
      error.reason.contains("XML parsing of") ? .badData : error.kind, path,
      isMisnamed
        ? "its texts are not in the encoding that its first line says; \(.encodeInput)" : words)
  }
}
