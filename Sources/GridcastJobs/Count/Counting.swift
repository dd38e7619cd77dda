import Foundation
package import GridcastBase
package import GridcastBin
import GridcastDraw
package import GridcastFormats
package import GridcastReproject
import GridcastWrite

/// What is counted, from which inputs, on which cells.
package struct Counting: Sendable {
  /// The inputs.
  package var inputs: [Source]
  /// The coordinate system of the cells.
  package var target = TargetChoice.utm
  /// The side of a cell.
  package var cellSize: CellSize
  /// The polygons that limit the cells; nil for no limit.
  package var studyArea: Source?
  /// Which cells belong to the study area.
  package var rule = CellRule.overlap
  /// Whether the cells are hexagons, of which the size is the distance between opposite sides.
  package var isOfHexagons = false
  /// Whether what is written is points per km² of ground.
  package var isDensity = false
  /// The path of a raster whose cells are used, as far as they are known in its first band.
  package var like: String?
  /// How features are assigned to categories.
  package var categorization: Categorization
  /// The field that is summed; nil to count features.
  package var weight: String?
  /// The quantity that is summed.
  package var measure = Measure.count
  /// Whether to continue where points are lost because they cannot be projected.
  package var allowLoss = false
  /// What tells standard input, in a part of a larger count, from what comes through that of others; nil where its
  /// bytes do.
  package var partName: String?

  /// Makes a count of inputs by category on cells of one size.
  package init(inputs: [Source], cellSize: CellSize, categorization: Categorization) {
    self.inputs = inputs
    self.cellSize = cellSize
    self.categorization = categorization
  }

  /// Whether the sums are integers.
  package var isCount: Bool { measure == .count && weight == nil }

  /// The fields that are read from the inputs.
  var fields: [String] { Binning.fields(for: categorization, weight: weight) }

  /// All files that are read.
  package var paths: [String] {
    var paths = inputs.map(\.path)
    if let studyArea { paths.append(studyArea.path) }
    if case .rules(let rules) = categorization { paths.append(rules.name) }
    return paths
  }

  /// The settings of the count, for people to read.
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

  /// The names of all inputs, for errors.
  var subject: String { inputs.map(\.path).joined(separator: ", ") }
}

/// The result of a count.
package struct Counts: Sendable {
  /// The cells.
  package let fishnet: Fishnet
  /// The exact sums of each category; NaN in cells outside the fishnet.
  package let sums: [CellValues]
  /// The sums as a raster, a band for each category.
  package let raster: Raster
  /// The numbers of features read, counted and left out.
  package let tally: Tally
  /// The number of features read from each input.
  package let featureCounts: [Int]
  /// Whether the values are whole numbers.
  package let isCount: Bool
  /// The hexagons that the cells are, of which the grid counts columns and rows; nil for squares.
  package var hexagons: HexagonLattice?
  /// The ground of each cell in km², of which only what lies in the study area counts; nil where numbers are
  /// written and not densities.
  package var areas: [Double]?

  /// The style of the band with the greatest sum.
  package var style: MapStyle { MapStyle(raster.greatestBand) }

  /// The style of each band, with its own classes.
  func bandStyles() -> [MapStyle] { raster.bands.map(MapStyle.init) }
}

/// Receives the name of the step, how much of it is done, and the total where it is known.
package typealias ProgressHandler = @Sendable (_ step: String, _ done: Int, _ all: Int?) -> Void

extension Counting {
  /// Opens all inputs.
  ///
  /// - Throws: The errors of opening; `.badData` where a field of the categories, or of the weight, is missing, with
  ///   those that are there.
  func readers(for purpose: ReadingPurpose) throws(GridcastError) -> [LayerReader] {
    var readers: [LayerReader] = []
    for input in inputs {
      let reader = try LayerReader(input.allowingLoss(allowLoss), for: purpose, wanting: fields)
      readers.append(reader)
      // Any tag of OpenStreetMap is a field.
      guard !reader.isOSM else { continue }
      let names = reader.fields.map(\.name)
      let fault =
        categorization.fault(amongFields: names)
        ?? weight.flatMap { weight in
          names.contains { $0.lowercased() == weight.lowercased() }
            ? nil : Categorization.missing([weight], andHas: names)
        }
      guard let fault else { continue }
      // Why there are no fields at all, as where a .dbf is missing.
      let why = names.isEmpty ? reader.notes : []
      throw GridcastError(.badData, input.path, why.reduce(fault) { $0 + "; " + $1 })
    }
    return readers
  }

