import Foundation
package import GridcastBase
package import GridcastBin
package import GridcastFormats
package import GridcastReproject
import GridcastWrite

/// What to count, from which inputs, on which cells.
package struct Counting: Sendable {
  /// The inputs.
  package var inputs: [Source]
  /// The coordinate system of the cells.
  package var target = TargetChoice.utm
  /// The side of a cell.
  package var cellSize: CellSize
  /// The polygons that limit the cells.
  package var studyArea: Source?
  /// Which cells belong to the study area.
  package var rule = CellRule.overlap
  /// A raster whose cells are to be used, those known in its first band.
  package var like: String?
  /// How features get their category.
  package var categorization: Categorization
  /// The field that is summed instead of counting.
  package var weight: String?
  /// What is summed.
  package var measure = Measure.count
  /// Whether to go on where points are lost because they cannot be projected.
  package var allowLoss = false

  /// A count of inputs by category on cells of a size.
  package init(inputs: [Source], cellSize: CellSize, categorization: Categorization) {
    self.inputs = inputs
    self.cellSize = cellSize
    self.categorization = categorization
  }

  /// Whether the sums are whole numbers.
  package var isCount: Bool { measure == .count && weight == nil }

  /// The fields that are read of the inputs.
  var fields: [String] { Binning.fields(for: categorization, weight: weight) }

  /// All files that are read.
  package var paths: [String] {
    var paths = inputs.map(\.path)
    if let studyArea { paths.append(studyArea.path) }
    if case .rules(let rules) = categorization { paths.append(rules.name) }
    return paths
  }

  /// What is counted and how, for people to read.
  var parameters: [String: String] {
    var parameters = [
      "measure": measure.rawValue, "cell": "\(formatted(cellSize.value, 6))",
      "cell_unit": "\(cellSize.unit)",
    ]
    switch target {
    case .utm: parameters["coordinate_system"] = "utm"
    case .named(let name): parameters["coordinate_system"] = name
    }
    switch categorization {
    case .single: break
    case .field(let name): parameters["category"] = name
    case .rules(let rules): parameters["categories"] = rules.name
    }
    parameters["weight"] = weight
    if studyArea != nil { parameters["study_area_rule"] = rule.rawValue }
    for (index, input) in inputs.enumerated() {
      let key = inputs.count == 1 ? "input" : "input_\(index + 1)"
      if !input.layers.isEmpty {
        parameters["\(key)_layers"] = input.layers.joined(separator: ",")
      }
      parameters["\(key)_from"] = input.coordinateSystem
      parameters["\(key)_where"] = input.filter
    }
    return parameters
  }

  /// The inputs, for errors about them all.
  var subject: String { inputs.map(\.path).joined(separator: ", ") }
}

/// What came of a count.
package struct Counts: Sendable {
  /// The cells.
  package let fishnet: Fishnet
  /// The exact sums of each category; NaN in cells that do not belong.
  package let sums: [CellValues]
  /// The sums as a raster, a band for each category.
  package let raster: Raster
  /// What was read, counted and left out.
  package let tally: Tally
  /// The number of features read from each input.
  package let featureCounts: [Int]
  /// Whether the values are whole numbers.
  package let isCount: Bool

  /// How the band with the greatest sum is drawn.
  package var style: MapStyle { MapStyle(raster.greatestBand) }

  /// How each band is drawn, in classes of its own.
  func bandStyles() -> [MapStyle] { raster.bands.map(MapStyle.init) }
}

/// Is told what is being done, how much of it is done, and of how much where that is known.
package typealias ProgressHandler = @Sendable (_ step: String, _ done: Int, _ all: Int?) -> Void

