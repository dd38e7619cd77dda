import Foundation
import Testing

@Suite struct CommandTests {
  static let uses: [([String], Int32, String)] = [
    ([], 0, "SUBCOMMANDS"), (["--version"], 0, "0.1.0"), (["nonsense"], 64, "nonsense"),
    (["bin"], 64, "inputs"),
    (["bin", "nowhere.csv"], 66, "nowhere.csv: there is no such file"),
    (["bin", "p.csv", "--cell", "wide"], 64, "write it as 1km"),
    (["bin", "p.csv", "--category", "colour"], 65, "no field 'colour'"),
    (["bin", "p.csv", "--to", "EPSG:4326"], 64, "counts in degrees"),
    (["bin", "p.csv", "--where", "kind = ="], 64, "the condition 'kind = =' is refused"),
    (["bin", "p.csv", "-o", "there.tif"], 73, "--overwrite"),
    (["bin", "p.csv", "-o", "counts.png"], 64, ".tif"),
    (["bin", "p.csv", "-o", "no/such/folder/counts.tif"], 73, "folder does not exist"),
    (["fishnet", "-o", "f.shp"], 64, "--within"),
    (["fishnet", "--within", "p.csv", "-o", "f.shp"], 65, "no polygons"),
    (["reproject", "p.csv", "-o", "x.doc"], 64, "names no format"),
    (["correlate", "nowhere.tif"], 66, "no such file"),
    (["correlate", "there.tif", "-o", "x.tif"], 64, ".csv"),
    (["correlate", "there.tif", "--min-correlation", "0.4"], 64, "--target"),
    (["structure", "nowhere.tif"], 66, "no such file"),
    (["structure", "there.tif", "--sectors", "5"], 64, "4, 8 or 16"),
    (["structure", "there.tif", "--overlap", "office"], 64, "two bands"),
    (["structure", "there.tif", "--smooth", "wide"], 64, "1.5cells"),
    (["structure", "there.tif", "--format", "doc", "-o", "s"], 64, "names no format"),
    (["structure", "there.tif", "--format", "csv", "-o", "s"], 64, "geometry"),
    (["structure", "there.tif", "-o", "s"], 65, "there.tif"),
    (["hotspots", "nowhere.tif"], 66, "no such file"),
    (["hotspots", "there.tif", "--band", "a", "--residuals"], 64, "either"),
    (["hotspots", "there.tif", "--distance", "far"], 64, "1.5cells"),
    (["hotspots", "there.tif", "-o", "x.tif"], 65, "there.tif"),
    (["info", "p.csv", "nowhere.csv"], 66, "109.5, 34.5"),
    (["train", "bp", "there.tif", "--target", "a", "-o", "m.safetensors"], 65, "there.tif"),
    (
      ["train", "bp", "c.tif", "--target", "a", "--folds", "1", "-o", "m.safetensors"], 64,
      "--folds"
    ),
    (["forecast", "p.csv", "there.tif", "-o", "f.tif"], 65, "p.csv"),
    (["run", "p.csv"], 64, "no plan"),
  ]

