import Foundation
import GridcastAnalyse
package import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastWrite

/// What a run would count.
package struct Rehearsal: Sendable {
  /// The number of cells.
  package let cells: Int
  /// The bands of the counts.
  package let bands: [String]
  /// Whether nothing has changed since the last run, whose outputs would be kept.
  package let isUnchanged: Bool
}

extension Pipeline {
  /// Does all of a run that may refuse it, but trains nothing and leaves nothing written.
  ///
  /// - Parameter progress: Receives what is done.
  /// - Returns: What would be counted.
  /// - Throws: The errors of the run that show before its training.
  package func rehearse(progress: @escaping ProgressHandler = { _, _, _ in })
    throws(GridcastError) -> Rehearsal
  {
    // Folders that it makes for outputs are removed with it.
    let staging = staging(overwrite: true)
    try checkOutputs(staging)
    try checkInputs()
    let (fishnet, bands) = try countToRehearse(progress)
    return Rehearsal(
      cells: fishnet.cells.count, bands: bands.map(\.name), isUnchanged: try isUnchanged())
  }

  /// Whether nothing has changed since the last run; inputs are read for that only where there was one.
  private func isUnchanged() throws(GridcastError) -> Bool {
    guard FileManager.default.fileExists(atPath: plan.outputs.record) else { return false }
    let record = try RunRecord(plan)
    return EarlierRun(of: plan, told: record)?.whole(record.key) != nil
  }

  /// Counts, and makes ready for the training and the analyses.
  private func countToRehearse(_ progress: @escaping ProgressHandler) throws(GridcastError) -> (
    fishnet: Fishnet, bands: [CellValues]
  ) {
    guard case .convDeconv(let model)? = plan.model else {
      let counts = try plan.counting.counts(progress: progress)
      if case .cells(let model)? = plan.model {
        for settings in try model.settingsOfTargets(in: counts.raster, subject: "counts") {
          try CellTraining.check(counts.raster, settings, subject: "counts")
        }
      }
      try checkAnalyses(of: counts.raster)
      return (counts.fishnet, counts.sums)
    }
    var years: [(number: Int, counts: Counts)] = []
    for year in plan.years {
      let counting = counting(of: year, after: years.first?.counts)
      years.append((year.number, try counting.counts(progress: progress)))
    }
    let counts = try counts(of: years, model)
    if let settings = model.growth {
      try growthTraining(model, settings, on: counts).check()
    } else {
      try densityTraining(model, on: counts).check()
    }
    try checkAnalyses(of: counts.raster)
    return (counts.fishnet, counts.sums)
  }

  /// What a run writes to.
  func staging(overwrite: Bool) -> Staging {
    Staging(
      overwrite: overwrite, inputs: [plan.path] + plan.paths, styles: plan.outputs.styles,
      disarmsFormulas: plan.outputs.disarmsFormulas)
  }

  /// Refuses outputs that cannot be written, and makes their folders.
  ///
  /// - Throws: `.usage` for an ending; `.unwritable` where one exists or has no place.
  func checkOutputs(_ staging: Staging) throws(GridcastError) {
    for output in plan.outputs.files { try output.checkEnding() }
    try staging.makeFolders(of: plan.outputs.all)
    try staging.check(plan.outputs.files)
    try checkStyles()
  }

  /// Refuses outputs of several roles whose styles would lie in one file; those of one role are drawn alike.
  private func checkStyles() throws(GridcastError) {
    var owners: [String: String] = [:]
    for (role, output) in zip(plan.outputs.byRole.map(\.role), plan.outputs.files)
    where output.hasStyle {
      let stem = URL(filePath: output.path).standardizedFileURL.deletingPathExtension().plainPath
      if let owner = owners.updateValue(role, forKey: stem), owner != role {
        throw GridcastError(
          .usage, "\(stem).qml",
          "two outputs would share this style file; give them different names")
      }
    }
  }

  /// Refuses what is needed only after the count and cannot be read.
  ///
  /// - Throws: The errors of opening; `.badData` where the field of names is missing.
  func checkInputs() throws(GridcastError) {
    var later = plan.base
    if let places = plan.places {
      later.append(places.source)
      _ = try Places.field(places.field, of: LayerReader(places.source, for: .features))
    }
    for source in later {
      _ = try LayerReader(source, for: .features).knownCoordinateSystem()
    }
    if let stations = plan.stations {
      _ = try LayerReader(stations, for: .points).knownCoordinateSystem()
    }
  }

  /// Refuses bands and distances of the analyses that their raster will not have.
  ///
  /// - Parameter counts: The counts, of whose bands a model forecasts, on the cells of the forecast.
  /// - Throws: `.badData` or `.usage`, as the analyses do.
  func checkAnalyses(of counts: Raster) throws(GridcastError) {
    let names = plan.forecastBands ?? counts.bands.map(\.name)
    let subject = plan.forecastBands == nil ? "counts" : "forecast"
    let bands = BandList(names.map { ($0, nil) }, of: subject)
    if let wanted = plan.analyses.structure {
      _ = try bands.main(wanted.band)
      if let growth = wanted.growth { _ = try bands.amounts(growth) }
      _ = try wanted.smooth?.inCells(of: counts.grid)
      for band in wanted.overlap ?? [] { _ = try counts.list("counts").amounts(band) }
    }
    if let wanted = plan.analyses.hotSpots {
      if !wanted.ofResiduals {
        _ = try bands.main(wanted.band)
      } else if bands.index(of: ForecastBand.observed) == nil {
        throw CellValues.noResiduals(subject, bands.names)
      }
      if let reach = try wanted.reach?.inCells(of: counts.grid), reach < 1 {
        throw Hotspots.noNeighbours(subject)
      }
    }
  }
}

extension Plan {
  /// The bands that the forecast will have; nil where nothing is forecast.
  fileprivate var forecastBands: [String]? {
    switch model {
    case nil: nil
    case .cells(let model)?: CellsModel.bandNames(of: model.targets)
    case .convDeconv(let model)?: model.forecastBands
    }
  }
}

extension YearsModel {
  /// The bands that the forecast will have, as far as the data suffice for them.
  fileprivate var forecastBands: [String] {
    let names =
      growth.map { growth in
        GrowthModel.bandNames(
          isBounded: growth.foldCount > 1, networks: growth.hasNetworks ? growth.members : 0)
      } ?? ConvDeconvModel.bandNames(ofMembers: settings.members)
    return names + (isCompared ? [ForecastBand.observed, ForecastBand.error] : [])
  }
}
