import GridcastBase
import GridcastGeo

/// Leaves out vertices that lie hardly beside the line between others.
struct SimplifyStep: BlockStep {
  private let tolerance: MapDistance
  /// The tolerance in units of the map; nil where it is in metres and the map in degrees.
  private let onMap: Double?

  /// - Throws: `.usage` where the tolerance is not above 0 or does not go with the system.
  init(_ text: String, for flow: FeatureFlow) throws(GridcastError) {
    tolerance = try MapDistance(text, of: "simplify")
    guard tolerance.value > 0 else {
      throw GridcastError(.usage, "'\(text)'", "a tolerance for 'simplify' is above 0, as 5m")
    }
    onMap = try tolerance.onMap(of: flow.coordinateSystem, flow.path)
  }

  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features {
    let simplifier = try Simplifier()
    let shapes = features.shapes
    var result = features
    result.shapes = Shapes()
    for index in 0..<shapes.count {
      count.verticesTaken += shapes.vertices(of: index).count
      let simple = simplified(index, of: shapes, simplifier, &count)
      if simple != nil { count.changed += 1 }
      result.shapes.append(simple ?? shapes.shape(index))
    }
    count.verticesGiven = result.shapes.points.count
    return result
  }

  private func simplified(
    _ index: Int, of shapes: Shapes, _ simplifier: borrowing Simplifier, _ count: inout StepCount
  ) -> Shapes? {
    if let onMap { return shapes.simplified(index, tolerance: onMap, on: nil, simplifier) }
    let one = shapes.shape(index)
    guard let places = LocalPlane(around: shapes.box(of: index)).projected(one.points) else {
      count.failed += 1
      return nil
    }
    return one.simplified(0, tolerance: tolerance.value, on: places, simplifier)
  }

  func told(_ count: StepCount) -> [Sentence] {
    let (given, taken) = (formatted(count.verticesGiven), formatted(count.verticesTaken))
    var told: [Sentence] = [
      "simplified by \(tolerance.text): \(given) of \(taken) vertices left, in \(formatted(count.changed)) of \(formatted(count.taken)) features changed"
    ]
    if count.failed > 0 {
      told.append(
        "features that reach too far round the Earth to be simplified in metres, and stay as they are: \(formatted(count.failed))"
      )
    }
    return told
  }
}
