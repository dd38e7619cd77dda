import Foundation
import Testing

/// Places where data could be lost or changed without a word.
@Suite struct SilentLossTests {
  private func geoJSON(_ features: [String], crs: String? = nil) -> String {
    let crs = crs.map { #""crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:\#($0)"}},"# }
    return
      #"{"type":"FeatureCollection",\#(crs ?? "")"features":[\#(features.joined(separator: ","))]}"#
  }

  private func feature(_ properties: String, _ type: String, _ coordinates: String) -> String {
    #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":"\#(type)","coordinates":\#(coordinates)}}"#
  }

  @Test("Files of other layers stay, and are never replaced unasked")
  func keepsForeignFiles() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "id,lon,lat\n1,109.5,34.5\n")
    for name in ["u.qml", "u.sld", "t.dbf", "t.qml"] { _ = try folder.file(name, "mine") }
    #expect(try gridcast("reproject", "p.csv", "-o", "u.gpkg", in: folder.path).code == 0)
    let refused = try gridcast("reproject", "p.csv", "-o", "t.shp", in: folder.path)
    #expect(refused.code == 73 && refused.errors.contains("t.dbf"), "\(refused.errors)")
    #expect(try gridcast("reproject", "p.csv", "-o", "v.SHP", in: folder.path).code == 64)
    for name in ["u.qml", "u.sld", "t.dbf", "t.qml"] {
      #expect(try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8) == "mine")
    }
    #expect(
      try folder.content == ["p.csv", "t.dbf", "t.qml", "u.gpkg", "u.qml", "u.sld"])
  }

  @Test("A Shapefile is whole under each of its endings, whatever it is made of")
  func writesWholeShapefiles() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "id,lon,lat\n1,109.5,34.5\n2,109.6,34.5\n3,109.7,34.6\n")
    for made in ["p.shp", "p.gpkg"] {
      #expect(try gridcast("convert", "p.csv", "-o", made, in: folder.path).code == 0)
    }
    for input in ["p.csv", "p.shp", "p.gpkg"] {
      for ending in ["shp", "dbf", "shz", "shp.zip"] {
        let name = "\(input.suffix(3))-\(ending.prefix(3))-\(ending.suffix(3))"
        let output = "\(name).\(ending)"
        let made = try gridcast("convert", input, "-o", output, in: folder.path)
        #expect(made.code == 0, "\(output): \(made.errors)")
        let told = try run(
          "ogrinfo", ["-so", "-al", ending == "dbf" ? "\(name).shp" : output], in: folder.path)
        #expect(
          told.output.contains("Geometry: Point") && told.output.contains("Feature Count: 3"),
          "\(output): \(told)")
      }
    }
    let left = try folder.content.filter { $0.contains("tmp") }
    #expect(left.isEmpty, "\(left)")
  }

  @Test("A blank in a CSV stays a blank")
  func keepsBlanks() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "id,lon,lat,pop\n1,8.5,47.1,\n2,8.6,47.2,5\n")
    #expect(try gridcast("reproject", "p.csv", "-o", "u.gpkg", in: folder.path).code == 0)
    let info = try run("ogrinfo", ["-al", "u.gpkg"], in: folder.path).output
    #expect(info.contains("pop (Integer64) = (null)") && info.contains("pop (Integer64) = 5"))
  }

  @Test("Fields of one name both survive")
  func keepsRepeatedFields() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "p.geojson",
      geoJSON([feature(#""name":"a","NAME":"b""#, "Point", "[8.5,47.1]")]))
    #expect(try gridcast("reproject", "p.geojson", "-o", "u.gpkg", in: folder.path).code == 0)
    #expect(try gridcast("reproject", "p.geojson", "-o", "u.shp", in: folder.path).code == 0)
    for file in ["u.gpkg", "u.shp"] {
      let info = try run("ogrinfo", ["-al", file], in: folder.path).output
      #expect(info.contains("name (String) = a") && info.contains("NAME_1 (String) = b"), "\(info)")
    }
    _ = try folder.file("t.csv", "name,name,lon,lat\na,b,8.5,47.1\n")
    #expect(try gridcast("reproject", "t.csv", "-o", "t.gpkg", in: folder.path).code == 0)
    let info = try run("ogrinfo", ["-al", "t.gpkg"], in: folder.path).output
    #expect(info.contains("= a") && info.contains("= b"), "\(info)")
  }

  @Test("Heights reach a CSV")
  func keepsHeights() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.geojson", geoJSON([feature("", "Point", "[8.5,47.1,432.5]")]))
    #expect(
      try gridcast("reproject", "p.geojson", "--to", "EPSG:4326", "-o", "u.csv", in: folder.path)
        .code == 0)
    let text = try String(contentsOfFile: folder.path + "/u.csv", encoding: .utf8)
    #expect(text == "X,Y,Z\n8.5,47.1,432.5\n")
  }

  static let losses: [(String, String)] = [
    (#""s":"\#(String(repeating: "x", count: 300))""#, "254"),
    (#""l":["\#(String(repeating: "x", count: 300))"]"#, "254"),
  ]

  @Test("What a Shapefile cannot hold is refused, and written on request", arguments: losses)
  func refusesWhatDoesNotFit(properties: String, words: String) throws {
    let folder = try TemporaryFolder()
    let ring = "[[[8,47],[9,47],[9,48],[8,47]]]"
    _ = try folder.file("z.geojson", geoJSON([feature(properties, "Polygon", ring)]))
    _ = try folder.file("p.csv", "lon,lat\n8.6,47.2\n")
    for command in [
      ["reproject", "z.geojson", "-o", "u.shp"],
      ["bin", "p.csv", "--zones", "z.geojson", "-o", "u.shp"],
    ] {
      let refused = try run(gridcast, command, in: folder.path)
      #expect(refused.code == 65 && refused.errors.contains(words), "\(refused.errors)")
      #expect(try folder.content == ["p.csv", "z.geojson"])
      let allowed = try run(
        gridcast, command + ["--allow-loss", "--overwrite"], in: folder.path)
      #expect(allowed.code == 0, "\(allowed.errors)")
      for file in try folder.content where file.hasPrefix("u.") {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)")
      }
    }
  }

  /// By `echo 8.5 47.1 | cs2cs -f %.6f "+proj=longlat +ellps=bessel +towgs84=…" EPSG:4326`.
  @Test("The datum shift of a system bound to WGS 84 is applied")
  func appliesTOWGS84() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n8.5,47.1\n")
    let bessel =
      "+proj=longlat +ellps=bessel +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +type=crs"
    #expect(
      try gridcast(
        "reproject", "p.csv", "--from", bessel, "--to", "EPSG:4326", "-o", "u.csv", in: folder.path
      ).code == 0)
    let text = try String(contentsOfFile: folder.path + "/u.csv", encoding: .utf8)
    #expect(text.split(separator: "\n")[1].hasPrefix("8.49905"), "\(text)")
  }

  @Test("Layers in different coordinate systems are not taken for one")
  func refusesMixedSystems() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.geojson", geoJSON([feature("", "Point", "[8.5,47.1]")]))
    _ = try run("ogr2ogr", ["two.gpkg", "a.geojson", "-nln", "a"], in: folder.path)
    _ = try run(
      "ogr2ogr", ["-update", "two.gpkg", "a.geojson", "-nln", "b", "-t_srs", "EPSG:32632"],
      in: folder.path)
    let result = try gridcast("bin", "two.gpkg", "--layer", "a", "--layer", "b", in: folder.path)
    #expect(result.code == 65 && result.errors.contains("different coordinate systems"))
  }

  @Test("Weights are summed exactly, and what no raster can hold is refused")
  func sumsWeightsExactly() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat,w\n8.5,47.1,1234567.89\n8.5,47.1,0.1\n")
    let result = try gridcast(
      "bin", "p.csv", "--weight", "w", "--cells", "c.csv", in: folder.path)
    #expect(result.output.contains("1,234,567.99"), "\(result.output)")
    let text = try String(contentsOfFile: folder.path + "/c.csv", encoding: .utf8)
    #expect(text.contains("1234567.99"), "\(text)")
    _ = try folder.file("q.csv", "lon,lat,w\n8.5,47.1,1e39\n")
    #expect(try gridcast("bin", "q.csv", "--weight", "w", in: folder.path).code == 65)
  }

  @Test("Names that clash are kept apart in every format")
  func separatesClashingNames() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "p.csv",
      "k,lon,lat\ncell,8.6,47.2\nrow,8.6,47.2\nBar,8.6,47.2\nbar,8.6,47.2\n\"a,b\"\"c\",8.6,47.2\n"
    )
    _ = try folder.file(
      "z.geojson",
      geoJSON([
        feature(#""total":"mine","bar":7"#, "Polygon", "[[[8,47],[9,47],[9,48],[8,47]]]"),
        feature("", "Point", "[8.5,47.1]"),
      ]))
    for ending in ["shp", "gpkg", "geojson", "csv", "fgb"] {
      let cells = try gridcast(
        "bin", "p.csv", "--category", "k", "--cells", "c-\(ending).\(ending)", in: folder.path)
      #expect(cells.code == 0, "\(ending): \(cells.errors)")
      let zones = try gridcast(
        "bin", "p.csv", "--category", "k", "--zones", "z.geojson", "-o", "z-\(ending).\(ending)",
        in: folder.path)
      #expect(zones.code == 0, "\(ending): \(zones.errors)")
      #expect(zones.errors.contains("1 not a polygon"), "\(zones.errors)")
    }
    let style = try String(contentsOfFile: folder.path + "/z-shp.qml", encoding: .utf8)
    #expect(style.contains("attr=\"total_1\""))
  }

  @Test("Two runs give equal bytes in every format")
  func isDeterministic() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "k,lon,lat\na,8.6,47.2\nb,8.7,47.2\n")
    for ending in ["shp", "gpkg", "geojson", "geojsonl", "csv", "fgb", "parquet", "kml"] {
      var bytes: [Data?] = []
      for run in 1...2 {
        let place = "\(folder.path)/\(run)"
        try FileManager.default.createDirectory(
          atPath: place, withIntermediateDirectories: true)
        let result = try gridcast("convert", "p.csv", "-o", "\(run)/u.\(ending)", in: folder.path)
        #expect(result.code == 0, "\(result.errors)")
        bytes.append(FileManager.default.contents(atPath: "\(place)/u.\(ending)"))
        // A table's date would differ between days only, so it is read out.
        if ending == "shp", let dbf = FileManager.default.contents(atPath: "\(place)/u.dbf") {
          #expect(dbf[1] == 70 && dbf[2] == 1 && dbf[3] == 1)
        }
        usleep(1_100_000 / 6)
      }
      #expect(bytes[0] != nil && bytes[0] == bytes[1], "\(ending)")
    }
  }
}
