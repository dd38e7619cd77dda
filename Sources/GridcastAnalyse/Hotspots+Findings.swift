package import GridcastBase

extension HotspotSummary {
  /// The findings in sentences.
  package var findings: [Sentence] { [moranFinding, spotFinding] }

  private var moranFinding: Sentence {
    let verdict: Sentence =
      if moran.p >= 0.05 {
        "no more than by chance do like values lie side by side"
      } else if moran.z > 0 {
        "like values lie side by side, so neighbouring cells are not independent"
      } else {
        "unlike values lie side by side, more than by chance"
      }
    let test: Sentence =
      moran.permutationP.map {
        "\(Self.p(moran.p)), one-sided \(Self.p($0)) by \(counted(moran.permutations, "permutation"))"
      } ?? Sentence(Self.p(moran.p))
    return
      "Moran's I of '\(name)' over \(counted(cellCount, "cell")) is \(spoken(moran.value, 3)) (\(spoken(moran.expected, 3)) expected, z \(spoken(moran.z, 1)), \(test)): \(verdict)."
  }

  private var spotFinding: Sentence {
    let counts = classCounts
    func spots(_ sign: Int) -> Sentence {
      let levels = [3, 2, 1].map { counts[sign * $0] ?? 0 }
      let all = levels.reduce(0, +)
      return all == 0
        ? "none"
        : "\(formatted(all)) (\(formatted(levels[0])) at 99 %, \(formatted(levels[1])) at 95 %, \(formatted(levels[2])) at 90 %)"
    }
    return
      "Hot cells of '\(name)' by Gi*, corrected for the number of cells: \(spots(1)); cold cells: \(spots(-1))."
  }

  /// A p-value in words.
  private static func p(_ p: Double) -> String {
    p < 0.001 ? "p < 0.001" : "p = \(spoken(p, 3))"
  }
}
