import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import Testing

/// Every pair of formats, there and back: what comes back is equal, or a loss was announced.
@Suite struct RoundTripTests {
  static let endings = [
    "shp", "geojson", "geojsonl", "gpkg", "fgb", "parquet", "csv", "kml", "sqlite", "gml",
  ]
  static let pairs = endings.flatMap { a in
    endings.filter { $0 != a }.map { (a, $0) }
  }

  /// Converts, and tells what the plan and the run said; nil where the loss was refused.
  private func convert(_ input: String, to output: String) throws -> (
    said: String, renamed: [String: String]
  )? {
    let job = Job(input, to: output, ConversionSettings())
    let staging = Staging(overwrite: false, inputs: [input])
    let prepared = try job.prepare()
    do throws(GridcastError) {
      let report = try job.run(prepared, staging: staging)
      try staging.commit()
      #expect(report.read == report.written, "\(output)")
      return (
        (report.changes + report.notes + report.losses).worded(for: .library)
          .joined(separator: "; "),
        Dictionary(report.renamed.map { ($0.full, $0.short) }) { first, _ in first }
      )
    } catch {
      #expect(error.kind == .badData, "\(error)")
      guard case .layer(_, let plan) = prepared else { return nil }
      #expect(!plan.schema.losses.isEmpty || !plan.lost.isEmpty, "\(error)")
      return nil
    }
  }

  /// Writes features in a format; nil where it cannot hold them.
  private func write(_ features: Features, to path: String) throws -> Bool {
    let format = try VectorFormat(ofPath: path)
    var survey = Survey(limits: true)
    survey.add(features)
    let schema = LayerSchema(
      format, name: "layer", fields: features.columns.map(\.field), survey: survey,
      coordinateSystem: features.coordinateSystem)
    guard schema.losses.isEmpty, schema.unplacedCount == 0 else { return false }
    let staging = Staging(overwrite: false)
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    let complaints = try writer.write(features)
    try writer.close()
    #expect(complaints == [])
    try staging.commit()
    return true
  }

  // MARK: attributes

