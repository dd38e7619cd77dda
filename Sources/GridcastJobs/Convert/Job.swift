import Foundation
package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastReproject

/// One dataset to convert: all that a worker needs to know.
package struct Job: Codable, Sendable, Hashable {
  /// The file to read, or `PG:…`.
  package var input: String
  /// The file to write, or `PG:…`.
  package var output: String
  /// How.
  package var settings: ConversionSettings

  /// A job of an input, an output and settings.
  package init(_ input: String, to output: String, _ settings: ConversionSettings) {
    self.input = input
    self.output = output
    self.settings = settings
  }

  /// Whether a raster is written.
  package var isRaster: Bool {
    Format.isRaster(output)
      || (settings.format == nil && Format.isRaster(input)
        && (try? VectorFormat(ofPath: output)) == nil)
  }

  /// The files that are read, which no output may replace.
  package var inputs: [String] { [input] + [settings.like].compactMap(\.self) }

  /// A job that was looked at and can be done.
  package enum Prepared: Sendable {
    case layer(Conversion, ConversionPlan)
    case raster(RasterConversion, RasterPlan)
  }

  /// Looks at the input and decides on everything; nothing is written.
  ///
  /// - Throws: `.usage` for settings that make no sense, and what reading throws.
  package func prepare(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Prepared
  {
    try settings.refuseMisplaced(isRaster: isRaster, input)
    if isRaster {
      let conversion = try rasterConversion()
      return .raster(conversion, try conversion.prepare())
    }
    if Format.isRaster(input), !Format.readsOtherFiles(input) {
      throw GridcastError(.usage, input, "it is a raster; end the output's name in .tif")
    }
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
      // The input's format fixes its encoding, so the output's must be meant.
      outputEncoding = settings.encoding
      conversion.source.encoding = nil
    }
    if let name = outputEncoding { conversion.encoding = try TableEncoding(name) }
    conversion.repairs = settings.repair
    conversion.appends = settings.append
    conversion.allowsLoss = settings.allowLoss
    return conversion
  }

  /// Whether the texts of an input may be in one encoding or another.
  private static func hasChoiceOfEncoding(_ path: String) -> Bool {
    !path.hasPrefix("PG:") && !(Format.of(path: path)?.layers?.hasFixedEncoding ?? false)
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
    // The pattern says the coordinate system too, unless one is named.
    if settings.like != nil && settings.to == "utm" { conversion.target = nil }
    conversion.like = settings.like
    conversion.resampling = settings.resampling
    conversion.nodata = settings.nodata
    conversion.extent = try settings.box(input)
    conversion.isCloudOptimized = settings.cog
    conversion.allowsLoss = settings.allowLoss
    return conversion
  }

  /// Does what was prepared; the staging puts the output in place.
  ///
  /// - Returns: What was done.
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
      try conversion.run(plan, staging: staging, progress: progress)
      report = JobReport(self, plan)
    }
    report.notes += staging.notes
    return report
  }
}
