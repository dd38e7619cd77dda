import Foundation
import Testing

/// `bin RASTER --zones` as a user runs it.
@Suite struct RasterZonesCommandTests {
  private let raster = root.appending(path: "fixtures/zones/classes.asc").path()
  private let zones = root.appending(path: "fixtures/zones/zones.geojson").path()

  @Test("The zones are written with a field a statistic in any format, by ogrinfo's word")
  func writes() throws {
    let folder = try TemporaryFolder()
    for ending in ["gpkg", "shp"] {
      let result = try gridcast(
        "bin", raster, "--from", "EPSG:32649", "--zones", zones, "--statistics",
        "count,mean,majority,variety", "-o", "z-\(ending).\(ending)", in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("10 zones, 9 of them on the raster"), "\(result.output)")
      let info = try run("ogrinfo", ["-al", "-geom=NO", "z-\(ending).\(ending)"], in: folder.path)
        .output
      for words in [
        "count (Real", "Feature Count: 10", "name (String) = with a hole",
        "variety (Integer64) = 4",
      ] {
        #expect(info.contains(words), "\(info)")
      }
    }
    #expect(try folder.content.contains("z-shp.qml"))
  }

  @Test("What is printed is what was asked for, beside the cells")
  func printsWhatIsAskedFor() throws {
    let folder = try TemporaryFolder()
    for (statistics, header) in [
      ("sum", "band cells unknown sum"),
      ("variety,majority", "band cells unknown variety majority"),
      (nil, "band cells unknown sum mean min max stdev"),
    ] {
      let arguments =
        ["bin", raster, "--from", "EPSG:32649", "--zones", zones, "-o", "z.gpkg", "--overwrite"]
        + (statistics.map { ["--statistics", $0] } ?? [])
      let result = try run(gridcast, arguments, in: folder.path)
      let lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.contains { $0.joined(separator: " ") == header }, "\(result.output)")
      let json = try run(gridcast, arguments + ["--json"], in: folder.path).output
      let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      let band = try #require((object?["bands"] as? [[String: Any]])?.first)
      let names = header.split(separator: " ").dropFirst().map(String.init)
      #expect(Set(names).isSubset(of: band.keys), "\(json)")
      #expect((band["mean"] == nil) == (statistics != nil))
    }
  }

  @Test(
    "What does not go together is refused with the way out",
    arguments: [
      ([], "with --zones its values are taken by zone"),
      (["--zones", "Z", "--category", "kind"], "leave out other inputs, --category"),
      (["--zones", "Z", "--statistics", "median"], "--statistics does not know 'median'"),
      (["--statistics", "mean"], "--statistics goes with --zones"),
    ])
  func refuses(options: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let result = try run(
      gridcast,
      ["bin", raster, "--from", "EPSG:32649", "-o", "z.gpkg"]
        + options.map { $0 == "Z" ? zones : $0 }, in: folder.path)
    #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content.isEmpty)
  }

  @Test("A count of points takes no statistics")
  func refusesStatisticsOfPoints() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n111,34\n")
    let result = try gridcast(
      "bin", "p.csv", "--zones", zones, "--statistics", "mean", "-o", "z.gpkg", in: folder.path)
    #expect(result.code == 64 && result.errors.contains("goes with a raster"), "\(result.errors)")
  }
}
