/// Bounds of forecasts that cover a known share of what comes, class by class of what is forecast.
///
/// It is split conformal prediction (Vovk et al. 2005; Lei et al. 2018) with Mondrian classes.
///
/// On cells that were held out s = (y − p) / √(p + ½) is what was left over, p being the forecast and y
/// what came; the bounds of a forecast are p + q·√(p + ½) with the quantiles q of its class, the lower one
/// at least 0, and 0 for forecasts below ½.
package struct ConformalBounds: Sendable, Equatable, Codable {
  /// A class of forecasts.
  struct Class: Sendable, Equatable, Codable {
    /// The forecast below which the class ends; nil for the last.
    let below: Double?
    /// The 5 % quantile of what was left over.
    let lower: Double
    /// The 95 % quantile of what was left over.
    let upper: Double
    /// The number of cells that the quantiles are of.
    let cells: Int
  }

  /// The classes, by rising forecast.
  let classes: [Class]

  /// The share of cells that the bounds are made to cover.
  package static let nominal = 0.9
  private static let limits: [Double] = [0.5, 1.5, 4, 10, 25]
  /// Classes of fewer cells are merged with the next.
  private static let fewest = 40

  /// Finds the quantiles; nil where there are no cells.
  ///
  /// - Parameters:
  ///   - predicted: The forecasts p of cells that were held out.
  ///   - observed: What came, y.
  package init?(predicted: [Double], observed: [Double]) {
    guard !predicted.isEmpty else { return nil }
    var residuals = [[Double]](repeating: [], count: Self.limits.count + 1)
    for (p, y) in zip(predicted, observed) {
      let index = Self.limits.firstIndex { p < $0 } ?? Self.limits.count
      residuals[index].append((y - p) / (p + 0.5).squareRoot())
    }
    var groups: [(below: Double?, values: [Double])] = []
    var open: [Double] = []
    for (index, values) in residuals.enumerated() {
      open += values
      let isLast = index == Self.limits.count
      if open.count >= Self.fewest || isLast && groups.isEmpty {
        groups.append((isLast ? nil : Self.limits[index], open))
        open = []
      } else if isLast, let last = groups.indices.last {
        groups[last].values += open
      }
    }
    if let last = groups.indices.last { groups[last].below = nil }
    classes = groups.map { below, values in
      let sorted = values.sorted()
      let count = sorted.count
      // The quantiles of one more cell than there are, so that a new one is covered as often as promised.
      let lower = Int((0.05 * Double(count + 1)).rounded(.down)) - 1
      let upper = Int((0.95 * Double(count + 1)).rounded(.up)) - 1
      // Below ½ what is left over is mostly that of empty cells, which a bound above 0 would exclude.
      let isLowest = below.map { $0 <= Self.limits[0] } ?? false
      return Class(
        below: below, lower: isLowest ? min(-1, sorted[max(0, lower)]) : sorted[max(0, lower)],
        upper: sorted[min(count - 1, upper)], cells: count)
    }
  }

  /// The bounds of a forecast.
  ///
  /// - Parameters:
  ///   - predicted: The forecast.
  ///   - widening: By what the quantiles are multiplied, above 1 for forecasts of several steps.
  /// - Returns: The lower and the upper bound.
  package func callAsFunction(_ predicted: Double, widening: Double = 1) -> (
    lower: Double, upper: Double
  ) {
    let own =
      classes.first { $0.below.map { predicted < $0 } ?? true } ?? classes[classes.count - 1]
    let unit = widening * (predicted + 0.5).squareRoot()
    return (max(0, predicted + own.lower * unit), max(0, predicted + own.upper * unit))
  }

  /// Whether quantiles that were read from a file make sense.
  var isSound: Bool {
    !classes.isEmpty
      && classes.allSatisfy { $0.lower.isFinite && $0.upper.isFinite && $0.lower <= $0.upper }
  }
}

/// How many cells the bounds of a forecast cover.
package struct Coverage: Sendable, Equatable, Codable {
  /// The share of all cells.
  package let all: Double
  /// The share of the cells that had anything in either year; nil where none had.
  package let nonEmpty: Double?
  /// The number of the cells that had anything in either year.
  package let nonEmptyCells: Int

  /// Compares bounds with what came; nil where no cell is known.
  init?(lower: [Float], upper: [Float], before: [Float], observed: [Float]) {
    var (all, inside, full, fullInside) = (0, 0, 0, 0)
    for cell in observed.indices
    where !observed[cell].isNaN && !before[cell].isNaN && !lower[cell].isNaN {
      // The bounds are rounded to Float, and what came may lie on them.
      let slack = 1e-5 * max(1, abs(upper[cell]))
      let isInside =
        lower[cell] - slack <= observed[cell] && observed[cell] <= upper[cell] + slack
      all += 1
      if isInside { inside += 1 }
      guard observed[cell] > 0 || before[cell] > 0 else { continue }
      full += 1
      if isInside { fullInside += 1 }
    }
    guard all > 0 else { return nil }
    self.all = Double(inside) / Double(all)
    nonEmpty = full > 0 ? Double(fullInside) / Double(full) : nil
    nonEmptyCells = full
  }
}
