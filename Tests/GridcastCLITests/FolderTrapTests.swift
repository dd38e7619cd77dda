import Foundation
import GridcastBase
import Testing

/// What lies in folders that should not be there, or not be followed, and writers that meet.
@Suite struct FolderTrapTests {
  private let folder: TemporaryFolder
  private let table = "name,lon,lat\na,1,2\n"

  init() throws {
    folder = try TemporaryFolder()
    for name in ["in", "tmp"] { try make(name) }
    _ = try folder.file("p.csv", table)
    _ = try folder.file("in/p.csv", table)
  }

  private func make(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
  }

  private func names(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/\(name)").sorted()
  }

  @Test("Pipes among inputs are passed over in a folder, and refused by name or beside an input")
  func pipes() throws {
    for name in ["in/f.csv", "in/g.shp", "in/p.csvt", "q.csv"] {
      #expect(try run("mkfifo", [name], in: folder.path).code == 0)
    }
    let all = try gridcast(
      "convert", "in", "--out", "out", "--format", "geojson", in: folder.path, seconds: 20)
    #expect(all.code == 66, "\(all.code) \(all.errors)")
    #expect(all.errors.contains("passed over, as pipes, sockets or devices: f.csv, g.shp"))
    #expect(all.errors.contains("p.csvt: it is a pipe"), "\(all.errors)")
    let one = try gridcast("convert", "q.csv", "-o", "q.geojson", in: folder.path, seconds: 20)
    #expect(one.code == 66 && one.errors.contains("pass its content through standard input"))
    try FileManager.default.removeItem(atPath: "\(folder.path)/in/p.csvt")
    let rest = try gridcast("convert", "in", "--out", "out", "--format", "geojson", in: folder.path)
    #expect(rest.code == 0, "\(rest.errors)")
    #expect(try names("out") == ["gridcast-journal.jsonl", "p.geojson"])
  }

