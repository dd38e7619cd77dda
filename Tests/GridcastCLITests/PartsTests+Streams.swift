import Foundation
import Testing

/// What tells parts apart that came through standard input.
extension PartsTests {
  /// Writes the part of what comes through standard input.
  private func part(
    _ input: String, _ file: String, named name: String? = nil, in folder: TemporaryFolder
  ) throws {
    let names = name.map { ["--part-name", $0] } ?? []
    let result = try run(
      gridcast, ["bin", "-", "--to", "EPSG:32649", "--partial", file] + names, in: folder.path,
      input: input)
    #expect(result.code == 0, "\(result.errors)")
  }

  @Test("Streams of the same bytes count twice where each has a name, and are refused elsewhere")
  func tellsStreamsApart() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "lon,lat\n109.5,34.5\n109.6,34.6\n")
    // It counts to the same, of other bytes.
    _ = try folder.file("b.csv", "lon,lat\n109.6,34.6\n109.5,34.5\n")
    try part("a.csv", "a.part", in: folder)
    try part("a.csv", "again.part", in: folder)
    try part("b.csv", "b.part", in: folder)
    try part("a.csv", "one.part", named: "one", in: folder)
    try part("a.csv", "two.part", named: "two", in: folder)
    try part("b.csv", "other-two.part", named: "two", in: folder)
    for (parts, counted) in [("a b", 4), ("one two", 4), ("a b one two", 8)] {
      let merged = try run(
        gridcast,
        ["merge"] + words(parts).map { $0 + ".part" } + ["-o", "c.tif", "--json", "--overwrite"],
        in: folder.path)
      #expect(merged.code == 0, "\(parts): \(merged.errors)")
      #expect(merged.output.contains("\"counted\" : \(counted)"), "\(parts): \(merged.output)")
    }
    try gridcast("merge", "a.part", "one.part", "--partial", "sum.part", in: folder.path)
    for (parts, why) in [
      (
        "a again",
        "again.part: what came through standard input is in it, and to the byte in a.part too"
      ),
      ("a again", "give each stream a name of its own with --part-name"),
      ("sum again", "to the byte in sum.part too"),
      ("two other-two", "other-two.part: the stream named two is in it, and in two.part too"),
      ("sum one", "the stream named one is in it, and in sum.part too"),
    ] {
      let merged = try run(
        gridcast, ["merge"] + words(parts).map { $0 + ".part" } + ["-o", "no.tif"],
        in: folder.path)
      #expect(merged.code == 65 && merged.errors.contains(why), "\(parts): \(merged.errors)")
    }
    #expect(try !folder.content.contains("no.tif"))
  }

  @Test("Streams in which nothing is are alike, and all of them parts")
  func emptyStreams() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "lon,lat\n109.5,34.5\n")
    _ = try folder.file("none.csv", "lon,lat\n")
    try part("a.csv", "a.part", in: folder)
    for name in ["1", "2"] { try part("none.csv", "\(name).part", in: folder) }
    let merged = try gridcast("merge", "1.part", "a.part", "2.part", "-o", "c.tif", in: folder.path)
    #expect(merged.code == 0 && merged.output.contains("1 read, 1 counted"), "\(merged.errors)")
  }

  @Test(
    "A name goes with a part of standard input only",
    arguments: ["a.csv --to EPSG:32649 --partial a.part", "- -o a.tif"])
  func refusesNames(line: String) throws {
    let result = try run(gridcast, ["bin"] + words(line) + ["--part-name", "a"], in: "/tmp")
    #expect(result.code == 64)
    #expect(result.errors.contains("--part-name goes with --partial, and with standard input"))
  }
}
