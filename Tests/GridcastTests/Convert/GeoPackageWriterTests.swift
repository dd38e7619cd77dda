import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// A GeoPackage is the one that GDAL writes, value by value, in all its tables but those of the index.
@Suite struct GeoPackageWriterTests {
  /// The rows of all tables with the types that SQLite stores them as, and everything that is declared.
  private static func content(of path: String) throws -> [String] {
    let database = try SQLiteDatabase(path, for: path)
    let tables = try database.rows(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'rtree%' "
        + "AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).map { $0[0] }
    var content = try database.rows(
      "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    ).map { $0.joined(separator: "|") }
    for table in tables {
      let columns = try database.rows("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
        .map { "\"\($0[0])\"" }
      // GDAL hands the extent over as a text, of which SQLite does not read the last digits right.
      let quoted = table == "gpkg_contents" ? "quote(round(%, 9))" : "quote(%)"
      let values = columns.map { column in
        let value =
          column.hasPrefix("\"m") ? quoted.replacing("%", with: column) : "quote(\(column))"
        return "typeof(\(column)), \(value)"
      }.joined(separator: ", ")
      content += try database.rows("SELECT \(values) FROM \"\(table)\" ORDER BY rowid").map {
        "\(table): \($0.joined(separator: "|"))"
      }
    }
    return content
  }

  private static func compare(_ batches: [Features], layer: String = "layer") throws -> Int {
    var count = 0
    try OwnWriterTests.both(batches, as: "gpkg", layer: layer) { own, theirs in
      let (mine, others) = (
        try content(of: "\(own)/x.gpkg"), try content(of: "\(theirs)/x.gpkg")
      )
      #expect(mine.count == others.count)
      for (a, b) in zip(mine, others) { #expect(a == b) }
      let rowCount = mine.count { $0.hasPrefix("\(layer): ") }
      #expect(rowCount == batches.reduce(0) { $0 + $1.count })
      count += 1
    }
    return count
  }

  @Test(
    "A GeoPackage of every kind of shape has the rows that GDAL writes",
    arguments: RoundTripTests.shapeSets)
  func writesShapes(set: String) throws {
    #expect(try Self.compare(OwnWriterTests.batches(set)) == 1)
  }

  @Test("A GeoPackage of every type of value has the rows that GDAL writes")
  func writesValues() throws {
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) }),
      columns: RoundTripTests.columns, coordinateSystem: try CoordinateSystem("EPSG:4490"))
    #expect(try Self.compare([features, features]) == 1)
  }

  /// Names of one length share what GDAL made for another; some are too short or odd for that.
  @Test(
    "A layer of any name is the one that GDAL writes",
    arguments: [
      "abcd", "wxyz", "a_b1", "道路", "道路1_", "x", "a b", "o.neil", "zqxj", "zqxjqzqz", "layer_10",
    ])
  func writesNames(layer: String) throws {
    let features = Features(
      shapes: Shapes(points: (0..<3).map { Point(x: 109.5 + Double($0), y: 34.5) }),
      columns: RoundTripTests.columns, coordinateSystem: .wgs84)
    #expect(try Self.compare([features], layer: layer) == 1)
    // Another layer with a field in which the stand-in occurs.
    let named = Features(
      shapes: features.shapes,
      columns: [Column(Field("zqxjqz", .integer), .integers([1, 2, nil]))],
      coordinateSystem: .wgs84)
    #expect(try Self.compare([named], layer: layer) == 1)
  }

  @Test("A table without shapes is a table of attributes, as GDAL writes it")
  func writesTables() throws {
    let features = Features(
      shapes: Shapes(nullCount: 3), columns: RoundTripTests.columns, coordinateSystem: nil)
    #expect(try Self.compare(Array(repeating: features, count: 40)) == 1)
  }
}
