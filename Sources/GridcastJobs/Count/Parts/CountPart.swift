package import GridcastBase
package import GridcastBin
import GridcastDraw
import GridcastFormats
import GridcastGeo
import GridcastReproject

/// What was counted of some inputs, or of parts of them: all that it takes to add what was counted elsewhere,
/// and to come to the result that one count of everything has.
package struct CountPart: Sendable {
  /// How it was counted, which must be the same for all that is added.
  package let rules: CountRules
  /// The sums by cell and category.
  package internal(set) var sums: BinnedSums
  /// What was read, in the order in which it counts.
  package internal(set) var pieces: [CountedPiece]
  /// What the user should know of the study area and the inputs as a whole.
  var setup: Tally
  /// Whether it was allowed to lose features.
  var allowsLoss: Bool
  /// Whether an input has texts for weights, which may hold no numbers; false where that is not known, as in a file.
  var hasTextsForWeights = false

  /// The names of all inputs, for errors.
  var subject: String {
    pieces.map(\.input.path).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      .joined(separator: ", ")
  }

  /// The numbers of features read, counted and left out.
  package var tally: Tally { joined(setup, pieces.map(\.notes)) }

  /// Joins what was left out before features reached cells with what was left out there.
  private func joined(_ setup: Tally, _ found: [Tally]) -> Tally {
    var notes = setup
    for tally in found { notes.add(tally) }
    var tally = sums.tally
    // Features that did not reach the cells count as read too, so that read = counted + left out.
    tally.read += notes.droppedCount
    tally.add(notes)
    // Features far from a study area are simply outside it.
    if rules.cells.fishnet != nil { tally.rename(Reprojection.tooFar, to: Binning.outside) }
    return tally.ordered(by: Binning.reasons + Reprojection.losses)
  }

  /// The result of the count.
  ///
  /// - Parameter outside: How features outside of the cells are told, where these are no study area's.
  /// - Returns: The counts.
  /// - Throws: `.badData` where nothing was counted, positions cannot be right, some was lost or parts of
  ///   an input are missing, and that was not allowed.
  package func counts(outside: Sentence = Binning.outside) throws(GridcastError) -> Counts {
    var found: [Tally] = []
    var featureCounts: [Int] = []
    for input in inputs {
      var notes = Tally()
      for piece in input { notes.add(piece.notes) }
      try notePlaces(of: input, &notes)
      found.append(notes)
      featureCounts.append(input.reduce(0) { $0 + $1.featureCount })
    }
    var tally = joined(setup, found)
    tally.rename(Binning.outside, to: outside)
    if tally.kept == 0, let fishnet = rules.cells.fishnet, let all = boxInDegrees {
      let area = fishnet.grid.box.moved(from: rules.cells.coordinateSystem, to: .wgs84)
      if let area, !area.intersects(all) { tally.note(area.mistake(whereAll: all)) }
    }
    try tally.check(of: subject, allowLoss: allowsLoss)
    try checkWeights(tally)
    var sums = sums
    let (cells, values) = try sums.finish()
    for note in sums.tally.notes { tally.note(note) }
    if let remark = GroundScale.remark(on: cells.grid.box, in: rules.cells.coordinateSystem) {
      tally.note(remark)
    }
    return Counts(
      fishnet: cells, sums: values,
      raster: Raster(grid: cells.grid, bands: values.map(Raster.Band.init)), tally: tally,
      featureCounts: featureCounts, isCount: sums.areCounts)
  }

  /// Refuses a field of texts of which a few only hold numbers by chance.
  private func checkWeights(_ tally: Tally) throws(GridcastError) {
    guard hasTextsForWeights, !allowsLoss, let weight = rules.weight,
      tally.dropped(Binning.withoutWeight) > tally.kept
    else { return }
    throw GridcastError(
      .badData, subject,
      "field '\(weight)' holds texts, of which only \(formatted(tally.kept)) of \(formatted(tally.read)) are numbers; name a field of numbers, or \(.allowLoss)"
    )
  }

  /// The box of all that was read, in degrees; nil where some of it has no place there.
  private var boxInDegrees: Box? {
    var all = Box.empty
    for piece in pieces where !piece.box.isEmpty {
      guard let box = piece.box.moved(from: piece.system, to: .wgs84) else { return nil }
      all.add(box)
    }
    return all.isEmpty ? nil : all
  }

  /// The pieces of each input, in the order of the file.
  private var inputs: [[CountedPiece]] {
    var inputs: [[CountedPiece]] = []
    for piece in pieces {
      // An input that one command was given twice is read twice.
      if piece.part != nil, let index = inputs.firstIndex(where: { $0[0].isOfSameFile(as: piece) })
      {
        inputs[index].append(piece)
      } else {
        inputs.append([piece])
      }
    }
    return inputs.map { $0.sorted { $0.start < $1.start } }
  }

  /// Judges the positions of an input by their extent, which only all its pieces together have.
  private func notePlaces(of input: [CountedPiece], _ notes: inout Tally) throws(GridcastError) {
    var box = Box.empty
    for piece in input { box.add(piece.box) }
    let piece = input[0]
    let way = Reprojection(from: piece.system, to: rules.cells.coordinateSystem)
    try piece.places.note(
      box, movedBy: way, into: rules.cells.coordinateSystem, allowsLoss: allowsLoss, &notes)
  }
}

