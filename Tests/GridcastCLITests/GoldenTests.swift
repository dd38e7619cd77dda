import Foundation
import Testing

/// What people read of the command, word for word and in both languages: the help of every command, and what is
/// typically said, of each kind once.
///
/// The texts stand in `Golden`, and `make golden` writes them anew. Manual pages, completions and forms are made of the
/// same texts (integrations/description.json, `DescribeTests`); here is what a terminal of 80 columns shows of them.
@Suite struct GoldenTests {
  private static let isWriting = ProcessInfo.processInfo.environment["GRIDCAST_GOLDEN"] != nil

  /// Runs the command in a terminal of 80 columns, whatever this one is.
  private func told(_ arguments: [String], in language: String, at folder: String) throws
    -> CommandResult
  {
    try run(
      "/usr/bin/env",
      ["-u", "LC_ALL", "-u", "LC_MESSAGES", "LANG=C.UTF-8", "COLUMNS=80", gridcast]
        + (arguments.contains("--lang") ? [] : ["--lang", language])
        + arguments, in: folder)
  }

  /// Holds a text against the one in `Golden`, or writes it there.
  private func check(_ text: String, _ name: String) throws {
    let url = root.appending(path: "Tests/GridcastCLITests/Golden/\(name)")
    guard !Self.isWriting else {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      return try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOf: url, encoding: .utf8)
    let lines = (golden.components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let index = zip(lines.0, lines.1).enumerated().first { $1.0 != $1.1 }?.offset
    let line = index ?? min(lines.0.count, lines.1.count)
    #expect(
      golden == text,
      """
      Tests/GridcastCLITests/Golden/\(name) differs from line \(line + 1) on:
      - \(lines.0.dropFirst(line).first ?? "(nothing)")
      + \(lines.1.dropFirst(line).first ?? "(nothing)")
      If that is meant: `make golden`, and read the difference.
      """)
  }

  // MARK: - Help

  private struct Description: Decodable {
    struct Command: Decodable { let command: [String] }
    let commands: [Command]
  }

  /// The program, its commands, and before the first command of a group the group.
  private func commands() throws -> [[String]] {
    let output = try gridcast("describe", "--json").output
    let described = try JSONDecoder().decode(Description.self, from: Data(output.utf8)).commands
    var all: [[String]] = [[]]
    for path in described.map(\.command) {
      let group = Array(path.dropLast())
      if !all.contains(group) { all.append(group) }
      all.append(path)
    }
    return all
  }

  @Test("The help of every command is what it was", arguments: ["en", "zh"])
  func help(language: String) throws {
    var folding = Folding()
    for command in try commands() {
      let result = try told(command + ["--help"], in: language, at: "/tmp")
      #expect(result.code == 0 && result.errors.isEmpty)
      folding.add(result.output, of: (["gridcast"] + command + ["--help"]).joined(separator: " "))
    }
    try check(folding.text, "help.\(language).txt")
  }

  /// Screens of help below each other; an option that was told before, word for word, is only named.
  private struct Folding {
    private(set) var text = ""
    private var known: [String: String] = [:]

    mutating func add(_ help: String, of command: String) {
      text += (text.isEmpty ? "" : "\n") + "$ \(command)\n"
      var named: [String] = []
      for entry in entries(of: help) {
        if let label = label(of: entry), known.updateValue(entry, forKey: label) == entry {
          named.append(label)
          continue
        }
        text += told(named) + entry + "\n"
        named = []
      }
      text += told(named)
    }

    private func told(_ labels: [String]) -> String {
      labels.isEmpty ? "" : "  ⋯ \(labels.joined(separator: "  "))\n"
    }

    /// Its lines, with those that go on in the column of explanations.
    private func entries(of help: String) -> [String] {
      help.trimmingCharacters(in: .newlines).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .reduce(into: []) { entries, line in
        if line.hasPrefix("                          "), !entries.isEmpty {
          entries[entries.count - 1] += "\n\(line)"
        } else {
          entries.append(String(line))
        }
      }
    }

    /// How an option or argument is written; nil of other lines.
    private func label(of entry: String) -> String? {
      guard let found = entry.firstMatch(of: /^ {2}([-<].*?)(?: {2}|\n)/) else { return nil }
      return String(found.1).trimmingCharacters(in: .whitespaces)
    }
  }

  // MARK: - Messages

