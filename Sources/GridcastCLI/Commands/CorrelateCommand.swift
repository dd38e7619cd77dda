import ArgumentParser
import GridcastAnalyse
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct CorrelateCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "correlate",
    abstract: "Correlate the bands of a raster over its cells, or regions over years.",
    discussion: """
      Of one raster: Pearson's coefficient over the cells in which all bands are known, or another \
      --method. A constant band has none.

      Of a table with a row a region and year (--by, --time), or of a file a year (2016=a.csv …): \
      the correlations of the levels, of the derivatives in time, in which a trend that all share \
      does not count, and of the levels given all other regions. -o r.csv writes r-level.csv, \
      r-derivative.csv and r-partial.csv. Of rasters the bands are the \
      regions, and their sums the values.

      p-values take values for independent, which neighbouring cells and years seldom are.

      Examples:
        gridcast correlate counts.tif --target business -o correlation.csv
        gridcast correlate counts.tif --method spearman --pairs pairs.csv
        gridcast correlate series.csv --by region --time year --value n -o r.csv
      """)

  static let forms = [
    CommandForm(
      name: "correlate", title: "Correlate the bands of a raster", takes: ["inputs": .raster],
      single: ["inputs"],
      without: ["by", "time", "value", "sum", "layer", "where", "encoding"]),
    CommandForm(
      name: "correlateseries", title: "Correlate regions over years", takes: ["inputs": .layer],
      needs: ["by", "time"], single: ["inputs"], without: ["target", "min-correlation"]),
  ]

  @Argument(
    .dataset,
    help:
      "The GeoTIFF of counts; or a table of regions and years; or a file a year, as in 2016=a.csv.")
  var inputs: [String]
  @Option(
    .choice, .front,
    help:
      "What is correlated: pearson (values), spearman (ranks), partial (values given all other bands)."
  )
  var method = CorrelationMatrix.Method.pearson
  @Option(
    .band(of: "inputs"), .front,
    help: ArgumentHelp("The band that others are held against.", valueName: "band"))
  var target: String?
  @Option(
    .number(from: -1, to: 1),
    help: ArgumentHelp(
      "How much a band must correlate with the target, −1 to 1. Default: 0.5.", valueName: "r"))
  var minCorrelation: Double?
  @Option(
    .field(of: "inputs"), .front,
    help: ArgumentHelp("The field that names the region.", valueName: "field"))
  var by: String?
  @Option(
    .field(of: "inputs"), .front,
    help: ArgumentHelp("The field of the year, a number.", valueName: "field"))
  var time: String?
  @Option(
    .field(of: "inputs"), .front,
    help: ArgumentHelp(
      "The field of the value. Default: the number of rows of each region and year, 0 where there is none.",
      valueName: "field"))
  var value: String?
  @Flag(help: "Sum the values of one region and year; 0 where there are none.") var sum = false
  @Option(
    .nameOfLayer(in: "inputs"), .nowhere,
    help: ArgumentHelp("The layer of a table's file.", valueName: "name")) var layer: String?
  @Option(
    .condition(on: "inputs"),
    help: ArgumentHelp(
      "Read only the rows for which this SQL condition holds.", valueName: "condition"))
  var `where`: String?
  @Option(
    .encoding,
    help: ArgumentHelp(
      "The encoding of a table's texts. Default: found out.", valueName: "name"))
  var encoding: String?
  @Option(
    .choice,
    help:
      "How p-values are corrected for many pairs: bh (Benjamini & Hochberg), holm, bonferroni, none."
  )
  var correction = PValues.Correction.bh
  @Option(
    .newTable, .front,
    name: [.short, .long],
    help: ArgumentHelp(
      "The CSV to write the matrix to; of series one a matrix, -level, -derivative and -partial.",
      valueName: "file"))
  var output: String?
  @Option(
    .newTable, .front,
    help: ArgumentHelp(
      "The CSV to write each pair to, with its p-values.", valueName: "file"))
  var pairs: String?
  @Option(
    .newFile("png"), .front,
    help: ArgumentHelp(
      "The PNG to draw the matrix in; of series one a matrix, named as of --output.",
      valueName: "file"))
  var picture: String?
  @OptionGroup var tables: TableOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  /// The files of years, as in 2016=a.csv; nil where the first argument has no year.
  private var dated: [(time: Double, path: String)]? {
    let parts = inputs.map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
    guard let first = parts.first, first.count == 2, Double(first[0]) != nil else { return nil }
    return parts.compactMap { part in
      part.count == 2 ? Double(part[0]).map { ($0, part[1]) } : nil
    }
  }

  private var isSeries: Bool { dated != nil || by != nil }

  func validate() throws {
    if minCorrelation != nil && target == nil {
      throw misuse("--min-correlation goes with --target.")
    }
    if let minCorrelation, !(-1...1 ~= minCorrelation) {
      throw misuse("--min-correlation is from -1 to 1.")
    }
    for (path, option) in [(output, "--output"), (pairs, "--pairs")] {
      if let path, !path.lowercased().hasSuffix(".csv") {
        throw misuse(
          option == "--pairs"
            ? "The pairs are written as CSV; end the name of \(option) in .csv."
            : "The matrix is written as CSV; end the name of \(option) in .csv."
        )
      }
    }
    if let picture, !picture.lowercased().hasSuffix(".png") {
      throw misuse("The picture is drawn as PNG; end the name of --picture in .png.")
    }
    if isSeries { try validateSeries() } else { try validateRaster() }
  }

  private func validateRaster() throws {
    guard inputs.count == 1 else {
      throw misuse(
        "Give one raster; or a file a year, as in 2013=a.tif 2016=b.tif 2019=c.tif.")
    }
    if inputs[0].lowercased().hasSuffix(".csv") {
      throw misuse("Of a table, name the fields of region and year with --by and --time.")
    }
    if time != nil || value != nil || sum || layer != nil || `where` != nil || encoding != nil {
      throw misuse(
        "--time, --value, --sum, --layer, --where and --encoding go with a table: name its regions with --by."
      )
    }
  }

  private func validateSeries() throws {
    if target != nil { throw misuse("--target goes with one raster.") }
    if sum && value == nil {
      throw misuse("--sum goes with --value; without it rows are counted.")
    }
    if method == .partial {
      throw misuse(
        "Of series the partial correlations are always written; --method is pearson or spearman.")
    }
    if let dated {
      guard dated.count == inputs.count else {
        throw misuse("Write all inputs with their year, as in 2016=a.csv.")
      }
      guard dated.allSatisfy(\.time.isFinite) else {
        throw misuse("A year is a number, as in 2016=a.csv.")
      }
      if time != nil {
        throw misuse("--time goes with one table, not with a file a year.")
      }
    } else {
      guard inputs.count == 1 else {
        throw misuse("Give one table; or a file a year, as in 2013=a.csv 2016=b.csv.")
      }
      guard time != nil else { throw misuse("--by goes with --time.") }
    }
  }

  func run() throws { try isSeries ? runSeries() : runRaster() }

  private func runRaster() throws {
    let raster = inputs[0]
    let staging = outputs.staging(reading: [raster], tables: tables)
    let paths = [output, pairs, picture].compactMap { $0 }
    try staging.check(paths.map(Output.other))
    let matrix = try CorrelationMatrix(ofBandsIn: raster, method: method)
    let passing = try target.map {
      try matrix.names(correlatedWith: $0, atLeast: minCorrelation ?? 0.5)
    }
    let notes = try matrix.write(
      matrix: output, pairs: pairs, picture: picture, correction: correction, staging: staging)
    try report.commit(staging)
    report.warn(matrix.notes + notes)
    try CorrelationReport(
      MatrixReport(matrix, correction), target: target, minCorrelation: minCorrelation ?? 0.5,
      passing: passing, outputs: paths
    ).print(json: report.json)
  }

  private func runSeries() throws {
    let files = dated.map { $0.map { (Optional($0.time), $0.path) } } ?? inputs.map { (nil, $0) }
    let staging = outputs.staging(reading: files.map(\.1), tables: tables)
    let paths = SeriesCorrelation.paths(matrix: output, pairs: pairs, picture: picture)
    try staging.check(paths.map(Output.other))
    var reading = SeriesReading(
      files.map { time, path in
        var source = Source(path, layers: layer.map { [$0] } ?? [], filter: `where`)
        source.encoding = encoding
        return SeriesReading.Input(source, time: time)
      }, region: by, time: time, value: value)
    reading.isSummed = sum
    let (series, readingNotes) = try reading.series()
    let correlation = try SeriesCorrelation(series, method: method, subject: reading.subject)
    let drawingNotes = try correlation.write(
      matrix: output, pairs: pairs, picture: picture, correction: correction, staging: staging)
    try report.commit(staging)
    let result = SeriesReport(
      series, correlation: correlation, correction: correction, outputs: paths,
      notes: readingNotes + drawingNotes)
    report.warn(result.notes)
    try result.print(json: report.json)
  }
}