extension Counting {
  /// Reads, reprojects and bins all inputs.
  ///
  /// - Throws: What any of the steps throws; `.badData` where nothing can be counted.
  package func counts(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Counts
  {
    var readers: [LayerReader] = []
    for input in inputs {
      readers.append(try LayerReader(
          input.allowingLoss(allowLoss), for: measure.purpose, wanting: fields))
    }
    var notes = Tally()
    inputs.noteRepeated(in: &notes)
    let (fishnet, target, size) = try cells(for: readers, &notes, progress)
    var binning = Binning(
      measure, by: categorization, weight: weight, cellSize: size, in: target, limitedTo: fishnet)
    let sharing = binning.sharing
    let isCountOfPoints = measure == .count
    let featureCounts = try read(readers, into: target, &notes, progress) {
      (features, subject) throws(GridcastError) -> (CellHits?, Features?) in
      // What an area has for its cells may be much more than the area itself.
      isCountOfPoints ? (try sharing.hits(of: features, from: subject), nil) : (nil, features)
    } _: { (made, subject) throws(GridcastError) in
      if let hits = made.0 { try binning.add(hits, from: subject) }
      if let features = made.1 { try binning.add(features, from: subject) }
    }
    // What never reached the cells counts as read too, so that read = counted + left out.
    var tally = binning.tally
    tally.read += notes.droppedCount
    tally.add(notes)
    // Of what lies far from a study area it is enough to know that it is outside.
    if studyArea != nil || like != nil { tally.rename(Reprojection.tooFar, to: Binning.outside) }
    try check(tally)
    let (cells, sums) = try binning.finish()
    for note in binning.tally.notes { tally.note(note) }
    return Counts(
      fishnet: cells, sums: sums,
      raster: Raster(grid: cells.grid, bands: sums.map(Raster.Band.init)), tally: tally,
      featureCounts: featureCounts, isCount: isCount)
  }

  /// Reads all inputs and moves them to a coordinate system, as `readMoved` does.
  func read<Made: Sendable>(
    _ readers: [LayerReader], into target: CoordinateSystem, _ notes: inout Tally,
    _ progress: ProgressHandler,
    _ make: @Sendable (_ batch: Features, _ subject: String) throws(GridcastError) -> Made,
    _ take: (_ made: Made, _ subject: String) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Int] {
    if case .rules(let rules) = categorization, rules.name.lowercased() == "amap" {
      for reader in readers where try reader.knownCoordinateSystem().offset == nil {
        notes.note(
          "\(reader.source.path): Amap's coordinates are GCJ-02; unless these were converted, "
            + "everything lies 100 to 700 m off: \(.readAs(reader.source.role, "gcj02"))")
      }
    }
    return try readers.readMoved(
      .named(fields), into: target, &notes, { progress("bin", $0, $1) }, make, take)
  }

  /// Ends a count that counted nothing, or lost what it should not.
  func check(_ tally: Tally) throws(GridcastError) {
    guard tally.kept > 0 else {
      throw GridcastError(.badData, subject, "nothing was counted: \(tally.reasons)")
    }
    if !allowLoss {
      try tally.refuseLosses(of: subject)
    }
  }

  /// The cells to count on, where they are known beforehand, their coordinate system and size.
  func cells(
    for readers: [LayerReader], _ notes: inout Tally, _ progress: ProgressHandler
  ) throws(GridcastError) -> (Fishnet?, CoordinateSystem, Double) {
    if let like {
      let raster = try Raster(reading: like)
      guard raster.grid.anchor == Point(x: 0, y: 0) else {
        throw GridcastError(
          .badData, like,
          "its cells do not lie on the tiling that begins at (0, 0); \(.usualCells)")
      }
      let mask = raster.bands[0].values.map { !$0.isNaN }
      return (
        Fishnet(grid: raster.grid, mask: mask), raster.grid.coordinateSystem, raster.grid.cellSize
      )
    }
    if let studyArea {
      let area = try StudyArea(studyArea, target: target)
      for note in area.notes { notes.note(note) }
      let size = try cellSize.inUnits(of: area.coordinateSystem)
      let fishnet = try Fishnet(
        over: area.shapes, cellSize: size, rule: rule, in: area.coordinateSystem)
      return (fishnet, area.coordinateSystem, size)
    }
    let target = try readers.resolved(target, of: subject, counting: categorization, progress)
    return (nil, target, try cellSize.inUnits(of: target))
  }
}
