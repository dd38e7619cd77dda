package import GridcastAnalyse
package import GridcastBase
import GridcastBin
import GridcastDraw
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// What is clustered, from which inputs, and how.
package struct Clustering: Sendable {
  /// The inputs; lines and areas give one point each, multi-points all their points.
  package var inputs: [Source]
  /// The coordinate system in which distances are measured.
  package var target = TargetChoice.utm
  /// The polygons that points must lie in; nil for no limit.
  package var studyArea: Source?
  /// The field of weights; nil for equal weights.
  package var weight: String?
  /// The wanted number of clusters.
  package var count: ClusterCount
  /// The settings of k-means.
  package var settings = KMeans.Settings()
  /// The number of points for which silhouettes are computed.
  package var sampleSize = 5000
  /// The fields of the inputs to keep; nil for all.
  package var fields: [String]?
  /// Whether to continue where points are lost because they cannot be projected.
  package var allowLoss = false

  /// Makes a clustering of the points of inputs.
  package init(inputs: [Source], count: ClusterCount) {
    self.inputs = inputs
    self.count = count
  }
}

/// The result of a clustering.
package struct Clusters: Sendable {
  /// The points in file order, with the fields of the inputs.
  let located: Features
  let weighted: WeightedPoints
  /// The clusters.
  package let result: KMeans
  /// The summary of each cluster.
  package let summaries: [ClusterSummary]
  /// The trial of each number of clusters.
  package let trials: [ClusterTrial]
  /// The mean silhouette; nil for one cluster.
  package let silhouette: Double?
  /// The number of points for which silhouettes were computed.
  package let sampleCount: Int
  /// The coordinate system of the points.
  package let coordinateSystem: CoordinateSystem
  /// The numbers of points read, clustered and left out, and notes for the user.
  package let tally: Tally
}

extension Clustering {
  private var subject: String { inputs.map(\.path).joined(separator: ", ") }

