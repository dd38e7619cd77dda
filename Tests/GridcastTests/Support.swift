import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo

/// The root of the package.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A path under fixtures/.
func fixture(_ name: String) -> String { root.appending(path: "fixtures/\(name)").path() }

/// The rows of a CSV under fixtures/, without its header.
func fixtureRows(_ name: String) throws -> [[String]] {
  try String(contentsOfFile: fixture(name), encoding: .utf8).split(separator: "\n").dropFirst()
    .map { $0.split(separator: ",").map(String.init) }
}

/// A folder that is gone with this value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "gridcast-test-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and tells its path.
  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Array(text.utf8))
  }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    try Data(bytes).write(to: URL(filePath: file))
    return file
  }

  var content: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

extension Sentence {
  /// Whether its neutral words contain others.
  func contains(_ words: String) -> Bool { description.contains(words) }
}

/// The error that a body throws, or nil.
func thrown(_ body: () throws -> Void) -> GridcastError? {
  do { try body() } catch { return error as? GridcastError }
  return nil
}

/// All features of an input.
func readAll(_ source: Source, for purpose: ReadingPurpose = .features) throws -> Features {
  let reader = try LayerReader(source, for: purpose)
  var all: Features?
  try reader.read { (features, _) throws(GridcastError) in
    if all == nil { all = features } else { all?.append(features) }
  }
  return all ?? Features(shapes: Shapes(), coordinateSystem: reader.coordinateSystem)
}

/// A raster in UTM zone 49N of 1 km cells, beginning at (500 km, 3800 km).
func raster(columns: Int, _ bands: [(String, [Float])]) throws -> Raster {
  let grid = Grid(
    coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 1000, west: 500, south: 3800,
    columns: columns, rows: bands[0].1.count / columns)
  return Raster(grid: grid, bands: bands.map { Raster.Band(name: $0.0, values: $0.1) })
}
