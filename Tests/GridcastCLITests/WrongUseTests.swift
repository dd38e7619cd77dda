import Foundation
import Testing

/// What a new user mistypes, and what is said of it.
@Suite struct WrongUseTests {
  /// A command line, and what standard error has to hold.
  static let complaints: [(line: String, says: [String])] = [
    ("bni city.shp", ["command 'bni'", "did you mean 'bin'?"]),
    ("forcast m.safetensors counts.tif", ["did you mean 'forecast'?"]),
    ("reproj city.shp", ["did you mean 'reproject'?"]),
    ("train bpp counts.tif", ["command 'train bpp'", "did you mean 'bp'?", "linear"]),
    ("xyzzy", ["there is none of this name", "gridcast --help"]),
    ("count pois.shp", ["it is called 'bin' here"]),
    ("buffer pois.shp", ["it is an option here", "--buffer 50m"]),
    ("clip pois.shp", ["--clip area.shp"]),
    ("zonal counts.tif", ["gridcast bin in.tif --zones zones.shp -o out.csv"]),
    ("forecast m counts.tif --years 3", ["Unknown option '--years'. Did you mean '--steps'?"]),
    ("bin a.shp --crs utm", ["Unknown option '--crs'. Did you mean '--to'?"]),
    ("convert a.shp -o b.shp --bbox 1,2,3,4", ["Did you mean '--extent'?"]),
    ("convert a.shp -o b.shp --limit -3", ["--limit must be 0 or more"]),
    ("info mongo://localhost/db", ["did you mean 'mongodb://localhost/db'?"]),
    ("info mongodb:/localhost/db", ["did you mean 'mongodb://localhost/db'?"]),
    ("info postgres:/localhost/db", ["did you mean 'postgres://localhost/db'?"]),
    ("info htps://localhost/a.shp", ["did you mean 'https://localhost/a.shp'?"]),
    ("run plan.yaml --cell 500m", ["The keys of a plan are set by --set, as in --set cell=500m"]),
    ("train bp a.tif --target b -o m --fields c", ["Did you mean '--features'?"]),
    ("voronoi pois.shp", ["Gridcast does not do that", "QGIS"]),
    ("route a b", ["pgRouting"]),
    ("bin --cel 1km", ["Unknown option '--cel'. Did you mean '--cell'?"]),
    ("map --titel Business", ["Unknown option '--titel'. Did you mean '--title'?"]),
    ("train bp --targt business", ["Unknown option '--targt'. Did you mean '--target'?"]),
    ("bin", ["Missing expected argument"]),
    ("convert a.shp b.gpkg", ["--output FILE", "what stands without an option is an input"]),
    ("systems qqqqq", ["PROJ's database has none"]),
    ("info city --to \"utm 49n\"", ["Unknown option '--to'"]),
    ("bin a.shp --cell 1km --cell 2km", ["--cell is given twice"]),
    ("bin a.shp --cell=1km -o a.tif --cell 2km", ["--cell is given twice"]),
    ("map a.tif -o a.png --output b.png", ["-o and --output are the same option"]),
    ("help convrt", ["command 'convrt'", "did you mean 'convert'?"]),
    ("help train bpp", ["command 'train bpp'", "did you mean 'bp'?"]),
    ("fishnet -o x.shp", ["Give either --within", "Usage: gridcast fishnet"]),
    ("train bp a.tif --target b --folds -1 -o m", ["Usage: gridcast train bp"]),
    (
      "bin a.shp --zones z.shp --density -o d.gpkg", ["--add \"density = total / area_m2() * 1e6\""]
    ),
    ("formats shapefil", ["did you mean 'Shapefile'?"]),
    ("formats exel", ["did you mean 'excel'?"]),
  ]