  #if os(Linux)
    @Test("Files whose names are not UTF-8 are read, alone, with those beside them and in folders")
    func oddNames() throws {
      let made = try run(
        "python3",
        [
          "-c",
          #"""
          import os, shutil
          text = b'name,lon,lat\na,1,2\n'
          os.mkdir(b'in/\xb9\xfa')
          for name in [b'in/caf\xe9.csv', b'in/caf\xe8.csv', b'in/\xb9\xfa/x.csv']:
              open(name, 'wb').write(text)
          """#,
        ], in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      let all = try gridcast("convert", "in", "--out", "out", "--format", "shp", in: folder.path)
      #expect(all.code == 0, "\(all.errors)")
      #expect(
        try names("out").filter { $0.hasSuffix(".shp") } == ["caf%E8.shp", "caf%E9.shp", "p.shp"])
      #expect(try names("out/%B9%FA").contains("x.shp"))
      #expect(!all.errors.contains("/tmp/"), "\(all.errors)")
      let script = try folder.file(
        "run.sh",
        """
        for e in shp shx dbf prj cpg; do cp out/p.$e "$(printf 'in/\\351.')$e"; done
        exec '\(gridcast)' convert "$(printf 'in/\\351.shp')" -o one.csv
        """)
      let one = try run("sh", [script], in: folder.path)
      #expect(one.code == 0, "\(one.errors)")
      #expect(
        try String(contentsOfFile: "\(folder.path)/one.csv", encoding: .utf8).contains("1,2,a"))
    }

    @Test(
      "What cannot be an output is refused, and stays as it is: names that are not UTF-8, pipes and devices",
      arguments: [
        ("", "\\351.csv", 64, "not in UTF-8"), ("cp in/p.csv", "\\351.csv", 64, "not in UTF-8"),
        ("mkfifo", "pipe.csv", 73, "a device or a pipe"),
        ("ln -s /dev/null", "null.csv", 73, "a device or a pipe"),
      ])
    func refusesOddOutputs(before: String, name: String, code: Int32, says: String) throws {
      let script = try folder.file(
        "run.sh",
        """
        out="$(printf '\(name)')"
        \(before.isEmpty ? "" : "\(before) \"$out\"")
        exec '\(gridcast)' convert in/p.csv -o "$out" --overwrite
        """)
      #expect(
        try run("sh", ["-c", "sh \(script) 2>err; echo $? >code; ls -lb >after"], in: folder.path)
          .code == 0)
      let errors = try String(contentsOfFile: folder.path + "/err", encoding: .utf8)
      let told = try String(contentsOfFile: folder.path + "/code", encoding: .utf8)
      let after = try String(contentsOfFile: folder.path + "/after", encoding: .utf8)
      #expect(told == "\(code)\n" && errors.contains(says), "\(told) \(errors)")
      #expect(!after.contains("\u{FFFD}"), "\(after)")
      #expect(before != "mkfifo" || after.contains("\np"), "\(after)")
    }

    @Test("What comes through standard input is kept where only its user can read it")
    func keepsStandardInputPrivate() throws {
      let process = Process()
      process.executableURL = URL(filePath: gridcast)
      process.arguments = ["convert", "-", "-o", "a.geojson"]
      process.currentDirectoryURL = URL(filePath: folder.path)
      process.environment = ["TMPDIR": folder.path + "/tmp"]
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      let input = Pipe()
      process.standardInput = input
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(table.utf8))
      let end = Date().addingTimeInterval(20)
      var kept: String?
      while kept == nil && Date() < end {
        usleep(5000)
        kept = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/tmp").first {
          $0.hasSuffix("/stdin.csv")
        }
      }
      let file = try #require(kept)
      func mode(_ name: String) throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(
          atPath: "\(folder.path)/tmp/\(name)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
      }
      #expect(try mode(file) == 0o600)
      #expect(try mode(try #require(file.split(separator: "/").first.map(String.init))) == 0o700)
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      #expect(try names("tmp") == [])
    }

    @Test("What a killed run left in the folder for temporary files goes with the next run")
    func removesPassingFiles() throws {
      try gridcast("convert", "p.csv", "-o", "p.shp", in: folder.path)
      try FileManager.default.removeItem(atPath: folder.path + "/p.shx")
      let settings = ["TMPDIR=\(folder.path)/tmp", "SHIM_RENAME=kill:1"]
      let cut = try gridcast(
        under: settings, ["convert", "p.shp", "-o", "a.gpkg"], in: folder.path)
      #expect(cut.code == SIGKILL)
      #expect(try names("tmp").count == 1)
      let next = try gridcast(
        under: ["TMPDIR=\(folder.path)/tmp"], ["convert", "p.csv", "-o", "b.gpkg"], in: folder.path)
      #expect(next.code == 0, "\(next.errors)")
      #expect(try names("tmp") == [])
    }
  #endif

  @Test("Links within the output folder lead nowhere else")
  func linksLeadNowhere() throws {
    for name in ["in/sub", "out", "elsewhere"] { try make(name) }
    _ = try folder.file("in/sub/p.csv", table)
    _ = try folder.file("elsewhere/mine.geojson", "mine")
    let files = FileManager.default
    try files.createSymbolicLink(
      atPath: folder.path + "/out/sub", withDestinationPath: "../elsewhere")
    try files.createSymbolicLink(
      atPath: folder.path + "/out/p.geojson", withDestinationPath: "../elsewhere/mine.geojson")
    let made = try gridcast(
      "convert", "in", "--out", "out", "--format", "geojson", "--overwrite", in: folder.path)
    #expect(made.code == 73, "\(made.code)")
    #expect(made.errors.contains("a link leads out of the output folder"), "\(made.errors)")
    #expect(try names("elsewhere") == ["mine.geojson"])
    let mine = try String(contentsOfFile: folder.path + "/elsewhere/mine.geojson", encoding: .utf8)
    #expect(mine == "mine")
    // The journal neither.
    try make("more")
    try files.createSymbolicLink(
      atPath: folder.path + "/more/gridcast-journal.jsonl",
      withDestinationPath: "../elsewhere/mine.geojson")
    let journal = try gridcast(
      "convert", "in", "--out", "more", "--format", "geojson", in: folder.path)
    #expect(journal.code == 73 && journal.errors.contains("it is a link"), "\(journal.errors)")
  }

  @Test(
    "Of eight writers without leave to replace, one succeeds, whole", arguments: ["shp", "geojson"])
  func oneWriterWins(ending: String) throws {
    for round in 0..<3 {
      let target = "t\(round).\(ending)"
      let writers = try (0..<8).map { _ in
        let process = Process()
        process.executableURL = URL(filePath: gridcast)
        process.arguments = ["convert", "p.csv", "-o", target]
        process.currentDirectoryURL = URL(filePath: folder.path)
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
      }
      for writer in writers { writer.waitUntilExit() }
      let codes = writers.map(\.terminationStatus).sorted()
      #expect(codes == [0] + [Int32](repeating: 73, count: 7), "\(codes)")
      let read = try gridcast("info", target, in: folder.path)
      #expect(read.code == 0, "\(read.errors)")
    }
    #expect(try !folder.content.contains { $0.hasPrefix(".gridcast-") })
  }

  @Test("A Shapefile of a table is refused with the way out; as .dbf the table is written")
  func refusesShapefileOfTable() throws {
    _ = try folder.file("t.csv", "name\nx\n")
    let refused = try gridcast("convert", "t.csv", "-o", "t.shp", in: folder.path)
    #expect(refused.code == 64 && refused.errors.contains("write .dbf, .csv or .gpkg"))
    #expect(try !folder.content.contains { $0.hasPrefix("t.") && $0 != "t.csv" })
    #expect(try gridcast("convert", "t.csv", "-o", "t.dbf", in: folder.path).code == 0)
    #expect(try folder.content.contains("t.dbf"))
  }

  @Test(
    "A condition that no database should get is refused in every format alike",
    arguments: ["csv", "geojson", "shp", "gpkg", "fgb", "sqlite", "gml", "tab"])
  func refusesConditions(ending: String) throws {
    let made = try gridcast("convert", "in/p.csv", "-o", "q.\(ending)", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    for condition in ["1=1; drop table q", "1=1 --", "1=1) or (1=1", "nofield = 1", "name =="] {
      let refused = try gridcast(
        "convert", "q.\(ending)", "-o", "r.csv", "--where", condition, in: folder.path)
      #expect(refused.code == 64, "\(condition): \(refused.code) \(refused.errors)")
      #expect(refused.errors.contains("is refused"), "\(refused.errors)")
    }
    let kept = try gridcast(
      "convert", "q.\(ending)", "-o", "r.csv", "--where", "name = 'a'", in: folder.path)
    #expect(kept.code == 0, "\(kept.errors)")
    #expect(kept.output.contains("1 read"), "\(kept.output)")
  }
}
