internal import Neural

/// How well each of some points lies in its cluster, from −1 to 1.
///
/// (b − a) / max(a, b), where a is the mean distance to the other points of its cluster and b that to
/// the points of the nearest other one (Rousseeuw, J. Comput. Appl. Math. 20, 1987).
public struct Silhouettes: Sendable {
  /// The points that were looked at, as indices of all of them, in order.
  public let sample: [Int]
  /// The silhouette of each; 0 for a point that is alone in its cluster.
  public let values: [Double]
  /// The mean silhouette of each cluster; nil where none of its points was looked at.
  public let clusterMeans: [Double?]

  /// The mean silhouette.
  public var mean: Double { values.reduce(0, +) / Double(max(values.count, 1)) }

  /// Silhouettes of points, all of the same weight.
  ///
  /// Takes time with the square of the number of points looked at.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - clusters: The cluster of each, 0 ..< count.
  ///   - count: The number of clusters.
  ///   - sample: The points to look at, as if there were no others; nil for all.
  public init(_ points: [Point], clusters: [Int], count: Int, sample: [Int]? = nil) {
    let sample = sample ?? Array(points.indices)
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

  /// Some of `count` points drawn at random, in order; all where they are not more.
  public static func sample(of count: Int, size: Int, seed: UInt64) -> [Int] {
    guard count > size else { return Array(0..<count) }
    var random = RandomNumbers(seed: seed, stream: 1999)
    return random.permutation(count).prefix(size).sorted()
  }
}
