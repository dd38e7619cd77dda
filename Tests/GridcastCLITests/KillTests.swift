import Foundation
import Testing

/// Conversions that are killed, or run out of room, leave the old set of files or the new one.
@Suite struct KillTests {
  private func geoJSON(_ count: Int, _ word: String) -> String {
    let features = (0..<count).map { index in
      #"{"type":"Feature","properties":{"a very long name":"\#(word)","n":\#(index)},"geometry":{"type":"Point","coordinates":[\#(109 + Double(index) / 1e4),34.5]}}"#
    }
    return #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }

  /// The content of a set of files by name.
  private func content(_ folder: TemporaryFolder, _ stem: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try folder.content where name.hasPrefix(stem + ".") {
      files[name] = FileManager.default.contents(atPath: "\(folder.path)/\(name)")
    }
    return files
  }

  @Test("Two hundred conversions killed at any moment leave the old set or the new one, whole")
  func survivesSIGKILL() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("old.geojson", geoJSON(300, "old"))
    _ = try folder.file("new.geojson", geoJSON(300, "new"))
    let command = ["convert", "new.geojson", "-o", "t.shp", "--overwrite", "--quiet"]
    // What the two sets are, and how long a conversion takes.
    var sets: [[String: Data]] = []
    var time = Duration.zero
    for name in ["old", "new"] {
      let start = ContinuousClock.now
      let made = try gridcast(
        "convert", "\(name).geojson", "-o", "t.shp", "--overwrite", in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      time = ContinuousClock.now - start
      // A style of the user's belongs to the old set and goes with it.
      if name == "old" { _ = try folder.file("t.qml", "mine") }
      sets.append(try content(folder, "t"))
    }
    let (old, new) = (sets[0], sets[1])
    #expect(old["t.qml"] != nil && new["t.qml"] == nil && new.count == 6 && old != new)

    var outcomes = [0, 0]
    let milliseconds = Int(time / .milliseconds(1))
    for run in 0..<210 {
      // The old set again, by hand.
      for name in try folder.content where name.hasPrefix("t.") {
        try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
      }
      for (name, data) in old { try data.write(to: URL(filePath: "\(folder.path)/\(name)")) }

      let process = Process()
      process.executableURL = URL(filePath: gridcast)
      process.arguments = command
      process.currentDirectoryURL = URL(filePath: folder.path)
      process.standardError = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      // Every moment of the run is met, the last third, where files are put in place, more often.
      let share = run % 3 == 0 ? Double(run) / 210 : 0.6 + Double(run) / 210 * 0.5
      usleep(UInt32(Double(milliseconds) * 1000 * share))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      // Moves that had begun are written down, and the next run in the folder ends them.
      var found = try content(folder, "t")
      if found != old && found != new {
        #expect(
          try gridcast("convert", "old.geojson", "-o", "o.csv", "--overwrite", in: folder.path)
            .code == 0)
        found = try content(folder, "t")
      }
      #expect(found == old || found == new, "run \(run): \(found.mapValues(\.count))")
      outcomes[found == new ? 1 : 0] += 1
    }
    #expect(outcomes[0] > 10, "old \(outcomes[0]), new \(outcomes[1])")
    // What the killed ones left is gone after the next one.
    #expect(try run(gridcast, command, in: folder.path).code == 0)
    #expect(try folder.content.filter { $0.hasPrefix(".gridcast") } == [])
  }

  @Test(
    "A disk that is full is said, and the old files stay",
    arguments: ["shp", "gpkg", "geojson", "geojsonl", "csv", "fgb", "kml", "gml"])
  func saysFullDisk(ending: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("big.geojson", geoJSON(30_000, String(repeating: "x", count: 40)))
    _ = try folder.file("u.\(ending)", "old")
    // A limit on the size of files stands for a disk that has no more room.
    let result = try run(
      "sh",
      [
        "-c",
        "ulimit -f 200; exec \"$0\" convert big.geojson -o u.\(ending) --overwrite", gridcast,
      ], in: folder.path)
    #expect(result.code == 73, "\(ending): \(result.code) \(result.errors)")
    #expect(result.errors.contains("error: u.\(ending)"), "\(result.errors)")
    #expect(try folder.content == ["big.geojson", "u.\(ending)"])
    #expect(try String(contentsOfFile: "\(folder.path)/u.\(ending)", encoding: .utf8) == "old")
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
