import Dispatch
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastReproject
import GridcastWrite
import Synchronization

extension Conversion {
  /// Whether the output can have a copy of the input's table: one Shapefile is converted to
  /// another, and only the coordinates change.
  func keepsTable(of reader: LayerReader, as format: VectorFormat) -> Bool {
    format.isShapefile && output.fileEnding == "shp" && !appends && !writesTable
      && fields == FieldMapping() && isWhole
      && reader.textEncoding?.name == encoding.name && reader.tablePath != nil
  }

  /// Copies the table while the shapes are transformed.
  ///
  /// - Returns: The report on features read and written.
  /// - Throws: `.unwritable` where the output cannot be written.
  func runKeepingTable(
    _ table: String, _ prepared: ConversionPlan, staging: Staging, progress: ProgressHandler
  ) throws(GridcastError) -> ConversionReport {
    let path = try staging.temporaryPath(for: output)
    let stem = String(path.dropLast(4))
    var written = try ShapefileOutput(path, of: prepared.schema.kind ?? .point, for: output)
    let copying = CopyInBackground(table, to: "\(stem).dbf", for: output)
    var report = ConversionReport()
    let all = prepared.survey.count
    try prepared.reader.readWhile(.named([])) {
      (features, lost) throws(GridcastError) -> (EncodedShapes, Tally) in
      var tally = lost
      var moved = features
      if let reprojection = prepared.reprojection {
        moved = try reprojection.move(moved, &tally)
      }
      moved.shapes.wind(exteriorClockwise: true)
      return (EncodedShapes(moved.shapes, in: prepared.schema.kind), tally)
    } take: { (shapes, lost) throws(GridcastError) in
      report.tally.add(lost)
      report.tally.read += shapes.lengths.count + lost.droppedCount
      report.tally.kept += shapes.lengths.count
      try written.append(shapes)
      progress("convert", report.tally.read, all)
      return true
    }
    try written.close()
    try copying.finish()
    guard report.tally.droppedCount == 0 else {
      throw GridcastError(
        .badData, source.path,
        "\(report.tally.reasons), which had not been announced, so nothing was written")
    }
    try prepared.to?.esriDefinition()?.write(beside: output, ending: "prj", staging: staging)
    try encoding.label.write(beside: output, ending: "cpg", staging: staging)
    return report
  }
}

/// A file copy that runs in the background.
private final class CopyInBackground: Sendable {
  private let group = DispatchGroup()
  private let failure = Mutex<GridcastError?>(nil)

  init(_ source: String, to path: String, for target: String) {
    DispatchQueue.global().async(group: group) { [self] in
      do throws(GridcastError) {
        try OutputFile.copy(source, to: path, for: target)
      } catch {
        failure.withLock { $0 = error }
      }
    }
  }

  /// Waits until the copy is finished.
  ///
  /// - Throws: The error of the copy.
  func finish() throws(GridcastError) {
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  deinit { group.wait() }
}