  /// Reads, transforms and clusters the points.
  ///
  /// - Throws: The errors of these steps; `.usage` for a coordinate system in degrees; `.badData`
  ///   where there are fewer places than clusters.
  package func clusters(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Clusters
  {
    var tally = Tally()
    let (located, weights) = try points(&tally, progress)
    guard tally.kept > 0 else {
      throw GridcastError(
        .badData, subject, tally.explained("no points to cluster", of: subject))
    }
    if !allowLoss {
      try tally.refuseLosses(of: subject)
    }
    let points = try WeightedPoints(located.shapes.points, weights: weights, subject: subject)
    let (result, silhouettes, trials): (KMeans, Silhouettes?, [ClusterTrial])
    do throws(GridcastError) {
      (result, silhouettes, trials) = try KMeans.chosen(
        points, count: count, sampleSize: sampleSize, settings: settings, subject: subject
      ) { progress("cluster", $0, $1) }
    } catch {
      throw tally.explaining(error)
    }
    note(result, trials: trials, silhouettes: silhouettes, in: &tally)
    guard let system = located.coordinateSystem else {
      preconditionFailure("what was moved has a coordinate system")
    }
    if let remark = GroundScale.remark(on: Box(points.points), in: system) { tally.note(remark) }
    return Clusters(
      located: located, weighted: points, result: result,
      summaries: result.summaries(of: points, silhouettes: silhouettes), trials: trials,
      silhouette: silhouettes?.mean, sampleCount: silhouettes?.sample.count ?? 0,
      coordinateSystem: system,
      tally: tally)
  }

  private func note(
    _ result: KMeans, trials: [ClusterTrial], silhouettes: Silhouettes?, in tally: inout Tally
  ) {
    if !result.hasConverged {
      tally.note(
        "points still changed their cluster after \(counted(result.iterations, "step")); "
          + "\(.iterateMore)")
    }
    if result.refillCount > 0 {
      tally.note(
        "\(counted(result.refillCount, "time")) a cluster had no points left and was given the one "
          + "farthest from its centre")
    }
    if case .best(let range) = count, let last = trials.last?.count, last < range.upperBound {
      tally.note(
        "the points lie in \(counted(last, "place")) only, so no more clusters than that were tried"
      )
    }
    if let silhouettes, silhouettes.mean < 0.25 {
      tally.note(
        "the mean silhouette is \(spoken(silhouettes.mean, 2)): below 0.25 there is no substantial "
          + "structure, and the clusters may be arbitrary (Kaufman & Rousseeuw)")
    }
  }

  // MARK: Points

  private struct Batch: Sendable {
    let features: Features
    let weights: [Double]?
    let tally: Tally
  }

  private func points(_ tally: inout Tally, _ progress: ProgressHandler) throws(GridcastError)
    -> (Features, [Double]?)
  {
    inputs.noteRepeated(in: &tally)
    var readers: [LayerReader] = []
    var named = Set<String>()
    let wanted = fields.map {
      ($0 + [weight].compactMap { $0 }).filter { named.insert($0).inserted }
    }
    for input in inputs {
      readers.append(try LayerReader(input.allowingLoss(allowLoss), for: .points, wanting: wanted))
    }
    var area: StudyArea?
    let system: CoordinateSystem
    if let studyArea {
      let read = try StudyArea(studyArea, target: target)
      for note in read.notes { tally.note(note) }
      area = read
      system = read.coordinateSystem
    } else {
      system = try readers.resolved(target, of: subject, progress)
    }
    guard !system.isGeographic else {
      throw GridcastError(
        .usage, "\(system)",
        "\(system) counts in degrees, and clusters need distances; \(.takeUTM)")
    }
    let limits = area?.shapes
    var all = Features(shapes: Shapes(), coordinateSystem: system)
    var weights: [Double] = []
    var first: String?
    let selection = wanted.map(FieldSelection.named) ?? .all
    var notes = Tally()
    _ = try readers.readMoved(
      selection, into: system, notes: &notes, progress: { progress("read", $0, $1) }
    ) {
      (features, path) throws(GridcastError) in
      try batch(of: features, within: limits, from: path)
    } take: { (batch, path) throws(GridcastError) in
      if first == nil { all.columns = batch.features.columns.map { Column(emptyFor: $0.field) } }
      try Self.check(batch.features, of: path, against: all, of: first ?? path)
      first = first ?? path
      all.append(batch.features)
      weights += batch.weights ?? []
      tally.read += batch.tally.read
      tally.kept += batch.tally.kept
      tally.add(batch.tally)
    }
    // Features lost on the way count as read too, so that read = clustered + left out.
    tally.read += notes.droppedCount
    tally.add(notes)
    if area != nil { tally.rename(Reprojection.tooFar, to: Binning.outside) }
    if first != nil, let missing = fields?.first(where: { all.column($0) == nil }) {
      throw GridcastError(
        .badData, subject, "it has no field '\(missing)'; \(.listFields)")
    }
    if let fields { all.columns.removeAll { !fields.contains($0.field.name) } }
    return (all, weight == nil ? nil : weights)
  }

  /// The points of a batch that can be clustered, with their fields and weights.
  private func batch(of features: Features, within limits: Shapes?, from path: String)
    throws(GridcastError) -> Batch
  {
    let given = try features.weights(weight, from: path)
    let found = try RepresentativePoints(of: features.shapes)
    let isInside = try limits.map { (limits) throws(GridcastError) in
      try Self.areInside(found.points, limits)
    }
    var tally = Tally()
    tally.read = found.points.count + found.missingCount
    tally.drop(Binning.withoutCoordinates, found.missingCount)
    var owners: [Int] = []
    var points: [Point] = []
    var weights: [Double] = []
    for (position, point) in found.points.enumerated() {
      let owner = found.owner(of: position)
      if let isInside, !isInside[position] {
        tally.drop(Binning.outside)
        continue
      }
      if let given {
        guard let weight = given[owner], weight.isFinite else {
          tally.drop(Binning.withoutWeight)
          continue
        }
        weights.append(weight)
      }
      owners.append(owner)
      points.append(point)
    }
    tally.kept = points.count
    let isWhole = owners.count == features.count && features.shapes.areSinglePoints
    return Batch(
      features: Features(
        shapes: isWhole ? features.shapes : Shapes(points: points),
        columns: isWhole ? features.columns : features.columns.map { $0.rows(owners) },
        coordinateSystem: features.coordinateSystem),
      weights: given == nil ? nil : weights, tally: tally)
  }

  private static func areInside(
    _ points: [Point], _ polygons: Shapes
  ) throws(GridcastError) -> [Bool] {
    let index = try PolygonIndex(polygons)
    return points.map { !index.shapes(at: $0).isEmpty }
  }

  /// Rejects an input whose fields differ from those of the first, as their points form one layer.
  private static func check(
    _ batch: Features, of path: String, against all: Features, of first: String
  ) throws(GridcastError) {
    func fields(_ features: Features) -> [Sentence] {
      features.columns.map { "\($0.field.name) (\($0.field.kind.told))" as Sentence }
    }
    guard fields(all) != fields(batch) else { return }
    let other = Array(
      Set(fields(all)).symmetricDifference(fields(batch))
        .sorted { $0.english < $1.english }.prefix(3))
    throw GridcastError(
      .badData, path,
      "its fields differ from those of \(first), so their points make no one layer: "
        + "\(other.joined(separator: ", ")); \(.keepCommonFields)")
  }
}
