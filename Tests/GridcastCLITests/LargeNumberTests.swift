import Foundation
import Testing

/// Numbers at the edge of what an output can hold.
@Suite struct LargeNumberTests {
  /// A sum, and whether the 32 bits of a raster's number hold it.
  static let sums: [(String, Bool)] = [("16777216", true), ("16777217", false)]

  @Test("A cell's sum that the raster rounds is said", arguments: sums)
  func sumOfCell(weight: String, isExact: Bool) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "w,lon,lat\n\(weight),109,34\n1,109.1,34.1\n")
    let made = try gridcast(
      "bin", "p.csv", "--weight", "w", "--cell", "1km", "-o", "p.tif", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    #expect(made.errors.contains("32-bit numbers round") == !isExact, "\(made.errors)")
  }

  /// Whole numbers by digits, and what a Shapefile holds them as.
  static let integers: [(String, String)] = [
    ("123456789012345678", "Integer64"), ("1234567890123456789", "String"),
    ("-12345678901234567", "Integer64"), ("-123456789012345678", "String"),
  ]

  @Test(
    "A whole number of more digits than readers take stays exact, as a text", arguments: integers)
  func digits(number: String, type: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "a.geojson",
      #"{"type":"Feature","properties":{"n":\#(number)},"geometry":{"type":"Point","coordinates":[109,34]}}"#
    )
    let made = try gridcast("convert", "a.geojson", "-o", "a.shp", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let said = try run("ogrinfo", ["-al", "-q", "a.shp"], in: folder.path).output
    #expect(said.contains("n (\(type)) = \(number)\n"), "\(said)")
  }
}