  /// What is told, and the line that has it told; the first write what later ones read.
  private static let lines: [(tells: String, line: String)] = [
    ("a success: points counted", "bin pois.csv --category kind -o counts.tif --cells cells.csv"),
    ("a success: a layer in another format", "convert pois.csv -o pois.gpkg"),
    ("a success that is JSON", "fishnet pois.csv --cell 1km -o net.gpkg --json"),
    ("what would be done", "reproject pois.csv -o pois.shp --dry-run"),
    ("what a layer holds", "info pois.csv"),
    ("no command", "bni pois.csv"),
    ("a job under another name", "buffer pois.csv"),
    ("a job of other tools", "voronoi pois.csv"),
    ("a misspelled option", "bin pois.csv --cel 1km"),
    ("what is missing", "bin"),
    ("a value that is none", "map counts.tif -o a.png --classes nice"),
    ("options that do not go together", "correlate counts.tif -o a.tif"),
    ("a size that is none", "bin pois.csv --cell 1kmm -o a.tif"),
    ("a missing file", "info nowhere.shp"),
    ("a missing file, as JSON", "info nowhere.shp --json"),
    ("a file of another kind", "bin plan.yaml -o a.tif"),
    ("arguments in the wrong order", "forecast counts.tif model.safetensors -o f.tif"),
    ("an unknown field", "bin pois.csv --category knid -o a.tif"),
    ("an unknown band", "hotspots counts.tif --band shops -o a.tif"),
    ("no coordinate system", "bin metres.csv -o a.tif"),
    ("no such coordinate system", "reproject pois.csv --to \"utm zone 49\" -o a.gpkg"),
    ("exchanged coordinates", "bin exchanged.csv -o a.tif"),
    ("a key that a plan has not", "run plan.yaml"),
    ("a plan that is no YAML", "run wide.yaml"),
    ("an output that exists", "convert pois.csv -o pois.gpkg"),
    ("a condition that nothing fulfils", "bin pois.csv --where \"kind = 'x'\" -o a.tif"),
    ("the same, as a note", "convert pois.csv --where \"kind = 'x'\" -o none.gpkg"),
    ("a condition that is none", "bin pois.csv --where \"kind ==\" -o a.tif"),
    ("an encoding that was found", "convert gbk.csv -o gbk.gpkg"),
    ("features that are left out", "bin far.csv --to EPSG:32649 -o far.tif"),
    ("values that are lost", "convert long.geojson -o long.shp"),
    ("a folder with a broken file", "convert layers --out out --format gpkg --dry-run"),
    ("a coordinate system, found", "systems utm 49n"),
    ("a language without messages", "info pois.csv --lang fr"),
  ]

  private func inputs() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let rows = (0..<8).map {
      "\($0),place \($0),\($0 % 3 == 0 ? "office" : "shop"),\(109.5 + 0.01 * Double($0)),34.5"
    }
    let table = "id,name,kind,lon,lat\n" + rows.joined(separator: "\n") + "\n"
    for name in ["pois.csv", "layers/good.csv"] { _ = try folder.file(name, table) }
    _ = try folder.file("far.csv", table + "8,far,shop,-60,34.5\n9,nowhere,shop,,\n")
    _ = try folder.file("exchanged.csv", "lon,lat\n34.5,109.5\n34.6,109.6\n")
    _ = try folder.file("metres.csv", "x,y\n500500,3800500\n501500,3800500\n")
    _ = try folder.file(
      "long.geojson",
      #"{"type": "Feature", "properties": {"a name of many letters": "\#(String(repeating: "x", count: 300))"},"#
        + #" "geometry": {"type": "Point", "coordinates": [109.5, 34.5]}}"#)
    _ = try folder.file("layers/broken.geojson", #"{"type": "FeatureCollection", "features": [{"#)
    _ = try folder.file("plan.yaml", "inputs: pois.csv\ncel: 1km\noutputs: {folder: map}\n")
    _ = try folder.file("wide.yaml", "inputs：pois.csv\noutputs: {folder: map}\n")
    _ = FileManager.default.createFile(
      atPath: "\(folder.path)/gbk.csv",
      contents: Data("lon,lat,name\n109.5,34.5,".utf8) + [0xC9, 0xCC, 0xB5, 0xEA, 0x0A])
    let lattice = (0..<64).map {
      "\(109.5 + 0.02 * Double($0 % 8)),\(34.5 + 0.02 * Double($0 / 8)),\($0 % 3)"
    }
    _ = try folder.file("lattice.csv", "lon,lat,kind\n" + lattice.joined(separator: "\n") + "\n")
    try gridcast("bin", "lattice.csv", "--category", "kind", "-o", "lattice.tif", in: folder.path)
    let trained = try gridcast(
      "train", "linear", "lattice.tif", "--target", "0", "-o", "model.safetensors",
      in: folder.path)
    #expect(trained.code == 0, "\(trained.errors)")
    return folder
  }

  @Test("What is typically said is what it was", arguments: ["en", "zh"])
  func messages(language: String) throws {
    let folder = try inputs()
    var text = ""
    for (tells, line) in Self.lines {
      let result = try told(words(line), in: language, at: folder.path)
      let errors = result.errors.split(separator: "\n", omittingEmptySubsequences: true)
      text += (text.isEmpty ? "" : "\n") + "# \(tells)\n$ gridcast \(line)\n"
      text +=
        result.output.hasSuffix("\n") || result.output.isEmpty
        ? result.output : result.output + "\n"
      text += errors.map { "! \($0)\n" }.joined() + "→ \(result.code)\n"
    }
    #expect(!text.contains(folder.path), "what is said does not depend on where")
    try check(text, "messages.\(language).txt")
  }
}
