import GridcastBase
import GridcastGeo

/// Makes of each feature the area within a distance of it; with one below 0, what of a polygon lies farther within.
struct BufferStep: BlockStep {
  private let distance: MapDistance
  /// The distance in units of the map; nil where it is in metres and the map in degrees.
  private let onMap: Double?
  private let path: String
  let changesKinds = true

  /// - Throws: `.usage` where the distance is 0 or does not go with the system.
  init(_ text: String, for flow: FeatureFlow) throws(GridcastError) {
    distance = try MapDistance(text, of: "buffer")
    guard distance.value != 0 else {
      throw GridcastError(
        .usage, "'\(text)'", "a distance for 'buffer' is above 0, or below to shrink polygons")
    }
    path = flow.path
    onMap = try distance.onMap(of: flow.coordinateSystem, path)
  }

  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features {
    let bufferer = try Bufferer()
    let shapes = features.shapes
    var result = Shapes()
    var isKept = [Bool](repeating: true, count: shapes.count)
    for index in 0..<shapes.count {
      if shapes.isEmpty(index) {
        result.addNull()
        count.failed += 1
        continue
      }
      isKept[index] = try buffer(index, of: shapes, bufferer, into: &result)
      if shapes.hasHeights(index) || shapes.hasMeasures(index) { count.flattened += 1 }
    }
    count.changed = isKept.count { !$0 }
    var kept = count.changed == 0 ? features : features.filtered(isKept)
    kept.shapes = result
    return kept
  }

  private func buffer(
    _ index: Int, of shapes: Shapes, _ bufferer: borrowing Bufferer, into result: inout Shapes
  ) throws(GridcastError) -> Bool {
    var one = Shapes()
    one.beginShape(shapes.kinds[index])
    for part in shapes.parts(of: index) {
      one.addPart(shapes.partKinds[part], Array(shapes.points[shapes.vertices(ofPart: part)]))
    }
    if let onMap { return bufferer.buffer(one, by: onMap, into: &result) }
    let plane = LocalPlane(around: Box(one.points))
    var found = Shapes()
    if let places = plane.projected(one.points) {
      one.points = places
      guard bufferer.buffer(one, by: distance.value, into: &found) else { return false }
      if let back = plane.degrees(found.points) {
        found.points = back
        result.append(found)
        return true
      }
    }
    throw GridcastError(
      .badData, path,
      "a feature reaches too far round the Earth, or to a pole, to get a buffer in metres; move the layer to a system that counts in metres first"
    )
  }

  func told(_ count: StepCount) -> [Sentence] {
    var told: [Sentence] = [
      "buffered by \(distance.text): \(formatted(count.given)) of \(formatted(count.taken)) features"
    ]
    if count.changed > 0 {
      told.append("buffered: left out, as nothing is left of them: \(formatted(count.changed))")
    }
    if count.failed > 0 {
      told.append(
        "buffered: features without a position, which stay so: \(formatted(count.failed))")
    }
    if count.flattened > 0 {
      told.append(
        "buffered: features whose heights or measures are gone: \(formatted(count.flattened))")
    }
    return told
  }
}
