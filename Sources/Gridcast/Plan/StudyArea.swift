/// The polygons of an input, valid and in the coordinate system that is wanted.
public struct StudyArea: Sendable {
  /// The polygons.
  public let shapes: Shapes
  /// The polygons with their attributes.
  public let features: Features
  /// Their coordinate system.
  public let coordinateSystem: CoordinateSystem
  /// What had to be done to them.
  public let notes: [String]

  /// Reads polygons and moves them to a coordinate system, which they may choose themselves.
  ///
  /// - Throws: `.badData` where there is no polygon or no coordinate system.
  public init(_ source: Source, target: TargetChoice) throws(GridcastError) {
    let reader = try LayerReader(source, for: .areas)
    let own = try reader.knownCoordinateSystem()
    var survey = Survey()
    var all: Features?
    try reader.read { (features, _) throws(GridcastError) in
      survey.add(features)
      guard var sofar = all else {
        all = features
        return
      }
      sofar.append(features)
      all = sofar
    }
    guard let all, all.shapes.partKinds.contains(.exterior) else {
      throw GridcastError(.badData, source.path, "it holds no polygons")
    }
    var tally = Tally()
    let target = try target.resolved(for: survey, in: own, of: source.path)
    var moved = try Reprojection(from: own, to: target).move(all, &tally)
    let (shapes, repaired) = moved.shapes.repaired()
    moved.shapes = shapes
    if !repaired.isEmpty {
      tally.note("\(source.path): \(counted(repaired.count, "invalid polygon")) repaired")
    }
    if tally.droppedCount > 0 { tally.note("\(source.path): left out \(tally.reasons)") }
    self.shapes = shapes
    features = moved
    coordinateSystem = target
    notes = reader.notes.map { "\(source.path): \($0)" } + tally.notes
  }
}
