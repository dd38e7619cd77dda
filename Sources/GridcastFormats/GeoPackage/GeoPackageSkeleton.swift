import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// GeoPackages with an empty layer, as GDAL makes them.
///
/// GDAL takes longer to make one than to write a small layer, and of a folder most layers differ by their names
/// alone. So a file is kept that GDAL has made for a layer with a name that occurs nowhere else in it; put in its
/// place, another name of as many bytes gives the very file that GDAL would make for that name, as SQLite's pages
/// hold lengths of texts, but no check sums.
enum GeoPackageSkeleton {
  /// What an empty layer depends on.
  private struct Key: Hashable {
    let kind: Shapes.Kind?
    let hasZ: Bool
    let hasM: Bool
    let fields: [Field]
    let options: [String]
    let system: CoordinateSystem?
    let nameLength: Int
  }

  private static let kept = Mutex<[Key: Data]>([:])

  /// Writes the file with its empty layer.
  ///
  /// - Throws: `.unwritable` where that fails.
  static func write(_ schema: LayerSchema, at place: OutputPlace) throws(GridcastError) {
    guard let standIn = standIn(for: schema) else {
      return try GDALLayer(schema, addition: nil, at: place).close()
    }
    let key = Key(
      kind: schema.kind, hasZ: schema.hasZ, hasM: schema.hasM,
      fields: schema.fields.filter { !$0.isLeftOut }.map(\.target),
      options: try GDALLayer.options(for: schema.kind, schema, replacing: false),
      system: schema.coordinateSystem, nameLength: standIn.utf8.count)
    let skeleton: Data
    if let known = kept.withLock({ $0[key] }) {
      skeleton = known
    } else {
      try GDALLayer(schema.called(standIn), addition: nil, at: place).close()
      do { skeleton = try Data(contentsOf: URL(filePath: place.staged)) } catch {
        throw GridcastError(.unwritable, place.target, Staging.words(error))
      }
      kept.withLock { kept in
        if kept.count >= 20 { kept = [:] }
        kept[key] = skeleton
      }
    }
    let file = try OutputFile(place.staged, for: place.target)
    try file.write(renamed(skeleton, from: standIn, to: schema.name), at: 0)
  }

  /// A name of as many bytes that no other text in the file holds; nil where there is none, or the name would
  /// be written differently in statements.
  private static func standIn(for schema: LayerSchema) -> String? {
    let name = schema.name.utf8
    let isPlain = name.allSatisfy { $0 >= 0x80 || $0 == UInt8(ascii: "_") || $0.isLetterOrDigit }
    guard isPlain, name.count >= 4 else { return nil }
    let standIn = String(("zqxj" + String(repeating: "qz", count: name.count)).prefix(name.count))
    let texts = schema.fields.map(\.target.name) + [schema.coordinateSystem?.wkt ?? ""]
    return texts.contains { $0.lowercased().contains("zqxj") } ? nil : standIn
  }

  private static func renamed(_ skeleton: Data, from old: String, to new: String) -> [UInt8] {
    var bytes = [UInt8](skeleton)
    var rest = skeleton.startIndex
    while let found = skeleton.range(of: Data(old.utf8), in: rest..<skeleton.endIndex) {
      bytes.replaceSubrange(found, with: new.utf8)
      rest = found.upperBound
    }
    return bytes
  }
}
