import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// Read column by column or by a lane, a layer is what it is feature by feature: values, shapes, order, what
/// was dropped, and errors.
@Suite struct ArrowTests {
  /// Reads in all ways and compares; tells how many features came as columns.
  private func compare(_ source: Source, _ selection: FieldSelection = .all) -> Int {
    let columns = LaneReading(source, selection, prefersGDAL: true)
    let features = LaneReading(source, selection, prefersGDAL: true, byFeature: true)
    let difference = columns.difference(from: features)
    #expect(difference == nil, "\(source.path) \(source.layers)")
    #expect(features.countByColumns == 0)
    let own = LaneReading(source, selection, prefersGDAL: false).difference(from: features)
    #expect(own == nil, "\(source.path) \(source.layers)")
    return columns.countByColumns
  }

  /// The layers of fixtures/columns/odd.gpkg, and how many of their features come as columns.
  ///
  /// What SQLite stores beside what a column is said to hold, and shapes that are unusual, are left to
  /// the reading feature by feature.
  private static let oddLayers: [(layer: String, byColumns: Int)] = [
    ("good", 0), ("odd_flag", 0), ("odd_small", 0), ("odd_medium", 5), ("odd_large", 6),
    ("odd_single", 0), ("odd_double", 7), ("odd_name", 0), ("odd_short", 4), ("odd_bytes", 5),
    ("odd_day", 0), ("odd_moment", 0), ("points", 4), ("nulls", 0), ("points_z", 3),
    ("points_zm", 3),
    ("lines", 6), ("areas", 4), ("empty_rings", 0), ("open_rings", 0), ("many", 6),
    ("collections", 3), ("empty_members", 0), ("mixed_dimensions", 0), ("wrong_members", 0),
    ("curves", 0),
    ("triangles", 0), ("big_endian", 0), ("with_envelope", 2), ("cut", 0), ("huge_counts", 0),
    ("longer", 0), ("unknown", 0), ("no_blob", 0), ("gaps", 5),
  ]

  @Test("Odd values and shapes of a GeoPackage are read alike both ways", arguments: oddLayers)
  func odd(layer: String, byColumns: Int) {
    #expect(compare(Source(fixture("columns/odd.gpkg"), layers: [layer])) == byColumns)
  }

  @Test(
    "Columns of sure types come as columns also beside others that are not asked for",
    arguments: ["large", "double", "name", "bytes"])
  func chosenFields(name: String) {
    let source = Source(fixture("columns/odd.gpkg"), layers: ["good"])
    #expect(compare(source, .named([name])) == 70)
    #expect(compare(source, .named([name, "large"])) == 70)
    #expect(compare(source, .named(["moment", name])) == 0)
  }

  @Test("Fields of every type come alike both ways", arguments: ["gpkg", "fgb"])
  func everyType(ending: String) throws {
    let folder = try TemporaryFolder()
    let count = 1000
    let columns = Self.columns(count)
    for kind in [Shapes.Kind.point, .multiPoint, .line, .multiLine, .polygon, .multiPolygon] {
      for (hasZ, hasM) in [(false, false), (true, false), (true, true)] {
        let features = Features(
          shapes: Self.shapes(kind, hasZ, hasM, count), columns: columns,
          coordinateSystem: .wgs84)
        let path = "\(folder.path)/\(kind)\(hasZ)\(hasM).\(ending)"
        let staging = Staging(overwrite: false)
        _ = try features.write(to: path, style: nil, staging: staging)
        try staging.commit()
        _ = compare(Source(path))
        let sure = ["int32", "int64", "float64", "text", "json"]
        #expect(compare(Source(path), .named(sure)) == count, "\(kind)")
        for column in columns { _ = compare(Source(path), .named([column.field.name])) }
      }
    }
  }

  /// A column of every type, each with gaps.
  static func columns(_ count: Int) -> [Column] {
    let rows = 0..<count
    func gap<Value>(_ row: Int, _ step: Int, _ value: Value) -> Value? {
      row % step == step - 1 ? nil : value
    }
    let moments = rows.map { row in
      gap(
        row, 7,
        DateTime(
          year: Int16(1890 + row % 200), month: UInt8(1 + row % 12), day: UInt8(1 + row % 28),
          hour: UInt8(row % 24), minute: UInt8(row % 60), second: Double(row % 60) + 0.25,
          zone: [0, 100, 132][row % 3]))
    }
    return [
      Column(
        Field("flag", .integer, detail: .boolean),
        .integers(Optionals(rows.map { gap($0, 3, Int64($0 % 2)) }))),
      Column(
        Field("int16", .integer, detail: .integer16),
        .integers(Optionals(rows.map { gap($0, 5, Int64($0 - 500)) }))),
      Column(
        Field("int32", .integer, detail: .integer32),
        .integers(Optionals(rows.map { gap($0, 4, Int64($0) * 2_000_000 - 1_000_000_000) }))),
      Column(
        Field("int64", .integer),
        .integers(Optionals(rows.map { gap($0, 9, Int64.max - Int64($0)) }))),
      Column(
        Field("float32", .number, detail: .float32),
        .numbers(Optionals(rows.map { gap($0, 6, Double(Float($0) / 3)) }))),
      Column(
        Field("float64", .number), .numbers(Optionals(rows.map { gap($0, 8, Double($0) / 3) }))),
      Column(Field("text", .text), .texts(Texts(rows.map { gap($0, 3, "名 \($0 % 50)") }))),
      Column(
        Field("json", .text, detail: .json), .texts(Texts(rows.map { gap($0, 3, "{\"a\":\($0)}") }))
      ),
      Column(
        Field("bytes", .binary),
        .binaries(OptionalLists(rows.map { gap($0, 3, [0, UInt8($0 % 256)]) }))),
      Column(Field("day", .date), .dateTimes(Optionals(moments))),
      Column(Field("moment", .dateTime), .dateTimes(Optionals(moments))),
    ]
  }

