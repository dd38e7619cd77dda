package import GridcastBase

/// What is said of hot and cold spots, however many cells there are.
package struct HotspotSummary: Sendable {
  /// The name of the values.
  package let name: String
  /// The cells.
  package let grid: Grid
  /// Moran's I.
  package let moran: MoransI
  /// The number of known cells.
  package let cellCount: Int
  /// The number of known cells without a known neighbour.
  package let islandCount: Int
  /// The number of known cells that have all others for neighbours.
  let untoldCount: Int
  /// Whether neighbours are within a distance in cells of degrees, which are narrower than high.
  let isStretched: Bool
  /// Whether p-values were adjusted exactly.
  let isExact: Bool
  /// The number of cells of each class, from −3 to 3.
  package let classCounts: [Int: Int]

  /// Sentences for the user, such as warnings.
  package var notes: [Sentence] {
    var notes: [Sentence] = []
    if islandCount > 0 {
      notes.append(
        "\(counted(islandCount, "cell")) without a known neighbour: in Moran's I "
          + "\(islandCount == 1 ? "it counts" : "they count") for the mean only, by Gi* each is judged alone"
      )
    }
    if untoldCount > 0 {
      notes.append(
        "\(counted(untoldCount, "cell")) with all others for neighbours: of such a cell Gi* tells nothing"
      )
    }
    if isStretched {
      let units = grid.metresPerUnit
      notes.append(
        "the grid counts in degrees, so that neighbours reach only "
          + "\(spoken(100 * units.x / units.y, 0)) % as far to the east and west as to the north and "
          + "south; \(.binInUTM) for a distance that is the same all round")
    }
    if cellCount < 30 {
      notes.append(
        "only \(formatted(cellCount)) cells are known; below 30 the z-scores are rough")
    }
    if !isExact {
      notes.append(
        "the cells are too many to sort, so p-values are corrected to within one part in 32,768")
    }
    return notes
  }
}

extension Hotspots {
  /// What is said of them.
  package var summary: HotspotSummary {
    HotspotSummary(
      name: values.name, grid: grid, moran: moran, cellCount: cellCount, islandCount: islandCount,
      untoldCount: z.indices.count { z[$0].isNaN && !values.values[$0].isNaN },
      isStretched: isStretched, isExact: true, classCounts: classCounts)
  }

  /// The number of cells of each class, from −3 to 3.
  package var classCounts: [Int: Int] {
    classes.reduce(into: Dictionary(uniqueKeysWithValues: (-3...3).map { ($0, 0) })) {
      if let level = $1 { $0[level, default: 0] += 1 }
    }
  }

  /// Sentences for the user, such as warnings.
  package var notes: [Sentence] { summary.notes }

  /// The findings in sentences.
  package var findings: [Sentence] { summary.findings }

  /// The class of a cell: 3, 2 or 1 for a hot spot at 99, 95 or 90 %, negative for a cold spot, otherwise
  /// 0; nil where z is unknown.
  static func level(z: Double, adjustedP p: Double) -> Int? {
    if z.isNaN { return nil }
    let level = p < 0.01 ? 3 : p < 0.05 ? 2 : p < 0.1 ? 1 : 0
    return z < 0 ? -level : level
  }
}
