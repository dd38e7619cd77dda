import ArgumentParser
import Gridcast

struct CorrelateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correlate",
    abstract: "Correlate the bands of a raster over its cells.",
    discussion: """
      Pearson's coefficient over the cells in which all bands are known. A constant band has none.

      Example:
        gridcast correlate counts.tif --target business -o correlation.csv
      """)

  @Argument(help: "The GeoTIFF of counts.") var raster: String
  @Option(help: ArgumentHelp("The band that others are held against.", valueName: "band"))
  var target: String?
  @Option(
    help: ArgumentHelp(
      "How much a band must correlate with the target; 0.5 where nothing is said.", valueName: "r"))
  var minCorrelation: Double?
  @Option(
    name: [.short, .long], help: ArgumentHelp("The CSV to write the matrix to.", valueName: "file"))
  var output: String?
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    if minCorrelation != nil && target == nil {
      throw ValidationError("--min-correlation goes with --target.")
    }
    if let output, !output.lowercased().hasSuffix(".csv") {
      throw ValidationError("The matrix is written as CSV; end the name of --output in .csv.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: [raster])
    if let output { try staging.check(output) }
    let matrix = try CorrelationMatrix(try Raster(reading: raster), subject: raster)
    let passing = try target.map {
      try matrix.names(correlatedWith: $0, atLeast: minCorrelation ?? 0.5)
    }
    if let output {
      try matrix.csv.write(to: output, staging: staging)
      try staging.commit()
    }
    report.warn(matrix.notes)
    try CorrelationReport(matrix, target, minCorrelation ?? 0.5, passing).print(json: report.json)
  }
}

/// What a correlation tells the user.
struct CorrelationReport: Encodable {
  let bands: [String]
  let matrix: [[Double?]]
  let cells: Int
  let target: String?
  let minCorrelation: Double
  let passing: [String]?
  let constant: [String]

  init(
    _ matrix: CorrelationMatrix, _ target: String?, _ minCorrelation: Double, _ passing: [String]?
  ) {
    bands = matrix.names
    self.matrix = matrix.values
    cells = matrix.cellCount
    self.target = target
    self.minCorrelation = minCorrelation
    self.passing = passing
    constant = matrix.constantNames
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    var table = Table([""] + bands, right: Set(1...bands.count))
    for (name, row) in zip(bands, matrix) {
      table.add([name] + row.map { $0.map { formatted($0, 2) } ?? "" })
    }
    Console.print("Pearson correlation over \(counted(cells, "cell"))")
    Console.print()
    Console.print(table.text)
    guard let target, let passing else { return }
    Console.print()
    Console.print(
      passing.isEmpty
        ? "no band correlates with \(target) by \(formatted(minCorrelation, 2)) or more"
        : "with \(target) by \(formatted(minCorrelation, 2)) or more: \(passing.joined(separator: ", "))"
    )
  }
}
