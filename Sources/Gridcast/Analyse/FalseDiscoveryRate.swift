extension [Double] {
  /// The p-values adjusted so that, of those below a level, no more than that share is expected to be
  /// false.
  ///
  /// After Benjamini & Hochberg, "Controlling the false discovery rate" (J. R. Stat. Soc. B, 1995).
  /// p-values that are NaN stay so, and do not count as tests.
  public var adjustedByFalseDiscoveryRate: [Double] {
    let order = indices.filter { !self[$0].isNaN }.sorted { self[$0] > self[$1] }
    var adjusted = [Double](repeating: .nan, count: count)
    var least = 1.0
    for (place, index) in order.enumerated() {
      least = Swift.min(least, self[index] * Double(order.count) / Double(order.count - place))
      adjusted[index] = least
    }
    return adjusted
  }
}
