import Foundation
import GridcastBase
import GridcastBin
import GridcastFormats
import Testing

/// What Gridcast reads of an OSM PBF itself is what GDAL's OSM driver makes of it.
@Suite struct OSMLaneTests {
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
        let own = LaneReading(Source(path, layers: layers), selection, prefersGDAL: false)
        let theirs = LaneReading(Source(path, layers: layers), selection, prefersGDAL: true)
        let isLong = file.contains("/odd")
        #expect(
          own.differenceInOSM(from: theirs, hasLongTags: isLong) == nil, "\(layers) \(selection)")
        #expect(own.layers == theirs.layers)
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
      let own = LaneReading(Source(path), .named(["building", "note"]), prefersGDAL: false)
      if own.way.hasPrefix("by GDAL") || own.error != nil { continue }
      let difference = own.differenceInOSM(
        from: LaneReading(Source(path), .named(["building", "note"]), prefersGDAL: true))
      #expect(difference == nil, "seed 9, file \(number), \(file): \(own.way)")
    }
  }
}
