#if os(Linux)
  import Foundation
  import Testing

  /// Nothing of the environment is needed; where something of the system is missing, work is done all the same, or it is
  /// said why not.
  @Suite struct BareEnvironmentTests {
    private static let points =
      "kind,lon,lat\nshop,109.5,34.5\nbank,109.501,34.501\nshop,109.52,34.52\n"

    /// A shell that makes the system bare and becomes the command; the work folder stays writable.
    private static func without(_ what: String) -> [String] {
      ["unshare", "-rm", "sh", "-c", what + " && exec \"$@\"", "sh"]
    }

    private static let noProc = without("mount -t tmpfs none /proc")
    private static let readOnly = without("mount -o remount,ro,bind /")
    private static let readOnlyButHere = without(
      "mount --bind \"$PWD\" \"$PWD\" && mount -o remount,ro,bind / && cd \"$PWD\"")

    /// Runs the command; nil where this machine does not let anyone make the system bare.
    private func bare(_ begin: [String], _ line: String, in folder: TemporaryFolder) throws
      -> CommandResult?
    {
      let said = try run(begin[0], begin.dropFirst() + [gridcast] + words(line), in: folder.path)
      // What unshare, sh and mount end with; the command itself has no such code.
      return [1, 2, 32].contains(said.code) ? nil : said
    }

    @Test(
      "What is written is the same",
      arguments: [
        ("without any environment", ["env", "-i"]), ("without HOME", ["env", "-u", "HOME"]),
        ("with a HOME that is not there", ["env", "-i", "HOME=/nonexistent"]),
        ("in a language that is not there", ["env", "-i", "LC_ALL=zz_ZZ", "LANGUAGE=zz"]),
        ("without GDAL's data", ["env", "-i", "GDAL_DATA=/nonexistent"]),
        ("without /dev", without("mount -t tmpfs none /dev")),
        ("without /sys", without("mount -t tmpfs none /sys")),
        ("on a read-only root", readOnlyButHere),
      ])
    func same(how: String, begin: [String]) throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", Self.points)
      for line in [
        "bin p.csv --category kind --cell 1km -o OUT.tif", "convert p.csv -o OUT.gpkg --name p",
        "reproject p.csv -o OUT.shp", "map there.tif -o OUT.png",
      ] {
        let usual = try run(
          gridcast, words(line.replacing("OUT", with: "there")), in: folder.path)
        try #require(usual.code == 0, "\(line): \(usual.errors)")
        let line = line.replacing("OUT", with: "here")
        guard let said = try bare(begin, line, in: folder) else { return }
        #expect(said.code == 0, "\(how), \(line): \(said.errors)")
        #expect(said.errors == usual.errors, "\(how), \(line)")
      }
      for name in ["tif", "gpkg", "shp", "dbf", "png"] {
        let files = ["there", "here"].map {
          FileManager.default.contents(atPath: "\(folder.path)/\($0).\(name)")
        }
        #expect(files[0] != nil && files[0] == files[1], "\(how): \(name)")
      }
    }

    @Test(
      "What cannot be done is said, with a way out",
      arguments: [
        (noProc, "formats gpkg", Int32(69), "there is no /proc here; mount it"),
        (noProc, "bin p.csv -o x.tif", 69, "there is no /proc here; mount it"),
        (readOnly, "convert p.csv -o x.gpkg", 73, "x.gpkg: there is no permission to write"),
        (readOnly, "convert p.csv -o - --format geojson", 75, "let TMPDIR name a folder"),
        (
          ["env", "-i", "TMPDIR=/nonexistent"], "convert p.csv -o - --format geojson", 75,
          "no temporary folder can be made in /nonexistent"
        ),
        (
          ["env", "-i", "PROJ_DATA=/nonexistent", "PROJ_LIB=/nonexistent"],
          "reproject p.csv -o x.gpkg", 69, "PROJ does not find its database, proj.db"
        ),
      ])
    func said(begin: [String], line: String, code: Int32, words: String) throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", Self.points)
      guard let said = try bare(begin, line, in: folder) else { return }
      #expect(said.code == code, "\(line): \(said.code) \(said.output) \(said.errors)")
      #expect(said.errors.contains(words), "\(line): \(said.errors)")
      #expect(said.output.isEmpty, "\(line): \(said.output)")
      #expect(try folder.content == ["p.csv"])
    }

    @Test("In a folder that is gone nothing is written, and that is said")
    func goneFolder() throws {
      let folder = try TemporaryFolder()
      let path = try folder.file("p.csv", Self.points)
      let script = "mkdir gone && cd gone && rmdir ../gone && exec \"$@\""
      for (line, code) in [
        ("info \(path)", Int32(0)), ("info p.csv", 66), ("convert \(path) -o x.shp", 73),
      ] {
        let said = try run("sh", ["-c", script, "sh", gridcast] + words(line), in: folder.path)
        #expect(said.code == code, "\(line): \(said.errors)")
        #expect(said.errors.contains("error: ") == (code != 0))
      }
      #expect(try folder.content == ["p.csv"])
    }
  }
#endif
