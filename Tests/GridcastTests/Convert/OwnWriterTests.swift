import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import Testing

/// What Gridcast writes itself is what GDAL writes, as GDAL reads it, and a Shapefile byte by byte.
@Suite struct OwnWriterTests {
  /// Shapes in batches of different sizes, each with a number.
  static func batches(_ set: String) -> [Features] {
    var next: Int64 = 0
    return [1, 0, 3, 2].map { times in
      var shapes = Shapes()
      for _ in 0..<times { shapes.append(RoundTripTests.shapes(set)) }
      let first = next
      next += Int64(shapes.count)
      return Features(
        shapes: shapes,
        columns: [
          Column(
            Field("id", .integer),
            .integers(Optionals(known: (first..<next).map { $0 * $0 - 3 })))
        ], coordinateSystem: .wgs84)
    }
  }

  /// Writes batches as a layer; nil where the format cannot hold them.
  static func write(
    _ batches: [Features], to path: String, encoding: String = TextEncoding.utf8,
    layer: String = "layer",
    byGDAL: Bool
  ) throws -> Bool {
    var survey = Survey(limits: true) { encodedBytes($0, in: encoding)?.count }
    for batch in batches { survey.add(batch) }
    let schema = LayerSchema(
      try VectorFormat(ofPath: path), name: layer, fields: batches[0].columns.map(\.field),
      survey: survey, coordinateSystem: batches[0].coordinateSystem, encoding: encoding)
    guard schema.losses.isEmpty, schema.unplacedCount == 0 else { return false }
    let staging = Staging(overwrite: false)
    let writer = try LayerWriter(path, schema: schema, isLeftToGDAL: byGDAL, staging: staging)
    for batch in batches {
      let complaints = try writer.write(batch)
      #expect(complaints == [])
    }
    try writer.close()
    try staging.commit()
    return true
  }

