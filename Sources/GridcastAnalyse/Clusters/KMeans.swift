package import GridcastBase

/// k-means clustering of weighted points by Lloyd's iteration, with the bounds of Hamerly ("Making
/// k-means even faster", SDM 2010), which avoid most distance computations without changing the
/// result.
package struct KMeans: Sendable, Equatable {
  /// The centre of each cluster; the cluster with the greatest weight comes first.
  package let centers: [Point]
  /// The cluster of each point, in 0 ..< k.
  package let clusters: [Int]
  /// The weighted sum of squared distances to the centres.
  package let inertia: Double
  /// The number of iterations.
  package let iterations: Int
  /// Whether the iteration ended because no point changed its cluster.
  package let hasConverged: Bool
  /// How often a cluster without weight was given the point farthest from its centre.
  package let refillCount: Int

  /// The settings of k-means.
  package struct Settings: Sendable, Equatable {
    /// The number of runs from different seeds, of which the one with the least inertia is kept.
    package var restarts = 10
    /// The seed of the random numbers.
    package var seed: UInt64 = 0
    /// The number of iterations after which a run ends even if points still change their clusters.
    package var maxIterations = 1000

    /// Makes the default settings.
    package init() {}
  }

  /// Finds the best of several runs from k-means++ seeds.
  ///
  /// - Throws: `.badData` where there are fewer places with a weight above 0 than clusters;
  ///   `.usage` where `count` is below 1.
  package init(
    _ points: WeightedPoints, count: Int, settings: Settings = Settings(), subject: String
  ) throws(GridcastError) {
    try self.init(KMeansBlocks(points), count: count, settings: settings, subject: subject)
  }

  init(_ blocks: KMeansBlocks, count: Int, settings: Settings, subject: String)
    throws(GridcastError)
  {
    try Self.check(blocks.points, count: count, subject: subject)
    var best: KMeans?
    for restart in 0..<max(settings.restarts, 1) {
      var random = RandomNumbers(seed: settings.seed, stream: 2000 + UInt64(restart))
      let seeds = blocks.seeds(count, &random)
      let run = KMeans(blocks, startingAt: seeds, maxIterations: settings.maxIterations)
      if best.map({ run.inertia < $0.inertia }) ?? true { best = run }
    }
    guard let best else { preconditionFailure("there is a first run") }
    self = best.ordered(by: blocks.points.weights)
  }

  /// Makes one run from given centres, which keeps their order.
  package init(_ points: WeightedPoints, startingAt centers: [Point], maxIterations: Int = 1000) {
    precondition(!centers.isEmpty && maxIterations >= 1)
    let blocks = KMeansBlocks(points)
    let origin = blocks.origin
    self.init(
      blocks, startingAt: centers.map { Point(x: $0.x - origin.x, y: $0.y - origin.y) },
      maxIterations: maxIterations)
  }

  private init(_ blocks: KMeansBlocks, startingAt start: [Point], maxIterations: Int) {
    var centers = start
    var before: [Point]?
    var iterations = 0
    var hasConverged = false
    var refillCount = 0
    // Coordinates are relative to an origin from which the centres may be farther than any point.
    let reach = start.map { distance($0, Point(x: 0, y: 0)) }.max() ?? 0
    while true {
      let moves = CenterMoves(centers, before: before, extent: blocks.extent + reach)
      let step = blocks.assign(moves, isFirst: before == nil)
      hasConverged = before != nil && step.changed == 0
      if hasConverged || iterations == maxIterations { break }
      iterations += 1
      var sums = step.sums
      if sums.contains(where: { $0.weight == 0 }) {
        refillCount += Self.refill(&sums, from: blocks, around: centers)
      }
      before = centers
      for (index, sum) in sums.enumerated() where sum.weight > 0 {
        centers[index] = Point(x: sum.x / sum.weight, y: sum.y / sum.weight)
      }
    }
    self.init(
      centers: centers.map { Point(x: $0.x + blocks.origin.x, y: $0.y + blocks.origin.y) },
      clusters: blocks.clusters, inertia: blocks.inertia(centers), iterations: iterations,
      hasConverged: hasConverged, refillCount: refillCount)
  }

  private init(
    centers: [Point], clusters: [Int], inertia: Double, iterations: Int, hasConverged: Bool,
    refillCount: Int
  ) {
    self.centers = centers
    self.clusters = clusters
    self.inertia = inertia
    self.iterations = iterations
    self.hasConverged = hasConverged
    self.refillCount = refillCount
  }

  private static func check(_ points: WeightedPoints, count: Int, subject: String)
    throws(GridcastError)
  {
    guard count >= 1 else {
      throw GridcastError(.usage, "-k \(count)", "there must be one cluster or more")
    }
    let places = points.placeCount(upTo: count)
    guard places < count else { return }
    let what = points.weights == nil ? "points" : "points of weight above 0"
    throw GridcastError(
      .badData, subject,
      places == 1
        ? "all \(what) lie in one place, which makes one cluster and not \(formatted(count))"
        : "its \(what) lie in \(formatted(places)) different places, too few for "
          + "\(formatted(count)) clusters; ask for fewer with -k")
  }

  /// Moves to each cluster without weight the point that is farthest from its own centre.
  private static func refill(
    _ sums: inout [ClusterSum], from blocks: KMeansBlocks, around centers: [Point]
  ) -> Int {
    let clusters = blocks.clusters
    let points = blocks.points
    var taken = Set<Point>()
    var count = 0
    for empty in sums.indices where sums[empty].weight == 0 {
      var farthest = 0.0
      var found: (point: Point, weight: Double, cluster: Int)?
      for (index, cluster) in clusters.enumerated() {
        let weight = points.weights?[index] ?? 1
        let own = points.points[index]
        let point = Point(x: own.x - blocks.origin.x, y: own.y - blocks.origin.y)
        let square = squaredDistance(point, centers[cluster])
        guard weight > 0, square > farthest, sums[cluster].weight > weight, !taken.contains(point)
        else { continue }
        farthest = square
        found = (point, weight, cluster)
      }
      guard let (point, weight, cluster) = found else { continue }
      taken.insert(point)
      count += 1
      sums[cluster].weight -= weight
      sums[cluster].x -= weight * point.x
      sums[cluster].y -= weight * point.y
      sums[empty] = ClusterSum(weight: weight, x: weight * point.x, y: weight * point.y)
    }
    return count
  }

  /// The same clusters sorted by descending weight, then by the coordinates of their centres, so
  /// that the numbering does not depend on the seeds.
  private func ordered(by weights: [Double]?) -> KMeans {
    var sums = [Double](repeating: 0, count: centers.count)
    for (index, cluster) in clusters.enumerated() { sums[cluster] += weights?[index] ?? 1 }
    let order = centers.indices.sorted {
      (sums[$1], centers[$0].x, centers[$0].y) < (sums[$0], centers[$1].x, centers[$1].y)
    }
    var rank = [Int](repeating: 0, count: centers.count)
    for (position, cluster) in order.enumerated() { rank[cluster] = position }
    return KMeans(
      centers: order.map { centers[$0] }, clusters: clusters.map { rank[$0] }, inertia: inertia,
      iterations: iterations, hasConverged: hasConverged, refillCount: refillCount)
  }
}
