import Foundation
import Testing

/// Inputs as a shell hands them over for a pattern such as `pois.*`.
@Suite struct InputPartsTests {
  private func city() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try #require(
      try gridcast("sample", "city", "--points", "500", in: folder.path).code == 0)
    return folder
  }

  @Test("Parts of a Shapefile are taken with it, and that is told once")
  func parts() throws {
    let folder = try city()
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/city")
      .filter { $0.hasPrefix("pois.") }.sorted().map { "city/\($0)" }
    #expect(names.count > 3)
    for arguments in [
      ["info"] + names, ["convert"] + names + ["-o", "o.gpkg"],
      ["bin"] + names + ["-o", "o.tif"], ["fishnet"] + names + ["-o", "f.shp"],
      ["map"] + names + ["-o", "m.png"], ["convert"] + names + ["--out", "o", "--format", "gpkg"],
    ] {
      let result = try run(gridcast, arguments, in: folder.path)
      #expect(result.code == 0, "\(arguments): \(result.errors)")
      let parts = names.filter { $0 != "city/pois.shp" }.joined(separator: ", ")
      let told =
        "taken as parts of the datasets that they lie beside, and not for themselves: \(parts)"
      #expect(
        result.errors.split(separator: told, omittingEmptySubsequences: false).count == 2,
        "\(arguments): \(result.errors)")
    }
    let read = try gridcast("convert", "o.gpkg", "-o", "o.csv", in: folder.path)
    #expect(read.output.contains("500 read"), "\(read.output)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/o").contains("pois.gpkg"))
  }

  @Test("A part that is given alone is read for itself")
  func alone() throws {
    let folder = try city()
    let table = try gridcast("info", "city/pois.dbf", in: folder.path)
    #expect(table.code == 0 && table.errors.isEmpty, "\(table.errors)")
  }
}