  private static func files(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
    }
    return files
  }

  /// Writes both ways, each into a folder of its own.
  static func both(
    _ batches: [Features], as ending: String, encoding: String = TextEncoding.utf8,
    layer: String = "layer",
    _ body: (_ own: String, _ theirs: String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let places = try ["own", "theirs"].map { name in
      let place = "\(folder.path)/\(name)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      return place
    }
    for (place, byGDAL) in zip(places, [false, true]) {
      let isWritten = try write(
        batches, to: "\(place)/x.\(ending)", encoding: encoding, layer: layer, byGDAL: byGDAL)
      guard isWritten else { return }
    }
    try body(places[0], places[1])
  }

  private static func difference(_ own: [String: Data], _ theirs: [String: Data]) -> [String] {
    Set(own.keys).union(theirs.keys).sorted().filter { own[$0] != theirs[$0] }
  }

  @Test(
    "A Shapefile of every kind of shape is the one that GDAL writes, byte by byte",
    arguments: RoundTripTests.shapeSets)
  func writesShapesAsGDALDoes(set: String) throws {
    try Self.both(Self.batches(set), as: "shp") { own, theirs in
      let differing = Self.difference(try Self.files(own), try Self.files(theirs))
      #expect(differing == [])
    }
  }

  @Test(
    "A table of every type of value is the one that GDAL writes, byte by byte",
    arguments: [TextEncoding.utf8, "GBK", "BIG5", "CP1252"])
  func writesTablesAsGDALDoes(encoding: String) throws {
    var columns = RoundTripTests.columns
    if encoding != TextEncoding.utf8 {
      let texts: [String?] = encoding == "CP1252" ? ["é", nil, ""] : ["商業", nil, ""]
      columns = columns.filter { $0.field.kind != .text && $0.field.kind != .textList }
      columns.append(Column(Field("name", .text), .texts(Texts(texts))))
      columns.append(Column(Field("wide", .text, width: 200), .texts(Texts([nil, "x", nil]))))
    }
    columns.removeAll { $0.field.name == "很长的中文字段名称" && encoding == "CP1252" }
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) }),
      columns: columns, coordinateSystem: .wgs84)
    try Self.both([features, features], as: "shp", encoding: encoding) { own, theirs in
      let differing = Self.difference(try Self.files(own), try Self.files(theirs))
      #expect(differing == [])
    }
  }

  @Test(
    "What is written as GeoJSON reads back as what GDAL writes, shapes of every kind",
    arguments: ["geojson", "geojsonl"], RoundTripTests.shapeSets)
  func writesShapesAsJSON(ending: String, set: String) throws {
    try Self.both(Self.batches(set), as: ending) { own, theirs in
      let difference = LaneReading(Source("\(own)/x.\(ending)"), prefersGDAL: true)
        .difference(from: LaneReading(Source("\(theirs)/x.\(ending)"), prefersGDAL: true))
      #expect(difference == nil)
    }
  }

  @Test(
    "What is written as a table of texts reads back as what GDAL writes, shapes of every kind",
    arguments: RoundTripTests.shapeSets)
  func writesShapesAsTexts(set: String) throws {
    // GDAL gives 0 for the height of a point that has none.
    guard set != "null" else { return }
    try Self.both(Self.batches(set), as: "csv") { own, theirs in
      let difference = LaneReading(Source("\(own)/x.csv"), prefersGDAL: false)
        .difference(from: LaneReading(Source("\(theirs)/x.csv"), prefersGDAL: false))
      #expect(difference == nil)
    }
  }

  @Test(
    "Values of every type are written as texts as GDAL writes them, but for the digits of numbers",
    arguments: ["csv", "geojson", "geojsonl"])
  func writesValues(ending: String) throws {
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) }),
      // GDAL shortens these in a GeoJSON, and writes thousandths of a second with zeros.
      columns: RoundTripTests.columns.filter {
        !["number", "tiny", "moment"].contains($0.field.name)
      },
      coordinateSystem: try CoordinateSystem("EPSG:4326"))
    try Self.both([features, features], as: ending) { own, theirs in
      let isText = ending == "csv"
      let difference = LaneReading(Source("\(own)/x.\(ending)"), prefersGDAL: !isText)
        .difference(from: LaneReading(Source("\(theirs)/x.\(ending)"), prefersGDAL: !isText))
      #expect(difference == nil)
    }
  }

  /// `python3 -c 'print([repr(x) for x in (…)])'` gives the same digits.
  @Test(
    "Numbers are written with the fewest digits that give them back",
    arguments: [
      (0.1 + 0.2, "0.30000000000000004"), (5, "5.0"), (-0.0, "-0.0"), (1e-5, "1e-05"),
      (1e15, "1000000000000000.0"), (0x1p53, "9007199254740992.0"), (1.5e300, "1.5e+300"),
      (.leastNonzeroMagnitude, "5e-324"), (109.3457694718536, "109.3457694718536"),
      (-1.0 / 3, "-0.3333333333333333"),
    ])
  func writesShortestDigits(number: Double, digits: String) throws {
    let features = Features(
      shapes: Shapes(points: [Point(x: 1, y: 2)]),
      columns: [Column(Field("n", .number), .numbers([number]))], coordinateSystem: .wgs84)
    for ending in ["csv", "geojson"] {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/x.\(ending)"
      #expect(try Self.write([features], to: path, byGDAL: false))
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(
        text.contains(ending == "csv" ? "\n1,2,\(digits)\n" : "\"n\": \(digits) }"), "\(text)")
    }
  }

  @Test("A value that is longer than the plan knew is told, and not cut")
  func refusesWhatWasNotAnnounced() throws {
    let folder = try TemporaryFolder()
    let columns: [[Column]] = [
      [Column(Field("n", .text), .texts(Texts(["x"])))],
      [Column(Field("n", .text), .texts(Texts(["xyz"])))],
    ]
    var survey = Survey(limits: true)
    let batches = columns.map {
      Features(
        shapes: Shapes(points: [Point(x: 1, y: 2)]), columns: $0, coordinateSystem: .wgs84)
    }
    survey.add(batches[0])
    let path = folder.path + "/x.shp"
    let schema = LayerSchema(
      try VectorFormat(ofPath: path), name: "x", fields: columns[0].map(\.field), survey: survey,
      coordinateSystem: .wgs84)
    let writer = try LayerWriter(path, schema: schema, staging: Staging(overwrite: false))
    let complaints = try writer.write(batches[0])
    #expect(complaints == [])
    var refusal: GridcastError?
    do throws(GridcastError) { _ = try writer.write(batches[1]) } catch { refusal = error }
    #expect(refusal?.kind == .badData)
  }
}
