import GridcastBase

/// Where windows lie, and which cells are held out together; no window reaches from one city to another.
struct GrowthLayout: Sendable {
  /// A window, given by the column and row of its tiling of the south-western cell.
  struct Window: Sendable, Equatable {
    let pair: Int
    let west: Int
    let south: Int
  }

  /// The side of a window, in cells.
  let window: Int
  /// All windows.
  let windows: [Window]
  /// The fold of each cell of each pair; −1 for those that are never held out.
  let folds: [[Int]]
  /// Sentences for the user.
  let notes: [Sentence]
  /// The tiling of each pair: pairs of one number share coordinate system and cells.
  let tilings: [Int]

  /// The stations around which windows are laid, in the coordinate system of each pair.
  typealias Stations = [[(name: String, place: Point)]]

  /// Lays the windows, and deals stations or blocks into folds.
  ///
  /// - Parameters:
  ///   - pairs: The pairs of years.
  ///   - names: Their names, for errors.
  ///   - stations: The stations; nil for windows that overlap by half all over the rasters.
  ///   - settings: The settings.
  /// - Throws: `.badData` where windows do not fit, or there are fewer stations or blocks than folds.
  init(
    _ pairs: [GrowthPair], names: [String], stations: Stations?, settings: GrowthSettings
  ) throws(GridcastError) {
    let tilings = Self.tilings(pairs.map(\.grid))
    if let stations {
      try self.init(pairs, names, stations, tilings, settings)
    } else {
      try self.init(pairs, names, tilings, settings)
    }
  }

  /// The number of the tiling of each grid; cities on other tilings have numbers of their own.
  static func tilings(_ grids: [Grid]) -> [Int] {
    var firsts: [Grid] = []
    return grids.map { grid in
      if let index = firsts.firstIndex(where: { grid.onTiling(of: $0) != nil }) { return index }
      firsts.append(grid)
      return firsts.count - 1
    }
  }

  /// The largest side, in steps of 8 cells, that gives 16 windows; where none does, the least.
  static func largestWindow(_ grids: [Grid], atMost largest: Int) -> Int {
    let least = GrowthSettings.leastWindow
    for side in stride(from: max(least, largest / least * least), to: least, by: -least) {
      let count = grids.reduce(0) { count, grid in
        guard grid.columns >= side, grid.rows >= side else { return count }
        return count + WindowLayout.starts(from: 0, count: grid.columns, side: side).count
          * WindowLayout.starts(from: 0, count: grid.rows, side: side).count
      }
      if count >= 16 { return side }
    }
    return least
  }

  private init(
    _ pairs: [GrowthPair], _ names: [String], _ tilings: [Int], _ settings: GrowthSettings
  ) throws(GridcastError) {
    let largest = settings.largestWindow
    let side =
      settings.window ?? Self.largestWindow(pairs.map(\.grid), atMost: largest)
    var notes: [Sentence] = []
    if settings.hasNetworks, settings.window == nil, side < largest / 8 * 8 {
      notes.append(
        "windows are \(side) × \(side) cells: of \(largest / 8 * 8) × \(largest / 8 * 8) there would be too few"
      )
    }
    var windows: [Window] = []
    for (index, pair) in pairs.enumerated() where settings.hasNetworks {
      let grid = pair.grid
      if settings.window != nil, !settings.allowsPartialWindows {
        try WindowLayout.requireRoom(side, in: grid, names[index])
      }
      windows += WindowLayout.corners(of: grid, side: side).map {
        Window(pair: index, west: $0.west, south: $0.south)
      }
    }
    // Blocks of one tiling are the same places, in whichever pair of years.
    var block = settings.blockSize
    var cells = Self.blocks(pairs, tilings, block)
    while block > 1, cells.count < 2 * settings.foldCount {
      block -= 1
      cells = Self.blocks(pairs, tilings, block)
    }
    if block < settings.blockSize {
      notes.append(
        "blocks that are held out are \(block) × \(block) cells, so that there are enough")
    }
    guard cells.count >= settings.foldCount else {
      throw GridcastError(
        .badData, names.joined(separator: ", "),
        "\(counted(cells.count, "cell")) with values cannot be dealt into "
          + "\(settings.foldCount) folds; \(.fewerFolds)")
    }
    let keys = cells.keys.sorted()
    var random = RandomNumbers(seed: settings.seed, stream: 2000)
    let dealt = Folds.dealt(keys.map { cells[$0] ?? 0 }, into: settings.foldCount, &random)
    let fold = Dictionary(uniqueKeysWithValues: zip(keys, dealt))
    self.windows = windows
    self.notes = notes
    self.tilings = tilings
    window = side
    folds = zip(pairs, tilings).map { pair, tiling in
      guard settings.foldCount > 1 else { return [Int](repeating: -1, count: pair.grid.count) }
      return (0..<pair.grid.count).map { cell in
        pair.isKnown(cell) ? fold[Block(cell, of: pair.grid, tiling, block)] ?? -1 : -1
      }
    }
  }