  private static func moment(
    _ year: Int16, _ month: UInt8, _ day: UInt8, _ hour: UInt8 = 0, _ minute: UInt8 = 0,
    _ second: Double = 0, zone: UInt8 = 0
  ) -> DateTime {
    DateTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, zone: zone)
  }

  /// Columns of every type, with values that formats are known to change.
  static var columns: [Column] {
    // From 3.11 on GDAL rounds negative ones of 19 digits in a GeoJSON, which is refused.
    let least = gdalIsAtLeast(3, 11) ? -999_999_999_999_999_999 : Int64.min
    return [
      Column(Field("id", .integer, detail: .integer32), .integers([1, 2, 3])),
      Column(
        Field("text", .text),
        .texts(Texts(["007", "a \"quoted\", line\nand another", "商业🏙 é"]))),
      Column(Field("longtext", .text), .texts(Texts([nil, "x", nil]))),
      Column(Field("int64", .integer), .integers([.max, least, nil])),
      Column(Field("large", .integer), .integers([9_007_199_254_740_993, -5, nil])),
      Column(Field("int16", .integer, detail: .integer16), .integers([-32768, 32767, nil])),
      Column(Field("flag", .integer, detail: .boolean), .integers([1, 0, nil])),
      Column(
        Field("number", .number), .numbers([0.1 + 0.2, 123_456_789.123_456_79, nil])),
      Column(Field("tiny", .number), .numbers([1.234_567_890_12e-10, -2.5e-300, 1.5e300])),
      Column(Field("whole", .number), .numbers([5, -7, 0])),
      Column(Field("float32", .number, detail: .float32), .numbers([0.5, -1.25, nil])),
      Column(Field("date", .date), .dateTimes([moment(2020, 2, 29), moment(1899, 12, 31), nil])),
      Column(
        Field("moment", .dateTime),
        .dateTimes([
          moment(2024, 5, 6, 7, 8, 9.5, zone: 132), moment(2024, 5, 6, 7, 8, 9, zone: 100), nil,
        ])),
      Column(Field("time", .time), .dateTimes([moment(0, 0, 0, 23, 59, 58), nil, nil])),
      Column(Field("bytes", .binary), .binaries([[0, 255, 10], [], nil])),
      Column(Field("integers", .integerList), .integerLists([[1, -2], [.max], nil])),
      Column(Field("numbers", .numberList), .numberLists([[0.5, 1e-7], [3], nil])),
      Column(Field("texts", .textList), .textLists([["a, b", "商业"], ["\"c\""], nil])),
      Column(Field("name", .text), .texts(Texts(["n1", nil, "n3"]))),
      Column(Field("Description", .text), .texts(Texts(["d1", "d2", nil]))),
      Column(Field("fid", .integer), .integers([7, 7, nil])),
      Column(Field("geom", .text), .texts(Texts(["g", nil, nil]))),
      Column(Field("很长的中文字段名称", .text), .texts(Texts(["一", "二", "三"]))),
    ]
  }

  /// A value as a text that tells equal values apart from others, whatever type they have.
  ///
  /// No text and an empty one are the same in a CSV and in a Shapefile.
  private func canonical(_ text: String?) -> String {
    guard let text, !text.isEmpty else { return "" }
    if let number = Double(text), Int64(text) == nil {
      // GDAL rounds the last digit of 17 in a GeoJSON that it adds to, which is said.
      return number.isFinite ? String(format: "%.14e", number) : text
    }
    if let integer = Int64(text) {
      return Double(exactly: Double(integer)).map { _ in text } ?? text
    }
    if text == "true" { return "1" }
    if text == "false" { return "0" }
    if text.wholeMatch(of: /[0-9a-fA-F]{2,}/) != nil { return text.lowercased() }
    // FlatGeobuf has no dates, and says so.
    if text.hasSuffix("T00:00:00") { return String(text.dropLast(9)) }
    guard text.hasPrefix("[") else { return text }
    if let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) {
      return "\(list)"
    }
    let items = text.split { "[], ".contains($0) }
    return "\(items.map { canonical(String($0)) })"
  }

  /// The features by their `id`, as FlatGeobuf orders them by place.
  private func sorted(_ features: Features) -> Features {
    let ids = features.column("id")?.numbers?.compactMap(\.self) ?? []
    var result: Features?
    for index in ids.indices.sorted(by: { ids[$0] < ids[$1] }) {
      let one = features.filtered(ids.indices.map { $0 == index })
      if result == nil { result = one } else { result?.append(one) }
    }
    return result ?? features
  }

  private func values(_ column: Column) -> [String] {
    (0..<column.count).map { canonical(column.spelled[$0]) }
  }

  @Test("Attributes of every type come back as they were", arguments: pairs)
  func keepsAttributes(a: String, b: String) throws {
    let folder = try TemporaryFolder()
    let shapes = Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) })
    let features = Features(
      shapes: shapes, columns: Self.columns, coordinateSystem: .wgs84)
    let paths = [folder.path + "/a.\(a)", folder.path + "/b.\(b)", folder.path + "/c.\(a)"]
    #expect(try write(features, to: paths[0]))
    let there = try #require(try convert(paths[0], to: paths[1]))
    let back = try #require(try convert(paths[1], to: paths[2]))
    let before = sorted(try readAll(Source(paths[0])))
    let after = sorted(try readAll(Source(paths[2])))
    #expect(after.count == 3)
    for column in before.columns {
      let name = column.field.name
      // What KML calls a name of its own is not among the attributes.
      if a == "kml", !features.columns.contains(where: { $0.field.name == name }) { continue }
      let middle = there.renamed[name] ?? name
      let found = after.column(back.renamed[middle] ?? middle)
      let theirs = try #require(found, "\(a) → \(b): field \(name) is gone")
      let isTold = "\(there.said); \(back.said)".contains("'\(name)': moments are kept")
      #expect(
        isTold || values(column) == values(theirs),
        "\(a) → \(b): field \(name) was \(values(column)) and is \(values(theirs))")
    }
  }

  // MARK: shapes

  static let shapeSets: [String] = [
    "point", "pointZ", "pointM", "pointZM", "multiPoint", "line", "lineZ", "multiLine", "polygon",
    "multiPolygon", "collection", "singleAndMultiple", "mixed", "null", "empty",
  ]

  /// The shapes of one of these sets.
  static func shapes(_ set: String) -> Shapes {
    let square = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)].map { Point(x: $0, y: $1) }
    let hole = [(1, 1), (1, 2), (2, 2), (2, 1), (1, 1)].map { Point(x: $0, y: $1) }
    let far = square.map { Point(x: $0.x + 10, y: $0.y) }
    let path = [Point(x: 109.123_456_789_012, y: 34.5), Point(x: 110, y: 35)]
    let other = path.map { Point(x: $0.x + 3, y: $0.y) }
    var shapes = Shapes()
    func point(z: [Double] = [], m: [Double] = []) {
      shapes.beginShape(.point)
      shapes.beginPart(.points)
      shapes.add([path[0]], z: z, m: m)
    }
    func add(_ kind: Shapes.Kind, _ parts: [(Shapes.PartKind, [Point])]) {
      shapes.beginShape(kind)
      for (part, points) in parts { shapes.addPart(part, points) }
    }
    let polygon: [(Shapes.PartKind, [Point])] = [(.exterior, square), (.interior, hole)]
    switch set {
    case "point": point()
    case "pointZ": point(z: [12.5])
    case "pointM": point(m: [7.25])
    case "pointZM": point(z: [12.5], m: [7.25])
    case "multiPoint": add(.multiPoint, [(.points, path)])
    case "line": add(.line, [(.line, path)])
    case "lineZ":
      shapes.beginShape(.line)
      shapes.beginPart(.line)
      shapes.add(path, z: [1, 2.5])
    case "multiLine": add(.multiLine, [(.line, path), (.line, other)])
    case "polygon": add(.polygon, polygon)
    case "multiPolygon": add(.multiPolygon, polygon + [(.exterior, far)])
    case "collection": add(.collection, [(.points, [path[0]]), (.line, path)])
    case "singleAndMultiple":
      add(.line, [(.line, path)])
      add(.multiLine, [(.line, path), (.line, other)])
    case "mixed":
      point()
      add(.line, [(.line, path)])
      add(.polygon, polygon)
    case "null":
      point()
      shapes.addNull()
    default:
      point()
      shapes.beginShape(.point)
    }
    return shapes
  }

  /// Each part's kind and vertices, rings from their least vertex on and in one direction.
  private func parts(_ shapes: Shapes, _ index: Int) -> [[String]] {
    shapes.parts(of: index).flatMap { part -> [[String]] in
      let range = shapes.vertices(ofPart: part)
      var vertices = range.map { vertex in
        [shapes.points[vertex].x, shapes.points[vertex].y]
          + (shapes.hasZ && !shapes.z[vertex].isNaN ? [shapes.z[vertex]] : [])
          + (shapes.hasM && !shapes.m[vertex].isNaN ? [shapes.m[vertex]] : [])
      }.map { $0.map { "\(($0 * 1e9).rounded() / 1e9)" }.joined(separator: " ") }
      let kind = shapes.partKinds[part]
      if kind == .exterior || kind == .interior {
        vertices.removeLast()
        let first = vertices.indices.min { vertices[$0] < vertices[$1] } ?? 0
        vertices = Array(vertices[first...] + vertices[..<first])
        if let second = vertices.dropFirst().first, let last = vertices.last, last < second {
          vertices = [vertices[0]] + vertices.dropFirst().reversed()
        }
      }
      // A point each, as formats cut a multipoint as they like.
      return kind == .points ? vertices.map { [$0] } : [["\(kind)"] + vertices]
    }
  }

  @Test("Shapes of every kind come back as they were, or are refused", arguments: pairs)
  func keepsShapes(a: String, b: String) throws {
    for set in Self.shapeSets {
      let folder = try TemporaryFolder()
      let shapes = Self.shapes(set)
      let features = Features(
        shapes: shapes,
        columns: [
          Column(
            Field("id", .integer), .integers(Optionals(known: (0..<shapes.count).map { Int64($0) }))
          )
        ], coordinateSystem: .wgs84)
      let paths = [folder.path + "/a.\(a)", folder.path + "/b.\(b)", folder.path + "/c.\(a)"]
      guard try write(features, to: paths[0]) else { continue }
      guard try convert(paths[0], to: paths[1]) != nil else { continue }
      guard try convert(paths[1], to: paths[2]) != nil else { continue }
      let after = sorted(try readAll(Source(paths[2]))).shapes
      #expect(after.count == shapes.count, "\(a) → \(b), \(set)")
      guard after.count == shapes.count else { continue }
      for index in 0..<shapes.count {
        #expect(
          parts(shapes, index) == parts(after, index),
          "\(a) → \(b), \(set): \(parts(shapes, index)) became \(parts(after, index))")
      }
    }
  }
}
