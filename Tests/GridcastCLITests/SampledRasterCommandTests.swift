import Foundation
import Testing

/// `convert --values` as a user runs it.
@Suite struct SampledRasterCommandTests {
  private let points = root.appending(path: "fixtures/zones/values.csv").path()

  /// The raster of the fixtures as a GeoTIFF that names its system.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let raster = root.appending(path: "fixtures/zones/classes.asc").path()
    let result = try gridcast(
      "convert", raster, "--from", "EPSG:32649", "-o", "classes.tif", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    return folder
  }

  @Test("Points of another system get the values too, in any format")
  func writes() throws {
    let folder = try folder()
    for (input, system) in [(points, "EPSG:32649"), ("moved.gpkg", "EPSG:4326")] {
      if input != points {
        try gridcast(
          "convert", points, "--from", "EPSG:32649", "--to", system, "-o", input, in: folder.path)
      }
      let result = try gridcast(
        "convert", input, "--from", system, "--values", "classes.tif", "-o", "v.csv",
        "--overwrite", in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("150 features, with classes"), "\(result.output)")
      #expect(result.output.contains("beside the raster"), "\(result.output)")
      let text = try String(contentsOfFile: folder.path + "/v.csv", encoding: .utf8)
      let values = text.split(separator: "\n").dropFirst().compactMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).last.flatMap { Double($0) }
      }
      #expect(values.count > 120 && Set(values) == [1, 2, 3, 7], "\(Set(values))")
    }
  }

  @Test(
    "What is for other ways to write is refused, and not passed over",
    arguments: [
      ["--limit", "3"], ["--to", "utm"], ["--buffer", "50m"], ["--clip", "0,0,1,1"], ["--explode"],
      ["--dedupe"], ["--dissolve", "all"], ["--simplify", "5m"], ["--centroid"],
      ["--add", "a = 1"],
      ["--sort", "near"], ["--source-field", "f"], ["--pattern", "*.csv"], ["--dry-run"],
    ])
  func refuses(options: [String]) throws {
    let folder = try folder()
    let result = try run(
      gridcast,
      ["convert", points, "--from", "EPSG:32649", "--values", "classes.tif", "-o", "v.csv"]
        + options, in: folder.path)
    #expect(result.code == 64 && result.errors.contains("does not go with \(options[0])"))
    #expect(try folder.content == ["classes.tif"])
  }

  @Test("A raster elsewhere is told, and how values are taken without a raster too")
  func tells() throws {
    let folder = try folder()
    let alone = try gridcast(
      "convert", points, "--from", "EPSG:32649", "--sampling", "near", "-o", "v.csv",
      in: folder.path)
    #expect(alone.code == 64 && alone.errors.contains("--sampling goes with --values"))
    let away = try gridcast(
      "convert", points, "--from", "EPSG:32650", "--values", "classes.tif", "-o", "v.csv",
      in: folder.path)
    #expect(away.code == 65 && away.errors.contains("none of it lies on"), "\(away.errors)")
    let unknown = try gridcast(
      "convert", points, "--from", "EPSG:32649", "--values", "classes.tif:none", "-o", "v.csv",
      in: folder.path)
    #expect(unknown.code == 65 && unknown.errors.contains("it has no band 'none'; its bands are"))
    #expect(try folder.content == ["classes.tif"])
  }

  @Test(
    "Of a file with several rasters one is named behind a colon, and a band without a name by its number"
  )
  func choosesRasters() throws {
    let folder = try folder()
    let copied = try run("cp", ["classes.tif", "other.tif"], in: folder.path)
    try #require(copied.code == 0)
    let packed = try run(
      "python3", ["-m", "zipfile", "-c", "two.zip", "classes.tif", "other.tif"], in: folder.path)
    try #require(packed.code == 0, "\(packed.errors)")
    func take(_ raster: String) throws -> (CommandResult, [String]) {
      let result = try gridcast(
        "convert", points, "--from", "EPSG:32649", "--values", raster, "-o", "v.csv",
        "--overwrite", in: folder.path)
      let text = (try? String(contentsOfFile: folder.path + "/v.csv", encoding: .utf8)) ?? ""
      return (result, text.split(separator: "\n").map(String.init))
    }
    let (whole, expected) = try take("classes.tif")
    #expect(whole.code == 0 && expected.count == 151)
    for raster in ["two.zip:other", "two.zip:other:1", "two.zip:classes:1"] {
      let (result, lines) = try take(raster)
      #expect(result.code == 0, "\(raster): \(result.errors)")
      #expect(lines.count == 151 && lines.dropFirst() == expected.dropFirst(), "\(raster)")
    }
    let (several, _) = try take("two.zip")
    #expect(
      several.code == 64
        && several.errors.contains("'classes', 'other'; choose one with --values FILE:LAYER"),
      "\(several.errors)")
    let (wrong, _) = try take("two.zip:none")
    #expect(
      wrong.code == 65
        && wrong.errors.contains("it holds no raster 'none'; its rasters are 'classes', 'other'"),
      "\(wrong.errors)")
    let drawn = try gridcast("map", "two.zip:other", "-o", "m.png", in: folder.path)
    #expect(drawn.code == 0, "\(drawn.errors)")
  }

  @Test("Bands are named behind a colon, and the others are left out")
  func choosesBands() throws {
    let folder = try folder()
    _ = try folder.file("p.csv", "x,y,kind\n500500,3800500,a\n501500,3800500,b\n501500,3801500,c\n")
    let counted = try gridcast(
      "bin", "p.csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "--category", "kind", "--cell",
      "1km", "-o", "k.tif", in: folder.path)
    #expect(counted.code == 0, "\(counted.errors)")
    let taken = try gridcast(
      "convert", "p.csv", "--from", "EPSG:32649", "--values", "k.tif:c,a", "-o", "v.csv",
      in: folder.path)
    #expect(taken.code == 0, "\(taken.errors)")
    let text = try String(contentsOfFile: folder.path + "/v.csv", encoding: .utf8)
    #expect(
      text.split(separator: "\n").map { $0.split(separator: ",").suffix(3).joined(separator: " ") }
        == ["kind c a", "a 0.0 1.0", "b 0.0 0.0", "c 1.0 0.0"], "\(text)")
  }
}
