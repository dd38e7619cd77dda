package import GridcastBase

/// The pairwise correlations of variables, such as bands over cells or regions over years.
package struct CorrelationMatrix: Sendable, Equatable {
  /// The methods of correlation.
  package enum Method: String, Sendable, CaseIterable, Codable {
    /// Pearson's r of the values.
    case pearson
    /// Spearman's ρ: Pearson's r of the ranks, where equal values share the mean of their ranks.
    case spearman
    /// The partial correlation given all other variables, from a shrunk matrix.
    case partial

    /// The method in words.
    package var label: String {
      switch self {
      case .pearson: "Pearson correlation"
      case .spearman: "Spearman rank correlation"
      case .partial: "partial correlation given all others"
      }
    }
  }

  /// The words for a variable and for one of its values, as in band and cell.
  package struct Nouns: Sendable, Equatable {
    let variable: String
    let value: String
    let constant: String

    /// Makes the words, in the singular, with the predicate for a constant variable where "is the
    /// same in every …" does not fit.
    package init(_ variable: String, _ value: String, constant: String? = nil) {
      self.variable = variable
      self.value = value
      self.constant = constant ?? "is the same in every \(value)"
    }
  }

  /// The variables.
  package let names: [String]
  /// The coefficients, a row for each variable; nil where a variable is constant or the coefficient
  /// is unknown.
  package let values: [[Double?]]
  /// The number of values of each variable.
  package let count: Int
  /// The names of constant variables.
  package let constantNames: [String]
  /// The method of correlation.
  package let method: Method
  /// The intensity of shrinkage towards the identity, from 0 to 1; nil where the matrix was not
  /// shrunk.
  package let shrinkage: Double?
  /// The degrees of freedom of a coefficient; below 1 where there are too few values for p-values.
  package let degreesOfFreedom: Int
  private let nouns: Nouns
  /// The reason why all coefficients are unknown.
  private let lack: Sentence?

  /// Computes the matrix of the bands of a raster, over the cells in which all are known.
  ///
  /// - Throws: `.badData` where fewer than two cells are known, or partial correlations are
  ///   undefined.
  package init(_ raster: Raster, method: Method = .pearson, subject: String) throws(GridcastError) {
    for band in raster.bands { _ = try band.ofAmounts(subject) }
    let cells = raster.knownCells
    guard cells.count >= 2 else {
      throw GridcastError(
        .badData, subject,
        "\(counted(cells.count, "cell")) with all bands known; a correlation needs at least two")
    }
    try self.init(
      raster.bands.map(\.name),
      raster.bands.map { band in cells.map { Double(band.values[$0]) } }, method: method,
      nouns: Nouns("band", "cell"), subject: subject)
  }

  /// Computes the matrix of variables.
  ///
  /// - Parameters:
  ///   - names: The names of the variables.
  ///   - columns: The values of each variable, at least two and the same number for all.
  ///   - noise: The rounding error of each variable: one whose standard deviation is not greater is
  ///     constant, and values that differ by less share a rank.
  ///   - method: The method of correlation.
  ///   - lostDegrees: The degrees of freedom to subtract in addition to those that the method
  ///     takes.
  ///   - nouns: The words for messages.
  ///   - subject: The name of the data, for errors.
  /// - Throws: `.badData` where partial correlations are undefined.
  package init(
    _ names: [String], _ columns: [[Double]], noise: [Double]? = nil, method: Method,
    lostDegrees: Int = 0, nouns: Nouns, subject: String
  ) throws(GridcastError) {
    let count = columns.first?.count ?? 0
    precondition(count >= 2 && columns.allSatisfy { $0.count == count })
    // Powers of two prevent overflow of squares without changing any digits.
    let scales = columns.map { column in
      Double(
        sign: .plus, exponent: column.map(abs).max().flatMap { $0 > 0 ? $0.exponent : nil } ?? 0,
        significand: 1)
    }
    let columns = zip(columns, scales).map { column, scale in column.map { $0 / scale } }
    let noise = columns.indices.map { (noise?[$0] ?? 0) / scales[$0] }
    let isConstant = columns.indices.map { Self.isConstant(columns[$0], noise: noise[$0]) }
    let varying = columns.indices.filter { !isConstant[$0] }
    self.names = names
    self.count = count
    self.method = method
    self.nouns = nouns
    lack = nil
    constantNames = columns.indices.filter { isConstant[$0] }.map { names[$0] }
    let known = varying.map { columns[$0] }
    let matrix: [[Double]]
    switch method {
    case .pearson:
      matrix = Self.pearson(known)
      shrinkage = nil
      degreesOfFreedom = count - 2 - lostDegrees
    case .spearman:
      matrix = Self.pearson(varying.map { averageRanks(columns[$0], rounding: noise[$0]) })
      shrinkage = nil
      degreesOfFreedom = count - 2 - lostDegrees
    case .partial:
      let shrunk = ShrunkCorrelation(known)
      // Shrinking hides that a variable is the sum of others; with too few values all variables
      // depend on others.
      let isDependent =
        count > varying.count && inverse(ofPositiveDefinite: Self.pearson(known)) == nil
      guard !isDependent, let partial = shrunk.partial else {
        throw GridcastError(
          .badData, subject,
          "the \(nouns.variable)s follow from one another, as a total does from its parts, so what each has "
            + "of its own cannot be told; leave some of them out, or \(.otherMethod)")
      }
      matrix = partial
      shrinkage = varying.count > 1 ? shrunk.intensity : nil
      degreesOfFreedom = count - varying.count - lostDegrees
    }
    var values = [[Double?]](
      repeating: [Double?](repeating: nil, count: columns.count), count: columns.count)
    for (row, a) in varying.enumerated() {
      for (column, b) in varying.enumerated() where matrix[row][column].isFinite {
        values[a][b] = matrix[row][column]
      }
    }
    self.values = values
  }

  /// Makes a matrix without known coefficients, with the reason in a sentence.
  init(unknown names: [String], count: Int, method: Method, nouns: Nouns, because lack: Sentence) {
    self.names = names
    self.count = count
    self.method = method
    self.nouns = nouns
    self.lack = lack
    values = names.map { _ in names.map { _ in nil } }
    constantNames = []
    shrinkage = nil
    degreesOfFreedom = 0
  }

  private static func isConstant(_ column: [Double], noise: Double) -> Bool {
    if column.allSatisfy({ $0 == column[0] }) { return true }
    let count = Double(column.count)
    let mean = column.reduce(0, +) / count
    let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return variance.squareRoot() <= max(noise, 1e-13 * abs(mean))
  }

  private static func pearson(_ columns: [[Double]]) -> [[Double]] {
    let deviations = columns.map { values in
      let mean = values.reduce(0, +) / Double(values.count)
      return values.map { $0 - mean }
    }
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let squares = deviations.map { product($0, $0) }
    return deviations.indices.map { row in
      deviations.indices.map { column in
        if row == column { return 1 }
        let r = product(deviations[row], deviations[column])
        return min(max(r / (squares[row] * squares[column]).squareRoot(), -1), 1)
      }
    }
  }

  /// The variables whose correlation with the target is at least `minimum`, in order.
  ///
  /// - Throws: `.badData` where there is no such target.
  package func names(correlatedWith target: String, atLeast minimum: Double) throws(GridcastError)
    -> [String]
  {
    guard let row = names.firstIndex(of: target) else {
      throw GridcastError(
        .badData, "\(nouns.variable) '\(target)'",
        "there is none; the \(nouns.variable)s are \(names.joined(separator: ", "))")
    }
    return names.indices.filter { $0 != row && (values[row][$0] ?? -2) >= minimum }.map {
      names[$0]
    }
  }

  /// Sentences for the user, such as warnings.
  package var notes: [Sentence] {
    if let lack { return [lack] }
    var notes: [Sentence] = constantNames.map {
      "\(nouns.variable) '\($0)' \(nouns.constant), so it correlates with nothing"
    }
    if degreesOfFreedom < 1, names.count - constantNames.count > 1 {
      notes.append(
        "\(counted(count, nouns.value)) are too few for p-values of the \(method.label)")
    }
    return notes
  }

  /// The title of the matrix, as in "Pearson correlation over 44 cells".
  package var title: String { "\(method.label) over \(counted(count, nouns.value))" }

  /// The matrix as CSV, where unknown coefficients are blank, and names harmless where that is wanted.
  package func csv(disarmed: Bool = false) -> String {
    let names = names.map { csvField($0, disarmed: disarmed) }
    let header = ([""] + names).joined(separator: ",")
    let rows = zip(names, values).map { name, row in
      ([name] + row.map { $0.map { formatted($0, 6) } ?? "" }).joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
