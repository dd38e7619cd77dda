import GridcastBase
import Synchronization

/// The total weight and the weighted sums of the coordinates of one cluster.
struct ClusterSum: Sendable {
  var weight = 0.0
  var x = 0.0
  var y = 0.0
}

/// The movements of the centres since the last assignment, and their mutual distances.
struct CenterMoves: Sendable {
  let centers: [Point]
  /// The distance that each centre moved.
  let moved: [Double]
  /// For each centre, the greatest distance that any other centre moved.
  let othersMoved: [Double]
  /// Half of each centre's distance to the nearest other one.
  let halfGap: [Double]
  /// An upper bound of the rounding errors in a bound, so that a point whose two nearest centres
  /// are practically equally far is examined again.
  let slack: Double

  init(_ centers: [Point], before: [Point]?, extent: Double) {
    self.centers = centers
    let moved = centers.indices.map { index in
      before.map { distance($0[index], centers[index]) } ?? 0
    }
    self.moved = moved
    let order = moved.indices.sorted { moved[$0] > moved[$1] }
    othersMoved = moved.indices.map { index in
      order.first { $0 != index }.map { moved[$0] } ?? 0
    }
    halfGap = centers.indices.map { index in
      let gaps = centers.indices.filter { $0 != index }.map {
        distance(centers[index], centers[$0])
      }
      return (gaps.min() ?? .infinity) / 2
    }
    slack = 1e-11 * extent
  }
}

/// The distance between two points.
func distance(_ a: Point, _ b: Point) -> Double { squaredDistance(a, b).squareRoot() }

/// The squared distance between two points.
func squaredDistance(_ a: Point, _ b: Point) -> Double {
  let dx = a.x - b.x
  let dy = a.y - b.y
  return dx * dx + dy * dy
}

/// A block of points with the state of k-means for each; used by one thread at a time.
final class KMeansBlock: Sendable {
  fileprivate struct State {
    let points: [Point]
    let weights: [Double]?
    var clusters: [Int32]
    /// An upper bound of each point's distance to the centre of its cluster.
    var upper: [Double]
    /// A lower bound of each point's distance to any other centre.
    var lower: [Double]
    /// Each point's weighted squared distance to the nearest seed so far.
    var potential: [Double]
    var sums: [ClusterSum] = []
  }

  private let state: Mutex<State>

  init(_ points: [Point], _ weights: [Double]?) {
    state = Mutex(
      State(
        points: points, weights: weights, clusters: Array(repeating: 0, count: points.count),
        upper: Array(repeating: 0, count: points.count),
        lower: Array(repeating: 0, count: points.count),
        potential: Array(repeating: .infinity, count: points.count)))
  }

  var clusters: [Int32] { state.withLock { $0.clusters } }

  // MARK: Lloyd's iteration

  /// Assigns each point to its nearest centre, and to the first of equally near ones.
  ///
  /// - Parameters:
  ///   - moves: The centres, and how they moved since the last call.
  ///   - isFirst: Whether this is the first call.
  /// - Returns: The number of points that changed their cluster, and the sums of each cluster.
  func assign(_ moves: CenterMoves, isFirst: Bool) -> (changed: Int, sums: [ClusterSum]) {
    state.withLock { state in
      let changed = isFirst ? state.assignAll(moves.centers) : state.assignMoved(moves)
      // Sums are computed anew after any change, so that they do not depend on earlier iterations.
      if changed > 0 || isFirst { state.sum(moves.centers.count) }
      return (changed, state.sums)
    }
  }

  /// The weighted sum of squared distances to the centres of the points' clusters.
  func inertia(_ centers: [Point]) -> Double {
    state.withLock { state in
      state.points.indices.reduce(0) { sum, index in
        sum + (state.weights?[index] ?? 1)
          * squaredDistance(state.points[index], centers[Int(state.clusters[index])])
      }
    }
  }

  // MARK: Seeding

  /// Forgets all seeds.
  func beginSeeding() {
    state.withLock { state in
      for index in state.potential.indices { state.potential[index] = .infinity }
    }
  }

  /// The potential that the block would have with each of some candidates as a further seed.
  func potentials(with candidates: [Point]) -> [Double] {
    state.withLock { state in
      candidates.map { candidate in
        state.points.indices.reduce(0) { $0 + state.potential(at: $1, with: candidate) }
      }
    }
  }

  /// Adds a seed.
  ///
  /// - Returns: The potential of the block, which is the sum of those of its points.
  func seed(_ center: Point) -> Double {
    state.withLock { state in
      var sum = 0.0
      for index in state.points.indices {
        state.potential[index] = state.potential(at: index, with: center)
        sum += state.potential[index]
      }
      return sum
    }
  }

  /// The point at which the cumulative potential exceeds `share`.
  func point(atPotential share: Double) -> Point? {
    state.withLock { state in
      var sum = 0.0
      var last: Point?
      for index in state.points.indices where state.potential[index] > 0 {
        sum += state.potential[index]
        last = state.points[index]
        if sum > share { break }
      }
      return last
    }
  }
}

extension KMeansBlock.State {
  fileprivate mutating func assignAll(_ centers: [Point]) -> Int {
    var changed = 0
    for index in points.indices where assign(index, centers) { changed += 1 }
    return changed
  }

  /// Reassigns points, except where Hamerly's bounds show that nothing changes.
  fileprivate mutating func assignMoved(_ moves: CenterMoves) -> Int {
    var changed = 0
    for index in points.indices {
      let cluster = Int(clusters[index])
      upper[index] += moves.moved[cluster]
      lower[index] -= moves.othersMoved[cluster]
      let bound = max(moves.halfGap[cluster], lower[index]) - moves.slack
      if upper[index] < bound { continue }
      upper[index] = distance(points[index], moves.centers[cluster])
      if upper[index] < bound { continue }
      if assign(index, moves.centers) { changed += 1 }
    }
    return changed
  }

  /// Assigns one point to its nearest centre, and returns whether its cluster changed.
  private mutating func assign(_ index: Int, _ centers: [Point]) -> Bool {
    var nearest = 0
    var least = Double.infinity
    var second = Double.infinity
    for center in centers.indices {
      let square = squaredDistance(points[index], centers[center])
      if square < least {
        second = least
        least = square
        nearest = center
      } else if square < second {
        second = square
      }
    }
    upper[index] = least.squareRoot()
    lower[index] = second.squareRoot()
    defer { clusters[index] = Int32(nearest) }
    return clusters[index] != Int32(nearest)
  }

  fileprivate mutating func sum(_ count: Int) {
    var sums = [ClusterSum](repeating: ClusterSum(), count: count)
    for index in points.indices {
      let weight = weights?[index] ?? 1
      let cluster = Int(clusters[index])
      sums[cluster].weight += weight
      sums[cluster].x += weight * points[index].x
      sums[cluster].y += weight * points[index].y
    }
    self.sums = sums
  }

  fileprivate func potential(at index: Int, with center: Point) -> Double {
    min(potential[index], (weights?[index] ?? 1) * squaredDistance(points[index], center))
  }
}
