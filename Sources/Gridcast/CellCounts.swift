public import GridcastBase
internal import GridcastBin
internal import GridcastFiles
internal import GridcastFormats
internal import GridcastJobs
internal import GridcastReproject
internal import GridcastWrite

/// Points counted by cell and category.
public struct CellCounts: Sendable {
  private let counts: Counts
  /// The paths of the files that were read, which no output may replace.
  private let inputs: [String]

  /// Reads, reprojects and counts the points of files, as `gridcast bin` does.
  ///
  /// Every point falls in exactly one cell, so the counts sum to the points that lie on the cells.
  ///
  /// - Parameters:
  ///   - inputs: The paths of the files.
  ///   - field: The attribute with the categories; nil to count all points in one band.
  ///   - cell: The side of a cell, as in `1km`, `250m` or `0.01deg`.
  ///   - system: The coordinate system of the cells: a code, or `utm` for the zone that contains
  ///     the points.
  ///   - area: The path of a file with polygons that limit the cells; nil for no limit.
  /// - Throws: The errors of reading; `.badData` where points cannot be projected.
  public init(
    of inputs: [String], by field: String? = nil, cell: String, system: String = "utm",
    within area: String? = nil
  ) throws(GridcastError) {
    var counting = Counting(
      inputs: inputs.map { Source($0) }, cellSize: try CellSize(cell),
      categorization: field.map { .field($0) } ?? .single)
    counting.target = TargetChoice(system)
    counting.studyArea = area.map { Source($0, role: .studyArea) }
    counts = try counting.counts()
    self.inputs = counting.paths
  }

  /// The counts, with a band for each category; NaN in cells outside the area.
  public var raster: Raster { counts.raster }
  /// The number of points that were counted.
  public var counted: Int { counts.tally.kept }
  /// The number of points that were left out, by reason.
  public var leftOut: [String: Int] {
    Dictionary(counts.tally.dropped.map { ($0.reason.description, $0.count) }, uniquingKeysWith: +)
  }
  /// Sentences for the user, such as warnings.
  public var notes: [String] { counts.tally.notes.worded(for: .library) }

  /// Writes the counts as GeoTIFF with a style, and the cells as layers or tables.
  ///
  /// - Parameters:
  ///   - path: The path of the GeoTIFF.
  ///   - cells: The paths of further files, whose endings select their formats.
  ///   - overwriting: Whether existing files may be replaced.
  /// - Throws: `.unwritable` where a file cannot be written; then no file is.
  public func write(to path: String, cells: [String] = [], overwriting: Bool = false)
    throws(GridcastError)
  {
    let staging = Staging(overwrite: overwriting, inputs: inputs)
    try staging.check([.raster(path)] + cells.map(Output.cells))
    _ = try counts.write(raster: path, cells: cells, staging: staging)
    try staging.commit()
  }
}
