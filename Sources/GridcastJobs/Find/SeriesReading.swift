package import GridcastAnalyse
package import GridcastBase
package import GridcastFormats
import GridcastWrite

/// Reads time series of regions: from one table with a row for each region and time, or from one
/// file for each time.
package struct SeriesReading: Sendable {
  /// A file, and the time of all its data; nil where a field contains the time.
  package struct Input: Sendable {
    let time: Double?
    let source: Source

    /// Makes an input from a file and its time.
    package init(_ source: Source, time: Double? = nil) {
      self.source = source
      self.time = time
    }
  }

  /// The files: tables or layers, or rasters whose bands are the regions and their sums the values.
  package var inputs: [Input]
  /// The field with the name of the region.
  package var region: String?
  /// The field with the time.
  package var time: String?
  /// The field with the value; nil to count the rows of each region and time.
  package var value: String?
  /// Whether the values of one region and time are summed, with 0 where there are none.
  package var isSummed = false

  /// Makes a reading of series from files.
  package init(_ inputs: [Input], region: String?, time: String?, value: String?) {
    self.inputs = inputs
    self.region = region
    self.time = time
    self.value = value
  }

  /// The names of the files, for errors.
  package var subject: String { inputs.map(\.source.path).joined(separator: ", ") }

  /// Reads the series.
  ///
  /// - Throws: `.badData` where a field is missing, and the errors of `RegionSeries`; `.usage`
  ///   where rasters and tables are mixed, or no field contains the region.
  package func series() throws(GridcastError) -> (series: RegionSeries, notes: [Sentence]) {
    let times = inputs.compactMap(\.time)
    if let time = times.first(where: { time in times.count { $0 == time } > 1 }) {
      throw GridcastError(
        .usage, "\(formatted(time, 6))=", "more than one file is given for this time")
    }
    guard times.allSatisfy(\.isFinite) else {
      throw GridcastError(.usage, subject, "a year must be a number, as in 2016=a.csv")
    }
    let rasters = inputs.filter(\.source.path.namesGeoTIFF)
    guard rasters.isEmpty || rasters.count == inputs.count else {
      throw GridcastError(.usage, subject, "give either rasters or tables, not both")
    }
    guard rasters.isEmpty || !isForTable else {
      throw GridcastError(
        .usage, subject,
        "of rasters the bands are the regions; \(.leaveOutTableSettings)")
    }
    var tally = Tally()
    let observations =
      rasters.isEmpty ? try readTables(&tally) : try readRasters(&tally)
    let series: RegionSeries
    do throws(GridcastError) {
      series = try RegionSeries(observations, subject: subject)
    } catch {
      throw tally.explaining(error)
    }
    var notes = tally.notes
    if tally.droppedCount > 0 { notes.append("left out: \(tally.reasons)") }
    return (series, notes + series.notes)
  }

  private var isForTable: Bool {
    region != nil || time != nil || value != nil || isSummed
      || inputs.contains {
        !$0.source.layers.isEmpty || $0.source.filter != nil || $0.source.encoding != nil
      }
  }

  // MARK: Tables

  private func readTables(_ tally: inout Tally) throws(GridcastError) -> [RegionSeries.Observation]
  {
    guard let region else {
      throw GridcastError(.usage, subject, Sentence("\(.nameRegionField)"))
    }
    var observations: [RegionSeries.Observation] = []
    var empty: [Double] = []
    var kinds = [time, value].compactMap { $0 }.map(FieldKind.init)
    let isCounted = value == nil || isSummed
    for input in inputs {
      let path = input.source.path
      let before = observations.count
      let fields = [region, input.time == nil ? time : nil, value].compactMap { $0 }
      let reader = try LayerReader(input.source, wanting: fields)
      for note in reader.notes { tally.note("\(path): \(note)") }
      try reader.read(.named(fields)) { (features, lost) throws(GridcastError) in
        tally.add(lost)
        for index in kinds.indices { kinds[index].add(features, from: path) }
        observations += try self.observations(in: features, of: input, region: region, &tally)
      }
      if let time = input.time, observations.count == before {
        empty.append(time)
        tally.note(
          "\(path): no region has a row, so in \(formatted(time, 6)) "
            + (isCounted ? "each has 0" : "none is known, and the year is left out"))
      }
    }
    for kind in kinds { try kind.check(asIn: kind.name == time ? "2016" : "1234.5") }
    return isCounted ? Self.summed(observations, besides: empty, &tally) : observations
  }

  private func observations(
    in features: Features, of input: Input, region: String, _ tally: inout Tally
  ) throws(GridcastError) -> [RegionSeries.Observation] {
    let path = input.source.path
    guard let names = features.column(region)?.texts else {
      throw GridcastError(
        .badData, path, "it has no field '\(region)' of texts; \(.listFields)")
    }
    let times = input.time == nil ? try numbers(in: features, named: time ?? "", of: path) : nil
    let values = try value.map { (name) throws(GridcastError) in
      try numbers(in: features, named: name, of: path)
    }
    return (0..<features.count).compactMap { row in
      guard let name = names[row], !name.isEmpty else {
        tally.drop("without region")
        return nil
      }
      guard let time = input.time ?? times?[row], time.isFinite else {
        tally.drop("without time (missing, or no number)")
        return nil
      }
      return RegionSeries.Observation(
        region: name, time: time, value: values.map { $0[row] } ?? 1)
    }
  }

  private func numbers(
    in features: Features, named name: String, of path: String
  ) throws(GridcastError) -> Optionals<Double> {
    guard let numbers = features.column(name)?.numbers else {
      throw GridcastError(
        .badData, path, "it has no field '\(name)' of numbers; \(.listFields)")
    }
    return numbers
  }

  /// The sum of each region at each time that occurs: 0 where the region has no row, nil where none
  /// of its rows has a value.
  private static func summed(
    _ rows: [RegionSeries.Observation], besides empty: [Double], _ tally: inout Tally
  ) -> [RegionSeries.Observation] {
    var counts: [Double: [String: Double]] = [:]
    var unknown: [Double: Set<String>] = [:]
    var regions: [String] = []
    var known = Set<String>()
    for row in rows {
      if let value = row.value, value.isFinite {
        counts[row.time, default: [:]][row.region, default: 0] += value
      } else {
        tally.drop("without value (missing, or no number)")
        unknown[row.time, default: []].insert(row.region)
      }
      if known.insert(row.region).inserted { regions.append(row.region) }
    }
    return Set(counts.keys).union(unknown.keys).union(empty).sorted().flatMap { time in
      regions.map { region in
        let nothing = unknown[time]?.contains(region) == true ? nil : 0.0
        return RegionSeries.Observation(
          region: region, time: time, value: counts[time]?[region] ?? nothing)
      }
    }
  }

  // MARK: Rasters

  /// The sum of each band over the cells that are known in all bands of all rasters.
  private func readRasters(_ tally: inout Tally) throws(GridcastError)
    -> [RegionSeries.Observation]
  {
    var rasters: [(time: Double, path: String, raster: Raster)] = []
    for input in inputs {
      guard let time = input.time else {
        throw GridcastError(
          .usage, input.source.path, "say of which year it is, as in 2016=\(input.source.path)")
      }
      let raster = try Raster(reading: input.source.path)
      for band in raster.bands { _ = try band.ofAmounts(input.source.path) }
      rasters.append((time, input.source.path, raster))
    }
    let first = rasters[0]
    var grid = first.raster.grid
    for (_, path, raster) in rasters {
      let names = raster.bands.map(\.name)
      guard Set(names) == Set(first.raster.bands.map(\.name)) else {
        throw GridcastError(
          .badData, path,
          "its bands (\(quoted(names))) are not those of \(first.path) (\(quoted(first.raster.bands.map(\.name))))"
        )
      }
      guard let common = raster.grid.onTiling(of: grid).flatMap({ grid.intersection($0) }) else {
        throw GridcastError(
          .badData, path,
          "its cells are not those of \(first.path); \(.binLike(first.path))")
      }
      grid = common
    }
    var isKnown = [Bool](repeating: true, count: grid.count)
    var sums: [(time: Double, bands: [(name: String, values: [Float])])] = []
    for (time, _, raster) in rasters {
      guard let own = raster.grid.onTiling(of: grid) else { continue }
      let bands = raster.bands.map { ($0.name, grid.values($0.values, of: own)) }
      for (_, values) in bands {
        for cell in values.indices where values[cell].isNaN { isKnown[cell] = false }
      }
      sums.append((time, bands))
    }
    let count = isKnown.count { $0 }
    for (time, bands) in sums {
      let alone = isKnown.indices.count { cell in
        !isKnown[cell] && bands.allSatisfy { !$0.values[cell].isNaN }
      }
      if alone > 0, count > 0 {
        tally.note(
          "\(GridcastBase.counted(alone, "cell")) known in \(formatted(time, 6)) but not in all rasters "
            + "\(alone == 1 ? "is" : "are") left out; is nodata a value that means 0?")
      }
    }
    guard count > 0 else {
      throw GridcastError(.badData, subject, "no cell is known in all of them")
    }
    tally.note(
      "each band is summed over the \(GridcastBase.counted(count, "cell")) known in all rasters")
    return sums.flatMap { time, bands in
      bands.map { name, values in
        let sum = values.indices.reduce(0.0) { isKnown[$1] ? $0 + Double(values[$1]) : $0 }
        return RegionSeries.Observation(region: name, time: time, value: sum)
      }
    }
  }
}

/// Whether a field that should contain numbers does so anywhere in the data.
private struct FieldKind {
  let name: String
  private var hasNumbers = false
  private var text: (path: String, text: String)?

  init(_ name: String) { self.name = name }

  mutating func add(_ features: Features, from path: String) {
    guard !hasNumbers, let column = features.column(name) else { return }
    hasNumbers = column.numbers?.contains { $0 != nil } == true
    guard text == nil, case .texts(let texts) = column.values else { return }
    text = (0..<features.count).lazy.compactMap { texts[$0] }.first { !$0.isEmpty }
      .map { (path, $0) }
  }

  /// Rejects a field that contains only texts.
  func check(asIn example: String) throws(GridcastError) {
    guard !hasNumbers, let text else { return }
    throw GridcastError(
      .badData, text.path,
      "field '\(name)' holds no numbers but texts such as '\(text.text)'; write them as plain numbers, as in \(example)"
    )
  }
}
