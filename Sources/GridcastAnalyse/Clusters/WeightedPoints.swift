package import GridcastBase

/// Points in the plane, each with a weight.
package struct WeightedPoints: Sendable {
  /// The points, in a unit of length.
  package let points: [Point]
  /// The weight of each; nil where all weigh 1.
  package let weights: [Double]?

  /// Points, all of weight 1 unless weights are given.
  ///
  /// - Throws: `.badData` where there is no point, or a weight is negative or no number, or none is
  ///   above 0, or so great that squared distances overflow.
  package init(_ points: [Point], weights: [Double]? = nil, subject: String) throws(GridcastError) {
    precondition(weights.map { $0.count == points.count } ?? true, "one weight a point")
    guard !points.isEmpty else {
      throw GridcastError(.badData, subject, "there are no points to cluster")
    }
    if let weights {
      if let index = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw GridcastError(
          .badData, subject,
          "point \(formatted(index + 1)) has the weight \(formatted(weights[index], 6)); weights must "
            + "be 0 or more")
      }
      guard weights.contains(where: { $0 > 0 }) else {
        throw GridcastError(
          .badData, subject, "all weights are 0, so there is nothing to cluster; \(.weighAlike)"
        )
      }
      let reach = points.reduce(0) { max($0, abs($1.x), abs($1.y)) }
      // No squared distance is more than eight times the square of the greatest coordinate.
      guard (8 * weights.reduce(0, +) * reach * reach).isFinite else {
        throw GridcastError(
          .badData, subject,
          "the weights, up to \(weights.max() ?? 0), are too great to be summed with distances; "
            + "only their proportions count, so divide them all by one number")
      }
    }
    self.points = points
    self.weights = weights
  }

  /// The number of points.
  package var count: Int { points.count }

  /// How many different places have a weight above 0; counting ends at a limit.
  package func placeCount(upTo limit: Int) -> Int {
    var places = Set<Point>()
    for index in points.indices where (weights?[index] ?? 1) > 0 {
      places.insert(points[index])
      if places.count == limit { break }
    }
    return places.count
  }
}