extension Counting {
  /// Reads, transforms and counts all inputs, or the parts of them that are asked for.
  ///
  /// - Throws: The errors of these steps; none where there is nothing to count.
  package func part(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> CountPart
  {
    let readers = try readers(for: measure.purpose)
    var setup = Tally()
    inputs.noteRepeated(in: &setup)
    let (fishnet, target, size) = try cells(for: readers, &setup, progress)
    var binning = Binning(
      measure, by: categorization, weight: weight, cellSize: size, in: target, limitedTo: fishnet,
      hexagons: isOfHexagons ? HexagonLattice(size: size) : nil,
      pointsWithin: try limits(in: target))
    let sharing = binning.sharing
    let isCountOfPoints = measure == .count
    try noteAmap(readers, &setup)
    var pieces: [CountedPiece] = []
    for reader in readers {
      let system = try reader.knownCoordinateSystem()
      let way = Reprojection(from: system, to: target)
        .settled(on: size, anchor: fishnet?.grid.anchor ?? Point(x: 0, y: 0))
      let found = try reader.readMoved(
        .named(fields), by: way, counting: categorization, followingEdges: !isCountOfPoints,
        progress: { progress("bin", $0, $1) }
      ) { (features, subject) throws(GridcastError) -> (CellHits?, Features?) in
        // The contributions of an area to its cells may take much more memory than the area itself.
        isCountOfPoints ? (try sharing.hits(of: features, from: subject), nil) : (nil, features)
      } take: { (made, subject) throws(GridcastError) in
        if let hits = made.0 { try binning.add(hits, from: subject) }
        if let features = made.1 { try binning.add(features, from: subject) }
      }
      pieces.append(try CountedPiece(reader, in: system, found, ofStream: partName))
    }
    let hasTextsForWeights = readers.contains { reader in
      reader.fields.contains { $0.kind == .text && $0.name.lowercased() == weight?.lowercased() }
    }
    return CountPart(
      rules: CountRules(self, binning.sums.cells), sums: binning.sums, pieces: pieces, setup: setup,
      allowsLoss: allowLoss, hasTextsForWeights: hasTextsForWeights)
  }

  /// The study area beyond which no point counts though its cell does; nil where all points of a cell do.
  private func limits(in target: CoordinateSystem) throws(GridcastError) -> Shapes? {
    guard isDensity, let studyArea else { return nil }
    return try StudyArea(studyArea, target: .named(target.code ?? target.wkt)).shapes
  }

  /// Counts what is asked for as a part of a larger count, in which nothing may depend on the points of
  /// the part.
  ///
  /// - Throws: `.usage` where the coordinate system of the cells would be found by the points, or what is
  ///   summed is not the same in parts; otherwise as `part`, and where features are lost.
  package func partOfMany(progress: @escaping ProgressHandler = { _, _, _ in })
    throws(GridcastError) -> CountPart
  {
    guard measure == .count, !isOfHexagons, !isDensity else {
      throw GridcastError(
        .usage, "part",
        "only points are counted in parts, in squares: not lengths, areas, hexagons or densities")
    }
    if case .utm = target, studyArea == nil, like == nil {
      throw GridcastError(
        .usage, "part",
        "its points must not decide on the coordinate system, which all parts share; \(.fixSystem)")
    }
    let part = try part(progress: progress)
    if !allowLoss { try part.tally.refuseLosses(of: subject) }
    return part
  }
}
