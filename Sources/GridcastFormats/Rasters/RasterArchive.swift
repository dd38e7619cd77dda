import Foundation
import GridcastBase
import GridcastGeo

/// The rasters in an archive of files, each read where it lies.
struct RasterArchive {
  /// The names by which they are chosen, and their paths in the archive.
  let rasters: [(name: String, path: String)]
  /// Whether layers of features lie in it too.
  let holdsLayers: Bool
  private let place: String

  private static let pictures: Set = ["png", "jpg", "jpeg", "gif", "bmp", "webp"]

  /// Looks into an archive; nil where the path is none, or none with a raster in it.
  init?(_ path: String) {
    guard let prefix = Self.prefix(of: path), FileManager.default.isReadableFile(atPath: path),
      let members = try? Zip.members(under: prefix + path).map(\.path)
    else { return nil }
    let files = members.filter { !$0.hasPrefix("__MACOSX/") && !$0.fileName.hasPrefix(".") }
    let layers = files.filter(\.isLayer)
    var found = files.filter { file in
      Format.isRaster(file) && Format.ending(in: file.fileEnding)?.access == .open
    }
    // A picture beside data shows them.
    let data = found.filter { !Self.pictures.contains($0.fileEnding) }
    if !data.isEmpty || !layers.isEmpty { found = data }
    guard !found.isEmpty else { return nil }
    rasters = zip(UnpackedInput.uniqueStems(found), found).map { ($0, $1) }
    holdsLayers = !layers.isEmpty
    place = prefix + path
  }

  /// How GDAL looks into an archive, by the ending of its name.
  private static func prefix(of path: String) -> String? {
    let name = path.lowercased()
    if name.hasSuffix(".zip") { return "/vsizip/" }
    return [".tar", ".tgz", ".tar.gz"].contains(where: name.hasSuffix) ? "/vsitar/" : nil
  }

  /// Whether one of the rasters has a name.
  func holds(_ name: String) -> Bool {
    rasters.contains { $0.name == name || $0.path == name || $0.path.fileName == name }
  }

  /// The raster that a source names as its layer, or the only one, with the layers that remain to be chosen
  /// in it.
  ///
  /// - Throws: `.usage` where one of several must be chosen; `.badData` where there is none of the name.
  func choose(for source: Source) throws(GridcastError) -> (gdalPath: String, layers: [String]) {
    let names = quoted(rasters.map(\.name))
    if let wanted = source.layers.first, holds(wanted) {
      let found = rasters.first {
        $0.name == wanted || $0.path == wanted || $0.path.fileName == wanted
      }
      return ("\(place)/\(found?.path ?? "")", [])
    }
    guard rasters.count == 1 else {
      if let wanted = source.layers.first {
        throw GridcastError(
          .badData, source.path, "it has no layer '\(wanted)'; its layers are \(names)")
      }
      throw GridcastError(
        .usage, source.path, "it holds several rasters, \(names); \(.chooseLayer(source.role))")
    }
    return ("\(place)/\(rasters[0].path)", source.layers)
  }
}
