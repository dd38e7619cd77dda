/// The rank of each value from 1; equal values, and neighbours that differ by no more than
/// `rounding`, share the mean of their ranks.
func averageRanks(_ values: [Double], rounding: Double = 0) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] - values[order[end - 1]] <= rounding { end += 1 }
    for position in start..<end { ranks[order[position]] = Double(start + 1 + end) / 2 }
    start = end
  }
  return ranks
}
