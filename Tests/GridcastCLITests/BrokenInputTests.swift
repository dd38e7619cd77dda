import Foundation
import Testing

/// Every odd or broken file is read, or refused with a sentence; nothing crashes or is left behind.
@Suite struct BrokenInputTests {
  private static let folders = [
    "shp-gdal", "shp-pyshp", "shp-mapshaper", "shp-nts", "shp-grid-sz", "geojson-gdal", "osm-gdal",
    "osm-testdata", "tif-gdal",
  ]
  private static let endings: Set = [
    "shp", "dbf", "json", "geojson", "osm", "pbf", "zip", "tif", "shx", "prj",
  ]

  static var files: [String] {
    folders.flatMap { folder -> [String] in
      let path = "\(shared)/data/\(folder)"
      let all = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
      return all.filter { endings.contains(URL(filePath: $0).pathExtension) }.sorted()
        .map { "\(folder)/\($0)" }
    }
  }

  @Test(
    "Odd and broken files are read or refused by name",
    .enabled(if: hasShared, "\(sharedIsMissing)"))
  func areReadOrRefused() throws {
    #expect(Self.files.count > 60)
    for file in Self.files {
      let path = "\(shared)/data/\(file)"
      let commands = [
        ["info", path], ["reproject", path, "--from", "EPSG:4326", "-o", "x.gpkg"],
        ["reproject", path, "-o", "x.shp"],
        [
          "bin", path, "--from", "EPSG:4326", "--to", "EPSG:3857", "--cell", "100km", "-o", "x.tif",
        ],
        ["fishnet", "--within", path, "-o", "x.shp"],
      ]
      for command in commands {
        let folder = try TemporaryFolder()
        let result = try run(gridcast, command, in: folder.path, seconds: 10)
        let line = command.joined(separator: " ") + ": \(result.code) \(result.errors)"
        #expect([0, 64, 65, 66].contains(result.code), "\(line)")
        if result.code != 0 {
          #expect(result.errors.contains("error: "), "\(line)")
          #expect(result.errors.contains(path) || result.errors.contains("error: x.shp"), "\(line)")
          #expect(try folder.content == [], "\(line)")
        }
      }
    }
  }
}