  /// Reads, transforms and counts all inputs.
  ///
  /// - Throws: The errors of these steps; `.badData` where nothing can be counted.
  package func counts(progress: @escaping ProgressHandler = { _, _, _ in }) throws(GridcastError)
    -> Counts
  {
    var counts = try part(progress: progress)
      .counts(outside: like.map { "outside the raster \($0)" } ?? Binning.outside)
    if isOfHexagons { counts.hexagons = HexagonLattice(size: counts.fishnet.grid.cellSize) }
    if isDensity {
      counts.areas = try counts.groundAreas(
        within: studyArea.map {
          (source) throws(GridcastError) in try StudyArea(source, target: target).shapes
        })
    }
    return counts
  }

  /// Hexagons are regular on a map in lengths only.
  private static func refuseDegrees(_ system: CoordinateSystem) throws(GridcastError) {
    guard system.isGeographic else { return }
    throw GridcastError(
      .usage, "hexagons",
      "\(system) counts in degrees, in which hexagons are not regular; \(.takeUTM)")
  }

  /// Reads all inputs and transforms them to a coordinate system, as `readMoved` does.
  func read<Made: Sendable>(
    _ readers: [LayerReader], into target: CoordinateSystem, notes: inout Tally,
    progress: ProgressHandler,
    make: @Sendable (_ batch: Features, _ subject: String) throws(GridcastError) -> Made,
    take: (_ made: Made, _ subject: String) throws(GridcastError) -> Void
  ) throws(GridcastError) -> [Int] {
    try noteAmap(readers, &notes)
    return try readers.readMoved(
      .named(fields), into: target, counting: categorization, notes: &notes,
      progress: { progress("bin", $0, $1) }, make: make, take: take)
  }

  /// Notes which inputs may be in Amap's system without saying so.
  func noteAmap(_ readers: [LayerReader], _ notes: inout Tally) throws(GridcastError) {
    guard case .rules(let rules) = categorization, rules.name.lowercased() == "amap" else { return }
    for reader in readers where try reader.knownCoordinateSystem().offset == nil {
      notes.note(
        "\(reader.source.path): Amap's coordinates are GCJ-02; unless these were converted, "
          + "everything lies 100 to 700 m off: \(.readAs(reader.source.role, "gcj02"))")
    }
  }

  /// The cells to count on, where they are known in advance, with their coordinate system and size.
  func cells(
    for readers: [LayerReader], _ notes: inout Tally, _ progress: ProgressHandler
  ) throws(GridcastError) -> (Fishnet?, CoordinateSystem, Double) {
    if let like {
      let raster = try Raster(reading: like, working: 32)
      let mask = raster.bands[0].values.map { !$0.isNaN }
      return (
        Fishnet(grid: raster.grid, mask: mask), raster.grid.coordinateSystem, raster.grid.cellSize
      )
    }
    if let studyArea {
      let area = try StudyArea(studyArea, target: target)
      for note in area.notes { notes.note(note) }
      let size = try cellSize.inUnits(of: area.coordinateSystem)
      if isOfHexagons { try Self.refuseDegrees(area.coordinateSystem) }
      let fishnet =
        isOfHexagons
        ? try Fishnet(
          HexagonLattice(size: size), over: area.shapes, rule: rule, in: area.coordinateSystem)
        : try Fishnet(over: area.shapes, cellSize: size, rule: rule, in: area.coordinateSystem)
      return (fishnet, area.coordinateSystem, size)
    }
    let target = try readers.resolved(target, of: subject, counting: categorization, progress)
    if isOfHexagons { try Self.refuseDegrees(target) }
    return (nil, target, try cellSize.inUnits(of: target))
  }
}
