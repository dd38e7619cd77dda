/// A number that is told of the cells of a zone.
package enum ZoneStatistic: String, Sendable, CaseIterable {
  /// The sum of the shares of the known cells that the zone covers.
  case count
  /// The sum of the values, each times its share.
  case sum
  case mean
  case min
  case max
  /// The standard deviation of the values, weighted by their shares, of the zone as a whole (not of a sample).
  case stdev
  /// The value that covers most of the zone; of equals the greatest.
  case majority
  /// The number of different values.
  case variety

  /// Those that are told unless others are asked for: what can be told of numbers of any kind.
  package static let usual: [Self] = [.count, .sum, .mean, .min, .max, .stdev]

  /// Whether all values must be held apart.
  package var needsValues: Bool { self == .majority || self == .variety }
}

/// What is known of the values of one band in one zone.
///
/// Values come with the share of their cell that the zone covers; those of different blocks are made apart
/// and added in the order of the blocks (Chan, Golub and LeVeque, The American Statistician 37, 1983).
package struct ZoneValues: Sendable {
  /// The sum of the shares of known cells.
  package private(set) var count = 0.0
  /// The sum of the shares of unknown cells.
  package private(set) var unknown = 0.0
  private var sum = 0.0
  private var mean = 0.0
  private var squares = 0.0
  private var least = Float.infinity
  private var greatest = -Float.infinity
  /// The share of each value, where values are held apart.
  private var shares: [Float: Double] = [:]

  /// Nothing yet.
  package init() {}

  /// The number of values that are held apart.
  package var valueCount: Int { shares.count }

  /// Adds the share of one cell.
  mutating func add(_ value: Float, share: Double, apart: Bool) {
    guard !value.isNaN else {
      unknown += share
      return
    }
    count += share
    let number = Double(value)
    let away = number - mean
    sum += share * number
    mean += away * share / count
    squares += share * away * (number - mean)
    least = Swift.min(least, value)
    greatest = Swift.max(greatest, value)
    if apart { shares[value, default: 0] += share }
  }

  /// Adds what other cells of the zone have.
  package mutating func add(_ other: Self) {
    unknown += other.unknown
    guard other.count > 0 else { return }
    let all = count + other.count
    let away = other.mean - mean
    sum += other.sum
    mean += away * other.count / all
    squares += other.squares + away * away * count * other.count / all
    count = all
    least = Swift.min(least, other.least)
    greatest = Swift.max(greatest, other.greatest)
    shares.merge(other.shares, uniquingKeysWith: +)
  }

  /// One of the statistics; nil where no cell is known, but for counts, which are 0 then.
  package func value(_ statistic: ZoneStatistic) -> Double? {
    switch statistic {
    case .count: return count
    case .variety: return Double(shares.count)
    case _ where count == 0: return nil
    case .sum: return sum
    case .mean: return mean
    case .min: return Double(least)
    case .max: return Double(greatest)
    case .stdev: return (Swift.max(0, squares) / count).squareRoot()
    case .majority:
      return shares.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { Double($0.key) }
    }
  }
}
