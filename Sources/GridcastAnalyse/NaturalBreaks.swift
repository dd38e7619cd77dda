/// Distinct values in ascending order, with the number of occurrences of each.
package struct DistinctValues: Sendable {
  /// The values.
  package private(set) var values: [Double] = []
  /// How often each occurs.
  package private(set) var counts: [Double] = []
  /// The least and the greatest value; nil where there is none.
  package private(set) var range: ClosedRange<Double>?
  /// Whether values of nearly the same size count as one, as there were too many to tell apart.
  package private(set) var isRounded = false

  /// Collects the distinct values; NaN and infinity are left out.
  package init(_ all: [Double]) {
    let known = all.filter(\.isFinite)
    if let least = known.min(), let greatest = known.max() { range = least...greatest }
    for value in known.sorted() { add(value, 1) }
  }

  /// Takes values in any order, with how often each occurs.
  package init(
    _ pairs: [(value: Double, count: Double)], range: ClosedRange<Double>?, isRounded: Bool
  ) {
    self.range = range
    self.isRounded = isRounded
    for (value, count) in pairs.sorted(by: { $0.value < $1.value }) { add(value, count) }
  }

  /// Joins the values of several maps that are compared.
  package init(joining all: [DistinctValues]) {
    if all.count == 1 {
      self = all[0]
      return
    }
    let ranges = all.compactMap(\.range)
    var range: ClosedRange<Double>?
    if let least = ranges.map(\.lowerBound).min(), let greatest = ranges.map(\.upperBound).max() {
      range = least...greatest
    }
    self.init(all.flatMap(\.pairs), range: range, isRounded: all.contains(where: \.isRounded))
  }

  private mutating func add(_ value: Double, _ count: Double) {
    if value == values.last {
      counts[counts.count - 1] += count
    } else {
      values.append(value)
      counts.append(count)
    }
  }

  private var pairs: [(value: Double, count: Double)] {
    zip(values, counts).map { ($0, $1) }
  }

  /// How many values there are, each counted as often as it occurs.
  package var total: Double { counts.reduce(0, +) }

  /// Whether all values are whole numbers.
  package var isWhole: Bool {
    !isRounded && values.allSatisfy { $0 == $0.rounded() && abs($0) < 1e15 }
  }

  /// The values without their signs.
  var sizes: DistinctValues {
    DistinctValues(pairs.map { (abs($0.value), $0.count) }, range: nil, isRounded: isRounded)
  }

  /// The values above 0.
  var positive: DistinctValues {
    DistinctValues(pairs.filter { $0.value > 0 }, range: nil, isRounded: isRounded)
  }

  /// The last index of each class but the last, by natural breaks: the partition into at most
  /// `classCount` classes with the least sum of squared deviations from the class means.
  ///
  /// The result is exact, by dynamic programming (Fisher 1958, "On grouping for maximum
  /// homogeneity"). As the last break never moves left when a value is added, divide and conquer
  /// takes n log n for each class.
  func naturalBreaks(_ classCount: Int) -> [Int] {
    let classCount = min(classCount, values.count)
    guard classCount > 1 else { return [] }
    let deviations = Deviations(values, counts)
    var best = values.indices.map { deviations.sum(0, $0) }
    // For each class after the first and each last value, the first value of that class.
    var starts: [[Int32]] = []
    for index in 1..<classCount {
      var next = best
      var start = [Int32](repeating: 0, count: values.count)
      var open = [(index, values.count - 1, index, values.count - 1)]
      while let (from, to, lowest, highest) = open.popLast() {
        let middle = (from + to) / 2
        var least = Double.infinity
        var choice = lowest
        for first in lowest...max(lowest, min(middle, highest)) {
          let sum = best[first - 1] + deviations.sum(first, middle)
          if sum < least { (least, choice) = (sum, first) }
        }
        next[middle] = least
        start[middle] = Int32(choice)
        if from < middle { open.append((from, middle - 1, lowest, choice)) }
        if middle < to { open.append((middle + 1, to, choice, highest)) }
      }
      best = next
      starts.append(start)
    }
    var ends: [Int] = []
    var last = values.count - 1
    for start in starts.reversed() {
      last = Int(start[last]) - 1
      ends.append(last)
    }
    return ends.reversed()
  }

  /// The sum of squared deviations from the mean of any run of values, from prefix sums.
  private struct Deviations {
    private var weights: [Double] = [0]
    private var sums: [Double] = [0]
    private var squares: [Double] = [0]

    init(_ values: [Double], _ counts: [Double]) {
      // Relative to the middle value sums stay small, so that differences of squares keep their
      // digits.
      let center = values[values.count / 2]
      for (value, count) in zip(values, counts) {
        let value = value - center
        weights.append(weights[weights.count - 1] + count)
        sums.append(sums[sums.count - 1] + count * value)
        squares.append(squares[squares.count - 1] + count * value * value)
      }
    }

    func sum(_ first: Int, _ last: Int) -> Double {
      if first == last { return 0 }
      let weight = weights[last + 1] - weights[first]
      let sum = sums[last + 1] - sums[first]
      return max(0, squares[last + 1] - squares[first] - sum * sum / weight)
    }
  }
}
