package import GridcastBase
import GridcastBin
package import GridcastFormats
import GridcastGeo
import GridcastReproject

extension [Source] {
  /// Notes which inputs are given more than once, as their features count that often.
  func noteRepeated(in tally: inout Tally) {
    var seen = Set<Source>()
    for source in self where !seen.insert(source).inserted {
      tally.note("\(source.path): it is given more than once, so all in it counts more than once")
    }
  }
}

extension [LayerReader] {
  /// The coordinate system to transform inputs to: of OSM, where most tagged objects are no points of
  /// interest, found from those that the categories count.
  ///
  /// - Throws: `.badData` where there are no data to find the UTM zone, or PROJ does not know the
  ///   name.
  func resolved(
    _ target: TargetChoice, of subject: String, counting categories: Categorization = .single,
    _ progress: ProgressHandler
  ) throws(GridcastError) -> CoordinateSystem {
    guard case .utm = target else {
      return try target.resolved(for: Survey(), in: .wgs84, of: subject)
    }
    var all = Survey()
    var system: CoordinateSystem?
    for reader in self {
      let own = try reader.knownCoordinateSystem()
      // If the inputs have different systems, that of the first is used to find the zone.
      if system == nil { system = own }
      guard own == system else { continue }
      var survey = Survey()
      let isCounted = reader.isOSM && categories != .single
      try reader.readBeginnings(withTags: isCounted ? categories.fields : []) {
        (features) throws(GridcastError) in
        survey.add(
          isCounted ? try categories.counted(among: features, from: reader.source.path) : features)
        progress("survey", all.count + survey.count, nil)
      }
      _ = try reader.checkPlaces(survey.box, allowsLoss: reader.source.allowsLoss)
      all.add(survey)
    }
    let wgs84 = CoordinateSystem.wgs84
    let lost = try all.count == 0 ? losses(counting: categories) : []
    return try target.resolved(for: all, in: system ?? wgs84, of: subject, lost: lost)
  }

  /// What is left out or cannot be read of inputs in which nothing counts, which may be why.
  ///
  /// - Throws: `.badData` where some cannot be read and that is not allowed.
  private func losses(counting categories: Categorization) throws(GridcastError) -> [Sentence] {
    var all = Tally()
    for reader in self {
      for loss in reader.losses { all.note("\(reader.source.path): \(loss)") }
      let tags = reader.isOSM && categories != .single ? categories.fields : []
      try reader.read(.named(tags)) { (_, tally) in all.add(tally) }
    }
    return all.notes + (all.droppedCount > 0 ? [all.reasons] : [])
  }

  /// Reads all inputs in batches and transforms them to a coordinate system; computes a value from
  /// each batch, in parallel where possible, and passes the values on in file order.
  ///
  /// - Parameters:
  ///   - selection: The fields to read.
  ///   - target: The coordinate system.
  ///   - categories: Of OSM only features that have one of them are moved.
  ///   - notes: Receives the losses that the user should know.
  ///   - progress: Receives the number of features read, and the total where it is known.
  ///   - make: Computes a value from a batch of an input.
  ///   - take: Receives each value in turn.
  /// - Returns: The number of features of each input.
  /// - Throws: `.badData` where an input has no coordinate system or reading ended early; the error
  ///   of `make` or `take`.
  func readMoved<Made: Sendable>(
    _ selection: FieldSelection, into target: CoordinateSystem,
    counting categories: Categorization = .single, notes: inout Tally,
    progress: (_ done: Int, _ all: Int?) -> Void,
    make: @Sendable (_ batch: Features, _ subject: String) throws(GridcastError) -> Made,
    take: (_ made: Made, _ subject: String) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Int] {
    var featureCounts: [Int] = []
    for reader in self {
      let reprojection = Reprojection(from: try reader.knownCoordinateSystem(), to: target)
      let found = try reader.readMoved(
        selection, by: reprojection, counting: categories, progress: progress, make: make,
        take: take)
      notes.add(found.notes)
      try reader.notePlaces(
        found.box, movedBy: reprojection, into: target, allowsLoss: reader.source.allowsLoss,
        &notes)
      featureCounts.append(found.featureCount)
    }
    return featureCounts
  }
}

