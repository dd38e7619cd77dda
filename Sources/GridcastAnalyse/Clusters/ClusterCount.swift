package import GridcastBase

/// The wanted number of clusters.
package enum ClusterCount: Sendable, Equatable {
  /// This number of clusters.
  case exactly(Int)
  /// The number in this range with the highest mean silhouette.
  case best(ClosedRange<Int>)
}

/// The result of k-means with one number of clusters.
package struct ClusterTrial: Sendable, Equatable, Codable {
  /// The number of clusters.
  package let count: Int
  /// The weighted sum of squared distances to the centres.
  package let inertia: Double
  /// The mean silhouette; nil for one cluster.
  package let silhouette: Double?
}

extension KMeans {
  /// Runs k-means with each requested number of clusters.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - wanted: The wanted number or range of numbers of clusters.
  ///   - sampleSize: The number of points for which silhouettes are computed.
  ///   - settings: The settings of each run.
  ///   - subject: The name of the points, for errors.
  ///   - progress: Receives how many numbers were tried, and how many there are.
  /// - Returns: The result with the highest mean silhouette, or of equal ones that with the fewest
  ///   clusters; its silhouettes, nil for one cluster; and the trial of each number.
  /// - Throws: `.badData` where there are fewer places than clusters; `.usage` where fewer than one
  ///   cluster is requested.
  package static func chosen(
    _ points: WeightedPoints, count wanted: ClusterCount, sampleSize: Int, settings: Settings,
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
