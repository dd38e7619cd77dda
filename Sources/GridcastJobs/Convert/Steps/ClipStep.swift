import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastReproject

/// Cuts features by an area: what lies within stays as it is, what lies outside is left out.
struct ClipStep: BlockStep {
  private let clippers: AreaClipper.Pool
  /// What was said of the area when it was read.
  let notes: [Sentence]
  /// The box to cut by where it was given in numbers, and the systems of its numbers and of the features.
  private var box: (box: Box, system: CoordinateSystem?, features: CoordinateSystem?)?

  /// The box of the polygons to cut by, in the system of the features, where they were read.
  private var area = Box.empty

  /// Reads the polygons to cut by, or takes a box, `west,south,east,north`, in the system that is named for it, or else
  /// in that of the features.
  ///
  /// - Throws: `.badData` where there is no polygon, or of the systems of both only one is known.
  init(_ area: Source, for flow: FeatureFlow) throws(GridcastError) {
    if let numbers = Box.numbers(in: area.path), numbers.count > 1,
      !FileManager.default.fileExists(atPath: area.path)
    {
      guard numbers.count == 4, numbers[0] < numbers[2], numbers[1] < numbers[3] else {
        throw GridcastError(
          .usage, area.path,
          "a box to clip by is west,south,east,north, as in 109.2,34.3,109.8,34.7"
        )
      }
      let box = Box(minX: numbers[0], minY: numbers[1], maxX: numbers[2], maxY: numbers[3])
      var shapes = Shapes()
      shapes.beginShape(.polygon)
      shapes.addPart(.exterior, box.ring)
      let named = try area.coordinateSystem.map { name throws(GridcastError) in
        try CoordinateSystem.named(name)
      }
      if let named { shapes = try Self.moved(shapes, from: named, for: flow) }
      self.box = (box, named, flow.coordinateSystem)
      clippers = try AreaClipper.Pool(shapes)
      notes = []
      return
    }
    let input = flow.path
    guard let system = flow.coordinateSystem else {
      // Without a system on either side both are taken to be in the same one.
      let reader = try LayerReader(area, for: .areas)
      guard reader.coordinateSystem == nil else {
        throw GridcastError(
          .badData, input,
          "it names no coordinate system, and the area to clip by is in \(reader.coordinateSystem?.description ?? ""); \(.nameSystem(.input))"
        )
      }
      var tally = Tally()
      guard let all = try reader.whole(&tally), all.shapes.partKinds.contains(.exterior) else {
        throw GridcastError(
          .badData, area.path, tally.withNotes("it holds no polygons", of: area.path))
      }
      clippers = try AreaClipper.Pool(try all.shapes.repaired().shapes)
      notes = [
        "neither \(input) nor \(area.path) names its coordinate system; both are taken to be in the same"
      ]
      return
    }
    let name = system.offset?.rawValue ?? system.definition
    let own = try StudyArea(area, target: .named(name))
    clippers = try AreaClipper.Pool(own.shapes)
    self.area = Box(own.shapes.points)
    notes = own.notes
  }

  /// A box in another system, in that of the features.
  private static func moved(
    _ box: Shapes, from: CoordinateSystem, for flow: FeatureFlow
  ) throws(GridcastError) -> Shapes {
    guard let system = flow.coordinateSystem else {
      throw GridcastError(
        .badData, flow.path,
        "it names no coordinate system, and the area to clip by is in \(from.description); \(.nameSystem(.input))"
      )
    }
    var tally = Tally()
    let moved = try Reprojection(from: from, to: system)
      .moveEdges(Features(shapes: box, columns: [], coordinateSystem: from), &tally)
    guard !moved.shapes.points.isEmpty else {
      throw GridcastError(
        .badData, flow.path,
        "the box to clip by, in \(from.description), has no place in \(system.description)")
    }
    return moved.shapes
  }

  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features {
    let shapes = features.shapes
    let (result, outcomes) = try clippers.use { clipper in
      var result = Shapes()
      let outcomes = (0..<shapes.count).map { clipper.clip($0, of: shapes, into: &result) }
      return (result, outcomes)
    }
    let isKept = outcomes.map { $0 != .outside && $0 != .failed }
    for (index, outcome) in outcomes.enumerated() {
      guard outcome != .inside && outcome != .outside else { continue }
      if outcome == .failed {
        count.failed += 1
        continue
      }
      count.changed += 1
      if outcome == .repairedAndCut { count.repaired += 1 }
      if shapes.hasMeasures(index) { count.flattened += 1 }
    }
    if !isKept.contains(true) { count.left = Box(shapes.points) }
    var kept = isKept.allSatisfy(\.self) ? features : features.filtered(isKept)
    kept.shapes = result
    return kept
  }

  func warnings(_ count: StepCount) -> [Sentence] {
    guard count.given == 0 && count.taken > 0 else { return [] }
    guard let (box, system, features) = box else {
      return area.isEmpty || area.intersects(count.left) ? [] : [area.mistake(whereAll: count.left)]
    }
    guard let system, let features else {
      return [
        box.mistake(against: features, whereAll: count.left, or: "\(.nameSystem(.clip))")
      ]
    }
    let left = count.left.moved(from: features, to: system) ?? .empty
    return [box.mistake(against: system, whereAll: left)]
  }

  func told(_ count: StepCount) -> [Sentence] {
    let (cut, all) = (formatted(count.changed), formatted(count.taken))
    let out = formatted(count.taken - count.given - count.failed)
    var told: [Sentence] = ["clipped: \(cut) of \(all) features cut, \(out) left out"]
    if count.repaired > 0 {
      told.append(
        "clipped: invalid polygons that were made valid to be cut: \(formatted(count.repaired))")
    }
    if count.failed > 0 {
      told.append("clipped: left out as GEOS cannot cut them: \(formatted(count.failed))")
    }
    if count.flattened > 0 {
      told.append("clipped: cut features that lost their measures: \(formatted(count.flattened))")
    }
    return told
  }
}