  @Test("A wrong use is told in a sentence, with the exit code of its kind", arguments: uses)
  func tellsWrongUse(arguments: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "kind,lon,lat\na,109.5,34.5\n")
    _ = try folder.file("there.tif", "not a raster")
    let result = try run(gridcast, arguments, in: folder.path)
    #expect(result.code == code, "\(result.errors)")
    #expect((result.output + result.errors).contains(words), "\(result.output) \(result.errors)")
    #expect(try folder.content == ["p.csv", "there.tif"])
  }

  @Test("What is not counted is printed, and the sums come out")
  func printsWhatIsLeftOut() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "p.csv",
      "kind,lon,lat\na,109.5,34.5\nb,109.5,34.5\n,109.5,34.5\na,,\na,-63,34.5\na,600,34.5\n")
    let refused = try gridcast("bin", path, "--category", "kind", "--to", "EPSG:32649")
    #expect(refused.code == 65 && refused.errors.contains("--allow-loss"), "\(refused.errors)")
    let result = try gridcast(
      "bin", path, "--category", "kind", "--to", "EPSG:32649", "--allow-loss")
    #expect(result.code == 0)
    for line in [
      "6 read, 2 counted", "1 left out: without category", "1 left out: without coordinates",
      "1 left out: too far from", "1 left out: coordinates are not degrees",
    ] { #expect(result.output.contains(line), "\(result.output)") }
  }

  @Test("--quiet leaves standard error empty, and --json is JSON")
  func quietAndJSON() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("p.csv", "lon,lat\n109.5,34.5\n")
    for command in [["info", path], ["bin", path], ["reproject", path, "-o", "a.gpkg"]] {
      let result = try run(gridcast, command + ["--json", "--quiet"], in: folder.path)
      #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
      #expect((try? JSONSerialization.jsonObject(with: Data(result.output.utf8))) != nil)
    }
  }

  @Test("A reprojection that would lose features writes nothing unless that is allowed")
  func refusesLoss() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("p.csv", "id,lon,lat\n1,109.5,34.5\n2,-63,34.5\n3,109.6,34.5\n")
    let refused = try gridcast("reproject", path, "-o", "u.shp", in: folder.path)
    #expect(refused.code == 65)
    #expect(refused.errors.contains("1 feature would be lost"), "\(refused.errors)")
    #expect(try folder.content == ["p.csv"])
    let allowed = try gridcast("reproject", path, "-o", "u.shp", "--allow-loss", in: folder.path)
    #expect(allowed.code == 0)
    #expect(allowed.output.contains("3 read, 2 written"))
    #expect(try folder.content == ["p.csv", "u.cpg", "u.dbf", "u.prj", "u.shp", "u.shx"])
  }

  @Test("A Shapefile is written as ArcGIS wants it, by ogrinfo's word")
  func writesShapefile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "p.csv", "名称,administration_code,n,lon,lat\n商业,007,5,109.5,34.5\n住宅,008,6,109.6,34.6\n")
    let result = try gridcast("reproject", path, "-o", "u.shp", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.contains("administration_code → administra"))
    let prj = try String(contentsOfFile: folder.path + "/u.prj", encoding: .utf8)
    #expect(prj.hasPrefix("PROJCS[\"WGS_1984_UTM_Zone_49N\",GEOGCS[\"GCS_WGS_1984\""))
    #expect(try String(contentsOfFile: folder.path + "/u.cpg", encoding: .utf8) == "UTF-8")
    let dbf = try #require(FileManager.default.contents(atPath: folder.path + "/u.dbf"))
    #expect(dbf[29] == 0)
    let info = try run("ogrinfo", ["-al", "u.shp"], in: folder.path)
    for words in [
      "名称 (String) = 商业", "administra (String) = 007", "n (Integer", ") = 5",
      "POINT (362289.4465",
    ] { #expect(info.output.contains(words), "\(info.output)") }
  }

  @Test("A GeoTIFF holds nodata, statistics, names and code, by gdalinfo's word")
  func writesGeoTIFF() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "2000", in: folder.path)
    let result = try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o", "c.tif",
      "--cells", "c-cells.shp", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let info = try run("gdalinfo", ["c.tif"], in: folder.path).output
    for words in [
      "Description = business", "NoData Value=-9999", "STATISTICS_MAXIMUM=", "AREA_OR_POINT=Area",
      "ID[\"EPSG\",32649]", "Pixel Size = (1000.000000000000000,-1000.000000000000000)",
    ] { #expect(info.contains(words), "\(info)") }
    #expect(try !folder.content.contains("c.tif.aux.xml"))
    #expect(try folder.content.contains("c.qml"))
    let layer = try run("ogrinfo", ["-so", "-al", "c-cells.shp"], in: folder.path).output
    #expect(layer.contains("Feature Count: 1097"))
  }

  @Test("An input is never replaced, not even on request")
  func protectsInputs() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "500", in: folder.path)
    let before = FileManager.default.contents(atPath: folder.path + "/pois.shp")
    for command in [
      ["bin", "pois.shp", "--cells", "pois.shp"], ["reproject", "pois.shp", "-o", "./pois.shp"],
      ["fishnet", "--within", "study-area.shp", "-o", "study-area.shp"],
    ] {
      let result = try run(gridcast, command + ["--overwrite"], in: folder.path)
      #expect(result.code == 64 && result.errors.contains("it is an input"), "\(result.errors)")
    }
    #expect(FileManager.default.contents(atPath: folder.path + "/pois.shp") == before)
  }

  @Test("A damaged shape is lost, and said to be")
  func countsDamage() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "p.geojson",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"i":1},"geometry":{"type":"LineString","coordinates":[[8,47],[9,48]]}}]}"#
    )
    try gridcast("reproject", "p.geojson", "--to", "EPSG:4326", "-o", "u.shp", in: folder.path)
    var bytes = try #require(FileManager.default.contents(atPath: folder.path + "/u.shp"))
    // The number of points of the first record, at byte 148: more than the record can hold.
    bytes[148] = 200
    try bytes.write(to: URL(filePath: folder.path + "/u.shp"))
    let result = try gridcast("reproject", "u.shp", "-o", "v.gpkg", in: folder.path)
    #expect(result.code == 65, "\(result.output) \(result.errors)")
  }

  @Test("An interrupted run leaves nothing, and ends with 130")
  func leavesNothingWhenInterrupted() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", in: folder.path)
    let before = try folder.content
    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments = ["run", "plan.yaml"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // Once the counts are staged, training takes seconds.
    let map = folder.path + "/map"
    let end = Date().addingTimeInterval(20)
    func staged() -> Bool {
      let all = (try? FileManager.default.contentsOfDirectory(atPath: map)) ?? []
      return all.contains { $0.hasPrefix(".gridcast-") }
    }
    while !staged() && Date() < end { usleep(5000) }
    usleep(300_000)
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try folder.content == before)
  }
}
