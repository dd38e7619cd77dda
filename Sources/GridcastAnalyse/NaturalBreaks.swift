/// Distinct values in ascending order, with the number of occurrences of each.
struct DistinctValues {
  private(set) var values: [Double] = []
  private(set) var counts: [Double] = []

  /// Collects the distinct values; NaN and infinity are left out.
  init(_ all: some Sequence<Double>) {
    for value in all.filter(\.isFinite).sorted() {
      if value == values.last {
        counts[counts.count - 1] += 1
      } else {
        values.append(value)
        counts.append(1)
      }
    }
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
