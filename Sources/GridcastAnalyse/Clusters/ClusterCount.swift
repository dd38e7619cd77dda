package import GridcastBase

/// How many clusters are wanted.
package enum ClusterCount: Sendable, Equatable {
  /// So many.
  case exactly(Int)
  /// As many of a range as give the highest mean silhouette.
  case best(ClosedRange<Int>)
}

/// What one number of clusters gave.
package struct ClusterTrial: Sendable, Equatable, Codable {
  /// The number of clusters.
  package let count: Int
  /// The weighted sum of squared distances to the centres.
  package let inertia: Double
  /// The mean silhouette; nil for one cluster.
  package let silhouette: Double?
}

extension KMeans {
  /// k-means with each number of clusters that is asked for.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - wanted: How many clusters.
  ///   - sampleSize: At how many points silhouettes are looked at.
  ///   - settings: How each is run.
  ///   - subject: Where the points come from, for errors.
  ///   - progress: Is told how many of how many numbers were tried.
  /// - Returns: The one to keep, which is that of the highest mean silhouette, of equals the smallest; its
  ///   silhouettes, nil for one cluster; and what each number gave.
  /// - Throws: `.badData` where there are fewer places than clusters, `.usage` where fewer than one
  ///   cluster is wanted.
  package static func chosen(
    _ points: WeightedPoints, _ wanted: ClusterCount, sampleSize: Int, settings: Settings,
    subject: String, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(GridcastError) -> (result: KMeans, silhouettes: Silhouettes?, trials: [ClusterTrial]) {
    let counts: [Int]
    switch wanted {
    case .exactly(let count): counts = [count]
    case .best(let range):
      let places = points.placeCount(upTo: range.upperBound)
      counts = range.filter { $0 <= places }
      guard !counts.isEmpty else {
        throw GridcastError(
          .badData, subject,
          places == 1
            ? "all points\(points.weights == nil ? "" : " of weight above 0") lie in one place, so there are no "
              + "clusters to find"
            : "its points lie in \(formatted(places)) different places, too few for "
              + "\(formatted(range.lowerBound)) clusters")
      }
    }
    let blocks = KMeansBlocks(points)
    let order =
      points.count > sampleSize ? Silhouettes.order(of: points.count, seed: settings.seed) : nil
    var trials: [ClusterTrial] = []
    var best: (result: KMeans, silhouettes: Silhouettes?)?
    for (index, count) in counts.enumerated() {
      let run = try KMeans(blocks, count: count, settings: settings, subject: subject)
      let silhouettes =
        count > 1
        ? Silhouettes(
          points.points, clusters: run.clusters, count: count, order: order, size: sampleSize)
        : nil
      trials.append(
        ClusterTrial(count: count, inertia: run.inertia, silhouette: silhouettes?.mean))
      if best.map({ ($0.silhouettes?.mean ?? 0) < (silhouettes?.mean ?? 0) }) ?? true {
        best = (run, silhouettes)
      }
      progress(index + 1, counts.count)
    }
    guard let best else { preconditionFailure("one number at least was tried") }
    return (best.result, best.silhouettes, trials)
  }
}
