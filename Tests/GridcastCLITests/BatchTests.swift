import Foundation
import Testing

/// Whole folders: resumed, shared, and with broken files among the others.
@Suite struct BatchTests {
  /// Three hundred layers in six formats, five of them broken.
  private func makeLayers(in folder: TemporaryFolder) throws {
    let raw = folder.path + "/raw"
    try FileManager.default.createDirectory(
      atPath: raw + "/deep/er", withIntermediateDirectories: true)
    for number in 0..<50 {
      let features = (0..<(number % 7 + 1)).map { index in
        #"{"type":"Feature","properties":{"名称":"点\#(index)","n":\#(index)},"geometry":{"type":"Point","coordinates":[\#(100 + Double(number) / 3),\#(20 + Double(index))]}}"#
      }
      let name =
        number % 3 == 0 ? "deep/l\(number)" : number % 3 == 1 ? "deep/er/l\(number)" : "l\(number)"
      _ = try folder.file(
        "raw/\(name).geojson",
        #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
    }
    for format in ["shp", "gpkg", "fgb", "csv", "kml"] {
      let made = try gridcast(
        "convert", "raw", "--out", "in/\(format)", "--format", format, "--quiet", in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      try FileManager.default.removeItem(
        atPath: "\(folder.path)/in/\(format)/gridcast-journal.jsonl")
    }
    try FileManager.default.moveItem(atPath: raw, toPath: folder.path + "/in/geojson")
    for broken in [
      "in/shp/l2.shp", "in/gpkg/l5.gpkg", "in/fgb/deep/l6.fgb", "in/geojson/l8.geojson",
      "in/kml/deep/er/l7.kml",
    ] {
      _ = try folder.file(broken, "broken")
    }
  }

  private func contents(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      if name.hasSuffix("gridcast-journal.jsonl") { continue }
      files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
    }
    return files
  }

  private func start(_ arguments: [String], in folder: TemporaryFolder) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardError = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func journalLength(_ folder: TemporaryFolder, _ name: String) -> Int {
    let data = FileManager.default.contents(
      atPath: "\(folder.path)/\(name)/gridcast-journal.jsonl")
    return data?.count { $0 == 10 } ?? 0
  }

  @Test("Three hundred layers, five broken, interrupted and resumed: as one clean run")
  func resumes() throws {
    let folder = try TemporaryFolder()
    try makeLayers(in: folder)
    let clean = try gridcast("reproject", "in", "--out", "clean", "--json", in: folder.path)
    let results = try #require(
      try JSONSerialization.jsonObject(with: Data(clean.output.utf8)) as? [[String: Any]])
    #expect(results.count == 300)
    let failed = results.filter { $0["state"] as? String == "failed" }
    #expect(failed.count == 5)
    #expect(clean.code != 0)
    for result in failed {
      let error = result["error"] as? String ?? ""
      #expect(error.contains(result["input"] as? String ?? "?"), "\(error)")
    }
    let expected = try contents(folder.path + "/clean")

    // Killed in the middle, then stopped by the user, then done to the end.
    for signal in [SIGKILL, SIGINT] {
      let before = journalLength(folder, "out")
      let process = try start(["reproject", "in", "--out", "out", "--workers", "1"], in: folder)
      while process.isRunning, journalLength(folder, "out") < before + 60 { usleep(1000) }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
    }
    let partly = journalLength(folder, "out")
    #expect(100...290 ~= partly, "\(partly)")
    let resumed = try gridcast("reproject", "in", "--out", "out", "--json", in: folder.path)
    let states = try #require(
      try JSONSerialization.jsonObject(with: Data(resumed.output.utf8)) as? [[String: Any]]
    ).reduce(into: [String: Int]()) { $0[$1["state"] as? String ?? "", default: 0] += 1 }
    #expect(states["failed"] == 5)
    #expect((states["unchanged"] ?? 0) >= partly - 2, "\(states)")
    #expect(try contents(folder.path + "/out") == expected)

