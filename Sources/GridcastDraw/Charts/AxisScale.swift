import Foundation
import GridcastBase

/// The range of an axis and its ticks, which are at multiples of 1, 2 or 5 times a power of ten.
struct AxisScale {
  private(set) var lower: Double
  private(set) var upper: Double
  /// The distance between ticks is `factor` · 10^`exponent`.
  private let factor: Double
  private let exponent: Int

  /// Makes a scale that contains some values.
  ///
  /// - Parameters:
  ///   - values: The values, at least one, all of them drawable.
  ///   - count: The approximate number of ticks.
  ///   - endsAtTicks: Whether the range ends at ticks; otherwise it reaches slightly beyond the
  ///     values.
  init(_ values: [Double], ticks count: Int, endsAtTicks: Bool) {
    lower = values.reduce(.infinity, min)
    upper = values.reduce(-.infinity, max)
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    let magnitude = max(abs(lower), abs(upper))
    if upper - lower <= max(1e-9 * magnitude, 1e-250) {
      let room = magnitude < 1e-250 ? 1 : isWhole ? max(1, 1e-6 * magnitude) : 0.1 * magnitude
      lower -= room
      upper += room
    } else if !endsAtTicks {
      let room = 0.03 * (upper - lower)
      lower -= room
      upper += room
    }
    var wanted = (upper - lower) / Double(max(1, count))
    // Between whole numbers, such as years or counts of cells, ticks have no meaning.
    if isWhole { wanted = max(wanted, 1) }
    // A small tolerance, so that rounding errors do not choose the next greater distance.
    wanted *= 1 - 1e-9
    let power = Int(log10(wanted).rounded(.down))
    let multiple = [1.0, 2, 5].first { $0 * Self.power(power) >= wanted }
    factor = multiple ?? 1
    exponent = multiple == nil ? power + 1 : power
    if endsAtTicks {
      lower = tick((lower / step + 1e-9).rounded(.down))
      upper = tick((upper / step - 1e-9).rounded(.up))
    }
  }

  private static func power(_ exponent: Int) -> Double { pow(10, Double(exponent)) }

  private var step: Double { tick(1) }

  /// A multiple of the distance; for negative exponents by division, as 3 · 0.1 is not 0.3.
  private func tick(_ number: Double) -> Double {
    exponent < 0
      ? number * factor / Self.power(-exponent) : number * factor * Self.power(exponent)
  }

  /// The ticks in ascending order.
  var ticks: [Double] {
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    // Adding 0 turns −0 into 0, which would be written with its sign.
    return stride(from: first, through: last, by: 1).map { tick($0 + 0) }
  }

  /// The labels of the ticks, with the number of decimals that their distance needs.
  var labels: [String] {
    let magnitude = max(abs(lower), abs(upper))
    guard magnitude >= 1e7 || exponent < -5 else {
      return ticks.map { $0.fixed(max(0, -exponent)) }
    }
    let digits = max(1, Int(log10(magnitude).rounded(.down)) - exponent + 1)
    return ticks.map { withMinusSign(String(format: "%.\(digits)g", $0)) }
  }

  /// The relative position of a value: 0 at the lower end, 1 at the upper.
  func position(of value: Double) -> Double { (value - lower) / (upper - lower) }
}
