import Foundation
import Testing

/// A batch calls an output unchanged only where nothing of what made it has changed.
@Suite struct StaleBatchTests {
  private func states(_ arguments: [String], _ folder: TemporaryFolder) throws -> [String] {
    let said = try run(gridcast, arguments + ["--json"], in: folder.path)
    let results = try JSONSerialization.jsonObject(with: Data(said.output.utf8))
    return (results as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
  }

  private func ascii(_ value: Int) -> String {
    "ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 3800000\ncellsize 1000\nNODATA_value -1\n\(value).5 -1\n"
  }

  @Test("Settings in which a number is NaN differ where they differ")
  func settingsWithNaN() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("m.asc", ascii(7))
    let command = ["convert", "m.asc", "--out", "out", "--from", "EPSG:32649", "--nodata"]
    #expect(try states(command + ["nan"], folder) == ["done"])
    #expect(try states(command + ["nan"], folder) == ["unchanged"])
    #expect(try states(command + ["nan", "--cog"], folder) == ["done"])
    #expect(try states(command + ["inf", "--cog"], folder) == ["done"])
  }

  static let siblings: [(input: String, sibling: String)] = [
    ("a.tab", "a.dat"), ("a.tab", "a.map"), ("a.tab", "a.id"), ("a.mif", "a.mid"),
    ("a.shp", "a.dbf"), ("a.shp", "a.SBN"), ("a.csv", "a.csvt"), ("a.csv", "a.prj"),
    ("a.asc", "a.prj"), ("a.asc", "a.asc.aux.xml"), ("a.tif", "a.tfw"), ("a.tif", "a.tif.aux.xml"),
    ("a.tif", "a.wld"), ("a.tif", "a.tif.ovr"), ("a.tif", "a.tif.msk"), ("a.png", "a.pgw"),
    ("a.png", "a.PNGW"), ("a.bil", "a.hdr"), ("a.img", "a.ige"), ("a.gml", "a.gfs"),
    ("a.gpkg", "a.gpkg-wal"),
  ]

  @Test("A change to a file that is read beside the input is a change", arguments: siblings)
  func siblingsCount(input: String, sibling: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("points.csv", "name,lon,lat\na,109,34\n")
    _ = try folder.file("cells.asc", ascii(7))
    let isRaster = ["asc", "tif", "png", "bil", "img"].contains { input.hasSuffix($0) }
    let drivers = [
      "a.tab": "MapInfo File", "a.mif": "MapInfo File", "a.shp": "ESRI Shapefile", "a.csv": "CSV",
      "a.gml": "GML", "a.gpkg": "GPKG", "a.asc": "AAIGrid", "a.tif": "GTiff", "a.png": "PNG",
      "a.bil": "EHdr", "a.img": "HFA",
    ]
    let driver = try #require(drivers[input])
    let made =
      isRaster
      ? try run(
        "gdal_translate",
        ["-q", "-ot", "Byte", "-a_nodata", "0", "-of", driver, "cells.asc", input],
        in: folder.path)
      : try run(
        "ogr2ogr",
        [
          "-f", driver, input, "points.csv", "-oo", "X_POSSIBLE_NAMES=lon", "-oo",
          "Y_POSSIBLE_NAMES=lat", "-a_srs", "EPSG:4326", "-lco",
          driver == "CSV" ? "GEOMETRY=AS_XY" : "A=B",
        ], in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let output = isRaster ? "b.tif" : "b.geojson"
    _ = try folder.file(
      "m.yaml",
      "out: out\njobs: [{input: \(input), output: \(output), from: \"EPSG:\(isRaster ? 32649 : 4326)\"}]"
    )
    let batch = ["batch", "m.yaml"]
    #expect(try states(batch, folder) == ["done"])
    #expect(try states(batch, folder) == ["unchanged"])
    let path = "\(folder.path)/\(sibling)"
    let before = FileManager.default.contents(atPath: path) ?? Data()
    try (before + Data("\n".utf8)).write(to: URL(filePath: path))
    // Whether what lies there now can be read is not asked here.
    #expect(try states(batch, folder) != ["unchanged"])
  }

  @Test("A list of other files is read anew each time, as they may have changed")
  func listOfFiles() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.asc", ascii(7))
    let made = try run("gdalbuildvrt", ["-q", "a.vrt", "a.asc"], in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    _ = try folder.file(
      "m.yaml",
      "out: out\njobs: [{input: a.vrt, output: b.tif, from: \"EPSG:32649\", allow-remote: true}]")
    let batch = ["batch", "m.yaml", "--allow-remote"]
    #expect(try states(batch, folder) == ["done"])
    #expect(try states(batch, folder) == ["done"])
  }
}
