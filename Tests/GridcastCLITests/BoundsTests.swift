import Foundation
import Testing

/// Inputs and options beyond all bounds end in a sentence: no crash, no hang, no memory taken.
@Suite struct BoundsTests {
  private func counts(in folder: TemporaryFolder) throws {
    try gridcast("sample", ".", "--points", "3000", in: folder.path)
    try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o", "c.tif",
      in: folder.path)
  }

  static let options: [([String], Int32, String)] = [
    (["--folds", "9223372036854775807"], 64, "--folds"),
    (["--block-size", "9223372036854775807"], 64, "--block-size"),
    (["--epochs", "0"], 64, "--epochs"), (["--hidden", "0"], 64, "--hidden"),
    (["--features", "business"], 64, "own feature"),
    (["--features", "none"], 65, "no band 'none'"),
    (
      [
        "--rate", "1000", "--first-activation", "relu", "--later-activation", "relu",
        "--output-activation", "identity", "--epochs", "5",
      ], 65, "diverged"
    ),
    (["--block-size", "200", "--epochs", "1", "--hidden", "2"], 0, "cells wide"),
  ]

  @Test("Options of training beyond their range are refused", arguments: options)
  func boundsTraining(arguments: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    try counts(in: folder)
    let command =
      ["train", "bp", "c.tif", "--target", "business", "-o", "m.safetensors"] + arguments
    let result = try run(gridcast, command, in: folder.path)
    #expect(result.code == code && result.errors.contains(words), "\(result.code) \(result.errors)")
    #expect(try folder.content.contains("m.safetensors") == (code == 0))
  }

  static let cells = ["1e15km", "1e308km", "1e-300", "99999999999999999999"]

  @Test("Cell sizes beyond all measure are refused", arguments: cells)
  func boundsCells(size: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n8.6,47.2\n")
    let result = try gridcast("bin", "p.csv", "--cell", size, "--cells", "x.csv", in: folder.path)
    #expect(result.code == 64 || result.code == 65, "\(result.code) \(result.errors)")
  }

  static let shapes: [(String, String, String)] = [
    ("Polygon", "[[[0,0],[1e30,0],[1e30,1e30],[0,0]]]", "coverage"),
    ("LineString", "[[0,0],[1e30,1e30]]", "length"), ("Point", "[1e300,-1e300]", "count"),
    ("Polygon", "[[[0,0],[5e6,0],[5e6,5e6],[0,0]]]", "coverage"),
    ("LineString", "[[3e5,38e5],[3e5,38e5]]", "length"),
  ]

  @Test("Huge and empty shapes neither crash nor hang", arguments: shapes)
  func boundsShapes(type: String, coordinates: String, measure: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "h.geojson",
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32649"}},"features":[{"type":"Feature","properties":{},"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}]}"#
    )
    let result = try gridcast(
      "bin", "h.geojson", "--measure", measure, "--to", "EPSG:32649", "--cell", "100m", "-o",
      "x.tif", in: folder.path, seconds: 20)
    #expect(result.code == 65, "\(result.code) \(result.errors)")
    #expect(result.errors.contains("h.geojson"))
  }

  @Test("A field of identifiers is no category")
  func boundsCategories() throws {
    let folder = try TemporaryFolder()
    try counts(in: folder)
    let result = try gridcast("bin", "pois.shp", "--category", "id", in: folder.path)
    #expect(result.code == 65 && result.errors.contains("too many to be categories"))
  }

  @Test("A plan of one cell works, and a plan that fails leaves no folder")
  func boundsPlans() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "k,lon,lat\na,8.6,47.2\nb,8.6,47.2\n")
    _ = try folder.file(
      "one.yaml", "inputs: p.csv\ncell: 1km\ncategory: k\noutputs: {folder: out, counts: c.tif}\n")
    let result = try gridcast("run", "one.yaml", in: "/tmp/..\(folder.path)")
    #expect(result.code == 0, "\(result.errors)")
    _ = try folder.file(
      "bad.yaml",
      "inputs: p.csv\ncell: 1km\ncategory: none\noutputs: {folder: deep/er, counts: c.tif}\n")
    let dry = try gridcast("run", "one.yaml", "--dry-run", "--json", in: folder.path)
    #expect(dry.output.contains("unchanged since the last run"))
    #expect((try? JSONSerialization.jsonObject(with: Data(dry.output.utf8))) != nil)
    #expect(try gridcast("run", "bad.yaml", in: folder.path).code == 65)
    #expect(try folder.content == ["bad.yaml", "one.yaml", "out", "p.csv"])
    let record = try String(contentsOfFile: folder.path + "/out/run.json", encoding: .utf8)
    for words in ["\"category\" : \"k\"", "\"sha256\"", "\"GDAL\"", "\"read\" : 2"] {
      #expect(record.contains(words), "\(record)")
    }
  }

  @Test("A fishnet that was written in degrees gives its own cells again")
  func ignoresSlivers() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "10", in: folder.path)
    try gridcast("fishnet", "--within", "study-area.shp", "-o", "f.shp", in: folder.path)
    try gridcast("reproject", "f.shp", "--to", "EPSG:4326", "-o", "f.geojson", in: folder.path)
    let again = try gridcast(
      "fishnet", "--within", "f.geojson", "-o", "g.csv", in: folder.path)
    #expect(again.output.hasPrefix("1,097 cells"), "\(again.output)")
  }

  @Test("An area without a coordinate system takes one from its own option")
  func takesTheAreasSystem() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "10", in: folder.path)
    try FileManager.default.removeItem(atPath: folder.path + "/study-area.prj")
    let refused = try gridcast(
      "fishnet", "--within", "study-area.shp", "-o", "f.csv", in: folder.path)
    #expect(refused.code == 65 && refused.errors.contains("--within-from EPSG:4326"))
    let told = try gridcast(
      "fishnet", "--within", "study-area.shp", "--within-from", "32649", "-o", "f.csv",
      in: folder.path)
    #expect(told.output.hasPrefix("1,097 cells"), "\(told.errors)")
  }

  @Test("A filter may name any tag of OSM")
  func filtersByTag() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "t.osm",
      """
      <osm version="0.6"><node id="1" lat="34.5" lon="109.5"><tag k="shop" v="tea"/></node>
      <node id="2" lat="34.5" lon="109.5"><tag k="addr:city" v="x"/></node></osm>
      """)
    for (filter, count) in [("shop = 'tea'", 1), ("\"addr:city\" IS NOT NULL OR shop = 'x'", 1)] {
      let result = try gridcast("bin", "t.osm", "--where", filter, in: folder.path)
      #expect(result.output.contains("\(count) read, \(count) counted"), "\(result.errors)")
    }
  }
}
