import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// Files of records: MongoDB's dumps and exports, and Scrapy's feeds.
@Suite struct RecordTests {
  private func read(_ path: String, _ change: (inout Source) -> Void = { _ in }) throws -> (
    Features, LayerReader, Tally
  ) {
    var source = Source(path)
    change(&source)
    let reader = try LayerReader(source)
    var tally = Tally()
    return (try #require(try reader.whole(&tally)), reader, tally)
  }

  private static let kinds = [
    "kinds.bson", "kinds-canonical.jsonl", "kinds-relaxed.jsonl", "kinds-array.json",
  ]

  @Test("Every kind of value is what pymongo says", arguments: kinds)
  func values(file: String) throws {
    let (features, reader, _) = try read(fixture("mongo/\(file)"))
    #expect(reader.wayOfReading == "by Gridcast itself" && features.count == 60)
    #expect(reader.format == (file.hasSuffix("bson") ? "BSON" : "JSON records"))
    let rows = try fixtureRows("mongo/values.csv")
    #expect(rows.count > 1000)
    for row in rows {
      // A line end within a value is one of the table's too.
      guard let number = Int(row[0]) else { continue }
      let (name, kind) = (row[1], row[2])
      let value = row.dropFirst(3).joined(separator: ",")
      if name == "x" || name == "y" {
        let point = features.shapes.points[number]
        #expect((name == "x" ? point.x : point.y) == Double(value))
        continue
      }
      let column = try #require(features.column(name), "\(name)")
      let found =
        switch column.values {
        case .dateTimes: column.spelledToThousandths[number]
        default: column.spelled[number]
        }
      switch kind {
      case "float":
        let (a, b) = (try #require(found.flatMap { Double($0) }), try #require(Double(value)))
        #expect(a.bitPattern == b.bitPattern || a.isNaN && b.isNaN, "\(row)")
      case "bool": #expect(found == (value == "true" ? "1" : "0"), "\(row)")
      case "str" where value.contains("\t") || value.contains("\""): break
      default: #expect(found == value, "\(row)")
      }
    }
    #expect(features.column("nothing")?.knownCount == 0)
    let fields = features.columns.map(\.field)
    func kind(_ name: String) -> Field.Kind? { fields.first { $0.name == name }?.kind }
    #expect(kind("year") == .integer && kind("score") == .number && kind("opened") == .dateTime)
    #expect(
      kind("picture") == .binary && kind("price") == .text && kind("address.at.street") == .integer)
  }

  @Test("The four files hold the same")
  func alike() throws {
    let (first, _, _) = try read(fixture("mongo/kinds.bson"))
    for file in Self.kinds.dropFirst() {
      let (other, _, _) = try read(fixture("mongo/\(file)"))
      #expect(other == first, "\(file)")
    }
  }

  /// Records, the options that name columns, and the points; nil where there are none.
  private static let positions: [(text: String, named: [String?], points: [Point?]?)] = [
    (#"{"a":{"loc":{"type":"Point","coordinates":[1,2]}}}"#, [], [Point(x: 1, y: 2)]),
    (#"{"loc":[1.5,2]}"# + "\n" + #"{"loc":[3,4]}"#, [], [Point(x: 1.5, y: 2), Point(x: 3, y: 4)]),
    (
      #"{"location":"109.5,34.5"}"# + "\n" + #"{"location":[]}"#, [],
      [Point(x: 109.5, y: 34.5), nil]
    ),
    (#"{"poi":{"location":"109.5,34.5"}}"#, [], [Point(x: 109.5, y: 34.5)]),
    (#"{"location":{"lat":34.5,"lng":109.5}}"#, [], [Point(x: 109.5, y: 34.5)]),
    (#"{"lon":"109.5","lat":34.5}"#, [], [Point(x: 109.5, y: 34.5)]),
    (#"{"lon":{"$numberDouble":"1"},"lat":{"$numberDecimal":"2.5"}}"#, [], [Point(x: 1, y: 2.5)]),
    (
      #"{"p":{"type":"Point","coordinates":[1,2]},"q":{"type":"Point","coordinates":[3,4]}}"#,
      [nil, nil, "q"], [Point(x: 3, y: 4)]
    ),
    (#"{"p":{"type":"Point","coordinates":[1,2]},"u":5,"v":6}"#, ["u", "v"], [Point(x: 5, y: 6)]),
    (
      #"{"at":{"type":"Point","coordinates":[1,2]},"n":1}"# + "\n" + #"{"n":2}"#, [],
      [Point(x: 1, y: 2), nil]
    ),
    (#"{"name":"a","n":3}"#, [], nil),
  ]

  @Test("Positions are found as tables have them", arguments: positions.indices)
  func findsPositions(index: Int) throws {
    let (text, named, points) = Self.positions[index]
    let folder = try TemporaryFolder()
    let path = try folder.file("r.jl", text + "\n")
    let (features, reader, tally) = try read(path) { source in
      source.columns.x = named.first ?? nil
      source.columns.y = named.dropFirst().first ?? nil
      source.columns.wkt = named.dropFirst(2).first ?? nil
    }
    #expect(tally.droppedCount == 0 && reader.hasGeometry == (points != nil))
    let found = (0..<features.count).map { row in
      features.shapes.vertices(of: row).first.map { features.shapes.points[$0] }
    }
    #expect(found == points ?? [nil])
    if points != nil { #expect(reader.coordinateSystem == .wgs84) }
  }

  @Test("What formats have no kind for becomes a text, and that is told")
  func texts() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "r.jsonl",
      #"{"t":["a",1],"m":1,"n":1,"b":123456789012345678901,"f":true,"e":[]}"# + "\n"
        + #"{"t":{},"m":"x","n":2.5,"b":2,"f":null,"e":"","t":["c"]}"# + "\n")
    let (features, reader, _) = try read(path)
    func values(_ name: String) -> [String?]? { features.column(name).map { Array($0.spelled) } }
    #expect(values("t") == [#"["a",1]"#, #"["c"]"#] && values("m") == ["1", "x"])
    #expect(values("n") == ["1.0", "2.5"] && values("b") == ["123456789012345678901", "2"])
    #expect(values("f") == ["1", nil] && values("e") == [nil, ""])
    let notes = reader.notes.map { $0.worded(for: .library) }
    for words in [
      "lists or objects, kept as texts of JSON: t",
      "more digits than formats keep, kept as texts: b",
      "more than one kind, kept as texts: m",
    ] { #expect(notes.contains { $0.contains(words) }, "\(notes)") }
  }

  /// A file that is damaged, whether all is lost, and what is said.
  private static let damages: [(name: String, bytes: [UInt8], says: String)] = {
    let document = [UInt8]([12, 0, 0, 0, 0x10, 0x61, 0, 7, 0, 0, 0, 0])
    var (long, inner, kind) = (document, document, document)
    long[0] = 200
    inner[4] = 2
    kind[4] = 0x77
    let line = Array(#"{"a":1}"#.utf8)
    return [
      (
        "d.bson", document + long, "document 2 is damaged, it is to have 200 bytes, and 12 are left"
      ),
      ("d.bson", document + [1, 0], "document 2 is damaged, 2 bytes are left"),
      (
        "d.bson", document + inner,
        "1 in damaged documents (the first document 2: field 'a' reaches"
      ),
      ("d.bson", document + kind, "field 'a' is of kind 119, which BSON does not have"),
      ("d.bson", [0xFF, 0xFF, 0xFF, 0xFF, 1, 2], "document 1 is damaged, it is to have −1 bytes"),
      (
        "d.jl", line + [10] + line.dropLast() + [10] + line,
        "lines that are no JSON in UTF-8 (the first in line 2)"
      ),
      ("d.jl", line + [10, 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D], "in line 2"),
      ("d.json", Array("[{\"a\":1},\n{\"a\":2},\n{\"a".utf8), "its array is not closed"),
      ("d.json", Array("[{\"a\":1},\n{\"a\":2},\n".utf8), "its array is not closed"),
    ]
  }()

  @Test("What is damaged is refused, with its place and its fault", arguments: damages.indices)
  func damaged(index: Int) throws {
    let (name, bytes, says) = Self.damages[index]
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/\(name)"
    try Data(bytes).write(to: URL(filePath: path))
    let error = #expect(throws: GridcastError.self) { _ = try read(path) }
    #expect(
      error?.kind == .badData && error?.reason.contains(says) == true, "\(error?.reason ?? "")")
  }

  @Test("No damage of BSON ends the process, and none goes unnoticed where it breaks lengths")
  func everyByte() throws {
    let whole = try Data(contentsOf: URL(filePath: fixture("mongo/kinds.bson")))
    let first = Int(whole[0]) | Int(whole[1]) << 8
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/d.bson"
    for count in stride(from: 1, to: first, by: 3) {
      try whole.prefix(count).write(to: URL(filePath: path))
      #expect(throws: GridcastError.self) { _ = try read(path) }
    }
    for index in 0..<first {
      var bytes = whole.prefix(2 * first)
      for value in [UInt8(0), 0x7F, 0xFF] {
        bytes[index] = value
        try bytes.write(to: URL(filePath: path))
        _ = try? read(path) { $0.allowsLoss = true }
      }
    }
  }

  @Test("Records are known by their first bytes")
  func firstBytes() throws {
    let bson = try Data(contentsOf: URL(filePath: fixture("mongo/kinds.bson")))
    #expect(Format.ending(ofFirstBytes: Array(bson.prefix(4096))) == "bson")
    for (text, ending) in [
      (#"{"a":1}"# + "\n" + #"{"a":2}"#, "jsonl"), ("[\n {\"a\":1}]", "jsonl"),
      (#"{"type":"FeatureCollection","features":[]}"#, "geojson"), ("[1,2]\n", "csv"),
    ] { #expect(Format.ending(ofFirstBytes: Array(text.utf8)) == ending, "\(text)") }
  }
}
