public import GridcastBase
internal import GridcastBin
internal import GridcastFiles
internal import GridcastFormats
internal import GridcastJobs
internal import GridcastReproject
internal import GridcastWrite

/// Points counted per cell and category.
public struct CellCounts: Sendable {
  private let counts: Counts
  /// The files that were read, which no output may replace.
  private let inputs: [String]

  /// Reads, reprojects and counts the points of files, as `gridcast bin` does.
  ///
  /// Every point falls in exactly one cell, so the counts sum to the points that lie on the cells.
  ///
  /// - Parameters:
  ///   - inputs: The files.
  ///   - field: The attribute whose values are the categories; nil to count all in one band.
  ///   - cell: The side of a cell, as in `1km`, `250m` or `0.01deg`.
  ///   - system: The coordinate system of the cells: a code, or `utm` for the zone in which the points
  ///     lie.
  ///   - area: A file of polygons that limit the cells.
  /// - Throws: What reading throws; `.badData` where points cannot be placed.
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

  /// The counts, a band for each category; NaN in cells outside of the area.
  public var raster: Raster { counts.raster }
  /// The number of points that were counted.
  public var counted: Int { counts.tally.kept }
  /// How many points were left out, by reason.
  public var leftOut: [String: Int] {
    Dictionary(counts.tally.dropped.map { ($0.reason, $0.count) }, uniquingKeysWith: +)
  }
  /// What is worth knowing.
  public var notes: [String] { counts.tally.notes.worded(for: .library) }

  /// Writes the counts as GeoTIFF with a style, and the cells as layers or tables.
  ///
  /// - Parameters:
  ///   - path: The GeoTIFF.
  ///   - cells: Further files, whose endings name their formats.
  ///   - overwriting: Whether files that are there may be replaced.
  /// - Throws: `.unwritable` where one cannot be written; then none is.
  public func write(to path: String, cells: [String] = [], overwriting: Bool = false)
    throws(GridcastError)
  {
    let staging = Staging(overwrite: overwriting, inputs: inputs)
    try staging.check([path] + cells)
    _ = try counts.write(raster: path, cells: cells, staging: staging)
    try staging.commit()
  }
}
