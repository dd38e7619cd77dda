#if os(Linux)
  import Foundation
  import Testing

  /// Putting a set of files in place, cut off or refused at each of its moves.
  @Suite struct CutOffTests {
    private let folder: TemporaryFolder
    private let old: [String: Data]
    private let new: [String: Data]
    private let command = ["convert", "new.csv", "-o", "t.shp", "--overwrite", "--quiet"]

    init() throws {
      folder = try TemporaryFolder()
      _ = try folder.file("old.csv", "name,lon,lat\nold,109,34\n")
      _ = try folder.file("new.csv", "name,lon,lat\nnew,109,34\nnew,110,35\n")
      var sets: [[String: Data]] = []
      for name in ["old", "new"] {
        let made = try gridcast(
          "convert", "\(name).csv", "-o", "t.shp", "--overwrite", in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        // A style of the user's belongs to the old set and goes with it.
        if name == "old" { _ = try folder.file("t.qml", "mine") }
        sets.append(try Self.content(folder))
      }
      (old, new) = (sets[0], sets[1])
      #expect(old.count == 6 && new.count == 5 && old != new)
    }

    private static func content(_ folder: TemporaryFolder) throws -> [String: Data] {
      var files: [String: Data] = [:]
      for name in try folder.content where name.hasPrefix("t.") {
        files[name] = FileManager.default.contents(atPath: "\(folder.path)/\(name)")
      }
      return files
    }

    private var left: [String] {
      get throws { try folder.content.filter { $0.hasPrefix(".gridcast") } }
    }

    private func layOldSet() throws {
      for name in try folder.content where name.hasPrefix("t.") {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
      }
      for (name, data) in old { try data.write(to: URL(filePath: "\(folder.path)/\(name)")) }
    }

    /// The old set goes aside in six moves, the new one comes in five, after one by which the moves
    /// are announced; one more says that all are done.
    private static let moveCount = 12

    @Test(
      "Killed at any move, the set is the old one, or the next run in the folder makes it the new")
    func survivesSIGKILL() throws {
      for move in 1...Self.moveCount {
        try layOldSet()
        let cut = try gridcast(under: ["SHIM_RENAME=kill:\(move)"], command, in: folder.path)
        #expect(cut.code == SIGKILL, "move \(move): \(cut.code) \(cut.errors)")
        if move == 1 { #expect(try Self.content(folder) == old) }
        let next = try gridcast(
          "convert", "old.csv", "-o", "other.geojson", "--overwrite", in: folder.path)
        #expect(next.code == 0, "\(next.errors)")
        #expect(try Self.content(folder) == (move == 1 ? old : new), "move \(move)")
        // Whose files the next run puts in place, it says.
        #expect(next.errors.contains("put in place now") == (move > 1), "\(next.errors)")
        #expect(try left == [])
      }
      // There are no more moves.
      #expect(
        try gridcast(
          under: ["SHIM_RENAME=kill:\(Self.moveCount + 2)"], command, in: folder.path
        ).code == 0)
    }

    @Test(
      "Stopped at any move, the set is the new one, which is said with exit code 130",
      arguments: ["term", "int", "hup"])
    func survivesSignals(signal: String) throws {
      for move in [1, 2, 5, 8, 12, 13] {
        try layOldSet()
        let stopped = try gridcast(
          under: ["SHIM_RENAME=\(signal):\(move)"], command, in: folder.path)
        #expect(try Self.content(folder) == new, "move \(move)")
        #expect(try left == [])
        #expect(stopped.code == 130, "\(stopped.code)")
        #expect(
          stopped.errors == "gridcast: error: interrupted; what was finished is in place: t.shp\n")
      }
    }

    @Test("Who closes the terminal of a run under nohup does not stop it")
    func heedsNohup() throws {
      try layOldSet()
      let library = try #require(shimLibrary)
      let made = try run(
        "env", ["LD_PRELOAD=\(library)", "SHIM_RENAME=hup:2", "nohup", gridcast] + command,
        in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      #expect(try Self.content(folder) == new)
    }

    @Test(
      "File systems that cannot rename without replacing get links, or are looked at first",
      arguments: ["1", "2"])
    func movesByLinks(lacks: String) throws {
      try layOldSet()
      let settings = ["SHIM_NO_EXCLUSIVE=\(lacks)"]
      let made = try gridcast(under: settings, command, in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      #expect(try Self.content(folder) == new)
      for move in [3, 9] {
        try layOldSet()
        let cut = try gridcast(
          under: settings + ["SHIM_RENAME=kill:\(move)"], command, in: folder.path)
        #expect(cut.code == SIGKILL)
        _ = try gridcast(
          under: settings, ["convert", "old.csv", "-o", "o.csv", "--overwrite"], in: folder.path)
        #expect(try Self.content(folder) == new, "move \(move)")
        #expect(try left == [])
      }
    }

    @Test("Stopped while it finishes what a killed run began, a run brings that to its end")
    func finishesBeforeItEnds() throws {
      try layOldSet()
      _ = try gridcast(under: ["SHIM_RENAME=kill:4"], command, in: folder.path)
      _ = try gridcast(
        under: ["SHIM_RENAME=term:3"], ["convert", "old.csv", "-o", "o.geojson"], in: folder.path)
      #expect(try Self.content(folder) == new)
    }

    @Test("A move that fails is said, the old set comes back and nothing else stays")
    func undoesFailedMoves() throws {
      for move in 1...Self.moveCount {
        try layOldSet()
        let failed = try gridcast(under: ["SHIM_RENAME=fail:\(move)"], command, in: folder.path)
        #expect(failed.code == 73, "move \(move): \(failed.code)")
        #expect(
          failed.errors.contains("could not be put in place")
            && failed.errors.contains("Operation not permitted"), "\(failed.errors)")
        #expect(try Self.content(folder) == old, "move \(move)")
        #expect(try left == [])
      }
    }

    @Test("Stopped while it makes its folder, a run leaves none behind")
    func stopsBeforeItBegins() throws {
      try layOldSet()
      let stopped = try gridcast(under: ["SHIM_MKDIR=term"], command, in: folder.path)
      #expect(stopped.code == 130, "\(stopped.code) \(stopped.errors)")
      #expect(try Self.content(folder) == old)
      #expect(try left == [])
    }

    @Test("A folder that could not be removed whole is removed by the next run")
    func removesWhatStayed() throws {
      try layOldSet()
      let kept = try gridcast(under: ["SHIM_STAYS=/old"], command, in: folder.path)
      #expect(kept.code == 0, "\(kept.errors)")
      #expect(try Self.content(folder) == new)
      let name = try #require(try left.first)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)").sorted()
          == ["done", "old", "record"])
      #expect(
        try gridcast("convert", "old.csv", "-o", "other.geojson", in: folder.path).code == 0)
      #expect(try left == [])
    }

    @Test("What the list of moves names is on the disk, by its name too, before the list is")
    func writesThroughBeforeMoves() throws {
      try layOldSet()
      let log = "\(folder.path)/log"
      #expect(try gridcast(under: ["SHIM_LOG=\(log)"], command, in: folder.path).code == 0)
      let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
      let moves = lines.drop { !$0.hasSuffix("/commit") }
      let before = lines.dropLast(moves.count)
      #expect(before.count > 5 && moves.count > 11, "\(lines)")
      for folder in [/fsync .*\/\.gridcast-[-0-9A-F]+\/new/, /fsync .*\/\.gridcast-[-0-9A-F]+/] {
        #expect(before.contains { $0.wholeMatch(of: folder) != nil }, "\(before)")
      }
    }

    @Test("A parent that ignores its children's ends changes nothing of that")
    func ignoresSIGCHLD() throws {
      try layOldSet()
      let line = ([gridcast] + command).map { "'\($0)'" }.joined(separator: " ")
      let script = try folder.file("run.sh", "trap '' CHLD\nexec \(line)\n")
      for (settings, expected) in [("fail:3", old), ("none:1", new)] {
        let done = try shell(script, under: settings)
        #expect(done.code == (settings == "none:1" ? 0 : 73), "\(done.errors)")
        #expect(try Self.content(folder) == expected)
      }
    }

    private func shell(_ script: String, under settings: String) throws -> CommandResult {
      let library = try #require(shimLibrary)
      return try run(
        "env", ["LD_PRELOAD=\(library)", "SHIM_RENAME=\(settings)", "sh", script], in: folder.path)
    }

    @Test(
      "Where the old set cannot come back either, it is kept and named, and the next run finishes")
    func keepsWhatItCannotUndo() throws {
      for move in 3...Self.moveCount {
        try layOldSet()
        let stuck = try gridcast(under: ["SHIM_RENAME=stuck:\(move)"], command, in: folder.path)
        #expect(stuck.code == 73, "\(stuck.code)")
        #expect(stuck.errors.contains("it lies in"), "\(stuck.errors)")
        let kept = try #require(try left.first)
        for (name, data) in old {
          let places = ["\(folder.path)/\(name)", "\(folder.path)/\(kept)/old/\(name)"]
          #expect(
            places.contains { FileManager.default.contents(atPath: $0) == data },
            "move \(move): \(name) is lost")
        }
        // As long as nothing can be moved, the next runs lose nothing either.
        let other = ["convert", "old.csv", "-o", "other.geojson", "--overwrite"]
        _ = try gridcast(under: ["SHIM_RENAME=stuck:1"], other, in: folder.path)
        #expect(try left.contains(kept))
        _ = try run(gridcast, other, in: folder.path)
        #expect(try Self.content(folder) == new, "move \(move)")
        #expect(try left == [])
      }
    }

    @Test("A batch that was killed among the moves goes on without being told to overwrite")
    func resumesABatch() throws {
      let batch = ["convert", "old.csv", "--out", "out", "--format", "shp"]
      for move in 1...6 {
        try? FileManager.default.removeItem(atPath: "\(folder.path)/out")
        let cut = try gridcast(under: ["SHIM_RENAME=kill:\(move)"], batch, in: folder.path)
        #expect(cut.code == SIGKILL)
        let resumed = try run(gridcast, batch, in: folder.path)
        #expect(resumed.code == 0, "move \(move): \(resumed.output) \(resumed.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/out")
        #expect(files.count == 6 && !files.contains { $0.hasPrefix(".gridcast") }, "\(files)")
      }
    }

    @Test("A batch killed between its journal and its files still knows its own old outputs")
    func knowsItsOldOutputs() throws {
      _ = try folder.file("in.csv", "name,lon,lat\nfirst,109,34\n")
      let batch = ["convert", "in.csv", "--out", "out", "--format", "geojson"]
      #expect(try run(gridcast, batch, in: folder.path).code == 0)
      _ = try folder.file("in.csv", "name,lon,lat\nsecond,109,34\n")
      let cut = try gridcast(under: ["SHIM_RENAME=kill:1"], batch, in: folder.path)
      #expect(cut.code == SIGKILL)
      let resumed = try run(gridcast, batch, in: folder.path)
      #expect(resumed.code == 0, "\(resumed.errors)")
      let made = try String(contentsOfFile: "\(folder.path)/out/in.geojson", encoding: .utf8)
      #expect(made.contains("second"))
    }
  }
#endif
