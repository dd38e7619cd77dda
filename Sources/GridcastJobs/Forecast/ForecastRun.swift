import GridcastAnalyse
package import GridcastBase
package import GridcastFiles
package import GridcastForecast
import GridcastFormats
import GridcastWrite

/// A forecast from a file, which is held or walked by what its size is.
package struct ForecastRun: Sendable {
  /// The model.
  package var forecaster: Forecaster
  /// The path of the raster of counts.
  package var path: String
  /// The number of members to use; nil for all.
  package var members: Int?
  /// The band to start from, or of several functions the one to forecast; nil for that of the training, the
  /// only one, or all functions.
  package var band: String?
  /// The path of the counts of the forecast year, for comparison, and their band.
  package var observed: (path: String, band: String?)?
  /// How many times the years of the training are gone on.
  package var steps = 1
  /// The greatest number of values that are held.
  package var wholeLimit = 1 << 24

  /// Prepares a forecast from a raster.
  package init(_ forecaster: Forecaster, over path: String) {
    self.forecaster = forecaster
    self.path = path
  }

  /// One band of a forecast that was written.
  package struct Band: Sendable, Equatable {
    /// Its name.
    package let name: String
    /// The sum of its known values.
    package var total = 0.0
    /// The least and the greatest known value.
    package var range: ClosedRange<Double>?
    /// The number of known cells.
    package var cells = 0

    mutating func add(_ values: [Float]) {
      for value in values where !value.isNaN {
        let value = Double(value)
        total += value
        range = range.map { min($0.lowerBound, value)...max($0.upperBound, value) } ?? value...value
        cells += 1
      }
    }
  }

  /// What is said of a forecast.
  package struct Result: Sendable {
    /// Its title.
    package let title: Sentence
    /// Its bands.
    package let bands: [Band]
    /// The comparison with the observed year, where that is known.
    package let comparison: Comparison?
    /// Sentences for the user.
    package let notes: [Sentence]
  }

  /// Forecasts, and writes what is asked for.
  ///
  /// - Parameters:
  ///   - output: The GeoTIFF to write.
  ///   - cells: The layers and tables of cells to write.
  ///   - staging: The staging that they belong to.
  /// - Returns: What is said of the forecast.
  /// - Throws: What `Forecast` throws, and `.badData` where memory does not do.
  package func run(raster output: String, cells: [String], staging: Staging) throws(GridcastError)
    -> Result
  {
    let blocks = try RasterBlocks(reading: path)
    let isHeld = blocks.valueCount <= wholeLimit
    guard !isHeld && cells.isEmpty && observed == nil && steps == 1 else {
      return try whole(
        blocks, working: isHeld ? 0 : cells.isEmpty ? 100 : 600, output, cells, staging)
    }
    let style: ([CellRows]) throws(GridcastError) -> MapStyle = { (bands) throws(GridcastError) in
      // Of several functions the first is drawn.
      let first = forecaster.targets.count > 1 && band == nil ? forecaster.targets.first : nil
      func name(_ band: String) -> String { first.map { ForecastBand.name(band, of: $0) } ?? band }
      let compared = [ForecastBand.observed, ForecastBand.before, ForecastBand.predicted].map(name)
      var values: [DistinctValues] = []
      for band in bands where compared.contains(band.name) {
        values.append(try ValueHistogram.values(of: band, exactLimit: wholeLimit))
      }
      return MapStyle(
        name(ForecastBand.predicted),
        Classification.natural.classes(of: DistinctValues(joining: values)))
    }
    let title = Forecast.title(of: forecaster, band: band)
    let names: [String]
    switch forecaster {
    case .cells(let model):
      try refuseYearsSettings()
      names = try model.only(band).bandNames
    case .convDeconv(let model): names = try model.bandNames(members: members)
    case .growth(let model): names = try model.with(members: members).bandNames
    }
    let file = try RasterOutput(
      output, blocks.grid, names: names, nodata: -Float.greatestFiniteMagnitude, staging: staging)
    var bands = names.map { Band(name: $0) }
    func take(_ rows: Range<Int>, _ values: [[Float]]) throws(GridcastError) {
      for index in bands.indices { bands[index].add(values[index]) }
      try file.write(values, rows: rows)
    }
    let notes: [Sentence]
    switch forecaster {
    case .cells(let model):
      notes = try model.only(band).walk(over: blocks.bands.map(\.rows), blocks.list, take)
    case .growth(let model):
      if let band {
        _ = try blocks.list.amounts(band)
        throw Forecast.bandOfTraining(path)
      }
      notes = try model.with(members: members).walk(
        over: blocks.bands.map(\.rows), blocks.list, take)
    case .convDeconv(let model):
      let named = band ?? (blocks.bands.count == 1 ? nil : model.band)
      let before = blocks.bands[try DensityPair.band(named, of: blocks.list)].rows
      notes = try model.walk(over: before, subject: path, members: members, take)
    }
    try file.close(style: style)
    return Result(title: title, bands: bands, comparison: nil, notes: notes)
  }

  private func whole(
    _ blocks: RasterBlocks, working: Int, _ output: String, _ cells: [String], _ staging: Staging
  ) throws(GridcastError) -> Result {
    var options = Forecast.Options()
    options.members = members
    options.band = band
    options.steps = steps
    if let observed {
      options.observed = .init(
        observed.path, try Raster(reading: observed.path, working: working), band: observed.band)
    }
    var told: [Sentence] = []
    let forecast = try Forecast(
      forecaster, over: try blocks.whole(working: working, &told), subject: path, options)
    let notes = try forecast.write(raster: output, cells: cells, staging: staging)
    return Result(
      title: forecast.title,
      bands: forecast.raster.bands.map {
        var band = Band(name: $0.name)
        band.add($0.values)
        return band
      }, comparison: forecast.comparison, notes: forecast.notes + notes)
  }

  private func refuseYearsSettings() throws(GridcastError) {
    if observed != nil || members != nil || steps > 1 { throw Forecast.onlyOfYears }
  }
}
