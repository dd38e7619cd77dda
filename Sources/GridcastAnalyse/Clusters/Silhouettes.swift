package import GridcastBase

/// How well each of some points lies in its cluster, from −1 to 1.
///
/// (b − a) / max(a, b), where a is the mean distance to the other points of its cluster and b that to
/// the points of the nearest other one (Rousseeuw, J. Comput. Appl. Math. 20, 1987).
package struct Silhouettes: Sendable {
  /// The points that were looked at, as indices of all of them, in order.
  package let sample: [Int]
  /// The silhouette of each; 0 for a point that is alone in its cluster.
  package let values: [Double]
  /// The mean silhouette of each cluster; nil where none of its points was looked at.
  package let clusterMeans: [Double?]

  /// The mean silhouette of all points: that of each cluster by how many points it has.
  package let mean: Double

  /// Silhouettes of points, all of the same weight.
  ///
  /// Takes time with the square of the number of points looked at. Distances are taken to the points looked
  /// at, so of a cluster of which fewer than `leastOfCluster` are drawn more are looked at.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - clusters: The cluster of each, 0 ..< count.
  ///   - count: The number of clusters.
  ///   - order: The points in the order in which they are drawn; nil for their own.
  ///   - size: How many points to look at; nil for all.
  package init(
    _ points: [Point], clusters: [Int], count: Int, order: [Int]? = nil, size: Int? = nil
  ) {
    let sample = Self.sample(
      order ?? Array(points.indices), clusters, count, size: size ?? points.count)
    self.sample = sample
    var members = [[Point]](repeating: [], count: count)
    for index in sample { members[clusters[index]].append(points[index]) }
    let size = 256
    let blocks = Array(stride(from: 0, to: sample.count, by: size))
    let runs = members
    let values = concurrentMap(blocks.count) { block in
      sample[blocks[block]..<min(blocks[block] + size, sample.count)].map { index in
        Self.value(points[index], clusters[index], runs)
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

  private static func value(_ point: Point, _ cluster: Int, _ members: [[Point]]) -> Double {
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

  /// How many points of a cluster are looked at where it has so many.
  static let leastOfCluster = 30

  /// The first `size` points of an order, and of each cluster as many more as are missing of the least.
  private static func sample(_ order: [Int], _ clusters: [Int], _ count: Int, size: Int) -> [Int] {
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

  /// An order in which `count` points are drawn at random.
  static func order(of count: Int, seed: UInt64) -> [Int] {
    var random = RandomNumbers(seed: seed, stream: 1999)
    return random.permutation(count)
  }
}
