#if os(Linux)
  import Foundation
  import Testing

  /// File systems without locks: a run goes on as the only one, and says so.
  @Suite struct NoLocksTests {
    private let without = ["SHIM_NO_LOCKS=1"]

    @Test("A batch comes to its end, leaves nothing behind and is resumed")
    func batch() throws {
      let folder = try TemporaryFolder()
      for name in ["a", "b", "c"] { _ = try folder.file("\(name).csv", "name,lon,lat\nx,109,34\n") }
      let command = ["convert", "a.csv", "b.csv", "c.csv", "--out", "out", "--format", "geojson"]
      let first = try gridcast(under: without, command, in: folder.path, seconds: 30)
      #expect(first.code == 0, "\(first.code) \(first.errors)")
      for what in ["gridcast-journal.jsonl", "out"] {
        #expect(
          first.errors.split(separator: "\n").contains {
            $0.contains("\(what) cannot be locked (No locks available)")
          }, "\(first.errors)")
      }
      let again = try gridcast(under: without, command, in: folder.path, seconds: 30)
      #expect(again.code == 0 && again.output.contains("unchanged"), "\(again.output)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out").sorted() == [
          "a.geojson", "b.geojson", "c.geojson", "gridcast-journal.jsonl",
        ])
    }

    @Test(
      "A single output is written, and the user told to let no other run write there",
      arguments: [
        ["convert", "a.csv", "-o", "a.shp"],
        ["bin", "a.csv", "--category", "name", "--cell", "1km", "-o", "a.tif"],
      ])
    func single(command: [String]) throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("a.csv", "name,lon,lat\nx,109,34\ny,109.1,34.1\n")
      let made = try gridcast(under: without, command, in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      #expect(made.errors.contains("cannot be locked (No locks available)"), "\(made.errors)")
      #expect(try !folder.content.contains { $0.hasPrefix(".gridcast") })
      let quiet = try gridcast(
        under: without, command + ["--overwrite", "--quiet"], in: folder.path)
      #expect(quiet.code == 0 && quiet.errors == "", "\(quiet.errors)")
    }

    @Test("What a killed run left is finished, what a living one has begun is left alone")
    func tellsTheDeadFromTheLiving() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("a.csv", "name,lon,lat\nx,109,34\n")
      let cut = try gridcast(
        under: without + ["SHIM_RENAME=kill:3"], ["convert", "a.csv", "-o", "a.shp"],
        in: folder.path)
      #expect(cut.code == SIGKILL)
      let host = try run("uname", ["-n"], in: "/tmp").output.trimmingCharacters(in: .newlines)
      let own = ProcessInfo.processInfo.processIdentifier
      for (name, owner) in [("living", "\(own) \(host)"), ("elsewhere", "1 another\(host)")] {
        try FileManager.default.createDirectory(
          atPath: "\(folder.path)/.gridcast-\(name)", withIntermediateDirectories: true)
        _ = try folder.file(".gridcast-\(name)/lock", owner)
      }
      let next = try gridcast(
        under: without, ["convert", "a.csv", "-o", "b.geojson"], in: folder.path)
      #expect(next.code == 0, "\(next.errors)")
      #expect(
        try folder.content == [
          ".gridcast-elsewhere", ".gridcast-living", "a.cpg", "a.csv", "a.dbf", "a.prj", "a.shp",
          "a.shx", "b.geojson",
        ])
    }
  }
#endif
