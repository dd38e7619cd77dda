import Foundation
import Testing

/// `bin --hexagons` and `--density` as a user runs them.
@Suite struct HexagonCommandTests {
  private let points = root.appending(path: "fixtures/hexagons/points.csv").path()
  private let area = root.appending(path: "fixtures/hexagons/area.geojson").path()

  private func bin(_ options: [String], in folder: TemporaryFolder) throws -> CommandResult {
    try run(
      gridcast, ["bin", points, "--from", "EPSG:32649", "--to", "EPSG:32649"] + options,
      in: folder.path)
  }

  @Test("Hexagons are written as polygons, with their names and numbers")
  func writes() throws {
    let folder = try TemporaryFolder()
    let result = try bin(["--hexagons", "500m", "--within", area, "-o", "h.gpkg"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("hexagons, 500 m from side to side"), "\(result.output)")
    let info = try run("ogrinfo", ["-al", "h.gpkg"], in: folder.path).output
    for words in ["Geometry: Polygon", "cell (String) = hex500R", "all (Integer"] {
      #expect(info.contains(words), "\(info.prefix(3000))")
    }
    #expect(try folder.content == ["h.gpkg", "h.qml"])
  }

  @Test("Densities are numbers per km² of ground, in raster and cells, with the ground")
  func writesDensities() throws {
    let folder = try TemporaryFolder()
    let result = try bin(
      ["--density", "--within", area, "-o", "d.tif", "--cells", "d.csv"], in: folder)
    #expect(result.code == 0, "\(result.errors)")
    let table = try String(contentsOfFile: folder.path + "/d.csv", encoding: .utf8)
    let lines = table.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(lines[0].last == "area_km2" && lines[0].contains("all"), "\(lines[0])")
    let counted = lines.dropFirst().reduce(0.0) { sum, line in
      let (density, area) = (Double(line[line.count - 2]) ?? 0, Double(line[line.count - 1]) ?? 0)
      return sum + density * area
    }
    // What the report counts is the number of points.
    #expect(result.output.contains("\(Int(counted.rounded())) counted"), "\(result.output)")
  }

  @Test(
    "What does not go together is refused with the way out",
    arguments: [
      (["--hexagons", "500m", "-o", "h.tif"], "Hexagons are no cells of a raster"),
      (["--hexagons", "500m", "--cell", "1km", "-o", "h.shp"], "leave out --cell"),
      (["--hexagons", "500m"], "needs --output"),
      (["--hexagons", "500m", "--measure", "length", "-o", "h.shp"], "counts points only"),
      (["--density", "--partial", "p.part"], "leave out --partial"),
    ])
  func refuses(options: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let result = try bin(options, in: folder)
    #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content.isEmpty)
  }

  @Test("Hexagons in degrees are refused with the way out")
  func refusesDegrees() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n111,34\n")
    let result = try gridcast(
      "bin", "p.csv", "--to", "EPSG:4326", "--hexagons", "0.1deg", "-o", "h.gpkg", in: folder.path)
    #expect(
      result.code == 64 && result.errors.contains("hexagons are not regular"), "\(result.errors)")
  }
}
