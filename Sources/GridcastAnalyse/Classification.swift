import Foundation
package import GridcastBase

/// How values are put into classes.
package enum Classification: String, CaseIterable, Sendable {
  /// Where gaps are: least squared deviations within classes (Fisher–Jenks, exact).
  case natural
  /// As many values in each class.
  case quantile
  /// As wide as one another.
  case equal

  /// Classes of values, of all maps that are compared together.
  ///
  /// Of amounts, nothing is a class of its own, as it differs in kind from little; what a model puts below
  /// is in it. Classes of change lie alike on both sides of a middle one that holds zero; by natural
  /// breaks it ends at a tenth of the class beside it, as most change is small and would vanish in it.
  ///
  /// - Parameters:
  ///   - values: What is unknown in it is left out.
  ///   - count: How many classes are wanted, at least 2; there are fewer where values are few.
  ///   - isChange: Whether values are change, as opposed to amounts.
  ///   - ramp: The colours; nil for the study's, or those of change.
  /// - Returns: One class at least.
  package func classes(
    of values: some Sequence<Double>, count: Int = 7, isChange: Bool = false,
    ramp: ColorRamp? = nil
  ) -> Classes {
    precondition(count >= 2, "two classes at least")
    var known = values.filter(\.isFinite)
    guard let least = known.min(), let greatest = known.max() else {
      return Classes(limits: [], ramp: ramp ?? .yellowRed)
    }
    let isWhole = known.allSatisfy { $0 == $0.rounded() && abs($0) < 1e15 }
    if isChange {
      let reach = max(-least, greatest)
      var limits = changeLimits(known.map(abs), max(2, (count + 1) / 2), isWhole: isWhole)
      // Change of one size still has a direction.
      if limits.isEmpty, reach / 2 > 0 { limits = [reach / 2] }
      let outermost = limits.last ?? 0
      return Classes(
        limits: limits.reversed().map { -$0 } + limits,
        range: (least < -outermost ? least : -reach)...(greatest > outermost ? greatest : reach),
        isWhole: isWhole, ramp: ramp ?? .blueRed)
    }
    let isZeroApart = least <= 0 && greatest > 0 && known.count > 2
    if isZeroApart { known.removeAll { $0 <= 0 } }
    let limits = limits(
      DistinctValues(known), isZeroApart ? count - 1 : count, wholeStep: isWhole ? 0 : nil)
    return Classes(
      limits: (isZeroApart ? [0] : []) + limits, range: least...greatest, isWhole: isWhole,
      ramp: ramp ?? .yellowRed)
  }

  /// Upper limits of the classes of change on one side of zero, the first of which is none.
  private func changeLimits(_ sizes: [Double], _ count: Int, isWhole: Bool) -> [Double] {
    let step = isWhole ? 0.5 : nil
    guard self == .natural, count > 2 else {
      return limits(DistinctValues(sizes), count, wholeStep: step)
    }
    let limits = limits(DistinctValues(sizes.filter { $0 > 0 }), count - 1, wholeStep: step)
    guard let first = limits.first else { return [] }
    let none =
      isWhole
      ? (0.1 * first).rounded(.down) + 0.5
      : Self.shortNumber(above: 0.09 * first, below: 0.11 * first)
    // The least numbers there are have no tenth.
    return (none > 0 ? [none] : []) + limits
  }

  /// From how many different values on limits are rounded where values lie close together.
  private static let manyValues = 500

  /// Upper limits of all classes but the last; of whole numbers so much above the last in a class, as
  /// limits on both sides of zero must not be values.
  private func limits(_ distinct: DistinctValues, _ count: Int, wholeStep: Double?) -> [Double] {
    let values = distinct.values
    guard count > 1, values.count > 1, let least = values.first, let greatest = values.last else {
      return []
    }
    let slack = values.count > Self.manyValues ? (greatest - least) / 2000 : 0
    func between(_ index: Int) -> Double {
      if let wholeStep { return values[index] + wholeStep }
      let reach = distinct.reach(of: index, slack: min(slack, abs(values[index]) / 200))
      return Self.shortNumber(above: reach.lower, below: reach.upper)
    }
    switch self {
    case .natural: return Self.rising(distinct.naturalBreaks(count).map(between))
    case .quantile:
      let total = distinct.counts.reduce(0, +)
      var seen = 0.0
      var ends: [Int] = []
      for index in values.indices.dropLast() {
        let before = seen
        seen += distinct.counts[index]
        // A value that fills several classes ends only one.
        let quantile = (before / total * Double(count)).rounded(.down) + 1
        if seen >= quantile / Double(count) * total { ends.append(index) }
      }
      return Self.rising(ends.map(between))
    case .equal:
      let step = (greatest - least) / Double(count)
      let limits = (1..<count).map { index in
        let limit = least + Double(index) * step
        // A thousandth of a step changes no map, and legends are read more easily.
        return wholeStep.map { limit.rounded(.down) + $0 }
          ?? Self.shortNumber(above: limit - step / 1000, below: limit + step / 1000)
      }
      return Self.rising(limits)
    }
  }

  /// The limits, each once.
  private static func rising(_ limits: [Double]) -> [Double] {
    limits.reduce(into: []) { if $1 > $0.last ?? -.infinity { $0.append($1) } }
  }

  /// A number of few digits between two numbers, so that legends are read easily.
  static func shortNumber(above lower: Double, below upper: Double) -> Double {
    let middle = lower + (upper - lower) / 2
    guard max(abs(lower), abs(upper)).isNormal else { return middle }
    let top = Int(log10(max(abs(lower), abs(upper))).rounded(.up))
    for exponent in stride(from: top, through: top - 17, by: -1) {
      // Powers of ten below 1 are no exact numbers; dividing by their inverse is exact to the last bit.
      let power = pow(10, Double(abs(exponent)))
      func multiple(_ factor: Double) -> Double {
        exponent < 0 ? factor / power : factor * power
      }
      let candidate = multiple((exponent < 0 ? middle * power : middle / power).rounded())
      if candidate > lower, candidate < upper { return candidate }
    }
    return middle
  }
}

extension DistinctValues {
  /// How far the limit above a value may lie from it, so that it is short, and no more than one in 400
  /// values changes its class to either side.
  fileprivate func reach(of index: Int, slack: Double) -> (lower: Double, upper: Double) {
    let few = counts.reduce(0, +) / 400
    var (lower, upper) = (index, index + 1)
    var moved = counts[lower]
    while lower > 0, moved <= few, values[lower - 1] >= values[index] - slack {
      lower -= 1
      moved += counts[lower]
    }
    moved = counts[upper]
    while upper < values.count - 1, moved <= few, values[upper + 1] <= values[index + 1] + slack {
      upper += 1
      moved += counts[upper]
    }
    return (values[lower], values[upper])
  }
}