  static func shapes(_ kind: Shapes.Kind, _ hasZ: Bool, _ hasM: Bool, _ count: Int)
    -> Shapes
  {
    var shapes = Shapes()
    func add(_ part: Shapes.PartKind, _ x: Double, _ count: Int) {
      var vertices = (0..<count).map { Point(x: x + Double($0 * $0), y: Double($0)) }
      if part == .exterior || part == .interior { vertices.append(vertices[0]) }
      shapes.beginPart(part)
      shapes.add(
        vertices, z: hasZ ? vertices.map { $0.x + 0.5 } : [], m: hasM ? vertices.map(\.y) : [])
    }
    for row in 0..<count {
      shapes.beginShape(kind)
      let x = Double(row) / 10
      switch kind {
      case .point: add(.points, x, 1)
      case .multiPoint: add(.points, x, 1 + row % 3)
      case .line: add(.line, x, 2 + row % 5)
      case .multiLine: for part in 0...row % 3 { add(.line, x + Double(part), 3) }
      case .polygon:
        add(.exterior, x, 3)
        if row % 2 == 0 { add(.interior, x, 3) }
      default:
        for part in 0...row % 3 {
          add(.exterior, x + Double(part), 4)
          if row % 2 == 0 { add(.interior, x + Double(part), 3) }
        }
      }
    }
    return shapes
  }

  @Test("A condition chooses the same features, and more than one batch keeps its order")
  func conditionAndBatches() throws {
    let folder = try TemporaryFolder()
    let count = 150_000
    for ending in ["gpkg", "fgb"] {
      let path = "\(folder.path)/a.\(ending)"
      let features = Features(
        shapes: Shapes(points: (0..<count).map { Point(x: Double($0 % 360) - 180, y: 0) }),
        columns: [
          Column(Field("id", .integer), .integers(Optionals(known: (0..<count).map { Int64($0) }))),
          Column(Field("name", .text), .texts(Texts((0..<count).map { "n\($0)" }))),
        ], coordinateSystem: .wgs84)
      let staging = Staging(overwrite: false)
      _ = try features.write(to: path, style: nil, staging: staging)
      try staging.commit()
      #expect(compare(Source(path)) == count)
      // A GeoPackage has an index for what a condition asks; of other files Gridcast applies it itself.
      let filtered = compare(Source(path, filter: "id > 10 AND name <> 'n5000'"))
      #expect(filtered == (ending == "gpkg" ? 0 : count))
    }
  }

  @Test("Damaged files give the same both ways", arguments: ["gpkg", "fgb"])
  func damaged(ending: String) throws {
    let folder = try TemporaryFolder()
    let seed = "\(folder.path)/seed.\(ending)"
    let count = 400
    var byColumns = 0
    for kind in [Shapes.Kind.point, .multiPolygon] {
      let features = Features(
        shapes: Self.shapes(kind, false, false, count),
        columns: [
          Column(Field("n", .integer), .integers(Optionals(known: (0..<count).map { Int64($0) }))),
          Column(Field("name", .text), .texts(Texts((0..<count).map { "name \($0)" }))),
        ], coordinateSystem: .wgs84)
      let staging = Staging(overwrite: true)
      _ = try features.write(to: seed, style: nil, staging: staging)
      try staging.commit()
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: seed)))
      var random = SplitMix(state: 14)
      for number in 0..<LaneTests.damagedCount / 6 {
        var victim = bytes
        if number % 4 == 0 {
          victim.removeLast(Int.random(in: 1..<victim.count, using: &random))
        } else {
          for _ in 0..<[1, 3, 20][number % 3] {
            let place = Int.random(in: 0..<victim.count, using: &random)
            victim[place] = UInt8.random(in: 0...255, using: &random)
          }
        }
        let path = try folder.file("damaged.\(ending)", victim)
        byColumns += compare(Source(path))
      }
    }
    #expect(byColumns > 0)
  }
}
