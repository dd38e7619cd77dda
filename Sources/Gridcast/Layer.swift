public import GridcastBase
import GridcastFiles
internal import GridcastFormats
internal import GridcastJobs
internal import GridcastWrite

/// A layer of points, lines or polygons in a file of any format that Gridcast reads.
///
/// Opening reads only the beginning of the file; features are read in batches when they are asked
/// for, so the memory needed does not depend on the size of the layer.
public struct Layer: Sendable {
  private let reader: LayerReader

  /// Opens a layer.
  ///
  /// - Parameters:
  ///   - path: The path of the file.
  ///   - name: The name of the layer, where the file contains several.
  ///   - system: The coordinate system, which overrides what the file declares: a code such as
  ///     `EPSG:4547`, `gcj02`, `bd09`, WKT, or a .prj file.
  ///   - encoding: The encoding of texts, which overrides what the file declares.
  /// - Throws: `.unreadable` where the file is missing or in no known format; `.badData` where it
  ///   has no such layer; `.usage` where it has several and none was named.
  public init(
    _ path: String, name: String? = nil, system: String? = nil, encoding: String? = nil
  ) throws(GridcastError) {
    var source = Source(path, layers: name.map { [$0] } ?? [], coordinateSystem: system)
    source.encoding = encoding
    reader = try LayerReader(source)
  }

  /// The path of the file.
  public var path: String { reader.source.path }
  /// The name of the format, as in "GeoJSON".
  public var format: String { reader.format }
  /// The names of the attributes.
  public var fields: [String] { reader.fields.map(\.name) }
  /// The coordinate system, or nil where neither the file nor the caller declares one.
  public var coordinateSystem: CoordinateSystem? { reader.coordinateSystem }
  /// Sentences about how the file was interpreted, such as warnings.
  public var notes: [String] { reader.notes.worded(for: .library) }

  /// Reads all features in batches, in file order.
  ///
  /// - Parameters:
  ///   - fields: The names of the attributes to read; nil for all.
  ///   - body: Receives each batch.
  /// - Throws: `.badData` where reading ended early or features are damaged; the error of `body`.
  public func read(
    _ fields: [String]? = nil, _ body: (FeatureBatch) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    try reader.read(fields.map { .named($0) } ?? .all) {
      (features, tally) throws(GridcastError) in
      if let lost = tally.dropped.first {
        throw GridcastError(
          .badData, path, "\(counted(lost.count, "feature")) lost: \(lost.reason)")
      }
      try body(FeatureBatch(features))
    }
  }

  /// Writes the layer in the format that the output's ending selects, as `gridcast convert` does.
  ///
  /// - Parameters:
  ///   - output: The path of the output.
  ///   - system: The target coordinate system: a code, or `utm` for the zone that contains the
  ///     data; nil to keep that of the layer.
  ///   - overwriting: Whether an existing file may be replaced.
  ///   - allowingLoss: Whether to write even if the format cannot store everything.
  /// - Returns: Sentences about changed names and values, and warnings.
  /// - Throws: `.badData` where something would be lost; `.unwritable` where the output exists
  ///   already or cannot be written; then nothing was written.
  @discardableResult
  public func write(
    to output: String, system: String? = nil, overwriting: Bool = false, allowingLoss: Bool = false
  ) throws(GridcastError) -> [String] {
    var settings = ConversionSettings()
    settings.layer = reader.source.layers.first
    settings.from = reader.source.coordinateSystem
    settings.encoding = reader.source.encoding
    settings.to = system
    settings.allowLoss = allowingLoss
    let job = Job(path, to: output, settings)
    let staging = Staging(overwrite: overwriting, inputs: job.inputs)
    try staging.check(output)
    let report = try job.run(try job.prepare(), staging: staging)
    try staging.commit()
    let renamed: [Sentence] = report.renamed.map { "field '\($0.full)' is called '\($0.short)'" }
    return (report.notes + renamed + report.changes + report.losses).worded(for: .library)
  }
}
