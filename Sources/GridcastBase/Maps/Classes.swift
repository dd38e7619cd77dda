import Foundation

/// Class breaks for a map and the colours of the classes.
package struct Classes: Sendable, Equatable {
  /// The upper limits of all classes but the last, in ascending order; a limit belongs to the class
  /// below it.
  package let limits: [Double]
  /// The minimum and maximum, which begin the first label and end the last; nil where unknown.
  package let range: ClosedRange<Double>?
  /// Whether all values are whole numbers, so that labels of neighbouring classes need not overlap.
  package let isWhole: Bool
  /// The colours from the first class to the last.
  package let ramp: ColorRamp
  /// Whether to skip the palest part of the ramp, as points in it are hard to see on white.
  package var isForPoints = false

  /// Makes classes from limits in ascending order.
  package init(
    limits: [Double], range: ClosedRange<Double>? = nil, isWhole: Bool = false,
    ramp: ColorRamp = .yellowRed
  ) {
    precondition(zip(limits, limits.dropFirst()).allSatisfy(<), "limits rise")
    self.limits = limits
    self.range = range
    self.isWhole = isWhole
    self.ramp = ramp
  }

  /// The number of classes.
  package var count: Int { limits.count + 1 }

  /// The index of the class of a value, which must not be NaN.
  package func index(of value: Double) -> Int {
    var lower = 0
    var upper = limits.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if limits[middle] < value { lower = middle + 1 } else { upper = middle }
    }
    return lower
  }

  /// The colour of a class; the ramp is spread over all classes.
  package func color(_ index: Int) -> Color {
    let middle = ramp.isDiverging ? 0.5 : 0
    let place = count == 1 ? middle : Double(index) / Double(count - 1)
    let isPale = ramp.color(at: 0).luminance > 0.6
    return ramp.color(at: isForPoints && isPale ? 0.3 + 0.7 * place : place)
  }

  /// The label of a class in the legend.
  package func label(_ index: Int) -> String {
    if count == 1, let range, range.lowerBound == range.upperBound {
      return text(Self.short(range.lowerBound, .toNearestOrEven))
    }
    // The ends are rounded outwards, so that labels are short and still true.
    let lower = index == 0 ? range.map { Self.short($0.lowerBound, .down) } : limits[index - 1]
    let upper =
      index == count - 1 ? range.map { Self.short($0.upperBound, .up) } : limits[index]
    if index == 0, count > 1, let lower, lower < 0, upper == 0 { return "≤ 0" }
    guard let lower else { return upper.map { "≤ \(text($0))" } ?? worded("all") }
    guard let upper else { return "> \(text(lower))" }
    guard isWhole else {
      return lower == upper ? text(lower) : "\(text(lower)) – \(text(upper))"
    }
    let first = index == 0 ? lower.rounded(.up) : lower.rounded(.down) + 1
    let last = upper.rounded(.down)
    return first == last ? text(first) : "\(text(first)) – \(text(last))"
  }

  /// Rounds to three significant digits, or to a whole number where that has more.
  private static func short(_ number: Double, _ rule: FloatingPointRoundingRule) -> Double {
    guard number != 0, number.isFinite else { return number }
    let power = pow(10, max(0, 2 - log10(abs(number)).rounded(.down)))
    let scaled = number * power
    // A number that has few digits stays unchanged, even if rounding moves the last bit of the
    // product.
    return scaled.rounded() / power == number ? number : scaled.rounded(rule) / power
  }

  /// Writes a number with a real minus sign, as ranges are hard to read with hyphens, and with as many
  /// digits as tell it from the other limits.
  private func text(_ number: Double) -> String {
    let text = Self.text(number)
    let others = limits + [range?.lowerBound, range?.upperBound].compactMap(\.self)
    let isShared = others.contains { $0 != number && Self.text($0) == text }
    return isShared ? withMinusSign(String(format: "%.12g", number)) : text
  }

  private static func text(_ number: Double) -> String {
    if number == 0 { return "0" }
    // Below, six decimals are less than three digits.
    let isPlain = abs(number) < 1e15 && abs(number) >= 1e-4
    return isPlain ? spoken(number, 6) : withMinusSign(String(format: "%.4g", number))
  }
}
