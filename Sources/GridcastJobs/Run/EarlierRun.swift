import Foundation
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastGeo

/// What the last run of a plan made, as far as it is still there as it was written.
struct EarlierRun {
  /// The record of that run.
  let record: RunRecord

  /// Finds the last run whose record lies where this one's will; nil where there is none of this version.
  init?(of plan: Plan, told by: RunRecord) {
    guard FileManager.default.fileExists(atPath: plan.outputs.record),
      let record = try? RunRecord(reading: plan.outputs.record), record.files != nil
    else { return nil }
    self.record = by.telling(record)
  }

  /// Whether a file, and all that was written beside it, is as the run wrote it.
  private func isIntact(_ paths: Set<String>) -> Bool {
    paths.allSatisfy { way in
      let path = record.path(of: RunRecord.Output(role: "", path: way))
      guard let hash = record.files?[way], !URL(filePath: path).isFolder,
        let now = try? digest(ofFile: path)
      else { return false }
      return now == hash
    }
  }

  /// The path of the output of a role, where it is as the run wrote it.
  private func intactFile(_ role: String) -> String? {
    record.outputs.first { $0.role == role }
      .flatMap { isIntact([$0.path]) ? record.path(of: $0) : nil }
  }

  /// The whole run, where nothing on which it depends has changed and everything is there that it wrote.
  func whole(_ key: String?) -> RunRecord? {
    guard let key, record.key == key, let files = record.files, isIntact(Set(files.keys)) else {
      return nil
    }
    var record = record
    record.isKept = true
    return record
  }

  /// The counts, where nothing on which they depend has changed and their raster is as it was written; with the
  /// step that counted.
  ///
  /// Sums of weights, lengths and shares are not kept, which a raster rounds.
  func counts(_ key: String?, of plan: Plan) -> (Counts, RunRecord.Step)? {
    guard let step = step("bin", key), plan.counting.isCount,
      let path = intactFile("counts"), let read = try? Raster(reading: path),
      let result = record.result, let code = read.grid.coordinateSystem.code,
      let system = try? CoordinateSystem.named(code), system.description == result.coordinateSystem,
      read.bands.allSatisfy({ $0.values.allSatisfy { !($0 >= 16_777_216) } })
    else { return nil }
    let old = read.grid
    let grid = Grid(
      coordinateSystem: system, cellSize: old.cellSize, anchor: old.anchor, west: old.west,
      south: old.south, columns: old.columns, rows: old.rows)
    let mask = read.bands[0].values.map { !$0.isNaN }
    let bands = read.bands.map { Raster.Band(name: $0.name, values: $0.values) }
    let counts = Counts(
      fishnet: Fishnet(grid: grid, mask: mask.contains(false) ? mask : []),
      sums: bands.map { CellValues($0) }, raster: Raster(grid: grid, bands: bands), tally: Tally(),
      featureCounts: record.inputs.prefix(plan.counting.inputs.count).map { $0.features ?? 0 },
      isCount: true)
    return (counts, step)
  }

  /// The model, where nothing on which it depends has changed and its file is as it was written; with the step that
  /// trained it.
  func forecaster(_ key: String?) -> (Forecaster, RunRecord.Step)? {
    guard let step = step("train", key), let path = intactFile("model"),
      let forecaster = try? Forecaster(reading: path)
    else { return nil }
    return (forecaster, step)
  }

  /// The losses of all epochs of that training, as CSV; nil where their file is not as it was written.
  var history: String? {
    intactFile("history").flatMap(FileManager.default.contents)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private func step(_ name: String, _ key: String?) -> RunRecord.Step? {
    guard let key else { return nil }
    return record.steps.first { $0.name == name && $0.key == key }
  }
}
