import GridcastBase

/// The summary of one cluster.
package struct ClusterSummary: Sendable, Equatable, Codable {
  /// The number of the cluster, from 1 for the one with the greatest weight.
  package let cluster: Int
  /// The number of its points.
  package let size: Int
  /// The total weight of its points.
  package let weight: Double
  /// The coordinates of its centre.
  package let x: Double, y: Double
  /// The weighted mean distance of its points from the centre.
  package let meanDistance: Double
  /// The greatest distance of its points from the centre.
  package let maxDistance: Double
  /// The mean silhouette of its points; nil where none was computed, or there is only one cluster.
  package let silhouette: Double?
  /// Its share of the weighted sum of squared distances; 0 where the sum is 0.
  package let inertiaShare: Double
}

extension KMeans {
  /// The distance of each of some points from the centre of its cluster.
  package func distances(of points: WeightedPoints, _ rows: Range<Int>) -> [Double] {
    rows.map { distance(points.points[$0], centers[clusters[$0]]) }
  }

  /// The summary of each cluster, in order.
  package func summaries(of points: WeightedPoints, silhouettes: Silhouettes?) -> [ClusterSummary] {
    struct Sums {
      var size = 0
      var weight = 0.0
      var distance = 0.0
      var square = 0.0
      var greatest = 0.0
    }
    var sums = [Sums](repeating: Sums(), count: centers.count)
    for (index, distance) in distances(of: points, 0..<points.count).enumerated() {
      let weight = points.weights?[index] ?? 1
      let cluster = clusters[index]
      sums[cluster].size += 1
      sums[cluster].weight += weight
      sums[cluster].distance += weight * distance
      sums[cluster].square += weight * distance * distance
      sums[cluster].greatest = max(sums[cluster].greatest, distance)
    }
    let all = sums.reduce(0) { $0 + $1.square }
    return sums.enumerated().map { cluster, sum in
      ClusterSummary(
        cluster: cluster + 1, size: sum.size, weight: sum.weight, x: centers[cluster].x,
        y: centers[cluster].y,
        meanDistance: sum.weight > 0 ? sum.distance / sum.weight : 0, maxDistance: sum.greatest,
        silhouette: silhouettes?.clusterMeans[cluster],
        inertiaShare: all > 0 ? sum.square / all : 0)
    }
  }
}