    // One input changes, one output is gone, one broken file is mended: only these are done.
    _ = try folder.file("in/geojson/l8.geojson", #"{"type":"Point","coordinates":[100,20]}"#)
    _ = try folder.file("in/geojson/l11.geojson", #"{"type":"Point","coordinates":[101,20]}"#)
    try FileManager.default.removeItem(atPath: folder.path + "/out/gpkg/l14.gpkg")
    let again = try gridcast("reproject", "in", "--out", "out", in: folder.path)
    let numbers = again.output.split(separator: "\n").map {
      $0.split(separator: " ").prefix(2).joined(separator: " ")
    }
    for line in ["done 3", "unchanged 293", "failed 4"] {
      #expect(numbers.contains(line), "\(again.output)")
    }
  }

  @Test("Two runs on one folder at once give what one gives")
  func sharesAFolder() throws {
    let folder = try TemporaryFolder()
    try makeLayers(in: folder)
    _ = try gridcast("reproject", "in", "--out", "clean", "--quiet", in: folder.path)
    let two = try (0..<2).map { _ in
      try start(["reproject", "in", "--out", "out", "--quiet"], in: folder)
    }
    for process in two {
      process.waitUntilExit()
      #expect(process.terminationReason == .exit)
    }
    #expect(try contents(folder.path + "/out") == contents(folder.path + "/clean"))
    // Each job was done by one of the two.
    #expect(journalLength(folder, "out") == 295)
  }

  @Test("Shards together do every job once")
  func shards() throws {
    let folder = try TemporaryFolder()
    for number in 0..<7 { _ = try folder.file("p\(number).csv", "lon,lat\n10\(number),30\n") }
    _ = try folder.file(
      "m.yaml",
      """
      out: out
      defaults: {to: utm, format: gpkg}
      jobs:
        - input: "p*.csv"
        - {input: p0.csv, output: sub/first.shp, to: "EPSG:4326", select: [lon]}
      """)
    for index in 1...3 {
      let result = try gridcast(
        "batch", "m.yaml", "--shard", "\(index)/3", "--progress", "json", in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      let events = result.errors.split(separator: "\n").filter { $0.hasPrefix("{") }
      #expect(events.contains { $0.contains(#""event":"done""#) && $0.contains(#""rate":"#) })
      for event in events { _ = try JSONSerialization.jsonObject(with: Data(event.utf8)) }
    }
    let out = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/out").sorted()
    #expect(out.filter { $0.hasSuffix(".gpkg") } == (0..<7).map { "p\($0).gpkg" })
    #expect(out.contains("sub/first.shp"))
  }

  static let manifests: [(String, String)] = [
    ("jobs: []", "'out' is missing"),
    ("out: o\njobs: [{input: a.csv, output: ../b.gpkg}]", "within 'out'"),
    ("out: o\njobs: [{input: a.csv, output: /tmp/b.gpkg}]", "within 'out'"),
    ("out: o\njobs: [{input: a.csv, output: b.gpkg, colour: red}]", "'colour' means nothing"),
    (
      "out: o\njobs:\n  - {input: a.csv, output: b.gpkg}\n  - {input: a.csv, output: B.gpkg}",
      "two jobs"
    ),
    ("out: o\njobs: [{input: 'x*.csv'}]", "no such file"), ("- a", "no manifest"),
  ]

  @Test("A manifest that cannot serve is refused with its fault", arguments: manifests)
  func refusesManifest(yaml: String, words: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "lon,lat\n1,2\n")
    _ = try folder.file("m.yaml", yaml)
    let result = try gridcast("batch", "m.yaml", in: folder.path)
    #expect([64, 66].contains(result.code) && result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content == ["a.csv", "m.yaml"])
  }

  @Test("Two inputs of one output are refused, in every share")
  func refusesSharedOutput() throws {
    let folder = try TemporaryFolder()
    for name in ["d1", "d2"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
      _ = try folder.file("\(name)/a.csv", "lon,lat\n1,2\n")
    }
    _ = try folder.file(
      "m.yaml",
      "out: o\njobs:\n  - {input: d1/a.csv, output: a.gpkg}\n  - {input: d2/a.csv, output: a.gpkg}\n"
    )
    for share in ["1/2", "2/2"] {
      let result = try gridcast("batch", "m.yaml", "--shard", share, in: folder.path)
      #expect(result.code == 64 && result.errors.contains("two jobs"), "\(result.errors)")
    }
    // By folders each gets a name of its own.
    let both = try gridcast("convert", "d1", "d2", "--out", "o", in: folder.path)
    #expect(both.code == 0, "\(both.errors)")
    let written = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/o")
    #expect(written.count { $0.hasSuffix(".csv") } == 2, "\(written)")
  }

  @Test("A file with several layers becomes one file a layer, and none leaves the folder")
  func splitsLayers() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.path + "/in", withIntermediateDirectories: true)
    let folders = ["a", "../b"].map {
      "<Folder><name>\($0)</name><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark>"
        + "</Folder>"
    }
    _ = try folder.file(
      "in/two.kml",
      #"<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\#(folders.joined())</Document></kml>"#
    )
    let result = try gridcast("convert", "in", "--out", "out", "--format", "csv", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out").sorted()
        == ["gridcast-journal.jsonl", "two-___b.csv", "two-a.csv"])
  }
}
