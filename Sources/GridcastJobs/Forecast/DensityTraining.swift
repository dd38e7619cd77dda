import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles
package import GridcastForecast
package import GridcastFormats
import GridcastReproject
import GridcastWrite

/// The training of a conv–deconv model on rasters of several years.
package struct DensityTraining: Sendable {
  /// The pairs of years before and after.
  package var pairs: [(before: DensityPair.Input, after: DensityPair.Input)]
  /// The stations around which windows are laid; nil for tiles.
  package var stations: Source?
  /// The side of a window.
  package var window: CellSize
  /// The width of the strip around held-out cells; nil for that of the settings.
  package var guardWidth: CellSize?
  /// The settings of the network and the training, whose window and guard width are set from the
  /// two above.
  package var settings: ConvDeconvSettings

  /// Makes a training on pairs of years.
  package init(
    _ pairs: [(before: DensityPair.Input, after: DensityPair.Input)], stations: Source?,
    window: CellSize, guardWidth: CellSize?, settings: ConvDeconvSettings
  ) {
    self.pairs = pairs
    self.stations = stations
    self.window = window
    self.guardWidth = guardWidth
    self.settings = settings
  }

  /// The path of the checkpoint for a model that will be written to a path.
  package static func checkpoint(for model: String) -> String {
    URL(filePath: model).deletingPathExtension().plainPath + ".checkpoint.safetensors"
  }

  /// What is ready to be trained on.
  private struct Ready {
    let pairs: [DensityPair]
    let names: [String]
    let units: WindowLayout.Units
    let settings: ConvDeconvSettings
    let notes: [Sentence]
  }

  /// Refuses what no model can be trained on, before any is.
  ///
  /// - Throws: The errors of reading; `.badData` where the data do not suffice.
  package func check() throws(GridcastError) {
    let ready = try prepared()
    try ConvDeconv.check(
      ready.pairs, names: ready.names, units: ready.units, settings: ready.settings)
  }

  private func prepared() throws(GridcastError) -> Ready {
    var ready: [DensityPair] = []
    for (before, after) in pairs {
      guard before.name != after.name || before.band != after.band else {
        throw GridcastError(.usage, after.name, "it is before and after at once; give two years")
      }
      ready.append(try DensityPair(before, after))
    }
    var settings = settings
    let grid = ready[0].grid
    settings.window = try Self.cells(window, "window", grid, in: 8...1024)
    if let guardWidth {
      settings.guardWidth = try Self.cells(guardWidth, "guard", grid, in: 1...1024)
    }
    let stations = try stations.map { source throws(GridcastError) in
      try Stations(source, in: grid.coordinateSystem)
    }
    return Ready(
      pairs: ready, names: pairs.map { "\($0.before.name) and \($0.after.name)" },
      units: stations.map { .stations($0.all) } ?? .tiles, settings: settings,
      notes: stations?.notes ?? [])
  }

  /// Trains the model.
  ///
  /// - Parameters:
  ///   - checkpoint: The path of the checkpoint; nil for none.
  ///   - resumes: Whether to continue from the checkpoint.
  ///   - overwrites: Whether an existing checkpoint may be replaced.
  ///   - progress: Receives the progress after each epoch.
  /// - Returns: The model with its scores on held-out data, and the history.
  /// - Throws: The errors of reading and training; `.unreadable` where there is no checkpoint to
  ///   continue from; `.unwritable` where one would be replaced.
  package func train(
    checkpoint: String? = nil, resumes: Bool = false, overwrites: Bool = false,
    progress: (ConvDeconv.Progress) -> Void = { _ in }
  ) throws(GridcastError) -> ConvDeconv.Result {
    var content: [UInt8]?
    if let checkpoint {
      let found = FileManager.default.contents(atPath: checkpoint)
      if resumes {
        guard let found else {
          throw GridcastError(
            .unreadable, checkpoint, "there is no such checkpoint; \(.beginAnew)")
        }
        content = Array(found)
      } else if found != nil && !overwrites {
        throw GridcastError(
          .unwritable, checkpoint,
          "it is the checkpoint of an interrupted training; \(.resume), or "
            + "\(.beginAnewOver)")
      }
    }
    let ready = try prepared()
    var stagingNotes: [Sentence] = []
    var result = try ConvDeconv.train(
      ready.pairs, names: ready.names,
      band: pairs[0].before.band == pairs[0].after.band ? pairs[0].before.band : nil,
      units: ready.units, settings: ready.settings,
      checkpoint: content.map { (checkpoint ?? "", $0) },
      save: { bytes throws(GridcastError) in
        guard let checkpoint else { return }
        let staging = Staging(overwrite: true, for: .checkpoint)
        try bytes.write(to: checkpoint, staging: staging)
        // Each checkpoint would say the same of its folder.
        stagingNotes += staging.notes.filter { !stagingNotes.contains($0) }
        try staging.commit()
      }, progress: progress)
    result.notes = ready.notes + result.notes + stagingNotes
    return result
  }

  /// Converts a width to whole cells.
  static func cells(
    _ width: CellSize, _ option: String, _ grid: Grid, in range: ClosedRange<Int>
  ) throws(GridcastError) -> Int {
    let count = try width.inUnits(of: grid.coordinateSystem) / grid.cellSize
    guard abs(count - count.rounded()) < 1e-6, let whole = Int(exactly: count.rounded()),
      range.contains(whole)
    else {
      throw GridcastError(
        .usage, "\(option)",
        "it is \(formatted(count, 3)) cells of \(formatted(grid.cellSize, 3)); it must be a whole "
          + "number of cells from \(range.lowerBound) to \(range.upperBound)")
    }
    return whole
  }
}

/// The stations of a layer with their names.
struct Stations {
  let all: [(name: String, place: Point)]
  /// Sentences for the user, such as warnings.
  let notes: [Sentence]

  /// Reads a layer and transforms its points to a coordinate system.
  ///
  /// - Throws: `.badData` where it contains no points.
  init(_ source: Source, in target: CoordinateSystem) throws(GridcastError) {
    let reader = try LayerReader(source, for: .points)
    let reprojection = Reprojection(from: try reader.knownCoordinateSystem(), to: target)
    let known = ["name", "station", "station_name", "名称", "站名"]
    let texts = reader.fields.filter { $0.kind == .text }
    let field = texts.first { known.contains($0.name.lowercased()) }
    var all: [(name: String, place: Point)] = []
    var tally = Tally()
    var box = Box.empty
    try reader.read(.named(field.map { [$0.name] } ?? [])) {
      (features, lost) throws(GridcastError) in
      tally.add(lost)
      box.add(Box(features.shapes.points))
      let moved = try reprojection.move(features, &tally)
      let places = try RepresentativePoints(of: moved.shapes)
      tally.drop("no coordinates", places.missingCount)
      for (index, place) in places.points.enumerated() {
        let owner = places.owner(of: index)
        var name = "station \(all.count + 1)"
        if case .texts(let texts)? = moved.columns.first?.values, let text = texts[owner],
          !text.isEmpty
        {
          // Control characters would disturb a terminal or a table.
          name = String(
            text.map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? " " : $0 })
        }
        all.append((name, place))
      }
    }
    guard !all.isEmpty else {
      throw GridcastError(
        .badData, source.path,
        "it holds no station" + (tally.droppedCount > 0 ? ": \(tally.reasons)" : ""))
    }
    self.all = all
    try reader.notePlaces(
      box, movedBy: reprojection, allowsLoss: source.allowsLoss, &tally)
    notes =
      (tally.droppedCount > 0 ? ["\(source.path): left out: \(tally.reasons)"] : []) + tally.notes
  }
}
