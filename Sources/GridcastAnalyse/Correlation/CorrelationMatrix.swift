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
    package var label: Sentence {
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
    let constant: Sentence

    /// Makes the words, in the singular, with the predicate for a constant variable where "is the
    /// same in every …" does not fit.
    package init(_ variable: String, _ value: String, constant: Sentence? = nil) {
      self.variable = variable
      self.value = value
      self.constant = constant ?? "is the same in every \(Sentence(message: value))"
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
    precondition((columns.first?.count ?? 0) >= 2)
    try self.init(
      names, ColumnWalk(columns), noise: noise, method: method, lostDegrees: lostDegrees,
      nouns: nouns, subject: subject
    ) { (column, noise, columns) throws(GridcastError) in
      var ranks: [Double] = []
      try columns.walk { pieces in ranks = averageRanks(pieces[column], rounding: noise) }
      return .all(ranks)
    }
  }

  /// How the ranks of a variable are found.
  enum Ranking {
    /// The rank of each value, in order.
    case all([Double])
    /// By the value.
    case byValue((Double) -> Double)
  }

  /// Computes the matrix of variables that are walked; `rank` finds the ranks of one, given its rounding
  /// error.
  init(
    _ names: [String], _ columns: ColumnWalk, noise: [Double]? = nil, method: Method,
    lostDegrees: Int = 0, nouns: Nouns, subject: String,
    rank: (_ column: Int, _ noise: Double, ColumnWalk) throws(GridcastError) -> Ranking
  ) throws(GridcastError) {
    let count = columns.count
    // Powers of two prevent overflow of squares without changing any digits.
    let limits = try ColumnLimits(columns)
    let scales = limits.greatest.map { greatest in
      Double(sign: .plus, exponent: greatest > 0 ? greatest.exponent : 0, significand: 1)
    }
    let columns = columns.mapped { column, values in values.map { $0 / scales[column] } }
    let noise = scales.indices.map { (noise?[$0] ?? 0) / scales[$0] }
    let moments = try ColumnMoments(columns)
    let isConstant = scales.indices.map { column in
      let deviation = (moments.products[column][column] / Double(count)).squareRoot()
      return limits.isUniform[column]
        || deviation <= max(noise[column], 1e-13 * abs(moments.means[column]))
    }
    let varying = scales.indices.filter { !isConstant[$0] }
    self.names = names
    self.count = count
    self.method = method
    self.nouns = nouns
    lack = nil
    constantNames = scales.indices.filter { isConstant[$0] }.map { names[$0] }
    let matrix: [[Double]]
    switch method {
    case .pearson:
      matrix = moments.correlations(of: varying)
      shrinkage = nil
      degreesOfFreedom = count - 2 - lostDegrees
    case .spearman:
      var rankings: [Ranking] = []
      for column in varying { rankings.append(try rank(column, noise[column], columns)) }
      let ranked = columns.chosen(varying).mapped { place, values in
        switch rankings[place] {
        case .all(let ranks): ranks
        case .byValue(let rank): values.map(rank)
        }
      }
      matrix = try ColumnMoments(ranked).correlations(of: Array(varying.indices))
      shrinkage = nil
      degreesOfFreedom = count - 2 - lostDegrees
    case .partial:
      let shrunk = try ShrunkCorrelation(columns.chosen(varying))
      // Shrinking hides that a variable is the sum of others; with too few values all variables
      // depend on others.
      let isDependent =
        count > varying.count
        && inverse(ofPositiveDefinite: moments.correlations(of: varying)) == nil
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
      repeating: [Double?](repeating: nil, count: names.count), count: names.count)
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

  /// The variables whose correlation with the target is at least `minimum`, in order.
  ///
  /// - Throws: `.badData` where there is no such target.
  package func names(correlatedWith target: String, atLeast minimum: Double) throws(GridcastError)
    -> [String]
  {
    guard let row = names.firstIndex(of: target) else {
      let all = Sentence(message: "\(nouns.variable)s")
      throw GridcastError(
        .badData, "\(nouns.variable) '\(target)'",
        likeliest(to: target, among: names).map {
          "there is none (did you mean '\($0)'?); the \(all) are \(listed(names))"
        } ?? "there is none; the \(all) are \(listed(names))")
    }
    return names.indices.filter { $0 != row && (values[row][$0] ?? -2) >= minimum }.map {
      names[$0]
    }
  }

  /// Sentences for the user, such as warnings.
  package var notes: [Sentence] {
    if let lack { return [lack] }
    var notes: [Sentence] = constantNames.map {
      "\(Sentence(message: nouns.variable)) '\($0)' \(nouns.constant), so it correlates with nothing"
    }
    if degreesOfFreedom < 1, names.count - constantNames.count > 1 {
      notes.append(
        "\(counted(count, nouns.value)) are too few for p-values of the \(method.label)")
    }
    return notes
  }

  /// The title of the matrix, as in "Pearson correlation over 44 cells".
  package var title: Sentence { "\(method.label) over \(counted(count, nouns.value))" }

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
