import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats

/// A file to write, and what it will hold.
package struct Output: Sendable {
  private enum Content {
    case raster(cellsKey: String)
    case cells, table, model, record, other
  }

  /// The path of the file.
  package let path: String
  private let content: Content

  /// A raster, which is a GeoTIFF, beside the cells that a plan writes by a key.
  package static func raster(_ path: String, orCells key: String = "cells") -> Output {
    Output(path: path, content: .raster(cellsKey: key))
  }
  /// A layer or a table, of which the ending selects the format.
  package static func cells(_ path: String) -> Output { Output(path: path, content: .cells) }
  /// A table of numbers, which is a CSV.
  package static func table(_ path: String) -> Output { Output(path: path, content: .table) }
  /// A trained model, which is a safetensors file.
  package static func model(_ path: String) -> Output { Output(path: path, content: .model) }
  /// The record of a run, which is JSON.
  package static func record(_ path: String) -> Output { Output(path: path, content: .record) }
  /// A file whose ending tells nothing, or is looked at elsewhere.
  package static func other(_ path: String) -> Output { Output(path: path, content: .other) }

  /// Refuses an ending that names something else than what the file will hold.
  ///
  /// - Throws: `.usage`.
  package func checkEnding() throws(GridcastError) {
    if let refusal = NetworkName(path)?.refusalToWrite {
      throw GridcastError(.usage, path, refusal)
    }
    switch content {
    case .raster(let key):
      if path.namesGeoTIFF { return }
      let isOfCells = (try? VectorFormat(ofPath: path)) != nil
      throw GridcastError(
        .usage, path,
        isOfCells
          ? "a raster is written as GeoTIFF; end its name in .tif, or \(.writeCells(key))"
          : "a raster is written as GeoTIFF; end its name in .tif")
    case .cells:
      do throws(GridcastError) { _ = try VectorFormat(ofPath: path) } catch {
        let isUnknown = error.sentence.tells(.nameFormat)
        throw isUnknown ? GridcastError(.usage, path, VectorFormat.unknownEnding) : error
      }
    case .table: try require([".csv"], "this table is written as CSV; end its name in .csv")
    case .model:
      try require(
        [".safetensors"], "a model is written as safetensors; end its name in .safetensors")
    case .record: try require([".json"], "a record is written as JSON; end its name in .json")
    case .other: break
    }
  }

  /// Whether a style file with the name of the file goes with it.
  package var hasStyle: Bool {
    switch content {
    case .raster: true
    case .cells: !isTable
    default: false
    }
  }

  /// Whether it has rows without shapes, as CSV and workbooks do.
  package var isTable: Bool {
    guard let format = try? VectorFormat(ofPath: path) else { return false }
    return format.isCSV || format.isTable
  }

  private func require(_ endings: [String], _ words: Sentence) throws(GridcastError) {
    guard endings.contains(where: path.lowercased().hasSuffix) else {
      throw GridcastError(.usage, path, words)
    }
  }
}

extension Staging {
  /// Refuses a file that cannot be written, or whose ending names something else, before any work is done for it.
  ///
  /// - Throws: `.usage` for the ending; the errors for a target otherwise.
  package func check(_ output: Output) throws(GridcastError) {
    try output.checkEnding()
    try check(output.path)
  }

  /// Checks that all files can be written, and that no two would share a style file.
  ///
  /// - Throws: The errors for one file; `.usage` for two of one name, and for a raster and a layer with the same base
  ///   name.
  package func check(_ outputs: [Output]) throws(GridcastError) {
    for output in outputs { try check(output) }
    let targets = outputs.map(\.path)
    var seen: Set<String> = []
    for target in targets
    where !seen.insert(URL(filePath: target).standardizedFileURL.plainPath).inserted {
      throw GridcastError(.usage, target, "two outputs have this name")
    }
    func stem(_ path: String) -> URL {
      URL(filePath: path).standardizedFileURL.deletingPathExtension()
    }
    for raster in targets where raster.namesGeoTIFF {
      let layer = targets.first {
        !$0.namesGeoTIFF && !$0.hasSuffix(".json") && stem($0) == stem(raster)
          && (try? VectorFormat(ofPath: $0)).map { !$0.isCSV && !$0.isTable } ?? false
      }
      if let layer {
        throw GridcastError(
          .usage, layer,
          "it and \(raster) would share one style file, \(stem(raster).lastPathComponent).qml; give one of "
            + "them another name")
      }
    }
  }
}
