package import GridcastBase
import GridcastWrite

extension Plan {
  /// The paths of the files to write; nil for those that are not wanted.
  package struct Outputs: Sendable {
    /// The layer of cells without values.
    package var fishnet: String?
    /// The GeoTIFF of counts.
    package var counts: String?
    /// The layers or tables of cells with counts.
    package var cells: [String] = []
    /// The CSV of the correlation matrix.
    package var correlation: String?
    /// The trained model.
    package var model: String?
    /// The CSV of the losses of all epochs, where years are forecast.
    package var history: String?
    /// The GeoTIFF of the forecast.
    package var forecast: String?
    /// The layers or tables of cells with the forecast.
    package var forecastCells: [String] = []
    /// The files of the structure and the hot spots, each with its key in the plan.
    var analyses: [(role: String, path: String)] = []
    /// The QGIS project with all maps.
    package var project: String?
    /// The HTML report.
    package var report: String?
    /// The record of the run, `run.json`.
    package var record: String
    /// Which style files are written beside maps.
    package var styles = StyleFiles.all
    /// Whether texts of tables are made harmless that a table calculation would take for formulas.
    package var disarmsFormulas = false

    /// All files to write, each with its key in the plan.
    package var byRole: [(role: String, path: String)] {
      let outputs: [(String, [String])] = [
        ("fishnet", [fishnet].compactMap { $0 }), ("counts", [counts].compactMap { $0 }),
        ("cells", cells), ("correlation", [correlation].compactMap { $0 }),
        ("model", [model].compactMap { $0 }), ("history", [history].compactMap { $0 }),
        ("forecast", [forecast].compactMap { $0 }), ("forecast-cells", forecastCells),
        ("project", [project].compactMap { $0 }), ("report", [report].compactMap { $0 }),
        ("record", [record]),
      ]
      let last: Set = ["project", "report", "record"]
      let all = outputs.flatMap { role, paths in paths.map { (role, $0) } }
      return all.filter { !last.contains($0.0) } + analyses + all.filter { last.contains($0.0) }
    }

    /// The paths of all files to write.
    package var all: [String] { byRole.map(\.path) }

    /// All files to write, with what each will hold.
    var files: [Output] {
      byRole.map { role, path in
        switch role {
        case "counts": .raster(path)
        case "forecast", "hotspots": .raster(path, orCells: "\(role)-cells")
        case "fishnet", "cells", "forecast-cells", "hotspots-cells": .cells(path)
        case "correlation", "history": .table(path)
        case "model": .model(path)
        case "record": .record(path)
        default: .other(path)
        }
      }
    }
  }
}
