import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastJobs

/// The report of a clustering.
struct ClusterReport: Encodable {
  let k: Int
  let inertia: Double
  let silhouette: Double?
  let silhouetteSample: Int
  let iterations: Int
  let converged: Bool
  let clusters: [ClusterSummary]
  let tried: [ClusterTrial]
  let coordinateSystem: String
  let read: Int
  let clustered: Int
  let dropped: [RunRecord.Dropped]
  let outputs: [String]
  let notes: [Sentence]
  private let isWeighted: Bool
  private let isChosen: Bool
  private let unit: String

  private enum CodingKeys: CodingKey {
    case k, inertia, silhouette, silhouetteSample, iterations, converged, clusters, tried
    case coordinateSystem, read, clustered, dropped, outputs, notes
  }

  init(
    _ clusters: Clusters, isWeighted: Bool, isChosen: Bool, outputs: [String], notes: [Sentence]
  ) {
    k = clusters.summaries.count
    inertia = clusters.result.inertia
    silhouette = clusters.silhouette
    silhouetteSample = clusters.sampleCount
    iterations = clusters.result.iterations
    converged = clusters.result.hasConverged
    self.clusters = clusters.summaries
    tried = clusters.trials
    coordinateSystem = clusters.coordinateSystem.description
    read = clusters.tally.read
    clustered = clusters.tally.kept
    dropped = RunRecord.Dropped.all(of: clusters.tally)
    self.outputs = outputs
    self.notes = notes
    self.isWeighted = isWeighted
    self.isChosen = isChosen
    unit = clusters.coordinateSystem.unit
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      "\(counted(clustered, "point")) in \(counted(k, "cluster")), \(coordinateSystem), distances in \(unit)"
    )
    Console.print()
    Console.print(plain: clusterTable)
    Console.print()
    if isChosen {
      Console.print(plain: trialTable)
      Console.print()
    }
    if let sentence { Console.print(sentence) }
    Console.print("\(formatted(read)) read, \(formatted(clustered)) clustered")
    for item in dropped { Console.print("  \(formatted(item.count)) left out: \(item.reason)") }
    for path in outputs { Console.print("written: \(path)") }
  }

  private var clusterTable: String {
    let header: [Sentence] =
      ["cluster", "size"] + (isWeighted ? ["weight"] : [])
      + ["centre x", "centre y", "mean distance", "max distance", "silhouette", "share of inertia"]
    var table = Table(header, right: Set(header.indices))
    for cluster in clusters {
      table.add(
        ["\(cluster.cluster)", formatted(cluster.size)]
          + (isWeighted ? [spoken(cluster.weight, 3)] : [])
          + [
            spoken(cluster.x, 0), spoken(cluster.y, 0), spoken(cluster.meanDistance, 0),
            spoken(cluster.maxDistance, 0),
            cluster.silhouette.map { fixed($0) } ?? "",
            "\(spoken(cluster.inertiaShare * 100, 1)) %",
          ])
    }
    return table.text
  }

  private var trialTable: String {
    var table = Table(["k", "inertia", "silhouette"], right: [0, 1, 2])
    for trial in tried {
      table.add([
        "\(trial.count)" + (trial.count == k ? " *" : "  "),
        Int(exactly: trial.inertia.rounded()).map { formatted($0) } ?? "\(trial.inertia)",
        trial.silhouette.map { fixed($0) } ?? "",
      ])
    }
    return table.text
  }

  private var sentence: Sentence? {
    guard let silhouette else { return nil }
    let points: Sentence =
      silhouetteSample < clustered
      ? "\(formatted(silhouetteSample)) of the points, drawn at random" : "all points"
    guard isChosen, let first = tried.first?.count, let last = tried.last?.count else {
      return "mean silhouette \(fixed(silhouette)), over \(points)"
    }
    return tried.count == 1
      ? "k = \(k) is the only number that could be tried; mean silhouette \(fixed(silhouette))"
      : "k = \(k) was chosen: of \(first) to \(last) it has the highest mean silhouette, \(fixed(silhouette)), over \(points)"
  }

  /// A silhouette with fixed decimals, so that they align in a column.
  private func fixed(_ silhouette: Double) -> String { String(format: "%.3f", silhouette) }
}