/// What is found of an input while its features are transformed.
struct MovedInput {
  /// The number of features read.
  var featureCount = 0
  /// Their extent, in the system of the input.
  var box = Box.empty
  /// What was lost, and what the user should know.
  var notes = Tally()
}

extension LayerReader {
  /// Reads the features in batches and transforms them.
  ///
  /// - Parameters:
  ///   - selection: The fields to read.
  ///   - reprojection: The transformation.
  ///   - categories: Of OSM only features that have one of them are moved.
  ///   - followingEdges: Whether vertices are added along long edges, so that these stay where they are.
  ///   - progress: Receives the number of features read, and the total where it is known.
  ///   - make: Computes a value from a batch, in parallel where possible.
  ///   - take: Receives each value in turn, in file order.
  /// - Returns: What was found on the way.
  /// - Throws: `.badData` where reading ended early; the error of `make` or `take`.
  func readMoved<Made: Sendable>(
    _ selection: FieldSelection, by reprojection: Reprojection,
    counting categories: Categorization = .single, followingEdges: Bool = false,
    progress: (_ done: Int, _ all: Int?) -> Void,
    make: @Sendable (_ batch: Features, _ subject: String) throws(GridcastError) -> Made,
    take: (_ made: Made, _ subject: String) throws(GridcastError) -> Void
  ) throws(GridcastError) -> MovedInput {
    let path = source.path
    var found = MovedInput()
    for note in notes { found.notes.note("\(path): \(note)") }
    let all = layers.reduce(0) { $0 + ($1.featureCount ?? 0) }
    try readWhile(selection) { (features, tally) throws(GridcastError) in
      var tally = tally
      let readCount = features.count
      var features = features
      if isOSM {
        // Whether what is not counted can be moved does not matter.
        let counted = try categories.counted(among: features, from: path)
        tally.drop(Binning.withoutCategory, features.count - counted.count)
        features = counted
      }
      let box = Box(features.shapes.points)
      let moved =
        try followingEdges
        ? reprojection.moveEdges(features, &tally) : reprojection.move(features, &tally)
      return Moved(made: try make(moved, path), count: readCount, box: box, tally: tally)
    } take: { (batch) throws(GridcastError) in
      found.notes.add(batch.tally)
      found.box.add(batch.box)
      try take(batch.made, path)
      found.featureCount += batch.count
      progress(found.featureCount, all > 0 ? all : nil)
      return true
    }
    return found
  }
}

/// The value of a transformed batch, with what is known about the batch.
private struct Moved<Made: Sendable>: Sendable {
  let made: Made
  let count: Int
  let box: Box
  let tally: Tally
}

extension Tally {
  /// Rejects a count of nothing, or one with losses that are not allowed.
  func check(of subject: String, allowLoss: Bool) throws(GridcastError) {
    guard kept > 0 else {
      throw GridcastError(.badData, subject, explained("nothing was counted", of: subject))
    }
    if !allowLoss { try refuseLosses(of: subject) }
  }

  /// Rejects a job that would lose features by the transformation.
  func refuseLosses(of subject: String) throws(GridcastError) {
    let lost = dropped.filter { Reprojection.losses.contains($0.reason) }
    guard !lost.isEmpty else { return }
    let reasons = lost.map { told($0.count, lost: $0.reason) }.joined(separator: ", ")
    throw GridcastError(
      .badData, subject,
      "of \(formatted(read)) some would be lost: \(reasons); nothing was written. Check the "
        + "coordinates, \(.nameTheirSystem), \(.limitArea), or \(.allowLoss)")
  }
}

extension LayerReader {
  /// The coordinate system, which must be known for a transformation.
  ///
  /// - Throws: `.badData` where neither the file nor the user declares one, or there is no
  ///   geometry.
  package func knownCoordinateSystem() throws(GridcastError) -> CoordinateSystem {
    guard hasGeometry else { throw GridcastError(.badData, source.path, withoutPositions) }
    if let coordinateSystem { return coordinateSystem }
    let reason: Sentence =
      if let projectionFault {
        "it names no coordinate system, as its .prj cannot be read: \(projectionFault)"
      } else if hasForeignProjection {
        "its .prj names no coordinate system that is known"
      } else {
        "it names no coordinate system"
      }
    throw GridcastError(.badData, source.path, "\(reason); \(.nameSystem(source.role))")
  }
}
