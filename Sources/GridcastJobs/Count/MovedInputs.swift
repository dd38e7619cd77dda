package import GridcastBase
import GridcastBin
package import GridcastFormats
import GridcastGeo
import GridcastReproject

extension [Source] {
  /// Says which inputs are given more than once, as what they hold then counts so often.
  func noteRepeated(in tally: inout Tally) {
    var seen = Set<Source>()
    for source in self where !seen.insert(source).inserted {
      tally.note("\(source.path): it is given more than once, so all in it counts more than once")
    }
  }
}

extension [LayerReader] {
  /// The coordinate system to move inputs to: of OSM, where most tagged objects are no points of
  /// interest, found from those that the categories count.
  ///
  /// - Throws: `.badData` where no data tell the UTM zone, or the name means nothing to PROJ.
  func resolved(
    _ target: TargetChoice, of subject: String, counting categories: Categorization = .single,
    _ progress: ProgressHandler
  ) throws(GridcastError) -> CoordinateSystem {
    guard case .utm = target else {
      return try target.resolved(for: Survey(), in: try .wgs84, of: subject)
    }
    var survey = Survey()
    var system: CoordinateSystem?
    for reader in self {
      let own = try reader.knownCoordinateSystem()
      // Where the inputs are in different systems, the first tells the zone.
      if system == nil { system = own }
      guard own == system else { continue }
      let isCounted = reader.isOSM && categories != .single
      try reader.readBeginnings(withTags: isCounted ? categories.fields : []) {
        (features) throws(GridcastError) in
        survey.add(
          isCounted ? try categories.counted(among: features, from: reader.source.path) : features)
        progress("survey", survey.count, nil)
      }
    }
    let wgs84 = try CoordinateSystem.wgs84
    return try target.resolved(for: survey, in: system ?? wgs84, of: subject)
  }

  /// Reads all inputs and moves them to a coordinate system, batch by batch; makes something of each
  /// batch, side by side where it can be, and hands that over in file order.
  ///
  /// - Parameters:
  ///   - selection: The fields to read.
  ///   - target: The coordinate system.
  ///   - notes: Takes what was lost and should be said.
  ///   - progress: Is told how many features were read, of how many where that is known.
  ///   - make: Makes something of a batch of an input.
  ///   - take: Is handed it.
  /// - Returns: The number of features of each input.
  /// - Throws: `.badData` where an input has no coordinate system or reading ended early, and what the
  ///   two throw.
  func readMoved<Made: Sendable>(
    _ selection: FieldSelection, into target: CoordinateSystem, _ notes: inout Tally,
    _ progress: (_ done: Int, _ all: Int?) -> Void,
    _ make: @Sendable (_ batch: Features, _ subject: String) throws(GridcastError) -> Made,
    _ take: (_ made: Made, _ subject: String) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Int] {
    var featureCounts: [Int] = []
    for reader in self {
      let path = reader.source.path
      for note in reader.notes { notes.note("\(path): \(note)") }
      let reprojection = try Reprojection(from: reader.knownCoordinateSystem(), to: target)
      let all = reader.layers.reduce(0) { $0 + ($1.featureCount ?? 0) }
      var count = 0
      var box = Box.empty
      try reader.readWhile(selection) { (features, tally) throws(GridcastError) in
        var tally = tally
        let moved = try reprojection.move(features, &tally)
        return Moved(
          made: try make(moved, path), count: features.count, box: Box(features.shapes.points),
          tally: tally)
      } _: { (batch) throws(GridcastError) in
        notes.add(batch.tally)
        box.add(batch.box)
        try take(batch.made, path)
        count += batch.count
        progress(count, all > 0 ? all : nil)
        return true
      }
      if let warning = try reprojection.warning(over: box) { notes.note(warning) }
      featureCounts.append(count)
    }
    return featureCounts
  }
}

/// What was made of a moved batch, and what is known of the batch.
private struct Moved<Made: Sendable>: Sendable {
  let made: Made
  let count: Int
  let box: Box
  let tally: Tally
}

extension Tally {
  /// Ends a job that would lose features on the way to their coordinate system.
  func refuseLosses(of subject: String) throws(GridcastError) {
    let lost = dropped.filter { Reprojection.losses.contains($0.reason) }
    guard !lost.isEmpty else { return }
    let reasons = lost.map { "\(formatted($0.count)) \($0.reason)" }.joined(separator: ", ")
    throw GridcastError(
      .badData, subject,
      "of \(formatted(read)) some would be lost: \(reasons); nothing was written. Check the "
        + "coordinates, \(.nameTheirSystem), \(.limitArea), or \(.allowLoss)")
  }
}

extension LayerReader {
  /// The coordinate system, which a move to another one must know.
  ///
  /// - Throws: `.badData` where neither the file nor the user names one, or there is no geometry.
  package func knownCoordinateSystem() throws(GridcastError) -> CoordinateSystem {
    guard hasGeometry else {
      throw GridcastError(
        .badData, source.path,
        isCSV
          ? "it has no coordinates: no columns such as lon/lat, lng/lat, x/y or 经度/纬度; its columns are "
            + fields.map(\.name).joined(separator: ", ")
          : "it is a table without geometry")
    }
    if let coordinateSystem { return coordinateSystem }
    throw GridcastError(
      .badData, source.path,
      "it names no coordinate system; \(.nameSystem(source.role))")
  }
}
