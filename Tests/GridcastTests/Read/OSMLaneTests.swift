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

  /// Fields to read besides those that tell objects apart.
  ///
  /// `note` and `area` are left out, which GDAL drops from areas.
  static let selections: [[String]] = [
    [], ["amenity"], ["name", "type", "building", "other_tags"],
  ]

  @Test("Gridcast and GDAL make the same features of a file, in the same order", arguments: files)
  func readsAsGDALDoes(file: String) throws {
    let path = Self.path(file)
    let categories = try CategoryRules(named: "osm").fields
    let unknown = LaneReading(
      Source(path, layers: ["multipolygons"]), .named(LaneReading.identity + ["other_tags"]),
      prefersGDAL: false
    ).features?.areasUnknownToGDAL
    for layers in [[], ["points"], ["lines"], ["multipolygons"], ["points", "multipolygons"]] {
      for fields in Self.selections + [categories] {
        var source = Source(path, layers: layers)
        source.allowsLoss = true
        let selection = FieldSelection.named(LaneReading.identity + fields)
        let own = LaneReading(source, selection, prefersGDAL: false)
        let theirs = LaneReading(source, selection, prefersGDAL: true)
        let difference = own.differenceInOSM(from: theirs, unknownToGDAL: unknown ?? [])
        #expect(difference == nil, "\(layers) \(fields)")
        #expect(own.layers == theirs.layers)
        #expect(own.way == "by Gridcast itself", "\(layers) \(fields)")
      }
    }
  }

  @Test("Which features there are does not depend on the fields asked for", arguments: files)
  func readsTheSameForAllFields(file: String) throws {
    let source = Source(Self.path(file))
    let shapes = LaneReading(source, .named([]), prefersGDAL: false).features?.shapes
    for selection in [.all, FieldSelection.named(["area", "note", "created_by", "other_tags"])] {
      let reading = LaneReading(source, selection, prefersGDAL: false)
      #expect(reading.features?.shapes == shapes, "\(selection)")
      #expect(reading.way == "by Gridcast itself")
    }
  }

  /// By pyosmium: of the ways with tags of fixtures/osm/odd.osm.pbf 25 lack nodes; nine more are closed,
  /// with tags of areas, and their places lie on one line.
  @Test("Ways of which nodes are missing are counted, and none is drawn")
  func countsIncompleteWays() throws {
    let reading = LaneReading(
      Source(Self.path("fixtures/osm/odd.osm.pbf"), layers: ["lines", "multipolygons"]),
      .named(LaneReading.identity), prefersGDAL: false)
    let missing: Set = [
      "21", "22", "23", "24", "1028", "1029", "1030", "1039", "1105", "1219", "1223", "1312",
      "1363",
      "1364", "1468", "1501", "1569", "1584", "1734", "1750", "1796", "1837", "1877", "1892",
      "1914",
    ]
    let features = try #require(reading.features)
    let ids = features.columns.map(\.spelled)
    for (index, kind) in features.shapes.kinds.enumerated() {
      #expect(!missing.contains(ids[kind == .line ? 0 : 1][index] ?? ""))
    }
    #expect("\(reading.tally.notes)".contains("25 ways incomplete"))
    #expect("\(reading.tally.notes)".contains("9 ways left out"))
  }

  @Test("Routes and other relations are what GDAL makes of them", arguments: files)
  func readsRelations(file: String) throws {
    for layer in ["multilinestrings", "other_relations"] {
      var source = Source(Self.path(file), layers: [layer])
      source.allowsLoss = true
      let own = LaneReading(source, .named(["osm_id", "name"]), prefersGDAL: false)
      let theirs = LaneReading(source, .named(["osm_id", "name"]), prefersGDAL: true)
      #expect(own.way == "by Gridcast itself")
      guard let all = theirs.features else { continue }
      let mine = try #require(own.features)
      let known = Set(mine.columns[0].texts?.dictionary.map(\.self) ?? [])
      // GDAL draws also those of which parts are missing.
      let ids = all.columns[0].spelled
      let both = all.filtered((0..<all.count).map { known.contains(ids[$0] ?? "") })
      #expect(mine.shapes == both.shapes, "\(layer)")
      for (a, b) in zip(mine.columns, both.columns) { #expect(a.spelled == b.spelled, "\(layer)") }
      #expect(mine.count == all.count || "\(own.tally.notes)".contains("relation"))
    }
  }

  @Test("A condition chooses what GDAL chooses", arguments: files)
  func readsByCondition(file: String) throws {
    for filter in ["amenity IS NOT NULL", "building = 'yes' OR \"highway\" LIKE 'p%'", "1=0"] {
      var source = Source(Self.path(file), filter: filter)
      source.allowsLoss = true
      source.layers = ["points", "lines", "multipolygons"]
      let selection = FieldSelection.named(LaneReading.identity + ["name"])
      let own = LaneReading(source, selection, prefersGDAL: false)
      #expect(own.way == "by Gridcast itself")
      let difference = own.differenceInOSM(
        from: LaneReading(source, selection, prefersGDAL: true))
      #expect(difference == nil, "\(filter)")
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
      var source = Source(path)
      source.allowsLoss = true
      let selection = FieldSelection.named(LaneReading.identity + ["building"])
      let own = LaneReading(source, selection, prefersGDAL: false)
      if own.way.hasPrefix("by GDAL") || own.error != nil { continue }
      // Of one that breaks off GDAL reads less, and both say so.
      if "\(own.losses)".contains("breaks off") { continue }
      let unknown = LaneReading(
        source, .named(LaneReading.identity + ["other_tags"]), prefersGDAL: false
      ).features?.areasUnknownToGDAL
      let difference = own.differenceInOSM(
        from: LaneReading(source, selection, prefersGDAL: true), unknownToGDAL: unknown ?? [])
      #expect(difference == nil, "seed 9, file \(number), \(file): \(own.way)")
    }
  }
}
