import GridcastBase
import GridcastFiles

/// P-values adjusted for the false discovery rate (Benjamini and Hochberg) of so many tests that they are
/// met in walks and not held together.
///
/// Up to `exactLimit` they are sorted. Beyond, they are counted by their first sixteen binary digits, and
/// one that is adjusted then is off by one part in 32,768 at most: within a class of p-values of rank up to
/// R, of n, each becomes p·n/R or, as the adjusted ones rise with p, at most what the greatest of the class
/// becomes.
struct AdjustedPValues {
  /// The greatest number of p-values that are sorted.
  static let exactLimit = 1 << 25
  private static let dropped = 8

  private var sorted: [Double] = []
  private var counts: [Int] = []
  private var adjusted: [Double] = []
  private var factors: [Double] = []

  /// Prepares for this number of tests at most.
  init(atMost count: Int, exactLimit limit: Int = Self.exactLimit) {
    // No p-value is above 1, whose bits are the last ones.
    let places = Int(Float(1).bitPattern >> Self.dropped) + 1
    if count > limit { counts = [Int](repeating: 0, count: places) }
  }

  /// Whether all p-values are exact.
  var isExact: Bool { counts.isEmpty }

  private static func place(of p: Double) -> Int { Int(Float(p).bitPattern >> dropped) }

  /// Takes p-values; NaN does not count.
  mutating func add(_ values: [Double]) {
    if isExact {
      for p in values where !p.isNaN { sorted.append(p) }
    } else {
      for p in values where !p.isNaN { counts[Self.place(of: p)] += 1 }
    }
  }

  /// Ranks what was taken; after it p-values can be adjusted.
  mutating func rank() {
    var least = 1.0
    if isExact {
      sorted.sort()
      let count = Double(sorted.count)
      adjusted = sorted
      for index in sorted.indices.reversed() {
        least = min(least, count / Double(index + 1) * sorted[index])
        adjusted[index] = least
      }
      return
    }
    let count = Double(counts.reduce(0, +))
    var rank = count
    adjusted = counts.map { _ in 1 }
    factors = adjusted
    for place in counts.indices.reversed() where counts[place] > 0 {
      // What the greater ones leave, and by what one of this class is multiplied.
      adjusted[place] = least
      factors[place] = count / rank
      let lowest = Double(Float(bitPattern: UInt32(place) << Self.dropped))
      least = min(least, count / rank * lowest)
      rank -= Double(counts[place])
    }
  }

  /// The adjusted p-value of one that was taken.
  func value(_ p: Double) -> Double {
    if p.isNaN { return .nan }
    if !isExact {
      let place = Self.place(of: p)
      return min(adjusted[place], factors[place] * p)
    }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < p { low = middle + 1 } else { high = middle }
    }
    return adjusted[min(low, adjusted.count - 1)]
  }
}
