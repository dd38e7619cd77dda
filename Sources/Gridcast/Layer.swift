public import GridcastBase
import GridcastFiles
internal import GridcastFormats
internal import GridcastJobs
internal import GridcastWrite

/// A layer of points, lines or areas in a file of any format that Gridcast reads.
///
/// Opening looks at the file's beginning only; features are read batch by batch when they are asked for,
/// so memory stays flat however large the layer is.
public struct Layer: Sendable {
  private let reader: LayerReader

  /// Opens a layer.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - name: The layer, where the file holds several.
  ///   - system: The coordinate system that it is in, whatever the file says: a code such as
  ///     `EPSG:4547`, `gcj02`, `bd09`, WKT, or a .prj file.
  ///   - encoding: The encoding of its texts, whatever the file says.
  /// - Throws: `.unreadable` where it is missing or in no known format, `.badData` where it has no such
  ///   layer, `.usage` where it has several and none was named.
  public init(
    _ path: String, name: String? = nil, system: String? = nil, encoding: String? = nil
  ) throws(GridcastError) {
    var source = Source(path, layers: name.map { [$0] } ?? [], coordinateSystem: system)
    source.encoding = encoding
    reader = try LayerReader(source)
  }

  /// The file.
  public var path: String { reader.source.path }
  /// The name of the format, as in "GeoJSON".
  public var format: String { reader.format }
  /// The names of the attributes.
  public var fields: [String] { reader.fields.map(\.name) }
  /// The coordinate system, or nil where neither the file nor the caller names one.
  public var coordinateSystem: CoordinateSystem? { reader.coordinateSystem }
  /// What is worth knowing of how the file was understood.
  public var notes: [String] { reader.notes.worded(for: .library) }

  /// Reads all features, batch by batch, in file order.
  ///
  /// - Parameters:
  ///   - fields: The attributes to read; nil for all of them.
  ///   - body: Is handed each batch.
  /// - Throws: `.badData` where reading ended early or features are damaged, and what `body` throws.
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

  /// Writes the layer in the format that the output's ending names, as `gridcast convert` does.
  ///
  /// - Parameters:
  ///   - output: The file.
  ///   - system: The coordinate system to move to: a code, or `utm` for the zone in which the data lie;
  ///     nil to stay.
  ///   - overwriting: Whether a file that is there may be replaced.
  ///   - allowingLoss: Whether to go on where the format cannot hold everything.
  /// - Returns: What became of names and values, and what is worth knowing.
  /// - Throws: `.badData` where something would be lost, `.unwritable` where the output is there
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