  @Test("Misspelled words are told with what was meant", arguments: complaints)
  func complaint(line: String, says: [String]) throws {
    let result = try run(gridcast, words(line), in: "/tmp")
    #expect(result.code == 64, "\(line)")
    for text in says { #expect(result.errors.contains(text), "\(line): \(result.errors)") }
    #expect(!result.errors.contains("Missing expected") || says == ["Missing expected argument"])
    #expect(result.errors.split(separator: "Usage:", omittingEmptySubsequences: false).count <= 2)
  }

  /// A city with counts and a model, and plans that are mistyped.
  private func city() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try #require(try gridcast("sample", "city", in: folder.path).code == 0)
    try #require(
      try gridcast(
        "bin", "city/pois.shp", "--category", "function", "--within", "city/study-area.shp", "-o",
        "counts.tif", in: folder.path
      ).code == 0)
    try #require(
      try gridcast(
        "train", "linear", "counts.tif", "--target", "business", "-o", "m.safetensors",
        in: folder.path
      ).code == 0)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/bare", withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/rasters", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/counts.tif", toPath: "\(folder.path)/rasters/a.tif")
    _ = try folder.file("README.md", "# A text\n")
    _ = try folder.file("prose.txt", "hello, world\n")
    _ = try folder.file(
      "named.csv", "lon,lat,name\n" + "109.5,34.5,shop\n109.51,34.5,stall\n109.5,34.51,7\n")
    _ = try folder.file("far.csv", "lon,lat\n116.4,39.9\n116.5,39.95\n")
    try #require(try gridcast("bin", "far.csv", "-o", "far.tif", in: folder.path).code == 0)
    for ending in ["shp", "shx", "prj"] {
      try FileManager.default.copyItem(
        atPath: "\(folder.path)/city/pois.\(ending)", toPath: "\(folder.path)/bare/pois.\(ending)")
    }
    let plans = [
      "wide.yaml": "inputs：city/pois.shp\ncell: 1km\noutputs: {folder: x}\n",
      "tab.yaml": "inputs: city/pois.shp\noutputs:\n\tfolder: x\n",
      "close.yaml": "inputs:city/pois.shp\noutputs: {folder: x}\n",
      "key.yaml": "inputs: city/pois.shp\ncel: 1km\noutputs: {folder: x}\n",
      "comma.yaml": "inputs: [city/pois.shp，city/pois.shp]\noutputs: {folder: x\n",
      "rules.yaml": "field: function\ncategories：\n  a: [business]\n",
    ]
    for (name, text) in plans { _ = try folder.file(name, text) }
    return folder
  }

  /// A command line, its exit code, and what standard error has to hold.
  static let mistakes: [(line: String, code: Int32, says: String)] = [
    (
      "bin city/pois.shp --category functoin -o a.tif", 65,
      "its fields are id, name, function, opened"
    ),
    ("bin city/pois.shp --weight nope -o a.tif", 65, "its fields are id, name, function, opened"),
    (
      "bin city/pois.shp --categories amap -o a.tif", 65,
      "it has none of the fields 'typecode', 'type', '大类'"
    ),
    (
      "bin city/pois.shp --zones city/study-area.shp --category nope -o z.shp", 65,
      "its fields are id, name, function, opened"
    ),
    ("bin bare/pois.shp --category function -o a.tif", 65, "the .dbf is missing"),
    ("bin m.safetensors -o a.tif", 65, "it is a trained model, and a layer of points"),
    ("bin city/plan.yaml -o a.tif", 65, "it is a text in YAML, such as a plan, and a layer of"),
    (
      "bin counts.tif -o a.tif", 64,
      "it is a raster, whose cells are counted already; with --zones its values are taken by zone"
    ),
    ("bin city/pois.shp --within city/study-area.qml -o a.tif", 65, "it is a style of QGIS's"),
    (
      "forecast counts.tif m.safetensors -o f.tif", 64,
      "the model comes first, and then the raster: gridcast forecast m.safetensors counts.tif"
    ),
    (
      "forecast city/pois.shp counts.tif -o f.tif", 65,
      "it is a layer or table, and a trained model"
    ),
    (
      "train linear city/pois.shp --target business -o n.safetensors", 65,
      "it is a layer or table, and a raster is wanted; count it per cell first with gridcast bin"
    ),
    ("hotspots m.safetensors -o h.tif", 65, "it is a trained model, and a raster is wanted"),
    ("run city", 66, "it is a folder; name the plan in it, such as plan-years.yaml"),
    ("run counts.tif", 64, "it is a raster, and a plan in YAML is wanted"),
    ("report city/pois.shp", 65, "it is a layer or table, and the folder of a run"),
    ("run wide.yaml", 64, "line 1 has a full-width colon (：)"),
    ("run tab.yaml", 64, "line 3 begins with a tab"),
    ("run close.yaml", 64, "line 1 has no space behind the colon; write 'inputs: city/pois.shp'"),
    (
      "run key.yaml", 64,
      "'cel' means nothing here (did you mean 'cell'?); known are about, allow-loss"
    ),
    ("run comma.yaml", 64, "full-width sign (，)"),
    ("bin city/pois.shp --categories rules.yaml -o a.tif", 65, "line 2 has a full-width colon"),
    (
      "bin city/pois.shp --where \"function = 'x'\" -o a.tif", 65,
      "no feature fulfils the condition function = 'x'"
    ),
    (
      "convert city/pois.shp --where \"function = 'x'\" -o none.gpkg", 0,
      "no feature fulfils the condition function = 'x'"
    ),
    ("reproject city/pois.shp --to \"utm zone 49\" -o r.gpkg", 65, "gridcast systems utm 49n"),
    (
      "bin city/pois.shp --categories osm --category function -o osm.tif", 65,
      "44,034 without category"
    ),
    (
      "convert city/pois.shp --select functoin -o n.gpkg", 65,
      "it has no field 'functoin' (did you mean 'function'?); its fields are id, name, function, opened"
    ),
    (
      "bin city/pois.shp --zones city/study-area.shp -o z.tif", 64,
      "--zones gives a layer or a table"
    ),
    (
      "convert city/pois.shp --where \"functoin = 'x'\" -o n.gpkg", 64,
      "it has no field 'functoin' (did you mean 'function'?); its fields are id, name, function, opened"
    ),
    (
      "bin city/pois.shp --where \"function = business\" -o n.tif", 64,
      "its fields are id, name, function, opened, and a text stands between single quotes, as 'business'"
    ),
    (
      "convert none.gpkg --where \"functoin = 'x'\" -o n.shp", 64,
      "it has no field 'functoin' (did you mean 'function'?)"
    ),
    (
      "convert city/pois.shp --where \"function = ‘business’\" -o n.gpkg", 64, "it has the quote ‘"
    ),
    (
      "convert city/pois.shp --where \"opened ＝ 2013\" -o wide.gpkg", 0,
      "it has the full-width sign ＝; put the plain one (=) in its place"
    ),
    ("convert city/pois.shp --add \"a = “x”\" -o n.gpkg", 64, "it has the quote “"),
    (
      "convert city/pois.shp city/pois.shp -o twice.gpkg", 0,
      "city/pois.shp: it is given more than once, so all in it is written more than once"
    ),
    ("fishnet city/pois.shp --cell -1 -o n.shp", 64, "'-1'"),
    (
      "bin counts.tif:business --zones city/study-area.shp -o n.gpkg", 64,
      "a raster's bands are all taken by zone; name counts.tif alone"
    ),
    (
      "bin city/pois.shp --within 109,34,110,35 -o n.tif", 64,
      "it is a box in numbers, and a layer of polygons is wanted"
    ),
    (
      "bin city/pois.shp --like far.tif -o n.tif", 65, "44,034 outside the raster far.tif"
    ),
  ]

  @Test("A wrong file, field or text is told as what it is")
  func mistake() throws {
    let city = try city()
    for (line, code, says) in Self.mistakes + Self.early {
      let result = try run(gridcast, words(line), in: city.path)
      #expect(result.code == code, "\(line): \(result.errors)")
      #expect(says.isEmpty || result.errors.contains(says), "\(line): \(result.errors)")
    }
  }

  private struct Answer: Decodable {
    struct Fault: Decodable { let code: Int32, kind: String, subject: String?, message: String }
    let error: Fault
  }

  @Test(
    "With --json a fault is JSON on standard output, and a sentence on standard error",
    arguments: [
      ("bin nope.shp --json", Int32(66), "unreadable", "nope.shp", "there is no such file"),
      ("bin --json --cel 1km", 64, "usage", nil, "Unknown option '--cel'"),
      ("bin --json", 64, "usage", nil, "Missing expected argument"),
      ("bni x --json", 64, "usage", "command 'bni'", "did you mean 'bin'?"),
      ("systems --json qqqqq", 64, "usage", "coordinate system 'qqqqq'", "has none"),
    ])
  func faultsAreJSON(line: String, code: Int32, kind: String, subject: String?, message: String)
    throws
  {
    let result = try run(gridcast, words(line), in: "/tmp")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8)).error
    #expect(result.code == code && answer.code == code)
    #expect(answer.kind == kind && answer.subject == subject)
    #expect(answer.message.contains(message), "\(answer.message)")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("Help that is asked for is no fault, also beside --json")
  func helpIsNoFault() throws {
    let result = try gridcast("bin", "--help", "--json")
    #expect(result.code == 0 && result.output.hasPrefix("OVERVIEW:"))
  }

  @Test(
    "info tells what a model, a plan, rules and a run are",
    arguments: [
      ("m.safetensors", ["trained model (safetensors)", "predicts", "business", "how good"]),
      ("city/plan.yaml", ["plan (YAML)", "category", "function", "study-area.shp"]),
      ("good.yaml", ["rules of categories (YAML)", "function"]),
      ("jobs.yaml", ["list of jobs (YAML)"]),
    ])
  func infoKnowsOwnFiles(file: String, says: [String]) throws {
    let folder = try city()
    _ = try folder.file("good.yaml", "field: function\ncategories:\n  a: [business]\n")
    _ = try folder.file("jobs.yaml", "out: o\njobs:\n  - {input: city/pois.shp, output: p.gpkg}\n")
    let result = try gridcast("info", file, in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    for text in says { #expect(result.output.contains(text), "\(result.output)") }
    let json = try gridcast("info", file, "--json", in: folder.path)
    let list = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
    #expect((list?.first?["format"] as? String).map { result.output.contains($0) } ?? false)
  }

  @Test("info goes on after a file that cannot be read, which stands in its JSON as a fault")
  func infoKeepsFaults() throws {
    let folder = try city()
    let result = try gridcast("info", "nope.shp", "city/stations.shp", "--json", in: folder.path)
    #expect(result.code == 66)
    let list = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
    #expect(list?.count == 2 && list?[0]["error"] != nil && list?[1]["features"] != nil)
  }
}
