import Foundation
import Testing

/// What is refused of parts, and told.
extension PartsTests {
  @Test(
    "Parts that do not belong together are refused",
    arguments: [
      ("--cell 2km", "on cells of 2000, and not 1000"),
      ("--to EPSG:32650", "in WGS 84 / UTM zone 50N"),
      ("--weight w", "by field 'w', and not number"),
      ("--within area.geojson", "the study areas differ"),
      ("--categories rules.yaml", "categories by rules"),
      ("", "some of rare.csv is in it, and in a.part too"),
    ])
  func refusesOthers(options: String, why: String) throws {
    let folder = try folder()
    _ = try folder.file(
      "area.geojson",
      #"{"type":"Polygon","coordinates":[[[109.4,34.4],[110,34.4],[110,35],[109.4,34.4]]]}"#)
    func part(_ range: String, _ more: String, _ file: String) throws -> CommandResult {
      var options = words(more)
      if !options.contains("--categories") { options += ["--category", "function"] }
      if !options.contains("--to") { options += ["--to", "EPSG:32649"] }
      return try run(
        gridcast, ["bin", "rare.csv", "--range", range, "--partial", file] + options,
        in: folder.path)
    }
    let first = try part("0-50000", "", "a.part")
    #expect(first.code == 0, "\(first.errors)")
    let second = try part(options.isEmpty ? "40000-" : "50000-", options, "b.part")
    #expect(second.code == 0, "\(second.errors)")
    let merged = try gridcast("merge", "a.part", "b.part", "-o", "c.tif", in: folder.path)
    #expect(merged.code == 65)
    #expect(merged.errors.contains(why), "\(merged.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/c.tif"))
  }

  @Test("Parts whose rules look in different fields do not belong together")
  func refusesOtherFields() throws {
    let folder = try folder()
    for (field, range) in [("function", "0-50000"), ("w", "50000-")] {
      let part = try gridcast(
        "bin", "rare.csv", "--range", range, "--categories", "rules.yaml", "--category", field,
        "--to", "EPSG:32649", "--partial", "\(field).part", in: folder.path)
      #expect(part.code == 0, "\(part.errors)")
    }
    let merged = try gridcast("merge", "function.part", "w.part", "-o", "c.tif", in: folder.path)
    #expect(merged.code == 65 && merged.errors.contains("with categories by rules"))
  }

  @Test("What is missing is told, and how it is counted")
  func tellsOfGaps() throws {
    let folder = try folder()
    let part = try gridcast(
      "bin", "rare.csv", "--range", "0-50000", "--to", "EPSG:32649", "--partial", "a.part",
      in: folder.path)
    #expect(part.code == 0, "\(part.errors)")
    let merged = try gridcast("merge", "a.part", "-o", "c.tif", in: folder.path)
    #expect(merged.code == 65)
    let size = try Data(contentsOf: URL(filePath: "\(folder.path)/rare.csv")).count
    #expect(merged.errors.contains("bytes 50000-\(size) of"), "\(merged.errors)")
    #expect(merged.errors.contains("--range 50000-\(size) --partial"), "\(merged.errors)")
    let allowed = try gridcast("merge", "a.part", "-o", "c.tif", "--allow-loss", in: folder.path)
    #expect(allowed.code == 0 && allowed.errors.contains("in none of the parts"))
  }

  @Test("A part that is damaged anywhere is refused, and so is anything else")
  func refusesDamage() throws {
    let folder = try folder()
    try gridcast(
      "bin", "rare.csv", "--category", "function", "--to", "EPSG:32649", "--partial", "a.part",
      in: folder.path)
    let whole = [UInt8](try Data(contentsOf: URL(filePath: "\(folder.path)/a.part")))
    for place in stride(from: 0, to: whole.count, by: whole.count / 40) {
      var damaged = whole
      damaged[place] ^= 4
      try Data(damaged).write(to: URL(filePath: "\(folder.path)/b.part"))
      let flipped = try gridcast("merge", "b.part", "-o", "c.tif", in: folder.path)
      #expect(flipped.code == 65, "\(place): \(flipped.errors)")
      try Data(whole.prefix(place)).write(to: URL(filePath: "\(folder.path)/b.part"))
      let cut = try gridcast("merge", "b.part", "-o", "c.tif", in: folder.path)
      #expect(cut.code == 65, "\(place): \(cut.errors)")
    }
    let other = try gridcast("merge", "rare.csv", "-o", "c.tif", in: folder.path)
    #expect(other.code == 65 && other.errors.contains("it is no part of a count"))
    let missing = try gridcast("merge", "no.part", "-o", "c.tif", in: folder.path)
    #expect(missing.code == 66)
  }

  @Test(
    "Wrong use says what is right",
    arguments: [
      ("bin rare.csv --partial a.part", "name it with --to, as in --to EPSG:32649"),
      ("bin rare.csv --partial a.part -o c.tif", "--partial takes the place of other outputs"),
      ("bin rare.csv --range 0-10 -o c.tif", "--range goes with --partial"),
      ("bin rare.csv --range ten --to EPSG:32649 --partial a.part", "write it as 0-1000"),
      (
        "bin rare.csv --measure coverage --to EPSG:32649 --partial a.part",
        "only points are counted in parts"
      ),
      ("split - --parts 3", "Standard input is read once"),
    ])
  func refusesWrongUse(line: String, why: String) throws {
    let folder = try folder()
    let result = try run(gridcast, words(line), in: folder.path)
    #expect(result.code == 64)
    #expect(result.errors.contains(why), "\(result.errors)")
  }

  @Test("An empty part is a part")
  func emptyParts() throws {
    let folder = try folder()
    _ = try folder.file("none.csv", "lon,lat,function\n")
    for (name, range) in [("rare", "0-"), ("rare", "999999-"), ("none", "0-")] {
      let part = try gridcast(
        "bin", "\(name).csv", "--range", range, "--category", "function", "--to", "EPSG:32649",
        "--partial", "\(name)\(range).part", in: folder.path)
      #expect(part.code == 0, "\(part.errors)")
    }
    let merged = try gridcast(
      "merge", "none0-.part", "rare999999-.part", "rare0-.part", "-o", "c.tif", in: folder.path)
    #expect(
      merged.code == 0 && merged.output.contains("3,000 read, 3,000 counted"), "\(merged.errors)")
    let nothing = try gridcast("merge", "none0-.part", "-o", "d.tif", in: folder.path)
    #expect(nothing.code == 65 && nothing.errors.contains("nothing was counted"))
  }
}
