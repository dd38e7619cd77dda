import Foundation
import GridcastGeo
import Testing

/// The same conversion writes the same bytes, whenever it runs.
///
/// Left out is the file geodatabase, for whose tables GDAL draws random identifiers, and MapInfo's .tab of a
/// newer GDAL, which does not clear the bytes behind the name of a field.
@Suite struct DeterminismTests {
  private static let endings =
    [
      "shp", "geojson", "geojsonl", "gpkg", "fgb", "parquet", "arrow", "csv", "kml", "kmz", "gml",
      "gpx",
      "mif",
      "dxf", "sqlite", "xlsx", "ods", "jml", "gmt", "shz", "shp.zip",
    ] + (gdalIsAtLeast(3, 11) ? [] : ["tab"])

  @Test("Every format comes out with the same bytes two seconds later")
  func writesNoTime() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("城市.csv", "lon,lat,name\n109.5,34.5,茶馆\n109.6,34.6,tea\n")
    for round in ["first", "second"] {
      for ending in Self.endings {
        let output = "\(round)/\(ending)/out.\(ending)"
        try FileManager.default.createDirectory(
          atPath: "\(folder.path)/\(round)/\(ending)", withIntermediateDirectories: true)
        let result = try gridcast(
          "convert", "城市.csv", "-o", output, "--allow-loss", in: folder.path)
        #expect(result.code == 0, "\(ending): \(result.errors)")
      }
      // Zip archives count in steps of two seconds.
      if round == "first" { usleep(2_100_000) }
    }
    let difference = try run("diff", ["-rq", "first", "second"], in: folder.path)
    #expect(difference.output.isEmpty, "\(difference.output)")
    let names = try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/second")
    #expect(names.count > 2 * Self.endings.count)
    for name in [
      "kmz/out.kmz", "xlsx/out.xlsx", "ods/out.ods", "shz/out.shz", "shp.zip/out.shp.zip",
    ] {
      let test = try run("python3", ["-m", "zipfile", "-t", "second/\(name)"], in: folder.path)
      #expect(test.code == 0, "\(name): \(test.errors)")
      let told = try gridcast("info", "second/\(name)", in: folder.path)
      #expect(told.code == 0 && told.output.contains("2 features"), "\(name): \(told)")
    }
  }
}
