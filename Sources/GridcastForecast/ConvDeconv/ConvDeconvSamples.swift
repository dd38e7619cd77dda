import GridcastBase
import Neural

/// The training data of all members: pairs of years with their windows and folds.
struct ConvDeconvSamples: Sendable {
  let pairs: [DensityPair]
  let layout: WindowLayout
  let scaling: DensityScaling
  private let settings: ConvDeconvSettings

  /// Puts all pairs on one tiling and lays the windows.
  ///
  /// - Throws: `.badData` where the pairs are not on one tiling or there is nothing to learn.
  init(
    _ pairs: [DensityPair], names: [String], units: WindowLayout.Units,
    settings: ConvDeconvSettings
  ) throws(GridcastError) {
    let first = pairs[0]
    var grids: [Grid] = []
    for (pair, name) in zip(pairs, names) {
      guard let grid = pair.grid.onTiling(of: first.grid) else {
        throw GridcastError(
          .badData, name, DensityPair.difference(of: first.grid, and: pair.grid, name: names[0]))
      }
      grids.append(grid)
      let isEmpty = pair.after.allSatisfy { $0.isNaN || $0 == 0 }
      if isEmpty {
        throw GridcastError(
          .badData, name, "the later year is 0 in every cell; there is nothing to learn")
      }
    }
    layout = try WindowLayout(
      units, over: grids,
      isKnown: pairs.map { pair in zip(pair.before, pair.after).map { !$0.isNaN && !$1.isNaN } },
      names: names, settings: settings)
    scaling = DensityScaling(
      settings.scaling, fitting: pairs.flatMap { $0.before.filter { !$0.isNaN } })
    self.pairs = zip(pairs, grids).map { $0.on($1) }
    self.settings = settings
  }

  /// The data with one fold held out.
  struct Split: Sendable {
    /// The windows for training.
    let training: WindowSet
    /// The windows for validation.
    let validation: WindowSet
    /// The number of windows of other folds that lie entirely within held-out cells and the guard
    /// strip.
    let maskedCount: Int
    /// The growth Σ after / Σ before of the training cells.
    let growth: Double
  }

  /// Holds out one fold.
  ///
  /// - Throws: `.badData` where that leaves nothing to train on.
  func split(fold: Int) throws(GridcastError) -> Split {
    var before: [WindowSource] = []
    var trained: [WindowSource] = []
    var judged: [WindowSource] = []
    var (sumBefore, sumAfter) = (0.0, 0.0)
    for pair in pairs {
      let (held, guarded) = heldOut(fold, of: pair.grid)
      func source(_ values: [Float], outside: Float) -> WindowSource {
        WindowSource(grid: pair.grid, values: values, outside: outside)
      }
      let after = zip(pair.before, pair.after).map {
        $0.isNaN || $1.isNaN ? .nan : scaling.scaled($1)
      }
      before.append(
        source(pair.before.map { $0.isNaN ? 0 : scaling.scaled($0) }, outside: 0))
      trained.append(source(zip(after, guarded).map { $1 ? .nan : $0 }, outside: .nan))
      judged.append(source(zip(after, held).map { $1 ? $0 : .nan }, outside: .nan))
      for cell in after.indices where !after[cell].isNaN && !guarded[cell] {
        sumBefore += Double(pair.before[cell])
        sumAfter += Double(pair.after[cell])
      }
    }
    func isOfOthers(_ window: WindowLayout.Window) -> Bool {
      settings.foldCount == 1 || window.station.map { layout.fold(ofStation: $0) != fold } ?? true
    }
    func windows(_ after: [WindowSource], _ belongs: (WindowLayout.Window) -> Bool) -> WindowSet {
      let all = layout.windows.enumerated().flatMap { pair, windows in
        windows.filter { window in
          belongs(window)
            && after[pair].cut(
              west: window.west, south: window.south, side: settings.window,
              padded: settings.window
            ).contains { !$0.isNaN }
        }.map { (pair: pair, window: $0) }
      }
      return WindowSet(
        side: settings.window, padded: settings.paddedWindow, before: before, after: after,
        windows: all)
    }
    let training = windows(trained, isOfOthers)
    let validation = windows(judged) { window in
      window.station.map { layout.fold(ofStation: $0) == fold } ?? true
    }
    guard training.count > 0 else {
      throw GridcastError(
        .badData, "training",
        "the held-out windows and the strip around them leave no cell to train on; "
          + "\(.smallerWindow), \(.narrowerGuard), or \(.moreFolds)")
    }
    guard training.targetMean > 0 else {
      throw GridcastError(
        .badData, "training", "the later year is 0 in every cell that is trained on")
    }
    return Split(
      training: training, validation: validation,
      maskedCount: layout.windows.joined().count(where: isOfOthers) - training.count,
      growth: sumBefore > 0 ? sumAfter / sumBefore : 1)
  }

  func heldOut(_ fold: Int, of grid: Grid) -> (held: [Bool], guarded: [Bool]) {
    guard settings.foldCount > 1 else {
      let none = [Bool](repeating: false, count: grid.count)
      return (none, none)
    }
    return layout.heldOut(fold, of: grid)
  }

  /// Compares a network with the baselines on the data held out from it: for each station, or for
  /// the fold as a whole.
  func comparisons(_ network: Network, fold: Int, growth: Double) -> [(
    name: String, maps: [ForecastMap]
  )] {
    guard settings.foldCount > 1 else { return [] }
    let side = settings.window
    let blending = Blending(
      side: side, scaling: scaling, prediction: settings.prediction, networks: [network])
    var found: [(String, [ForecastMap])] = []
    guard layout.stations.isEmpty else {
      for station in layout.stations.indices where layout.fold(ofStation: station) == fold {
        var maps: [ForecastMap] = []
        for (pair, windows) in zip(pairs, layout.windows) {
          for window in windows where window.station == station {
            let grid = Grid(
              coordinateSystem: pair.grid.coordinateSystem, cellSize: pair.grid.cellSize,
              anchor: pair.grid.anchor, west: window.west, south: window.south, columns: side,
              rows: side)
            let before = grid.values(pair.before, of: pair.grid)
            maps.append(
              ForecastMap(
                columns: side, before: before, observed: grid.values(pair.after, of: pair.grid),
                predicted: blending.answers([before], on: grid)[0], growth: growth))
          }
        }
        found.append((layout.stations[station], maps))
      }
      return found
    }
    let maps = pairs.map { pair in
      let held = heldOut(fold, of: pair.grid).held
      return ForecastMap(
        columns: pair.grid.columns, before: pair.before,
        observed: zip(pair.after, held).map { $1 ? $0 : .nan },
        predicted: blending.answers([pair.before], on: pair.grid)[0], growth: growth)
    }
    return [("fold \(fold + 1)", maps)]
  }
}

extension DensityPair {
  /// The same values and cells, numbered on another tiling.
  fileprivate func on(_ grid: Grid) -> DensityPair {
    DensityPair(grid: grid, before: before, after: after, notes: notes)
  }
}