  /// A square of cells that is held out as a whole.
  private struct Block: Hashable, Comparable {
    let tiling: Int
    let y: Int
    let x: Int

    init(_ cell: Int, of grid: Grid, _ tiling: Int, _ size: Int) {
      let (x, y) = grid.tile(of: cell)
      self.tiling = tiling
      self.y = y.floorDivided(by: size)
      self.x = x.floorDivided(by: size)
    }

    static func < (a: Self, b: Self) -> Bool { (a.tiling, a.y, a.x) < (b.tiling, b.y, b.x) }
  }

  private static func blocks(_ pairs: [GrowthPair], _ tilings: [Int], _ size: Int) -> [Block: Int] {
    var cells: [Block: Int] = [:]
    for (pair, tiling) in zip(pairs, tilings) {
      for cell in 0..<pair.grid.count where pair.isKnown(cell) {
        cells[Block(cell, of: pair.grid, tiling, size), default: 0] += 1
      }
    }
    return cells
  }

  private init(
    _ pairs: [GrowthPair], _ names: [String], _ stations: Stations, _ tilings: [Int],
    _ settings: GrowthSettings
  ) throws(GridcastError) {
    let side =
      settings.window
      ?? max(
        8, min(settings.largestWindow, pairs.map { min($0.grid.columns, $0.grid.rows) }.min() ?? 8))
    var windows: [Window] = []
    var inside: [Int: Set<Int>] = [:]
    var folds = pairs.map { [Int](repeating: -1, count: $0.grid.count) }
    var places: [[(station: Int, cell: Int)]] = []
    for (index, pair) in pairs.enumerated() {
      var seen: Set<Int> = []
      var own: [(station: Int, cell: Int)] = []
      for (station, (_, place)) in stations[index].enumerated() {
        guard let cell = pair.grid.cell(at: place), seen.insert(cell).inserted else { continue }
        own.append((station, cell))
        inside[tilings[index], default: []].insert(station)
      }
      places.append(own)
    }
    let all = Set(inside.values.joined()).sorted()
    let dealt = try Folds.dealt(
      stations: all.count, of: stations[0].count, in: names, into: settings.foldCount,
      seed: settings.seed)
    let fold = Dictionary(uniqueKeysWithValues: zip(all, dealt))
    for (index, pair) in pairs.enumerated() {
      var leaving: [String] = []
      for (station, cell) in places[index] {
        let (x, y) = pair.grid.tile(of: cell)
        let (west, south) = (x - side / 2, y - side / 2)
        if settings.hasNetworks { windows.append(Window(pair: index, west: west, south: south)) }
        var known = 0
        for tileY in south..<south + side {
          for tileX in west..<west + side {
            guard let cell = pair.grid.cell(tileX: tileX, tileY: tileY) else { continue }
            known += 1
            // A cell of several windows is judged once.
            if settings.foldCount > 1, folds[index][cell] < 0 {
              folds[index][cell] = fold[station] ?? -1
            }
          }
        }
        if known < side * side { leaving.append(stations[index][station].name) }
      }
      if !leaving.isEmpty && !settings.allowsPartialWindows && settings.window != nil {
        throw WindowLayout.leaving(
          Sentence(leaving.prefix(5).joined(separator: ", ")), names[index])
      }
    }
    var notes: [Sentence] = []
    let outside = stations[0].indices.filter { !all.contains($0) }.map { stations[0][$0].name }
    if !outside.isEmpty {
      notes.append(
        "\(counted(outside.count, "station")) outside the rasters, or in the cell of another: "
          + "\(outside.prefix(5).joined(separator: ", "))\(outside.count > 5 ? ", …" : "")")
    }
    self.windows = windows
    self.folds = folds
    self.notes = notes
    self.tilings = tilings
    window = side
  }

  /// Which cells of a pair are trained on where a fold is held out: not its own, nor those within
  /// `guardWidth` rows and columns of them.
  func trained(_ pair: GrowthPair, _ index: Int, without fold: Int, guardWidth: Int) -> [Bool] {
    let held = folds[index].map { $0 == fold }
    guard guardWidth > 0, folds[index].contains(where: { $0 >= 0 }) else { return held.map(!) }
    return pair.grid.grown(held, by: guardWidth).map(!)
  }
}
