import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

/// The options for the values of a raster at features.
struct ValueOptions: ParsableArguments {
  @Option(
    .raster,
    help: ArgumentHelp(
      "Add the values of this raster as fields, one a band, or those of the bands named behind a colon, as in forecast.tif:predicted or, of several rasters in a file, x.nc:pop: of points where they lie, of lines in their middle, of areas on their surface.",
      valueName: "raster"))
  var values: String?
  @Option(
    .choice,
    help:
      "How those values are taken: near (of the cell, the default) or bilinear (the mean of the four cells around)."
  )
  var sampling: SampledRaster.Method?

  /// Writes the input with the values.
  ///
  /// - Throws: Wrong use where other options are given, which are for other ways to write; the errors of
  ///   reading and writing.
  func write(
    _ raster: String, _ inputs: InputOptions, to target: String?, _ options: ConversionOptions,
    _ folders: FolderOptions,
    _ outputs: OutputOptions, _ report: ReportOptions
  ) throws {
    guard inputs.inputs.count == 1, let output = options.output, options.out == nil else {
      throw misuse("--values takes one input, and --output for what is written.")
    }
    let others: [(String, Bool)] = [
      ("--to", target != nil), ("--format", options.format != nil),
      ("--name", options.name != nil), ("--select", options.select != nil),
      ("--rename", !options.rename.isEmpty), ("--extent", options.extent != nil),
      ("--limit", options.limit != nil), ("--output-encoding", options.outputEncoding != nil),
      ("--repair", options.repair), ("--append", options.append),
      ("--cell", options.cell != nil), ("--resampling", options.resampling != nil),
      ("--clip", options.steps.clip != nil), ("--clip-layer", options.steps.clipLayer != nil),
      ("--clip-from", options.steps.clipFrom != nil), ("--explode", options.steps.explode),
      ("--dedupe", options.steps.dedupe), ("--dedupe-by", options.steps.dedupeBy != nil),
      ("--dissolve", options.steps.dissolve != nil), ("--simplify", options.steps.simplify != nil),
      ("--buffer", options.steps.buffer != nil), ("--centroid", options.steps.centroid),
      ("--inside", options.steps.inside), ("--add", !options.steps.add.isEmpty),
      ("--sort", options.steps.sort != nil), ("--source-field", options.steps.sourceField != nil),
      ("--like", options.like != nil), ("--nodata", options.nodata != nil), ("--cog", options.cog),
      ("--dry-run", options.dryRun), ("--pattern", folders.pattern != nil),
      ("--shard", folders.shard != nil), ("--workers", folders.workers != nil),
    ]
    if let other = others.first(where: \.1) {
      throw misuse(
        "--values does not go with \(other.0): write the values first, and convert that file then.")
    }
    let input = MapDrawing.Input(parsing: raster)
    let staging = outputs.staging(reading: inputs.inputs + [input.path], tables: options.tables)
    try staging.check(.cells(output))
    let found = try SampledRaster(of: input.source, bands: input.names, sampling ?? .near)
      .values(at: inputs.sources[0])
    let notes =
      try found.notes
      + found.features.write(
        to: output, style: nil, staging: staging, allowLoss: inputs.reading.allowLoss)
    try report.commit(staging)
    report.warn(notes)
    try ValueReport(found, output, notes).print(json: report.json)
  }
}

extension SampledRaster.Method: ExpressibleByArgument {}

/// The report of a raster's values at features.
struct ValueReport: Encodable {
  let features: Int
  let fields: [String]
  let outside: Int
  let unplaced: Int
  let unknown: Int
  let output: String
  let notes: [Sentence]

  init(_ found: SampledRaster.Found, _ output: String, _ notes: [Sentence]) {
    features = found.features.count
    fields = found.fields
    outside = found.outside
    unplaced = found.unplaced
    unknown = found.unknown
    self.output = output
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print("\(counted(features, "feature")), with \(fields.map { Sentence($0) }.listed)")
    let reasons: [(Int, Sentence)] = [
      (outside, "beside the raster"), (unplaced, "without coordinates"),
      (unknown, "on cells that are unknown"),
    ]
    for (count, reason) in reasons where count > 0 {
      Console.print("  \(formatted(count)) without a value: \(reason)")
    }
    Console.print("written: \(output)")
  }
}
