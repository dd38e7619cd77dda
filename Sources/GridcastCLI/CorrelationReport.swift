import GridcastAnalyse
import GridcastBase

/// The report of one matrix.
struct MatrixReport: Encodable {
  let names: [String]
  let matrix: [[Double?]]
  let values: Int
  let method: CorrelationMatrix.Method
  let shrinkage: Double?
  let constant: [String]
  let correction: PValues.Correction
  let pairs: [CorrelationPair]
  private let title: Sentence

  private enum CodingKeys: CodingKey {
    case names, matrix, values, method, shrinkage, constant, correction, pairs
  }

  init(_ matrix: CorrelationMatrix, _ correction: PValues.Correction) {
    names = matrix.names
    self.matrix = matrix.values
    values = matrix.count
    method = matrix.method
    shrinkage = matrix.shrinkage
    constant = matrix.constantNames
    self.correction = correction
    pairs = matrix.pairs(correction)
    title = matrix.title
  }

  /// The number of columns of a wide terminal.
  private static let widest = 120

  /// Prints the matrix or, where it is too wide and that is allowed, the strongest pairs.
  func print(heading: Sentence? = nil, maySpareTable: Bool) {
    Console.print(heading.map { "\($0): \(title)" } ?? title)
    if let shrinkage {
      Console.print("the matrix was shrunk by \(spoken(shrinkage * 100, 1)) % towards none")
    }
    Console.print()
    let width = table.prefix { $0 != "\n" }.count
    Console.print(plain: maySpareTable && width > Self.widest ? strongest : table)
    Console.print()
    let known = pairs.compactMap(\.adjustedP)
    if !known.isEmpty {
      Console.print(
        "\(counted(known.count { $0 < 0.05 }, "pair")) of \(formatted(known.count)) with p < 0.05, \(correction.label)"
      )
    }
  }

  private var table: String {
    var table = Table([""] + names.map { Sentence($0) }, right: Set(1...names.count))
    for (name, row) in zip(names, matrix) {
      table.add([name] + row.map { $0.map { spoken($0, 2) } ?? "" })
    }
    return table.text
  }

  private var strongest: String {
    let p: Sentence = correction == .none ? "p" : "corrected p"
    var table = Table(["strongest pairs", "", "r", p], right: [2, 3])
    for pair in pairs.sorted(by: { abs($0.r ?? 0) > abs($1.r ?? 0) }).prefix(10) {
      table.add([
        pair.a, pair.b, pair.r.map { spoken($0, 2) } ?? "",
        pair.adjustedP.map { $0 < 0.0001 ? "< 0.0001" : spoken($0, 4) } ?? "",
      ])
    }
    return table.text
  }
}

/// The report of the correlation of bands.
struct CorrelationReport: Encodable {
  let bands: [String]
  let matrix: [[Double?]]
  let cells: Int
  let method: CorrelationMatrix.Method
  let shrinkage: Double?
  let correction: PValues.Correction
  let pairs: [CorrelationPair]
  let target: String?
  let minCorrelation: Double
  let passing: [String]?
  let constant: [String]
  let outputs: [String]
  private let report: MatrixReport

  private enum CodingKeys: CodingKey {
    case bands, matrix, cells, method, shrinkage, correction, pairs, target, minCorrelation
    case passing, constant, outputs
  }

  init(
    _ report: MatrixReport, target: String?, minCorrelation: Double, passing: [String]?,
    outputs: [String]
  ) {
    bands = report.names
    matrix = report.matrix
    cells = report.values
    method = report.method
    shrinkage = report.shrinkage
    correction = report.correction
    pairs = report.pairs
    self.target = target
    self.minCorrelation = minCorrelation
    self.passing = passing
    constant = report.constant
    self.outputs = outputs
    self.report = report
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    report.print(maySpareTable: false)
    if let target, let passing {
      let least = spoken(minCorrelation, 2)
      Console.print(
        passing.isEmpty
          ? "no band correlates with \(target) by \(least) or more"
          : "with \(target) by \(least) or more: \(passing.joined(separator: ", "))")
    }
    for path in outputs { Console.print("written: \(path)") }
  }
}

/// The report of the correlation of series.
struct SeriesReport: Encodable {
  let regions: [String]
  let times: [Double]
  let level: MatrixReport
  let derivative: MatrixReport
  let partial: MatrixReport
  let outputs: [String]
  let notes: [Sentence]

  init(
    _ series: RegionSeries, correlation: SeriesCorrelation, correction: PValues.Correction,
    outputs: [String], notes: [Sentence]
  ) {
    regions = series.regions
    times = series.times
    level = MatrixReport(correlation.level, correction)
    derivative = MatrixReport(correlation.derivative, correction)
    partial = MatrixReport(correlation.partial, correction)
    self.outputs = outputs
    self.notes =
      notes
      + correlation.matrices.flatMap { name, matrix in matrix.notes.map { "\(name): \($0)" } }
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    if let first = times.first, let last = times.last {
      Console.print(
        "\(counted(regions.count, "region")) in \(counted(times.count, "year")), "
          + "\(formatted(first, 6)) to \(formatted(last, 6))")
    }
    for (heading, report) in [
      ("level" as Sentence, level), ("derivative, without a trend that all share", derivative),
      ("partial", partial),
    ] {
      Console.print()
      report.print(heading: heading, maySpareTable: true)
    }
    for path in outputs { Console.print("written: \(path)") }
  }
}
