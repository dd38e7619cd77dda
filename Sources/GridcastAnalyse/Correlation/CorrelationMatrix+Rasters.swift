package import GridcastBase
import GridcastFiles

extension CorrelationMatrix {
  /// Computes the matrix of the bands of a raster, over the cells in which all are known.
  ///
  /// - Throws: `.badData` where fewer than two cells are known, or partial correlations are
  ///   undefined.
  package init(_ raster: Raster, method: Method = .pearson, subject: String) throws(GridcastError) {
    try self.init(
      raster.bands.map { CellRows($0.name, raster.grid, $0.values) }, raster.list(subject),
      method: method)
  }

  /// Computes the matrix of bands that may lie in a file, which are walked several times.
  ///
  /// - Parameters:
  ///   - bands: The values.
  ///   - list: Their names, and which hold classes.
  ///   - method: The method of correlation.
  ///   - size: How many cells are in memory at once.
  /// - Throws: `.badData` where fewer than two cells are known, partial correlations are
  ///   undefined, or ranks need more memory than there is.
  package init(
    _ bands: [CellRows], _ list: BandList, method: Method = .pearson,
    blocksOf size: Int = CellRows.blockSize
  ) throws(GridcastError) {
    try list.requireAmounts()
    let size = max(1, size / bands.count)
    let walk: (_ body: ([[Double]]) throws(GridcastError) -> Void) throws(GridcastError) -> Void =
      { (body) throws(GridcastError) in
        for rows in bands[0].grid.blocks(of: size) {
          var values: [[Float]] = []
          for band in bands { values.append(try band.values(rows)) }
          let known = values[0].indices.filter { cell in values.allSatisfy { !$0[cell].isNaN } }
          try body(values.map { column in known.map { Double(column[$0]) } })
        }
      }
    var count = 0
    try walk { count += $0[0].count }
    guard count >= 2 else {
      throw GridcastError(
        .badData, list.subject,
        "\(counted(count, "cell")) with all bands known; a correlation needs at least two")
    }
    let subject = list.subject
    try self.init(
      list.bands.map(\.name),
      ColumnWalk(columnCount: bands.count, count: count, pieces: walk), method: method,
      nouns: Nouns("band", "cell", constant: "is the same in every cell"), subject: subject
    ) { (column, _, columns) throws(GridcastError) in
      .byValue(try Self.distinctValues(of: column, in: columns, subject).ranking)
    }
  }

  /// The different values of a column, counted in bounded memory where that can be done exactly.
  private static func distinctValues(of column: Int, in columns: ColumnWalk, _ subject: String)
    throws(GridcastError) -> DistinctValues
  {
    if columns.count > ValueHistogram.exactLimit {
      var histogram = ValueHistogram()
      try columns.walk { histogram.add($0[column].map(Float.init)) }
      let distinct = histogram.distinct
      if !distinct.isRounded { return distinct }
    }
    try Memory.require(24 * Double(columns.count), to: "sort the values of a band", of: subject)
    var values: [Double] = []
    values.reserveCapacity(columns.count)
    try columns.walk { values += $0[column] }
    return DistinctValues(values)
  }
}

extension DistinctValues {
  /// A function that gives the rank of one of the values from 1; equal ones share the mean of their ranks.
  fileprivate var ranking: (Double) -> Double {
    let values = values
    var before = 0.0
    let ranks = counts.map { count in
      defer { before += count }
      return (before + 1 + before + count) / 2
    }
    return { value in
      var (low, high) = (0, values.count)
      while low < high {
        let middle = (low + high) / 2
        if values[middle] < value { low = middle + 1 } else { high = middle }
      }
      return ranks[min(low, ranks.count - 1)]
    }
  }
}
