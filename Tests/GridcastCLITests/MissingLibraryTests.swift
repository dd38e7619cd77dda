import Testing

/// A library that is not installed is said in a sentence, before anything is written.
@Suite struct MissingLibraryTests {
  private static let point = #"""
    {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"day":"2020-01-02"},
    "geometry":{"type":"Point","coordinates":[116.4,39.9]}}]}
    """#

  private static let area = #"""
    {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},"geometry":
    {"type":"Polygon","coordinates":[[[116.4,39.9],[116.5,39.9],[116.5,40],[116.4,39.9]]]}}]}
    """#

  @Test(
    "Where GDAL is missing, what needs it says so and writes nothing",
    arguments: [
      "info moments.geojson", "info points.gpkg", "convert points.csv -o x.gpkg",
      "convert points.csv -o x.fgb", "convert points.csv -o - --format gml",
      "convert points.gpkg -o x.csv", "convert gbk.shp -o x.kml", "info counts.tif",
      "reproject counts.tif --to EPSG:4326 -o x.tif", "fishnet points.csv --cell 1km -o x.gpkg",
      "map counts.tif -o x.png",
    ])
  func missingGDAL(line: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("moments.geojson", Self.point)
    _ = try folder.file("points.csv", "name,lon,lat\nA,116.4,39.9\nB,116.5,39.8\n")
    for arguments in [
      ["convert", "points.csv", "-o", "points.gpkg"],
      ["convert", "points.csv", "-o", "gbk.shp", "--output-encoding", "GBK"],
      ["bin", "points.csv", "--cell", "1km", "-o", "counts.tif"],
    ] { #expect(try run(gridcast, arguments, in: folder.path).code == 0) }
    let before = try folder.content
    let result = try run(
      "GRIDCAST_GDAL=/nonexistent", [gridcast] + words(line), in: folder.path)
    #expect(result.code == 69, "\(result.errors)")
    #expect(result.errors.contains("GDAL cannot be loaded: /nonexistent: "), "\(result.errors)")
    #expect(result.errors.contains("GRIDCAST_GDAL"), "\(result.errors)")
    #expect(try folder.content == before)
  }

  @Test(
    "Where another library is missing, what needs it says so and writes nothing",
    arguments: [
      ("CAIRO", "Cairo", "map counts.tif -o x.png"),
      ("PANGO", "Pango", "map counts.tif -o x.png"),
      ("OPENBLAS", "OpenBLAS", "train bp counts.tif --target A -o x.safetensors"),
      ("PROJ", "PROJ", "bin points.csv --category name --cell 1km --to EPSG:4547 -o x.tif"),
      ("PROJ", "PROJ", "info points.csv --from EPSG:4490"),
      ("GEOS", "GEOS", "convert area.geojson --repair -o x.geojson"),
      ("GEOS", "GEOS", "fishnet --within area.geojson --cell 1km -o x.csv"),
      (
        "CURL", "curl",
        "fetch amap --within area.geojson --types 050000 --key-from key.txt -o x.csv"
      ),
      ("MONGOC", "libmongoc", "convert mongodb://127.0.0.1:1/gis -o x.csv"),
    ])
  func missingOthers(variable: String, title: String, line: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("points.csv", "name,lon,lat\nA,116.4,39.9\nB,116.5,39.8\n")
    _ = try folder.file("area.geojson", Self.area)
    _ = try folder.file("key.txt", "0123456789abcdef\n")
    let bin = ["bin", "points.csv", "--category", "name", "--cell", "1km", "-o", "counts.tif"]
    #expect(try run(gridcast, bin, in: folder.path).code == 0)
    let before = try folder.content
    let result = try run(
      "GRIDCAST_\(variable)=/nonexistent", [gridcast] + words(line), in: folder.path)
    #expect(result.code == 69, "\(result.errors)")
    #expect(result.errors.contains("\(title) cannot be loaded: /nonexistent: "), "\(result.errors)")
    #expect(try folder.content == before)
  }

  @Test("Where libcrypto is missing, hashes are the same")
  func missingLibcrypto() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("points.csv", "name,lon,lat\nA,116.4,39.9\nB,116.5,39.8\n")
    _ = try folder.file(
      "list.yaml", "out: converted\njobs:\n  - {input: points.csv, output: points.geojson}\n")
    let batch = [gridcast, "batch", "list.yaml", "--json"]
    let first = try run("GRIDCAST_OPENSSL=/nonexistent", batch, in: folder.path)
    #expect(first.code == 0, "\(first.errors)")
    let second = try run("GRIDCAST_OPENSSL=", batch, in: folder.path)
    #expect(second.code == 0, "\(second.errors)")
    #expect(second.output.contains("unchanged"), "\(second.output)")
  }
}
