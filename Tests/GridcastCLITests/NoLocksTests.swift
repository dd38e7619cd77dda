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

    @Test("A lock that cannot be made is said with its cause, not as one that is in use")
    func saysWhyThereIsNoLock() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("a.csv", "name,lon,lat\nx,109,34\n")
      let full = try gridcast(
        under: ["SHIM_NO_ROOM=/record"], ["convert", "a.csv", "-o", "a.shp"], in: folder.path)
      #expect(full.code == 73, "\(full.code) \(full.errors)")
      #expect(full.errors.contains("No space left on device"), "\(full.errors)")
      #expect(!full.errors.contains("in use"), "\(full.errors)")
      #expect(try folder.content == ["a.csv"])
    }

    @Test("A sweep and the checkpoints of a training tell of the folder that cannot be locked")
    func longSearches() throws {
      let folder = try TemporaryFolder()
      try gridcast("sample", ".", "--points", "3000", in: folder.path)
      try gridcast(
        "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o", "c.tif",
        in: folder.path)
      let sweep = try gridcast(
        under: without,
        [
          "sweep", "bp", "c.tif", "--target", "business", "--nodes", "2", "--stages", "nodes",
          "--epochs", "5", "--folds", "2", "-o", "s",
        ], in: folder.path)
      #expect(sweep.code == 0, "\(sweep.errors)")
      #expect(sweep.errors.contains("/s cannot be locked (No locks available)"), "\(sweep.errors)")
      let train = try gridcast(
        under: without,
        [
          "train", "convdeconv", "--study", "--windows", "tiles", "--before", "c.tif", "--after",
          "c.tif",
          "--band", "business", "--after-band", "residential", "--epochs", "12", "--patience", "0",
          "--width", "4", "--window", "8km", "--folds", "1", "-o", "m.safetensors", "--json",
        ], in: folder.path)
      #expect(train.code == 0, "\(train.errors)")
      #expect(train.output.contains("cannot be locked (No locks available)"), "\(train.output)")
      let told = train.errors.split(separator: "\n").filter { $0.contains("cannot be locked") }
      #expect(told.count == 1, "\(train.errors)")
    }

    @Test("What a killed run left is finished, what a living one has begun is left alone")
    func tellsTheDeadFromTheLiving() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("a.csv", "name,lon,lat\nx,109,34\n")
      // One that lives, and takes its time among the moves.
      let living = Process()
      living.executableURL = URL(filePath: "/usr/bin/env")
      let library = try #require(shimLibrary)
      living.arguments =
        ["LD_PRELOAD=\(library)"] + without + [gridcast, "convert", "a.csv", "-o", "l.shp"]
      living.environment = ProcessInfo.processInfo.environment.merging(
        ["SHIM_SLOW": "3000000"], uniquingKeysWith: { $1 })
      living.currentDirectoryURL = URL(filePath: folder.path)
      living.standardError = FileHandle.nullDevice
      living.standardOutput = FileHandle.nullDevice
      try living.run()
      defer { living.waitUntilExit() }
      func staged() throws -> [String] { try folder.content.filter { $0.hasPrefix(".gridcast-") } }
      let end = Date().addingTimeInterval(30)
      while try staged().isEmpty, Date() < end { usleep(5000) }
      let cut = try gridcast(
        under: without + ["SHIM_RENAME=kill:3"], ["convert", "a.csv", "-o", "a.shp"],
        in: folder.path)
      #expect(cut.code == SIGKILL)
      #expect(try staged().count == 2)
      let next = try gridcast(
        under: without, ["convert", "a.csv", "-o", "b.geojson"], in: folder.path)
      #expect(next.code == 0, "\(next.errors)")
      let left = try folder.content
      #expect(left.filter { $0.hasPrefix(".gridcast-") }.count == 1, "\(left)")
      #expect(
        left.filter { !$0.hasPrefix(".gridcast-") && !$0.hasPrefix("l.") } == [
          "a.cpg", "a.csv", "a.dbf", "a.prj", "a.shp", "a.shx", "b.geojson",
        ])
      kill(living.processIdentifier, SIGKILL)
    }
  }
#endif
