import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastReproject

/// The conversion of one dataset, with everything that a worker needs to know.
package struct Job: Codable, Sendable, Hashable {
  /// The path of the input, or `PG:…`.
  package var input: String
  /// The path of the output, or `PG:…`.
  package var output: String
  /// The settings of the conversion.
  package var settings: ConversionSettings

  /// Makes a job from an input, an output and settings.
  package init(_ input: String, to output: String, _ settings: ConversionSettings) {
    self.input = input
    self.output = output
    self.settings = settings
  }

  /// Whether the output is a raster.
  package var isRaster: Bool {
    Format.isRaster(output)
      || (settings.format == nil && (try? VectorFormat(ofPath: output)) == nil
        && settings.source(input).isRaster)
  }

  /// The files that the job reads, which no output may replace.
  package var inputs: [String] {
    [input] + [settings.like].compactMap(\.self) + (settings.steps?.files ?? [])
  }

  /// A job with the plan that was made for it.
  package enum Prepared: Sendable {
    case layer(Conversion, ConversionPlan)
    case raster(RasterConversion, RasterPlan)
  }

  /// Inspects the input and makes the plan, without writing anything.
  ///
  /// - Throws: `.usage` for settings that do not fit; the errors of reading.
  package func prepare(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Prepared
  {
    if isRaster {
      let source = settings.source(input)
      if !source.isRaster, (try? LayerReader.layers(of: source)) != nil {
        throw GridcastError(
          .usage, input,
          "it is a layer, and '\(output)' is to be a raster; end the output's name as those of layers do, or count its features in cells"
        )
      }
      try settings.refuseMisplaced(isRaster: true, input)
      let conversion = try rasterConversion()
      return .raster(conversion, try conversion.prepare())
    }
    if settings.source(input).isRaster {
      throw GridcastError(.usage, input, "it is a raster; end the output's name in .tif")
    }
    try settings.refuseMisplaced(isRaster: false, input)
    let conversion = try layerConversion()
    return .layer(conversion, try conversion.prepare(progress: progress))
  }

  private func layerConversion() throws(GridcastError) -> Conversion {
    var conversion = Conversion(
      settings.source(input), to: settings.to.map(TargetChoice.init), output: output)
    conversion.format = settings.format
    conversion.layerName = settings.name
    var renamed: [FieldMapping.Renaming] = []
    for text in settings.rename { renamed.append(try FieldMapping.Renaming(text)) }
    conversion.fields = FieldMapping(selected: settings.select, renamed: renamed)
    conversion.extent = try settings.box(input)
    if let limit = settings.limit, limit < 0 {
      throw GridcastError(.usage, input, "a limit is 0 or more")
    }
    conversion.limit = settings.limit
    var outputEncoding = settings.outputEncoding
    if outputEncoding == nil, !Self.hasChoiceOfEncoding(input), output.hasSuffix(".shp") {
      // The input's format fixes its encoding, so the setting must be meant for the output.
      outputEncoding = settings.encoding
      conversion.source.encoding = nil
    }
    if let name = outputEncoding { conversion.encoding = try TableEncoding(name) }
    conversion.repairs = settings.repair
    conversion.appends = settings.append
    conversion.disarmsFormulas = settings.safeCSV
    conversion.allowsLoss = settings.allowLoss
    conversion.steps = settings.steps ?? ConversionSteps()
    return conversion
  }

  /// Whether the format of an input allows different encodings.
  private static func hasChoiceOfEncoding(_ path: String) -> Bool {
    NetworkName(path) == nil && !(Format.of(path: path)?.layers?.hasFixedEncoding ?? false)
  }

  private func rasterConversion() throws(GridcastError) -> RasterConversion {
    var conversion = RasterConversion(
      settings.source(input), to: settings.to.map(TargetChoice.init), output: output)
    if settings.like != nil && settings.cell != nil {
      throw GridcastError(.usage, input, "'like' brings its own cells; leave out 'cell'")
    }
    conversion.cellSize = try settings.cell.map { text throws(GridcastError) in
      try CellSize(text)
    }
    // The raster gives the coordinate system too, unless one is named.
    if settings.like != nil && settings.to == "utm" { conversion.target = nil }
    conversion.like = settings.like
    conversion.resampling = settings.resampling
    conversion.nodata = settings.nodata
    conversion.extent = try settings.box(input)
    conversion.isCloudOptimized = settings.cog
    conversion.allowsLoss = settings.allowLoss
    return conversion
  }

  /// Runs a prepared job; the staging puts the output in place.
  ///
  /// - Returns: The report of the job.
  package func run(
    _ prepared: Prepared, staging: Staging,
    progress: @escaping ProgressHandler = { _, _, _ in }
  ) throws(GridcastError) -> JobReport {
    var report: JobReport
    switch prepared {
    case .layer(let conversion, let plan):
      report = JobReport(
        self, plan, report: try conversion.run(plan, staging: staging, progress: progress))
    case .raster(let conversion, let plan):
      let notes = try conversion.run(plan, staging: staging, progress: progress)
      report = JobReport(self, plan)
      report.notes += notes
    }
    report.notes += staging.notes
    return report
  }
}
