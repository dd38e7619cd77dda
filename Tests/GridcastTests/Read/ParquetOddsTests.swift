import Foundation
import GridcastBase
import GridcastFormats
import Testing

/// Parquet's own types of shapes, what old writers did, and what a file says wrongly of itself.
@Suite struct ParquetOddsTests {
  private static let folder = root.appending(path: "fixtures/parquet").path()

  private static func reader(_ name: String, allowingLoss: Bool = false) throws -> LayerReader {
    try LayerReader(Source("\(folder)/\(name).parquet").allowingLoss(allowingLoss))
  }

  @Test(
    "Columns of Parquet's own types of shapes are shapes, with their system",
    arguments: [
      ("duckdb", "EPSG:4326", ""), ("utm", "EPSG:32649", ""), ("code", "EPSG:32649", ""),
      ("srid", "EPSG:32649", ""), ("unknown", nil, ""),
      ("geography", "EPSG:4326", "follow the curvature of the earth"),
      ("odd", nil, "its coordinate system is called 'a city's own', which is not known"),
    ])
  func types(name: String, code: String?, note: String) throws {
    let reader = try Self.reader("type-\(name)", allowingLoss: true)
    var tally = Tally()
    let features = try #require(try reader.whole(&tally))
    #expect(features.coordinateSystem?.code == code)
    #expect(features.columns.map(\.field.name) == ["n"])
    switch name {
    case "duckdb": #expect(features.shapes.points.map(\.y) == [34.5, 34.5, 34.5])
    case "geography":
      #expect(features.shapes.kinds == [.line, .line, .line])
      #expect(features.shapes.points.map(\.y) == [34, 35, 34, 36, 34, 37])
    default: #expect(features.shapes.points.map(\.x) == [500_000, 500_001, 500_002])
    }
    #expect(note.isEmpty || reader.notes.contains { $0.contains(note) }, "\(reader.notes)")
    let hasMore = !["duckdb", "utm"].contains(name)
    #expect(
      reader.losses.map(\.description)
        == (hasMore
          ? ["column 'other' has further shapes, and a feature has one; it is not read"] : []))
  }

  @Test("A dictionary whose header old writers did not count is read")
  func uncountedHeader() throws {
    var tally = Tally()
    let features = try #require(try Self.reader("old-dictionary").whole(&tally))
    #expect(features.columns[0].texts?.map { $0 } == ["a", "b", "a", nil])
  }

  @Test("A file whose footer tells no number of rows has those of its row groups")
  func untoldRows() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.parquet"
    let told = try Data(contentsOf: URL(filePath: "\(Self.folder)/table.parquet"))
    // Three rows, and a list of one row group behind them (parquet.thrift, `FileMetaData`).
    let place = try #require(told.range(of: Data([0x16, 0x06, 0x19, 0x1C])))
    for (rows, count) in [(UInt8(0), 3), (4, nil)] {
      var copy = told
      copy[place.lowerBound + 1] = rows
      try copy.write(to: URL(filePath: path))
      if let count {
        #expect(try LayerReader(Source(path)).layers[0].featureCount == count)
      } else {
        let error = #expect(throws: GridcastError.self) { try LayerReader(Source(path)) }
        #expect(error?.reason.contains("its footer") == true)
      }
    }
  }

  @Test("Moments that no field has end the reading, or are left empty and counted")
  func momentsBeyond() throws {
    var tally = Tally()
    let error = #expect(throws: GridcastError.self) {
      try Self.reader("beyond").whole(&tally)
    }
    #expect(
      error?.reason
        == "column 'm', row group 1: it holds a moment beyond the years 1 to 9999; go on all the same"
    )
    tally = Tally()
    let features = try #require(try Self.reader("beyond", allowingLoss: true).whole(&tally))
    let years = features.columns.dropFirst().map { (column) -> [Int?] in
      guard case .dateTimes(let moments) = column.values else { return [] }
      return moments.map { $0.map { Int($0.year) } }
    }
    #expect(years == [[1970, nil, nil], [nil, 1970, 1970], [nil, 1970, nil]])
    #expect(
      tally.notes.map(\.description) == [
        "1 moment of field 'm' beyond the years 1 to 9999, or the day, and left empty",
        "1 moment of field 'd' beyond the years 1 to 9999, or the day, and left empty",
        "2 moments of field 'c' beyond the years 1 to 9999, or the day, and left empty",
      ])
  }

  @Test(
    "What a file says wrongly of its shapes is told exactly",
    arguments: [
      ("\"primary_column\"", "\"primary-column\"", "lacks 'primary_column'"),
      ("\"primary_column\": \"geometry\"", "\"primary_column\": 12345678  ", "(of geometry)"),
      (
        "\"primary_column\": \"geometry\"", "\"primary_column\": \"geometrz\"",
        "names 'geometrz' as the primary column, and tells of geometry only"
      ),
      ("\"columns\": {", "\"Columns\": {", "lacks 'columns'"),
      ("\"primary_column\"", "\"primary_column'", "is no JSON that is understood"),
      ("\"encoding\": \"WKB\"", "\"encoding\": \"WKT\"", "its shapes are encoded as 'WKT'"),
    ])
  func faults(words: String, others: String, why: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.parquet"
    var copy = try Data(
      contentsOf: URL(filePath: "\(Self.folder)/geopandas-unknown.parquet"))
    let place = try #require(copy.range(of: Data(words.utf8)))
    #expect(words.utf8.count == others.utf8.count)
    copy.replaceSubrange(place, with: others.utf8)
    try copy.write(to: URL(filePath: path))
    let error = #expect(throws: GridcastError.self) { try LayerReader(Source(path)) }
    #expect(error?.subject == path)
    #expect(error?.reason.contains(why) == true, "\(error.map { "\($0)" } ?? "")")
  }
}
