import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// Files of Parquet that other programs made (fixtures/parquet/make.py), value for value.
@Suite struct ParquetLaneTests {
  private static let folder = root.appending(path: "fixtures/parquet").path()

  static func reader(_ name: String) throws -> LayerReader {
    try LayerReader(Source("\(folder)/\(name)"))
  }

  private static func read(_ name: String) throws -> Features {
    var tally = Tally()
    return try #require(try reader(name).whole(&tally))
  }

  /// The values of a column as `make.py` spells those that pyarrow reads.
  private static func spelled(_ column: Column) -> [String] {
    func moment(_ moment: DateTime) -> String {
      func digits(_ number: Int, _ count: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: count - text.count) + text
      }
      let day = [
        digits(Int(moment.year), 4), digits(Int(moment.month), 2), digits(Int(moment.day), 2),
      ]
      .joined(separator: "-")
      let (seconds, millionths) = Int(moment.microseconds).quotientAndRemainder(
        dividingBy: 1_000_000)
      let time =
        [digits(Int(moment.hour), 2), digits(Int(moment.minute), 2), digits(seconds, 2)]
        .joined(separator: ":") + "." + digits(millionths, 6)
      switch column.field.kind {
      case .date: return day
      case .time: return time
      default: return "\(day)T\(time)\(moment.zone == 100 ? "Z" : "")"
      }
    }
    switch column.values {
    case .integers(let values): return values.map { $0.map(String.init) ?? "" }
    case .numbers(let values): return values.map { $0.map { "\($0)" } ?? "" }
    case .texts(let values):
      let mark = ["exact"].contains(column.field.name) ? "" : "t"
      return values.map { $0.map { mark + $0 } ?? "" }
    case .dateTimes(let values): return values.map { $0.map(moment) ?? "" }
    case .binaries(let values):
      return values.map { value in
        value.map { bytes in
          "x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        } ?? ""
      }
    default: return []
    }
  }

  /// The columns of `values.csv`, by name.
  private static func expected() throws -> [String: [String]] {
    var source = Source("\(folder)/values.csv")
    source.hasHeader = true
    var tally = Tally()
    let table = try #require(try LayerReader(source).whole(&tally))
    return Dictionary(
      uniqueKeysWithValues: table.columns.map { column in
        (column.field.name, (column.texts ?? Texts()).map { $0 ?? "" })
      })
  }

  /// Numbers are compared as numbers, as languages spell them differently.
  private static func isLike(_ own: String, _ told: String) -> Bool {
    own == told || Double(own) != nil && Double(own) == Double(told)
  }

  private static let files: [String] = {
    let codecs = ["none", "snappy", "gzip", "zstd", "lz4"]
    let plain = codecs.flatMap { codec in
      ["v1", "v2"].flatMap { ["plain-\(codec)-\($0)", "plain-\(codec)-\($0)-dictionary"] }
    }
    return plain + ["delta-0-v1", "delta-0-v2", "delta-1-v1", "delta-1-v2"]
  }()

  @Test(
    "Every type in every encoding and compression has the values that pyarrow reads",
    arguments: files)
  func values(file: String) throws {
    try Self.expectValues(of: Self.read("\(file).parquet"), file)
  }

