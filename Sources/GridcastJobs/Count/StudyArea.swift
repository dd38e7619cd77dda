package import GridcastBase
package import GridcastFormats
import GridcastGeo
package import GridcastReproject

/// The polygons of an input, made valid and transformed to a coordinate system.
package struct StudyArea: Sendable {
  /// The polygons.
  package let shapes: Shapes
  /// The polygons with their attributes.
  package let features: Features
  /// Their coordinate system.
  package let coordinateSystem: CoordinateSystem
  /// Sentences about repairs and losses.
  package let notes: [Sentence]

  /// Reads polygons and transforms them to a coordinate system, which may be derived from them.
  ///
  /// - Throws: `.badData` where there is no polygon or no coordinate system; `.usage` for the numbers of a box.
  package init(_ source: Source, target: TargetChoice) throws(GridcastError) {
    let numbers = source.path.split(separator: ",", omittingEmptySubsequences: false)
    if numbers.count == 4, numbers.allSatisfy({ Double(String($0).trimmed) != nil }) {
      throw GridcastError(
        .usage, source.path,
        "it is a box in numbers, and a layer of polygons is wanted; draw the box as a layer of one polygon, and name that file"
      )
    }
    let reader = try LayerReader(source, for: .areas)
    let own = try reader.knownCoordinateSystem()
    var tally = Tally()
    guard let all = try reader.whole(&tally), all.shapes.partKinds.contains(.exterior) else {
      throw GridcastError(
        .badData, source.path, tally.withNotes("it holds no polygons", of: source.path))
    }
    var survey = Survey()
    survey.add(all)
    let areas = all.shapes.kinds.map { $0 == .polygon || $0 == .multiPolygon }
    tally.drop("not a polygon", areas.count { !$0 })
    if let warning = try reader.checkPlaces(survey.box, allowsLoss: source.allowsLoss) {
      tally.note("\(source.path): \(warning)")
    }
    let target = try target.resolved(for: survey, in: own, of: source.path)
    let reprojection = Reprojection(from: own, to: target)
    var moved = try reprojection.moveEdges(
      areas.allSatisfy { $0 } ? all : all.filtered(areas), &tally)
    guard !moved.shapes.points.isEmpty else {
      throw GridcastError(
        .badData, source.path, "nothing of it lies in \(target): \(tally.reasons); \(.nameTarget)")
    }
    for warning in try reprojection.warnings(over: survey.box, for: source.role) {
      tally.note("\(source.path): \(warning)")
    }
    var (shapes, repaired, emptied) = try moved.shapes.repaired()
    moved.shapes = shapes
    if !repaired.isEmpty, moved.count == all.count {
      // What was valid in its own system was cut at 180° of longitude, and is whole again.
      let own = Set(try all.shapes.repaired().repaired)
      repaired.removeAll { !own.contains($0) }
    }
    func list(_ indices: [Int]) -> String {
      indices.prefix(5).map { "\($0 + 1)" }.joined(separator: ", ")
        + (indices.count > 5 ? ", …" : "")
    }
    if !repaired.isEmpty {
      tally.note(
        "\(source.path): \(counted(repaired.count, "invalid polygon")) repaired (number \(list(repaired)))"
      )
    }
    if !emptied.isEmpty {
      tally.note(
        "\(source.path): \(counted(emptied.count, "polygon")) without any area, which can hold nothing "
          + "(number \(list(emptied)))")
    }
    if tally.droppedCount > 0 { tally.note("\(source.path): left out: \(tally.reasons)") }
    self.shapes = shapes
    features = moved
    coordinateSystem = target
    notes = reader.notes.map { "\(source.path): \($0)" } + tally.notes
  }
}
