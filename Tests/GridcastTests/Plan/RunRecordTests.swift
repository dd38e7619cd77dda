import Foundation
import GridcastBase
import GridcastFormats
import GridcastJobs
import Testing

/// The record of a run, written and read again.
@Suite struct RunRecordTests {
  private func record(in folder: TemporaryFolder) throws -> RunRecord {
    let rows = (0..<200).map { "\(500_500 + 1000 * ($0 % 20)),\(3_800_500 + 1000 * ($0 / 20)),a" }
    _ = try folder.file("p.csv", "x,y,kind\n" + rows.joined(separator: "\n") + "\n")
    let plan = try folder.file(
      "plan.yaml",
      """
      inputs: {path: p.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      outputs:
        folder: map
        counts: counts.tif
        cells: [cells/a.shp, \(folder.path)/table.csv]
      """)
    return try Pipeline(try Plan(reading: plan)).run(overwrite: true)
  }

  @Test("A record is read as it was written, from a folder that has moved too")
  func readsAgain() throws {
    let folder = try TemporaryFolder()
    let written = try record(in: folder)
    let read = try RunRecord(reading: "\(folder.path)/map")
    #expect(try read.json() == written.json())
    #expect(
      read.outputs.map { "\($0.role) \($0.path)" } == [
        "counts counts.tif", "cells cells/a.shp", "cells ../table.csv",
        "project plan.qgz", "report report.html", "record run.json",
      ])
    try FileManager.default.moveItem(
      atPath: "\(folder.path)/map", toPath: "\(folder.path)/moved")
    let moved = try RunRecord(reading: "\(folder.path)/moved/run.json")
    let counts = moved.paths(of: "counts")
    #expect(try Raster(reading: try #require(counts.first)).bands.map(\.name) == ["a"])
    #expect(moved.paths(of: "forecast").isEmpty)
    #expect(try moved.json() == written.json())
  }

  @Test("Record and report tell no paths of the machine, but those relative to the run")
  func tellsNoPaths() throws {
    let folder = try TemporaryFolder()
    let written = try record(in: folder).json()
    let report = try String(contentsOfFile: "\(folder.path)/map/report.html", encoding: .utf8)
    for text in [written, report] { #expect(!text.contains(folder.path)) }
    #expect(written.contains("\"../plan.yaml\"") && written.contains("\"../p.csv\""))
  }

  @Test("What is no record of a run is refused, and said what it is")
  func refusesOthers() throws {
    let folder = try TemporaryFolder()
    let text = try record(in: folder).json()
    let missing = thrown { _ = try RunRecord(reading: folder.path) }
    #expect(
      missing?.kind == .unreadable
        && missing?.worded(for: .commandLine).contains("gridcast run") ?? false)
    for (content, words) in [
      (String(text.dropLast(20)), "damaged, or no JSON"), ("{\"outputs\": []}", "not the record"),
      ("[1, 2]", "not the record"), (text.replacing("\"steps\"", with: "\"stairs\""), "damaged"),
      (
        text.replacing("\"outputs\"", with: "\"out\"").replacing(
          "\"gridcast\" : \"", with: "\"gridcast\" : \"9."), "Gridcast 9."
      ),
    ] {
      let error = thrown { _ = try RunRecord(reading: try folder.file("run.json", content)) }
      #expect(error?.kind == .badData && error?.reason.contains(words) ?? false, "\(content)")
    }
  }
}
