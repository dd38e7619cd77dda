import Foundation
import Gridcast
import Testing

/// What Gridcast reads of an OSM PBF itself is what GDAL's OSM driver makes of it.
@Suite struct OSMLaneTests {
  private struct Reading {
    var layers: [LayerInfo] = []
    var features: Features?
    var tally = Tally()
    var error: GridcastError.Kind?
    var way = ""

    init(_ path: String, _ layers: [String], _ selection: FieldSelection, prefersGDAL: Bool) {
      var source = Source(path, layers: layers)
      source.prefersGDAL = prefersGDAL
      do {
        let reader = try LayerReader(source, for: .points)
        defer { way = reader.wayOfReading }
        self.layers = reader.layers
        try reader.read(selection) { (features, lost) throws(GridcastError) in
          tally.add(lost)
          if self.features == nil {
            self.features = features
          } else {
            self.features?.append(features)
          }
        }
      } catch {
        self.error = error.kind
      }
    }

    /// What differs, in words; nil where nothing does.
    func difference(from other: Reading) -> String? {
      if error != other.error { return "error \(error as Any) and \(other.error as Any)" }
      if layers != other.layers { return "layers \(layers) and \(other.layers)" }
      guard let a = features, let b = other.features else {
        return (features?.count ?? 0) == (other.features?.count ?? 0) ? nil : "no features"
      }
      if tally != other.tally { return "tally \(tally) and \(other.tally)" }
      if a.coordinateSystem != b.coordinateSystem { return "coordinate systems" }
      if a.count != b.count { return "\(a.count) and \(b.count) features" }
      if a.shapes != b.shapes {
        let index = (0..<a.count).first { a.shapes.shape($0) != b.shapes.shape($0) } ?? -1
        return "shape \(index) of \(a.count)"
      }
      for (x, y) in zip(a.columns, b.columns) where x != y { return "column \(x.field.name)" }
      return a.columns.count == b.columns.count ? nil : "columns"
    }
  }

  private static let shared = "../shared/data/"

  /// The PBFs of the project and, where they are there, the real ones beside it.
  static let files: [String] = ["fixtures/", shared].flatMap { folder in
    let place = root.appending(path: folder).standardizedFileURL.path()
    let paths = (try? FileManager.default.subpathsOfDirectory(atPath: place)) ?? []
    return paths.sorted().filter { $0.hasSuffix(".pbf") }.map { folder + $0 }
  }

  private static func path(_ file: String) -> String {
    root.appending(path: file).standardizedFileURL.path()
  }

  static let selections: [FieldSelection] = [
    .named([]), .named(["amenity"]), .all,
    .named(["osm_id", "name", "note", "area", "type", "osm_way_id", "building", "other_tags"]),
  ]

  @Test("Gridcast and GDAL make the same features of a file, in the same order", arguments: files)
  func readsAsGDALDoes(file: String) throws {
    let path = Self.path(file)
    let categories = try CategoryRules(named: "osm").fields
    for layers in [[], ["points"], ["lines"], ["multipolygons"], ["points", "multipolygons"]] {
      for selection in Self.selections + [.named(categories)] {
        let own = Reading(path, layers, selection, prefersGDAL: false)
        let difference = own.difference(
          from: Reading(path, layers, selection, prefersGDAL: true))
        #expect(difference == nil, "\(layers) \(selection)")
        #expect(own.way == "by Gridcast itself", "\(layers) \(selection)")
      }
    }
  }

  @Test("Layers of other relations, and conditions, are left to GDAL")
  func leavesTheRest() throws {
    let path = Self.path("fixtures/map.osm.pbf")
    for layers in [["multilinestrings"], ["points", "other_relations"]] {
      let reader = try LayerReader(Source(path, layers: layers), for: .points)
      #expect(reader.wayOfReading == "by GDAL: a layer of other relations is wanted")
    }
    let reader = try LayerReader(Source(path, filter: "amenity IS NOT NULL"), for: .points)
    #expect(reader.wayOfReading == "by GDAL: a condition chooses the features")
  }

  /// Equal on every machine for equal seeds (Steele, Lea and Flood 2014).
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let damagedCount =
    Int(ProcessInfo.processInfo.environment["GRIDCAST_FUZZ"] ?? "") ?? 300

  @Test(
    "A damaged file is read as by GDAL, or left to it",
    arguments: ["map.osm.pbf", "osm/odd.osm.pbf", "osm/odd-plain.osm.pbf"])
  func readsDamagedFiles(file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: fixture(file))))
    var random = SplitMix(state: 9)
    for number in 0..<Self.damagedCount {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let place = Int.random(in: 0..<damaged.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: damaged[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        case 2: damaged.removeSubrange(max(place, 1)...)
        case 3: damaged.removeSubrange(place..<min(place + 4, damaged.count - 1))
        default: damaged.insert(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], at: place)
        }
        if damaged.isEmpty { damaged = [0] }
      }
      let folder = try TemporaryFolder()
      _ = try folder.file("a.osm.pbf", damaged)
      let path = "\(folder.path)/a.osm.pbf"
      let own = Reading(path, [], .named(["building", "note"]), prefersGDAL: false)
      if own.way.hasPrefix("by GDAL") || own.error != nil { continue }
      let difference = own.difference(
        from: Reading(path, [], .named(["building", "note"]), prefersGDAL: true))
      #expect(difference == nil, "seed 9, file \(number), \(file): \(own.way)")
    }
  }
}
