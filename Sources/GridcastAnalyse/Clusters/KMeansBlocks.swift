import Foundation
import GridcastBase

/// Weighted points in blocks of fixed size, whose sums are added in a fixed order, so that the
/// result does not depend on the number of threads.
struct KMeansBlocks: Sendable {
  private static let size = 8192

  let points: WeightedPoints
  /// The mean of the points, to which coordinates are relative so that large sums keep their
  /// digits.
  let origin: Point
  /// The diagonal of the points' extent.
  let extent: Double
  private let blocks: [KMeansBlock]

  init(_ points: WeightedPoints) {
    self.points = points
    let starts = Array(stride(from: 0, to: points.count, by: Self.size))
    let ranges = starts.map { $0..<min($0 + Self.size, points.count) }
    let box = Box(points.points)
    extent = distance(Point(x: box.minX, y: box.minY), Point(x: box.maxX, y: box.maxY))
    let sums = ranges.map { range in
      points.points[range].reduce(into: Point(x: 0, y: 0)) {
        $0.x += $1.x - box.minX
        $0.y += $1.y - box.minY
      }
    }
    let count = Double(points.count)
    let origin = Point(
      x: box.minX + sums.reduce(0) { $0 + $1.x } / count,
      y: box.minY + sums.reduce(0) { $0 + $1.y } / count)
    self.origin = origin
    blocks = ranges.map { range in
      KMeansBlock(
        points.points[range].map { Point(x: $0.x - origin.x, y: $0.y - origin.y) },
        points.weights.map { Array($0[range]) })
    }
  }

  /// The cluster of each point, in order.
  var clusters: [Int] { blocks.flatMap { $0.clusters.map(Int.init) } }

  func assign(_ moves: CenterMoves, isFirst: Bool) -> (changed: Int, sums: [ClusterSum]) {
    let parts = concurrentMap(blocks.count) { blocks[$0].assign(moves, isFirst: isFirst) }
    var sums = [ClusterSum](repeating: ClusterSum(), count: moves.centers.count)
    for part in parts {
      for cluster in sums.indices {
        sums[cluster].weight += part.sums[cluster].weight
        sums[cluster].x += part.sums[cluster].x
        sums[cluster].y += part.sums[cluster].y
      }
    }
    return (parts.reduce(0) { $0 + $1.changed }, sums)
  }

  func inertia(_ centers: [Point]) -> Double {
    concurrentMap(blocks.count) { blocks[$0].inertia(centers) }.reduce(0, +)
  }

  /// Chooses seeds by greedy k-means++: for each seed a few points are drawn with a probability
  /// proportional to their weighted squared distance from the nearest seed so far, and the one that
  /// lowers the sum of these most is taken (Arthur and Vassilvitskii, SODA 2007).
  ///
  /// - Returns: The seeds, relative to `origin`.
  func seeds(_ count: Int, _ random: inout RandomNumbers) -> [Point] {
    for block in blocks { block.beginSeeding() }
    var seeds = [firstSeed(&random)]
    var potentials = take(seeds[0])
    let drawCount = 2 + Int(log(Double(count)))
    while seeds.count < count {
      let candidates = (0..<drawCount).compactMap { _ in draw(potentials, &random) }
      guard !candidates.isEmpty else { break }
      let parts = concurrentMap(blocks.count) { blocks[$0].potentials(with: candidates) }
      let left = candidates.indices.map { index in parts.reduce(0) { $0 + $1[index] } }
      let best = left.indices.min { (left[$0], $0) < (left[$1], $1) } ?? 0
      seeds.append(candidates[best])
      potentials = take(candidates[best])
    }
    return seeds
  }

  private func take(_ seed: Point) -> [Double] {
    concurrentMap(blocks.count) { blocks[$0].seed(seed) }
  }

  /// Draws a point with a probability proportional to its weight.
  private func firstSeed(_ random: inout RandomNumbers) -> Point {
    var index = random.below(points.count)
    if let weights = points.weights {
      let share = random.uniformDouble() * weights.reduce(0, +)
      var sum = 0.0
      for (position, weight) in weights.enumerated() where weight > 0 {
        sum += weight
        index = position
        if sum > share { break }
      }
    }
    let point = points.points[index]
    return Point(x: point.x - origin.x, y: point.y - origin.y)
  }

  /// Draws a point with a probability proportional to its potential; nil where all potentials are
  /// 0.
  private func draw(_ potentials: [Double], _ random: inout RandomNumbers) -> Point? {
    var share = random.uniformDouble() * potentials.reduce(0, +)
    guard let last = potentials.lastIndex(where: { $0 > 0 }) else { return nil }
    for block in potentials[...last].indices where potentials[block] > 0 {
      if share < potentials[block] || block == last {
        return blocks[block].point(atPotential: share)
      }
      share -= potentials[block]
    }
    return nil
  }
}
