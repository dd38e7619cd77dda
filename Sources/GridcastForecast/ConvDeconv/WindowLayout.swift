package import GridcastBase

/// The positions of the windows, and the folds in which they are held out.
package struct WindowLayout: Sendable {
  /// The units by which windows are laid and held out.
  package enum Units: Sendable, Equatable {
    /// A window is centred on the cell of each station, given by its name and its position in the
    /// coordinate system of the rasters.
    case stations([(name: String, place: Point)])
    /// Windows overlap by half over the whole raster; squares of the tiling as wide as a window are
    /// held out.
    case tiles

    /// Compares names and places; written out because tuples are not `Equatable`.
    package static func == (a: Self, b: Self) -> Bool {
      switch (a, b) {
      case (.tiles, .tiles): true
      case (.stations(let a), .stations(let b)): a.elementsEqual(b) { $0 == $1 }
      default: false
      }
    }
  }

  /// A window, given by the column and row of the tiling of its south-western cell.
  struct Window: Sendable, Equatable {
    let west: Int
    let south: Int
    /// The index of the window's station; nil for a tile.
    let station: Int?
  }

  /// The windows of each pair.
  let windows: [[Window]]
  /// The names of the stations with a window.
  package let stations: [String]
  /// The names of the stations outside all rasters.
  package let outside: [String]
  /// The names of the stations in the same cell as an earlier one, whose window serves both.
  package let sharing: [String]
  private let side: Int
  private let guardWidth: Int
  private let foldOfStation: [Int]
  private let squares: [Int: [Int: Int]]
  private let places: [(west: Int, south: Int)]

  /// Lays windows over the grids of some pairs, all on one tiling, and deals them into folds:
  /// stations one by one, squares such that folds have about the same number of known cells.
  ///
  /// - Throws: `.badData` where a window reaches beyond its raster, no station lies inside, or
  ///   there are fewer stations or squares than folds.
  init(
    _ units: Units, over grids: [Grid], isKnown: [[Bool]], names: [String],
    settings: ConvDeconvSettings
  ) throws(GridcastError) {
    switch units {
    case .stations(let stations):
      try self.init(stations: stations, grids: grids, names: names, settings: settings)
    case .tiles:
      try self.init(tiles: grids, isKnown: isKnown, names: names, settings: settings)
    }
  }

  private init(
    stations all: [(name: String, place: Point)], grids: [Grid], names: [String],
    settings: ConvDeconvSettings
  ) throws(GridcastError) {
    let side = settings.window
    let tiling = grids[0]
    var places: [(west: Int, south: Int)] = []
    var seen: Set<[Int]> = []
    var isFirst: [Bool] = []
    for (_, place) in all {
      let tile = Grid.tile(place, cellSize: tiling.cellSize, anchor: tiling.anchor)
      // A position beyond all cells is outside, so any distant column will do.
      let x = abs(tile.x) < 1e15 ? Int(tile.x) : 1 << 52
      let y = abs(tile.y) < 1e15 ? Int(tile.y) : 1 << 52
      places.append((x - side / 2, y - side / 2))
      isFirst.append(seen.insert([x, y]).inserted)
    }
    var inside: Set<Int> = []
    var windows: [[Window]] = []
    for (grid, name) in zip(grids, names) {
      var own: [Window] = []
      var leaving: [Int] = []
      for (index, place) in places.enumerated()
      where isFirst[index]
        && grid.cell(tileX: place.west + side / 2, tileY: place.south + side / 2) != nil
      {
        inside.insert(index)
        own.append(Window(west: place.west, south: place.south, station: index))
        if !grid.holds(west: place.west, south: place.south, side: side) { leaving.append(index) }
      }
      if !leaving.isEmpty && !settings.allowsPartialWindows {
        throw Self.leaving(Self.list(leaving.map { all[$0].name }), name)
      }
      windows.append(own)
    }
    foldOfStation = try Folds.dealt(
      stations: inside.count, of: all.count, in: names, into: settings.foldCount,
      seed: settings.seed)
    // Stations outside have no index.
    let kept = inside.sorted()
    let number = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    self.windows = windows.map { own in
      own.map { Window(west: $0.west, south: $0.south, station: number[$0.station ?? 0]) }
    }
    self.side = side
    guardWidth = settings.guardWidth
    self.places = kept.map { places[$0] }
    stations = kept.map { all[$0].name }
    outside = all.indices.filter { isFirst[$0] && !inside.contains($0) }.map { all[$0].name }
    sharing = all.indices.filter { !isFirst[$0] }.map { all[$0].name }
    squares = [:]
  }

  private init(
    tiles grids: [Grid], isKnown: [[Bool]], names: [String], settings: ConvDeconvSettings
  ) throws(GridcastError) {
    let side = settings.window
    var windows: [[Window]] = []
    var cells: [Int: [Int: Int]] = [:]
    for (index, (grid, name)) in zip(grids, names).enumerated() {
      try Self.requireRoom(side, in: grid, name)
      windows.append(
        Self.corners(of: grid, side: side).map {
          Window(west: $0.west, south: $0.south, station: nil)
        })
      for cell in 0..<grid.count where isKnown[index][cell] {
        let (x, y) = grid.tile(of: cell)
        cells[y.floorDivided(by: side), default: [:]][x.floorDivided(by: side), default: 0] += 1
      }
    }
    let all = cells.flatMap { y, row in row.map { (y: y, x: $0.key, count: $0.value) } }
      .sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    guard all.count >= settings.foldCount else {
      throw GridcastError(
        .badData, names.joined(separator: ", "),
        "\(counted(all.count, "square")) of \(side) cells with values cannot be dealt into "
          + "\(settings.foldCount) folds; \(.smallerWindow), or \(.fewerFolds)")
    }
    var random = RandomNumbers(seed: settings.seed, stream: 2000)
    var squares: [Int: [Int: Int]] = [:]
    let folds = Folds.dealt(all.map(\.count), into: settings.foldCount, &random)
    for (square, fold) in zip(all, folds) { squares[square.y, default: [:]][square.x] = fold }
    self.windows = windows
    self.side = side
    guardWidth = settings.guardWidth
    self.squares = squares
    (stations, outside, sharing, foldOfStation, places) = ([], [], [], [], [])
  }

  /// The starts of windows that overlap by half and cover `count` cells; where a window is longer,
  /// a single one reaches beyond the end.
  static func starts(from first: Int, count: Int, side: Int) -> [Int] {
    let last = first + count - side
    guard last > first else { return [first] }
    return Array(stride(from: first, to: last, by: max(1, side / 2))) + [last]
  }

  /// The fold of a station.
  func fold(ofStation station: Int) -> Int { foldOfStation[station] }

  /// Which cells of a grid are held out with a fold, and which are so close to them that they are
  /// excluded from training too.
  func heldOut(_ fold: Int, of grid: Grid) -> (held: [Bool], guarded: [Bool]) {
    var held = [Bool](repeating: false, count: grid.count)
    if squares.isEmpty {
      for (station, place) in places.enumerated() where foldOfStation[station] == fold {
        for y in place.south..<place.south + side {
          for x in place.west..<place.west + side {
            if let cell = grid.cell(tileX: x, tileY: y) { held[cell] = true }
          }
        }
      }
    } else {
      for cell in 0..<grid.count {
        let (x, y) = grid.tile(of: cell)
        held[cell] = squares[y.floorDivided(by: side)]?[x.floorDivided(by: side)] == fold
      }
    }
    return (held, grid.grown(held, by: guardWidth))
  }

  private static func list(_ names: [String]) -> Sentence {
    let first = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(first) and \(formatted(names.count - 5)) more" : Sentence(first)
  }
}

extension Grid {
  /// Whether all cells of a window belong to this grid.
  fileprivate func holds(west: Int, south: Int, side: Int) -> Bool {
    west >= self.west && south >= self.south && west + side <= self.west + columns
      && south + side <= self.south + rows
  }

  /// Marks all cells within `width` rows and columns of a marked one.
  func grown(_ marks: [Bool], by width: Int) -> [Bool] {
    func spread(
      _ marks: [Bool], lines: Int, length: Int, _ at: (Int, Int) -> Int
    ) -> [Bool] {
      var result = marks
      for line in 0..<lines {
        for i in 0..<length where marks[at(line, i)] {
          for j in max(0, i - width)...min(length - 1, i + width) { result[at(line, j)] = true }
        }
      }
      return result
    }
    let along = spread(marks, lines: rows, length: columns) { $0 * columns + $1 }
    return spread(along, lines: columns, length: rows) { $1 * columns + $0 }
  }
}

extension Int {
  func floorDivided(by divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}
