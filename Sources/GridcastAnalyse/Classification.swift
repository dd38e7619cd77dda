import Foundation
package import GridcastBase

/// The methods of classification for maps.
package enum Classification: String, CaseIterable, Sendable {
  /// Natural breaks: minimal squared deviations within classes (Fisher–Jenks, exact).
  case natural
  /// Quantiles: the same number of values in each class.
  case quantile
  /// Equal intervals.
  case equal

  /// Computes class breaks for the values of all maps that are compared.
  ///
  /// For amounts, zero is a class of its own, as nothing differs in kind from little; negative
  /// predictions belong to it too, and those that are next to zero (see `none`). For changes, the
  /// classes are symmetric around a middle class that contains zero; with natural breaks its width
  /// is a tenth of the next class, as most changes are small and would vanish in it.
  ///
  /// - Parameters:
  ///   - values: The values; unknown ones are ignored.
  ///   - count: The wanted number of classes, at least 2; there are fewer where there are few
  ///     values.
  ///   - isChange: Whether the values are changes rather than amounts.
  ///   - ramp: The colours; nil for the default for amounts or changes.
  /// - Returns: The classes, at least one.
  package func classes(
    of values: [Double], count: Int = 7, isChange: Bool = false,
    ramp: ColorRamp? = nil
  ) -> Classes {
    classes(of: DistinctValues(values), count: count, isChange: isChange, ramp: ramp)
  }

  /// Computes class breaks for values that were counted.
  package func classes(
    of known: DistinctValues, count: Int = 7, isChange: Bool = false, ramp: ColorRamp? = nil
  ) -> Classes {
    precondition(count >= 2, "two classes at least")
    guard let range = known.range else {
      return Classes(limits: [], ramp: ramp ?? .yellowRed)
    }
    let (least, greatest) = (range.lowerBound, range.upperBound)
    let isWhole = known.isWhole
    if isChange {
      let reach = max(-least, greatest)
      var limits = changeLimits(known.sizes, max(2, (count + 1) / 2), isWhole: isWhole)
      // Even if all changes are of one size, they have a direction.
      if limits.isEmpty, reach / 2 > 0 { limits = [reach / 2] }
      let outermost = limits.last ?? 0
      return Classes(
        limits: limits.reversed().map { -$0 } + limits,
        range: (least < -outermost ? least : -reach)...(greatest > outermost ? greatest : reach),
        isWhole: isWhole, ramp: ramp ?? .blueRed)
    }
    let isZeroApart = least <= 0 && greatest > 0 && known.total > 2
    let limits = limits(
      isZeroApart ? known.positive : known, isZeroApart ? count - 1 : count,
      wholeStep: isWhole ? 0 : nil)
    return Classes(
      limits: (isZeroApart ? [Self.none(known.positive, below: limits.first)] : []) + limits,
      range: least...greatest, isWhole: isWhole, ramp: ramp ?? .yellowRed)
  }

  /// The upper limit of the class of zero.
  ///
  /// Predictions fade to nothing without ever being zero, and 0.01 shops must not look unlike none. Where amounts
  /// come so near to zero, or many lie there, the class reaches up to a tenth of the next one, and never to half a
  /// point. Where the least amounts are steps away from zero, as densities of one and two points are, it is zero
  /// alone.
  private static func none(_ positive: DistinctValues, below next: Double?) -> Double {
    guard !positive.isWhole, let least = positive.values.first, let next else { return 0 }
    let none = min(0.4, shortNumber(above: 0.09 * next, below: 0.11 * next))
    return least < none / 10 || positive.values.prefix(10).last.map { $0 < none } == true ? none : 0
  }

  /// The upper limits of the classes of change on one side of zero, beginning with the middle
  /// class.
  private func changeLimits(_ sizes: DistinctValues, _ count: Int, isWhole: Bool) -> [Double] {
    let step = isWhole ? 0.5 : nil
    guard self == .natural, count > 2 else {
      return limits(sizes, count, wholeStep: step)
    }
    let limits = limits(sizes.positive, count - 1, wholeStep: step)
    guard let first = limits.first else { return [] }
    let none =
      isWhole
      ? (0.1 * first).rounded(.down) + 0.5
      : Self.shortNumber(above: 0.09 * first, below: 0.11 * first)
    // A tenth of the least representable number is 0.
    return (none > 0 ? [none] : []) + limits
  }

  /// The number of different values from which on limits are rounded where values are dense.
  private static let manyValues = 500

  /// The upper limits of all classes but the last.
  ///
  /// For integers the limits lie `wholeStep` above a class's last value, as limits on both sides of
  /// zero must not be values.
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
        // A value that fills several quantiles ends only one class.
        let quantile = (before / total * Double(count)).rounded(.down) + 1
        if seen >= quantile / Double(count) * total { ends.append(index) }
      }
      return Self.rising(ends.map(between))
    case .equal:
      let step = (greatest - least) / Double(count)
      let limits = (1..<count).map { index in
        let limit = least + Double(index) * step
        // A thousandth of a step changes no map, and makes legends easier to read.
        return wholeStep.map { limit.rounded(.down) + $0 }
          ?? Self.shortNumber(above: limit - step / 1000, below: limit + step / 1000)
      }
      return Self.rising(limits)
    }
  }

  /// The limits without duplicates.
  private static func rising(_ limits: [Double]) -> [Double] {
    limits.reduce(into: []) { if $1 > $0.last ?? -.infinity { $0.append($1) } }
  }

  /// A number with few digits between two numbers, for readable legends.
  static func shortNumber(above lower: Double, below upper: Double) -> Double {
    let middle = lower + (upper - lower) / 2
    guard max(abs(lower), abs(upper)).isNormal else { return middle }
    let top = Int(log10(max(abs(lower), abs(upper))).rounded(.up))
    for exponent in stride(from: top, through: top - 17, by: -1) {
      // Negative powers of ten are not exact, so this divides by a positive power.
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
  /// The range within which the limit above a value may be rounded, such that at most one in 400
  /// values changes its class on either side.
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