  /// Holds features against `values.csv`.
  static func expectValues(of features: Features, _ file: String) throws {
    let expected = try Self.expected()
    #expect(features.count == 70)
    #expect(Set(features.columns.map(\.field.name)) == Set(expected.keys))
    for column in features.columns {
      let own = Self.spelled(column)
      let told = try #require(expected[column.field.name])
      let differing = zip(own, told).first { !Self.isLike($0, $1) }
      #expect(
        own.count == told.count && differing == nil,
        "\(file) \(column.field.name) \(differing?.0 ?? "") \(differing?.1 ?? "")")
    }
  }

  @Test("Types are those of the file")
  func types() throws {
    let fields = try Self.reader("plain-none-v1.parquet").fields
    let told: [String: (Field.Kind, Field.Detail)] = [
      "truth": (.integer, .boolean), "int8": (.integer, .integer16),
      "uint16": (.integer, .integer32),
      "uint32": (.integer, .none), "int64": (.integer, .none), "half": (.number, .float32),
      "double": (.number, .none), "text": (.text, .none), "bytes": (.binary, .none),
      "date": (.date, .none), "time64": (.time, .none), "utc": (.dateTime, .none),
      "tenths": (.number, .none), "whole": (.integer, .none), "exact": (.text, .none),
    ]
    for field in fields {
      guard let (kind, detail) = told[field.name] else { continue }
      #expect(field.kind == kind && field.detail == detail, "\(field.name)")
    }
  }

  @Test("Moments of 96 bits, of Impala and older Sparks")
  func oldMoments() throws {
    let expected = try Self.expected()
    let features = try Self.read("int96.parquet")
    #expect(Self.spelled(features.columns[0]) == expected["nano"])
  }

  @Test("Shapes of geopandas, and their system")
  func shapes() throws {
    let features = try Self.read("geopandas.parquet")
    #expect(features.coordinateSystem == .wgs84)
    #expect(
      features.shapes.kinds == [.point, .null, .point, .polygon, .line, .multiPolygon])
    #expect(features.shapes.points[0] == Point(x: 109.5, y: 34.5))
    #expect(features.shapes.isEmpty(2))
    #expect(features.shapes.z.suffix(8).allSatisfy { $0.isNaN })
    #expect(features.shapes.z.contains(6))
    // The column of extents repeats the shapes.
    #expect(features.columns.map(\.field.name) == ["n", "名称"])
    #expect(try Self.read("geopandas-utm.parquet").coordinateSystem?.code == "EPSG:32649")
    #expect(try Self.read("geopandas-unknown.parquet").coordinateSystem == nil)
  }

  @Test("Points in columns of x and y, with heights too")
  func nativePoints() throws {
    let flat = try Self.read("points-native.parquet").shapes
    #expect(flat.kinds == [.point, .null, .point, .point])
    #expect(flat.points == [Point(x: 109.5, y: 34.5), Point(x: 1, y: 2), Point(x: 3, y: 4)])
    #expect(try Self.read("points-native-z.parquet").shapes.z == [3, 6])
  }

  @Test(
    "Lines, areas and several of them whose vertices lie in lists are those of geopandas' other file",
    arguments: ["linestring", "polygon", "multipoint", "multilinestring", "multipolygon"],
    ["", "-z"])
  func nativeLists(name: String, heights: String) throws {
    let own = try Self.read("native-\(name)\(heights).parquet")
    let told = try Self.read("native-\(name)\(heights)-wkb.parquet")
    #expect(own.shapes == told.shapes)
    #expect(own.shapes.points.count > 100 && own.shapes.hasZ == !heights.isEmpty)
    #expect(own.columns == told.columns)
    #expect(own.coordinateSystem == .wgs84)
  }

  @Test(
    "DuckDB's files, with pages of both kinds", arguments: ["duckdb.parquet", "duckdb-v2.parquet"])
  func duckDB(file: String) throws {
    let features = try Self.read(file)
    #expect(features.count == 50)
    #expect(features.coordinateSystem == .wgs84)
    #expect(features.shapes.points[7] == Point(x: 109.07, y: 34))
    #expect(features.columns[0].texts?.map { $0 } == (0..<50).map { "\($0)" })
    #expect(features.columns[1].texts?.prefix(6).map { $0 } == ["a0", "a1", "a2", "a0", nil, "a2"])
    #expect(Self.spelled(features.columns[3])[1] == "2020-02-29")
    #expect(Self.spelled(features.columns[4])[49] == "2020-01-01T00:00:49.000000Z")
  }

  @Test("Well-known binary that the file does not speak of, also big-endian and with a system")
  func unsaid() throws {
    let features = try Self.read("wkb-unsaid.parquet")
    #expect(features.shapes.points == [Point(x: 1, y: 2), Point(x: 3, y: 4), Point(x: 5, y: 6)])
    #expect(features.coordinateSystem == nil)
  }

  @Test("A table has positions in columns, as a CSV has")
  func table() throws {
    var tally = Tally()
    let source = Source("\(Self.folder)/table.parquet").allowingLoss(true)
    let features = try #require(try LayerReader(source).whole(&tally))
    #expect(features.shapes.points == [Point(x: 109.5, y: 34.5), Point(x: 109.6, y: 34.6)])
    #expect(features.coordinateSystem == .wgs84)
    #expect(tally.reasons.contains("in row 3"))
  }

  @Test("Members of groups become fields, and what lists are is told by name")
  func nested() throws {
    let reader = try Self.reader("nested.parquet")
    #expect(reader.fields.map(\.name) == ["n", "pair.a", "pair.b.c"])
    #expect(
      reader.losses.map(\.description).sorted() == [
        "column 'list' holds lists or maps, which are not read",
        "column 'map' holds lists or maps, which are not read",
      ])
    var tally = Tally()
    let features = try #require(try reader.whole(&tally))
    #expect(features.columns[1].texts?.map { $0 } == ["1", nil, nil])
    #expect(features.columns[2].texts?.map { $0 } == ["x", nil, nil])
  }

  @Test(
    "What is not read is refused by its name",
    arguments: [("brotli.parquet", "Brotli")])
  func refused(file: String, name: String) throws {
    let error = #expect(throws: GridcastError.self) { try Self.read(file) }
    #expect(error?.reason.contains(name) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(
    "A file with a byte changed or an end cut off is read or refused, and never ends the process")
  func damage() throws {
    try Self.expectSoundness(
      of: [
        "plain-snappy-v1-dictionary", "plain-lz4-v2", "delta-1-v1", "geopandas", "duckdb-v2",
        "points-native", "native-multipolygon", "native-polygon-z",
      ].map { "\($0).parquet" })
  }

  /// Damages files at random, the same places on every machine, and reads them.
  static func expectSoundness(of names: [String]) throws {
    let folder = try TemporaryFolder()
    var generator = SplitMix(state: 7)
    for name in names {
      let path = "\(folder.path)/\(name)"
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: "\(Self.folder)/\(name)")))
      for round in 0..<150 {
        var copy = bytes
        if round % 10 == 0 {
          copy.removeLast(Int.random(in: 1..<copy.count, using: &generator))
        } else {
          for _ in 0..<Int.random(in: 1...3, using: &generator) {
            // Most of what can be damaged stands in headers and at the ends of the file.
            let near = Int.random(in: 0..<min(copy.count, 2000), using: &generator)
            let place =
              round % 2 == 0
              ? Int.random(in: copy.indices, using: &generator)
              : name.hasSuffix("parquet") ? copy.count - 1 - near : near
            copy[place] = UInt8.random(in: 0...255, using: &generator)
          }
        }
        try Data(copy).write(to: URL(filePath: path))
        var tally = Tally()
        do throws(GridcastError) {
          _ = try LayerReader(Source(path)).whole(&tally)
        } catch {
          #expect(!error.reason.isEmpty && error.subject == path, "\(name) \(round): \(error)")
        }
      }
    }
  }
}
