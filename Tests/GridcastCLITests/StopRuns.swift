#if os(Linux)
  import Foundation
  import Testing

  /// One job that is killed or stopped at some moment, in a folder of its own: what it had before, what it
  /// has after, and what it said.
  struct StopScenario: CustomTestStringConvertible, Sendable {
    let name: String
    /// The command that is stopped.
    let command: [String]
    /// The commands that make the inputs, and the old outputs.
    let preparation: [[String]]
    /// The folder of the outputs, and the groups of files that belong together.
    let folder: String
    let groups: [String]
    /// Files whose bytes change with each run.
    var isDated = false

    var testDescription: String { name }

    static let all = [
      StopScenario(
        name: "single", command: ["convert", "new.csv", "-o", "t.shp", "--overwrite", "--quiet"],
        preparation: [["convert", "old.csv", "-o", "t.shp", "--quiet"]], folder: ".", groups: ["t"]),
      StopScenario(
        name: "folder",
        command: ["convert", "in", "--out", "out", "--format", "shp", "--quiet"],
        preparation: [["convert", "before", "--out", "out", "--format", "shp", "--quiet"]],
        folder: "out", groups: ["a", "b", "c"]),
      StopScenario(
        name: "run", command: ["run", "plan.yaml", "--quiet"],
        preparation: [["sample", ".", "--points", "2000", "--quiet"]], folder: "map", groups: [""],
        isDated: true),
      StopScenario(
        name: "train",
        command: [
          "train", "convdeconv", "--study", "--windows", "tiles", "--before", "c.tif", "--after",
          "c.tif",
          "--band", "business", "--after-band", "residential", "--epochs", "21", "--patience", "0",
          "--width", "4", "--window", "8km", "--folds", "1", "--seed", "2", "-o", "m.safetensors",
          "--history", "m.csv", "--overwrite", "--quiet",
        ],
        preparation: [
          ["sample", ".", "--points", "2000", "--quiet"],
          [
            "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o",
            "c.tif",
            "--quiet",
          ],
        ], folder: ".", groups: ["m"]),
    ]
  }

  /// A scenario that was prepared, with its outputs before and after.
  struct StopRuns {
    let scenario: StopScenario
    let folder: TemporaryFolder
    let temporary: TemporaryFolder
    private let old: [String: Data]
    private let new: [String: Data]
    private let seconds: Double

    /// What came of one of them.
    enum Outcome: String { case old, new, mixed }

    init(_ scenario: StopScenario) throws {
      self.scenario = scenario
      let folder = try TemporaryFolder()
      temporary = try TemporaryFolder()
      for (index, name) in ["old", "new"].enumerated() {
        _ = try folder.file(
          "\(name).csv", "name,lon,lat\n\(name),109,34\n" + (index > 0 ? "x,110,35\n" : ""))
      }
      for name in ["before", "in"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
        for part in ["a", "b", "c"] {
          _ = try folder.file("\(name)/\(part).csv", "name,lon,lat\n\(name),109,34\n")
        }
      }
      for command in scenario.preparation { try Self.gridcast(command, in: folder) }
      if scenario.name == "run" {
        let plan = "\(folder.path)/plan.yaml"
        let text = try String(contentsOfFile: plan, encoding: .utf8)
          .replacing("[50, 90, 90]", with: "[4, 4]").replacing("epochs: 200", with: "epochs: 3")
        try text.write(toFile: plan, atomically: true, encoding: .utf8)
      }
      if scenario.name == "train" {
        var first = scenario.command
        if let seed = first.firstIndex(of: "--seed") { first[seed + 1] = "1" }
        try Self.gridcast(first, in: folder)
      }
      let keeper = try TemporaryFolder()
      let old = try Self.content(folder, scenario)
      if scenario.name == "folder" {
        try FileManager.default.copyItem(
          atPath: "\(folder.path)/out", toPath: "\(keeper.path)/out")
      }
      let start = ContinuousClock.now
      let made = try Self.gridcast(scenario.command, in: folder)
      #expect(made.code == 0, "\(scenario.name): \(made.errors)")
      seconds = (ContinuousClock.now - start) / .seconds(1)
      let new = try Self.content(folder, scenario)
      #expect(old != new && !new.isEmpty, "\(scenario.name)")
      self.folder = folder
      (self.old, self.new) = (old, new)
      journal =
        scenario.name == "folder"
        ? FileManager.default.contents(atPath: "\(keeper.path)/out/gridcast-journal.jsonl") : nil
    }

    private let journal: Data?

    @discardableResult
    private static func gridcast(_ command: [String], in folder: TemporaryFolder) throws
      -> CommandResult
    {
      try run(GridcastCLITests.gridcast, command, in: folder.path, seconds: 300)
    }

    /// The outputs: all files of the groups.
    private static func content(_ folder: TemporaryFolder, _ scenario: StopScenario) throws
      -> [String: Data]
    {
      let place = "\(folder.path)/\(scenario.folder)"
      var files: [String: Data] = [:]
      for name in (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
      where scenario.groups.contains(where: { $0 == "" || name.hasPrefix($0 + ".") })
        && !name.hasPrefix(".gridcast-") && !name.contains("checkpoint")
      {
        files[name] = FileManager.default.contents(atPath: "\(place)/\(name)")
      }
      return files
    }

    private func isGroup(_ name: String, _ group: String) -> Bool {
      group == "" || name.hasPrefix(group + ".")
    }

    /// Whether the files of each group are the old or the new ones.
    private func outcomes() throws -> [String: Outcome] {
      let now = try Self.content(folder, scenario)
      var outcomes: [String: Outcome] = [:]
      for group in scenario.groups {
        func part(_ files: [String: Data]) -> [String: Data] {
          files.filter { isGroup($0.key, group) }.mapValues { scenario.isDated ? Data() : $0 }
        }
        outcomes[group] = part(now) == part(old) ? .old : part(now) == part(new) ? .new : .mixed
      }
      return outcomes
    }

    private var left: [String] {
      get throws {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.contains(".gridcast-") } + (try temporary.content)
      }
    }

    /// Lays the old outputs.
    private func layOld() throws {
      let files = FileManager.default
      let place = "\(folder.path)/\(scenario.folder)"
      for name in try Self.content(folder, scenario).keys {
        try files.removeItem(atPath: "\(place)/\(name)")
      }
      for (name, data) in old { try data.write(to: URL(filePath: "\(place)/\(name)")) }
      try? files.removeItem(atPath: "\(folder.path)/m.checkpoint.safetensors")
      if let journal { try journal.write(to: URL(filePath: "\(place)/gridcast-journal.jsonl")) }
    }

    /// Runs the command and sends it a signal, at any moment, or in the interval of the commit.
    private func stop(_ signal: Int32, isAimed: Bool, _ random: inout some RandomNumberGenerator)
      throws -> (code: Int32, isSignal: Bool, errors: String, wasSent: Bool)
    {
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      let library = try #require(shimLibrary)
      process.arguments =
        [
          "LD_PRELOAD=\(library)", isAimed ? "SHIM_SLOW=2000" : "SHIM_NOTHING=1",
          GridcastCLITests.gridcast,
        ]
        + scenario.command
      process.environment = [
        "TMPDIR": temporary.path, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "",
        "LD_LIBRARY_PATH": ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"] ?? "",
      ]
      process.currentDirectoryURL = URL(filePath: folder.path)
      let errors = FileManager.default.temporaryDirectory.appending(path: "errors-\(UUID())")
      defer { try? FileManager.default.removeItem(at: errors) }
      _ = FileManager.default.createFile(atPath: errors.plainPathForTests, contents: nil)
      process.standardError = try FileHandle(forWritingTo: errors)
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      if isAimed {
        let place = "\(folder.path)/\(scenario.folder)"
        let end = ContinuousClock.now + .seconds(60)
        func isNear() -> Bool {
          let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
          return names.contains { name in
            name.hasPrefix(".gridcast-")
              && ["commit.new", "commit", "old"].contains {
                FileManager.default.fileExists(atPath: "\(place)/\(name)/\($0)")
              }
          }
        }
        while process.isRunning, !isNear(), ContinuousClock.now < end { usleep(200) }
        usleep(UInt32.random(in: 0...60_000, using: &random))
      } else {
        usleep(UInt32(Double.random(in: 0.02...1.1, using: &random) * seconds * 1e6))
      }
      let wasSent = process.isRunning && kill(process.processIdentifier, signal) == 0
      process.waitUntilExit()
      let text = String(decoding: (try? Data(contentsOf: errors)) ?? Data(), as: UTF8.self)
      return (
        process.terminationStatus, process.terminationReason == .uncaughtSignal, text, wasSent
      )
    }

    /// Stops the command by a signal; returns what is wrong, or nil.
    func stopped(_ signal: Int32, isAimed: Bool, _ random: inout some RandomNumberGenerator) throws
      -> (fault: String?, outcome: String)
    {
      try layOld()
      let ended = try stop(signal, isAimed: isAimed, &random)
      let outcomes = try outcomes()
      let left = try left
      if !left.isEmpty { return ("left: \(left) \(ended)", "") }
      if outcomes.values.contains(.mixed) { return ("mixed: \(outcomes) \(ended)", "") }
      let placed = outcomes.filter { $0.value == .new }.keys.sorted()
      // Before the process has read its arguments there is nobody to tell.
      if ended.isSignal {
        return (placed.isEmpty && ended.errors == "" ? nil : "died: \(ended)", "before it began")
      }
      if ended.code == 0 {
        return (placed.count == scenario.groups.count ? nil : "ended: \(outcomes)", "at its end")
      }
      guard ended.code == 130 else { return ("exit code \(ended)", "") }
      let lines = ended.errors.split(separator: "\n")
      guard lines.count == 1, let line = lines.first,
        line.hasPrefix("gridcast: error: interrupted; ")
      else { return ("said: \(ended.errors)", "") }
      // A checkpoint is no output, though its name begins like one.
      let outputs = line.split(separator: ";").filter { !$0.contains("checkpoint") }
        .joined(separator: ";")
      let saysNothing = line.contains("nothing was put in place")
      let checkpoint = FileManager.default.fileExists(
        atPath: "\(folder.path)/m.checkpoint.safetensors")
      let isTrue =
        saysNothing == placed.isEmpty
        && line.contains("what was finished is in place") != placed.isEmpty
        && placed.allSatisfy { $0 == "" || line.contains("\($0).") }
        && outcomes.allSatisfy {
          $0.key == "" || $0.value == .new || !outputs.contains("/\($0.key).")
        }
        && line.contains("keeps what was reached") == checkpoint
      return (
        isTrue ? nil : "untrue: \(line) \(outcomes) \(checkpoint)",
        placed.isEmpty ? "nothing in place" : "in place"
      )
    }

    /// Kills the command; returns what is wrong, or nil.
    func killed(isAimed: Bool, _ random: inout some RandomNumberGenerator) throws
      -> (fault: String?, outcome: String)
    {
      try layOld()
      let ended = try stop(SIGKILL, isAimed: isAimed, &random)
      let before = try outcomes()
      let next = try run(
        "env",
        [
          "TMPDIR=\(temporary.path)", GridcastCLITests.gridcast, "convert", "old.csv", "-o",
          "\(scenario.folder)/other.geojson", "--overwrite",
        ], in: folder.path)
      guard next.code == 0 else { return ("next run: \(next.errors)", "") }
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(scenario.folder)/other.geojson")
      let after = try outcomes()
      let left = try left
      if !left.isEmpty { return ("left: \(left) \(ended)", "") }
      if after.values.contains(.mixed) { return ("mixed: \(before) \(after) \(next.errors)", "") }
      let told = next.errors.contains("put in place now")
      if (before != after) != told && !(told && before == after && after.values.contains(.new)) {
        return ("not told: \(before) \(after) \(next.errors)", "")
      }
      return (nil, told ? "finished by the next" : after.values.contains(.new) ? "in place" : "old")
    }
  }

  extension URL {
    fileprivate var plainPathForTests: String { path(percentEncoded: false) }
  }
#endif
