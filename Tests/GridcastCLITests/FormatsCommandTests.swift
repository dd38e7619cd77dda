import Foundation
import Testing

/// `gridcast formats`, and the page that it makes.
@Suite struct FormatsCommandTests {
  @Test("The table in docs/formats.md is the one that the command makes")
  func page() throws {
    let page = try String(contentsOf: root.appending(path: "docs/formats.md"), encoding: .utf8)
    let table = try gridcast("formats", "--markdown").output
    #expect(table.hasPrefix("| format | endings |"))
    #expect(
      page.contains("\n\n" + table.trimmingCharacters(in: .newlines) + "\n\n"),
      "put in what `gridcast formats --markdown` prints")
  }

  @Test(
    "The name of a program finds the formats in which it hands out its data",
    arguments: [
      ("mongodb", ["MongoDB", "JSON records", "BSON"]), ("Excel", ["XLSX", "XLS"]),
      ("gpkg", ["GeoPackage"]),
    ])
  func programs(name: String, formats: [String]) throws {
    let said = try gridcast("formats", name)
    #expect(said.code == 0, "\(said.errors)")
    let rows = said.output.split(separator: "\n").dropFirst(2)
    #expect(rows.count == formats.count)
    for (row, format) in zip(rows, formats) { #expect(row.hasPrefix(format + " ")) }
  }

  @Test("The list as JSON has every format with what there is to know")
  func json() throws {
    let said = try gridcast("formats", "--json")
    let formats = try #require(
      try JSONSerialization.jsonObject(with: Data(said.output.utf8)) as? [[String: Any]])
    #expect(formats.count > 80)
    func format(_ name: String) throws -> [String: Any] {
      try #require(formats.first { $0["name"] as? String == name })
    }
    let shapefile = try format("Shapefile")
    #expect(shapefile["endings"] as? [String] == ["shp"])
    #expect(shapefile["readBy"] as? String == "Gridcast or GDAL")
    #expect(shapefile["writtenBy"] as? String == "Gridcast or GDAL")
    #expect(try format("GML")["writtenBy"] as? String == "GDAL")
    #expect(try format("WFS")["notReadBecause"] as? String == "it reaches the network")
    #expect(try format("VRT")["readBy"] == nil)
    // What GDAL does not have is neither read nor written, but for what Gridcast itself does.
    for format in formats where (format["missingDrivers"] as? [String])?.isEmpty == false {
      let missing = format["missingDrivers"] as? [String] ?? []
      guard missing == format["drivers"] as? [String] else { continue }
      for work in ["readBy", "writtenBy"] {
        #expect(format[work] == nil || format[work] as? String == "Gridcast", "\(format)")
      }
    }
  }

  @Test("Some formats are told by ending, driver or name, and what is none is said")
  func some() throws {
    let said = try gridcast("formats", "gpkg", ".shp", "LIBKML", "geotiff").output
    for name in ["GeoPackage", "Shapefile", "KML", "GeoTIFF"] { #expect(said.contains(name)) }
    #expect(!said.contains("GeoJSON"))
    let none = try gridcast("formats", "nothing")
    #expect(none.code == 64 && none.errors.contains("'nothing'"))
  }

  @Test("A file of any format that may hold several layers gives a folder an output each")
  func severalLayers() throws {
    let folder = try TemporaryFolder()
    func object(_ x: Int) -> String {
      """
      {"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[\(x),34],\
      "properties":{"n":1}}]}
      """
    }
    let objects = "{\"east\":\(object(110)),\"west\":\(object(109))}"
    _ = try folder.file(
      "two.topojson", "{\"type\":\"Topology\",\"objects\":\(objects),\"arcs\":[]}")
    try gridcast(
      "convert", "two.topojson", "--out", "out", "--format", "csv", in: folder.path)
    let made = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out")
    #expect(Set(made).isSuperset(of: ["two-east.csv", "two-west.csv"]), "\(made)")
  }

  @Test(
    "--encoding speaks of the Shapefile where the input's format leaves no choice",
    arguments: ["geojsons", "ndjson", "sqlite", "geojson.gz"])
  func encodingOfOutput(ending: String) throws {
    let folder = try TemporaryFolder()
    let feature = """
      {"type":"Feature","properties":{"n":"中"},"geometry":{"type":"Point","coordinates":[109,34]}}

      """
    _ = try folder.file("plain.geojsonl", feature)
    let input = "a.\(ending)"
    switch ending {
    case "sqlite": try gridcast("convert", "plain.geojsonl", "-o", input, in: folder.path)
    case "geojson.gz":
      _ = try folder.file("a.geojson", feature)
      _ = try run("gzip", ["a.geojson"], in: folder.path)
    default: _ = try folder.file(input, feature)
    }
    let made = try run(
      gridcast, ["convert", input, "--encoding", "GBK", "-o", "out.shp"], in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let table = FileManager.default.contents(atPath: folder.path + "/out.dbf") ?? Data()
    // The character in GBK.
    #expect(table.range(of: Data([0xD6, 0xD0])) != nil)
  }
}
