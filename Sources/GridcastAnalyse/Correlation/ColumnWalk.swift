import GridcastBase

/// Columns of numbers of equal length, which are walked piece by piece, always in the same order, so that
/// sums have the same bits however long the pieces are.
struct ColumnWalk {
  /// The number of columns.
  let columnCount: Int
  /// The number of values of each.
  let count: Int
  private let pieces:
    (_ body: ([[Double]]) throws(GridcastError) -> Void) throws(GridcastError) -> Void

  /// Takes columns that are in memory, as one piece.
  init(_ columns: [[Double]]) {
    precondition(columns.allSatisfy { $0.count == columns[0].count })
    self.init(columnCount: columns.count, count: columns.first?.count ?? 0) {
      (body) throws(GridcastError) in try body(columns)
    }
  }

  /// Takes columns that a function passes on in pieces, for each column a list of values.
  init(
    columnCount: Int, count: Int,
    pieces:
      @escaping (_ body: ([[Double]]) throws(GridcastError) -> Void) throws(GridcastError) ->
      Void
  ) {
    self.columnCount = columnCount
    self.count = count
    self.pieces = pieces
  }

  /// Passes on piece after piece.
  func walk(_ body: ([[Double]]) throws(GridcastError) -> Void) throws(GridcastError) {
    try pieces(body)
  }

  /// Passes on each column of each piece together with itself and with those before it.
  func walkPairs(_ body: (_ row: Int, _ column: Int, [Double], [Double]) -> Void)
    throws(GridcastError)
  {
    try pieces { piece in
      for row in piece.indices {
        for column in 0...row { body(row, column, piece[row], piece[column]) }
      }
    }
  }

  /// The columns with other values.
  func mapped(_ change: @escaping (_ column: Int, [Double]) -> [Double]) -> ColumnWalk {
    let pieces = pieces
    return ColumnWalk(columnCount: columnCount, count: count) { (body) throws(GridcastError) in
      try pieces { (piece) throws(GridcastError) in
        try body(piece.enumerated().map { change($0, $1) })
      }
    }
  }

  /// Some of the columns.
  func chosen(_ columns: [Int]) -> ColumnWalk {
    let pieces = pieces
    return ColumnWalk(columnCount: columns.count, count: count) { (body) throws(GridcastError) in
      try pieces { (piece) throws(GridcastError) in try body(columns.map { piece[$0] }) }
    }
  }
}

/// What a first walk over columns tells.
struct ColumnLimits {
  /// The greatest size of a value of each column.
  private(set) var greatest: [Double]
  /// Whether all values of a column are the same.
  private(set) var isUniform: [Bool]

  init(_ columns: ColumnWalk) throws(GridcastError) {
    var greatest = [Double](repeating: 0, count: columns.columnCount)
    var isUniform = [Bool](repeating: true, count: columns.columnCount)
    var first: [Double?] = isUniform.map { _ in nil }
    try columns.walk { piece in
      for (column, values) in piece.enumerated() where !values.isEmpty {
        let one = first[column] ?? values[0]
        first[column] = one
        if let most = values.lazy.map(abs).max() { greatest[column] = max(greatest[column], most) }
        if isUniform[column] { isUniform[column] = values.allSatisfy { $0 == one } }
      }
    }
    self.greatest = greatest
    self.isUniform = isUniform
  }
}

/// The means of columns, and the sums of the products of their deviations from these.
struct ColumnMoments {
  let means: [Double]
  /// Σ(a − ā)(b − b̄) for each column and those up to it.
  let products: [[Double]]

  init(_ columns: ColumnWalk) throws(GridcastError) {
    var sums = [Double](repeating: 0, count: columns.columnCount)
    try columns.walk { piece in
      for (column, values) in piece.enumerated() {
        var sum = sums[column]
        for value in values { sum += value }
        sums[column] = sum
      }
    }
    let means = sums.map { $0 / Double(columns.count) }
    var products = sums.map { _ in sums.map { _ in 0.0 } }
    try columns.mapped { column, values in values.map { $0 - means[column] } }
      .walkPairs { row, column, a, b in
        var sum = products[row][column]
        for index in a.indices { sum += a[index] * b[index] }
        products[row][column] = sum
      }
    self.means = means
    self.products = products
  }

  /// Pearson's coefficients of some columns.
  func correlations(of columns: [Int]) -> [[Double]] {
    columns.map { row in
      columns.map { column in
        if row == column { return 1 }
        let r = products[max(row, column)][min(row, column)]
        return min(max(r / (products[row][row] * products[column][column]).squareRoot(), -1), 1)
      }
    }
  }
}
