package import GridcastBase

/// The folds of a cross-validation over cells.
package struct Folds: Sendable, Equatable {
  /// How cells are dealt into folds.
  package enum Kind: String, Sendable, CaseIterable, Codable {
    /// Each cell is dealt separately. As neighbouring cells are similar, the scores are too
    /// optimistic.
    case random
    /// Blocks of neighbouring cells are dealt together, which resembles an area that the model has
    /// not seen.
    case blocks

    /// The kind in words.
    package var label: Sentence { self == .random ? "random folds" : "spatial blocks" }
  }

  /// The fold of each cell, 0 ..< count.
  package let folds: [Int]
  /// The number of folds.
  package let count: Int

  /// The greatest block size, up to the wanted one, that gives enough blocks.
  static func blockSize(
    _ asked: Int, givingBlocks count: Int, cells: [Int], of grid: Grid
  ) -> Int {
    var size = min(asked, max(grid.columns, grid.rows))
    while size > 1, Set(cells.map { block(of: $0, in: grid, size) }).count < count { size -= 1 }
    return size
  }

  /// Deals groups of cells into folds of about equal size: the largest group first, each to the
  /// fold with the fewest cells; equal groups in random order.
  static func dealt(_ sizes: [Int], into count: Int, _ random: inout RandomNumbers) -> [Int] {
    let order = random.permutation(sizes.count).enumerated().sorted {
      (sizes[$1.element], $0.offset) < (sizes[$0.element], $1.offset)
    }
    var load = [Int](repeating: 0, count: count)
    var folds = [Int](repeating: 0, count: sizes.count)
    for (_, group) in order {
      let fold = load.indices.min { (load[$0], $0) < (load[$1], $1) } ?? 0
      folds[group] = fold
      load[fold] += sizes[group]
    }
    return folds
  }

  private static func block(of cell: Int, in grid: Grid, _ size: Int) -> Int {
    let blocksAcross = (grid.columns + size - 1) / size
    return cell / grid.columns / size * blocksAcross + cell % grid.columns / size
  }

  /// Deals cells of a grid into `count` folds of about equal size.
  ///
  /// - Parameters:
  ///   - kind: Whether cells are dealt separately or in blocks.
  ///   - cells: The cells to deal, as indices of the grid.
  ///   - grid: The grid that is divided into blocks.
  ///   - count: The number of folds, from 2 to the number of cells.
  ///   - blockSize: The side of a block, in cells.
  ///   - seed: The seed of the order in which cells or blocks are dealt.
  package init(
    _ kind: Kind, cells: [Int], of grid: Grid, count: Int, blockSize: Int, seed: UInt64
  ) {
    precondition(count >= 2 && cells.count >= count)
    self.count = count
    var random = RandomNumbers(seed: seed, stream: 1000)
    switch kind {
    case .random:
      var folds = [Int](repeating: 0, count: cells.count)
      for (position, cell) in random.permutation(cells.count).enumerated() {
        folds[cell] = position % count
      }
      self.folds = folds
    case .blocks:
      let blockOfCell = cells.map { Self.block(of: $0, in: grid, blockSize) }
      let blocks = Array(Set(blockOfCell)).sorted()
      var sizes: [Int: Int] = [:]
      for block in blockOfCell { sizes[block, default: 0] += 1 }
      let dealt = Self.dealt(blocks.map { sizes[$0] ?? 0 }, into: count, &random)
      let foldOfBlock = Dictionary(uniqueKeysWithValues: zip(blocks, dealt))
      folds = blockOfCell.map { foldOfBlock[$0] ?? 0 }
    }
  }
}

extension Folds {
  /// Deals stations into folds, one by one in random order.
  ///
  /// - Parameters:
  ///   - inside: The number of stations inside the rasters.
  ///   - all: The number of all stations.
  ///   - names: The names of the rasters.
  ///   - count: The number of folds.
  ///   - seed: The seed of the order.
  /// - Returns: The fold of each station inside.
  /// - Throws: `.badData` where there are none, or fewer than folds.
  static func dealt(
    stations inside: Int, of all: Int, in names: [String], into count: Int, seed: UInt64
  ) throws(GridcastError) -> [Int] {
    guard inside > 0 else {
      throw GridcastError(
        .badData, "stations",
        "none of the \(counted(all, "station")) lies inside \(names.joined(separator: ", "))")
    }
    guard inside >= count else {
      throw GridcastError(
        .badData, "stations",
        "\(counted(inside, "station")) inside the rasters cannot be dealt into \(count) folds; "
          + "\(.fewerFolds), or \(.layTiles)")
    }
    var random = RandomNumbers(seed: seed, stream: 2000)
    var folds = [Int](repeating: 0, count: inside)
    for (position, station) in random.permutation(inside).enumerated() {
      folds[station] = position % count
    }
    return folds
  }
}
