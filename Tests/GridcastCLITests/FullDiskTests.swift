#if os(Linux)
  import Foundation
  import Testing

  /// Outputs that find no room: each command with every limit of the size of files in steps of 1 KB over the
  /// last 64 KB of its largest output by `make disks`, a few of them with every test.
  @Suite struct FullDiskTests {
    /// The steps in bytes; nil for a few limits only.
    static let step = ProcessInfo.processInfo.environment["GRIDCAST_DISKS"].flatMap { Int($0) }

    /// The sizes that files must not have, below the largest of the outputs.
    private static func limits(below size: Int, of name: String) -> [Int] {
      // GDAL's DXF writer ran into memory of others, at one limit in fifteen.
      guard let step = step ?? (name == "dxf" ? 4096 : nil) else {
        return [size - min(3000, size / 3), size - 1]
      }
      let first = max(size - 65_536, 0) / step + 1
      return Array(stride(from: first * step, to: size, by: step)) + [size - 1]
    }

    @Test(
      "A format that finds no room ends with 73, and the old files stay",
      arguments: FullDisk.formats)
    func formats(disk: FullDisk) throws { try fill(disk) }

    @Test(
      "A command that finds no room ends with 73, and the old files stay",
      arguments: FullDisk.commands)
    func commands(disk: FullDisk) throws { try fill(disk) }

    private func fill(_ disk: FullDisk) throws {
      let inputs = try FullDiskInputs.get()
      let folder = try TemporaryFolder()
      let files = FileManager.default
      let temporary = "\(folder.path)/temporary", out = "\(folder.path)/out"
      func job(_ command: [String], _ limit: Int? = nil) throws -> CommandResult {
        let command = command.map { $0.replacing("IN/", with: inputs.path + "/") }
        let begin = limit.map { ["prlimit", "--fsize=\($0)"] } ?? []
        return try run(
          "env", ["TMPDIR=\(temporary)"] + begin + [gridcast] + command + ["--quiet"],
          in: folder.path)
      }
      _ = try folder.file("plan.yaml", try inputs.plan)
      func prepare() throws {
        for path in [temporary, out] {
          try? files.removeItem(atPath: path)
          try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        guard let before = disk.before else { return }
        let made = try job(before)
        try #require(made.code == 0, "\(made.errors)")
      }
      try prepare()
      let whole = try job(disk.command)
      try #require(whole.code == 0, "\(whole.errors)")
      let size = try #require(content(of: out).values.map(\.count).max())
      try prepare()
      let old = try content(of: out)
      var faults = 0
      let limits = Self.limits(below: size, of: disk.name)
      for limit in limits {
        if disk.keepsProgress { try prepare() }
        let result = try job(disk.command, limit)
        let new = try content(of: out)
        let isLeft = new.keys.contains { $0.hasPrefix(".gridcast") }
        let isOld = disk.keepsProgress ? !isLeft : new == old
        let temporaries = try files.contentsOfDirectory(atPath: temporary)
        if result.code != 73 || !isOld || !temporaries.isEmpty {
          faults += 1
          Issue.record(
            """
            \(disk.name), \(limit) of \(size): \(result.code), \
            \(isOld ? "" : "\(new.keys.sorted())") \(temporaries) \(result.errors)
            """)
          try prepare()
        } else {
          #expect(!result.errors.contains("NSCocoa") && !result.errors.contains(".gridcast"))
        }
      }
      if Self.step != nil { print("\(disk.name): \(limits.count) limits, \(faults) faults") }
    }

    private func content(of folder: String) throws -> [String: Data] {
      var content: [String: Data] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        content[name] = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data()
      }
      return content
    }

    @Test(
      "Standard output that takes nothing ends with 73",
      arguments: [
        "info IN/new.csv", "info IN/new.csv --json", "--help", "formats", "--version",
        "convert IN/new.csv -o -", "convert IN/new.csv -o x.shp", "bin --help",
      ])
    func standardOutput(line: String) throws {
      let folder = try TemporaryFolder()
      let command = line.replacing("IN/", with: try FullDiskInputs.get().path + "/")
      for stream in ["> /dev/full", ">&-"] {
        let result = try run(
          "sh",
          ["-c", "\(gridcast) \(command) --overwrite \(stream)"].map {
            line.contains("-o") ? $0 : $0.replacing(" --overwrite", with: "")
          }, in: folder.path)
        #expect(result.code == 73, "\(line) \(stream): \(result.code)")
        let isSaid = result.errors.contains("standard output: ")
        #expect(isSaid, "\(line) \(stream): \(result.errors)")
        if line.hasSuffix("x.shp") {
          #expect(result.errors.contains("what was finished is in place: x.shp"))
        }
      }
      let few = try run(
        "bash",
        ["-c", "set -o pipefail; \(gridcast) info \(try FullDiskInputs.get().path)/c.tif | true"],
        in: folder.path)
      #expect(few.code == 0, "a reader that has enough: \(few.errors)")
    }

    @Test("Standard error that takes nothing ends with 73; one that is closed harms no output")
    func standardError() throws {
      let folder = try TemporaryFolder()
      let input = try FullDiskInputs.get().path + "/new.csv"
      let full = try run(
        "sh", ["-c", "\(gridcast) convert \(input) -o a.csv 2> /dev/full"], in: folder.path)
      #expect(full.code == 73)
      let closed = try run(
        "sh", ["-c", "\(gridcast) convert \(input) -o b.csv 2>&- <&-"], in: folder.path)
      #expect(closed.code == 0)
      let (one, other) = ("\(folder.path)/a.csv", "\(folder.path)/b.csv")
      #expect(FileManager.default.contentsEqual(atPath: one, andPath: other))
    }

    @Test("A folder that may not be written to is said")
    func saysReadOnlyFolder() throws {
      let folder = try TemporaryFolder()
      _ = try folder.file("p.csv", "lon,lat\n1,2\n")
      try FileManager.default.createDirectory(
        atPath: folder.path + "/locked", withIntermediateDirectories: true)
      // root may write everywhere, so for root the folder is one of the kernel's.
      let target = getuid() == 0 ? "/proc/p.gpkg" : "locked/p.gpkg"
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o555], ofItemAtPath: folder.path + "/locked")
      let result = try gridcast("convert", "p.csv", "-o", target, in: folder.path)
      #expect(result.code == 73 && result.errors.contains("error: \(target)"), "\(result.errors)")
    }
  }
#endif
