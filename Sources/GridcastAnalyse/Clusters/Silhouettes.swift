package import GridcastBase

/// The silhouettes of some points, which measure from −1 to 1 how well each fits its cluster.
///
/// A silhouette is (b − a) / max(a, b), where a is the mean distance to the other points of the
/// point's cluster and b that to the points of the nearest other cluster (Rousseeuw, J. Comput.
/// Appl. Math. 20, 1987).
package struct Silhouettes: Sendable {
  /// The indices of the points whose silhouettes were computed, in ascending order.
  package let sample: [Int]
  /// The silhouette of each of these points; 0 for the only point of a cluster.
  package let values: [Double]
  /// The mean silhouette of each cluster; nil where none was computed for its points.
  package let clusterMeans: [Double?]

  /// The mean silhouette of all points, estimated as the mean of the clusters weighted by their
  /// sizes.
  package let mean: Double

  /// Computes the silhouettes of a sample of points, all of equal weight.
  ///
  /// The time needed grows with the square of the sample. Distances are to the points of the
  /// sample, so from a cluster with fewer than `leastOfCluster` points in it further points are
  /// added.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - clusters: The cluster of each point, in 0 ..< count.
  ///   - count: The number of clusters.
  ///   - order: The order in which points are drawn; nil for that of `points`.
  ///   - size: The size of the sample; nil for all points.
  package init(
    _ points: [Point], clusters: [Int], count: Int, order: [Int]? = nil, size: Int? = nil
  ) {
    let sample = Self.sample(
      order ?? Array(points.indices), clusters: clusters, count: count, size: size ?? points.count)
    self.sample = sample
    var members = [[Point]](repeating: [], count: count)
    for index in sample { members[clusters[index]].append(points[index]) }
    let size = 256
    let blocks = Array(stride(from: 0, to: sample.count, by: size))
    let runs = members
    let values = concurrentMap(blocks.count) { block in
      sample[blocks[block]..<min(blocks[block] + size, sample.count)].map { index in
        Self.value(of: points[index], in: clusters[index], members: runs)
      }
    }.flatMap { $0 }
    self.values = values
    var sums = [Double](repeating: 0, count: count)
    for (index, value) in zip(sample, values) { sums[clusters[index]] += value }
    clusterMeans = zip(sums, members).map { $1.isEmpty ? nil : $0 / Double($1.count) }
    var sizes = [Double](repeating: 0, count: count)
    for cluster in clusters { sizes[cluster] += 1 }
    mean =
      zip(clusterMeans, sizes).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
      / Double(max(clusters.count, 1))
  }

  private static func value(of point: Point, in cluster: Int, members: [[Point]]) -> Double {
    guard members[cluster].count > 1 else { return 0 }
    var own = 0.0
    var other = Double.infinity
    for index in members.indices where !members[index].isEmpty {
      let sum = members[index].reduce(0) { $0 + distance(point, $1) }
      if index == cluster {
        own = sum / Double(members[index].count - 1)
      } else {
        other = min(other, sum / Double(members[index].count))
      }
    }
    guard other.isFinite, max(own, other) > 0 else { return 0 }
    return (other - own) / max(own, other)
  }

  /// The least number of points of a cluster in the sample, if it has as many.
  static let leastOfCluster = 30

  /// The first `size` points of an order, and from each cluster as many more as it lacks.
  private static func sample(
    _ order: [Int], clusters: [Int], count: Int, size: Int
  ) -> [Int] {
    guard order.count > size else { return order.sorted() }
    var drawn = [Int](repeating: 0, count: count)
    var sample = Array(order.prefix(size))
    for index in sample { drawn[clusters[index]] += 1 }
    for index in order.dropFirst(size) where drawn[clusters[index]] < leastOfCluster {
      drawn[clusters[index]] += 1
      sample.append(index)
    }
    return sample.sorted()
  }

  /// A random order of `count` points.
  static func order(of count: Int, seed: UInt64) -> [Int] {
    var random = RandomNumbers(seed: seed, stream: 1999)
    return random.permutation(count)
  }
}
