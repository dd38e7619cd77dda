import GridcastBase
import GridcastGeo

/// Makes one point of each feature: its centre of gravity, or a point within it.
struct CentroidStep: BlockStep {
  let isInside: Bool
  let changesKinds = true

  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features {
    var result = features
    result.shapes = Shapes()
    for (index, point) in try features.shapes.centres(inside: isInside).enumerated() {
      if let point {
        result.shapes.addPoint(point)
        count.changed += 1
      } else {
        result.shapes.addNull()
        if features.shapes.kinds[index] != .null { count.failed += 1 }
      }
    }
    return result
  }

  func told(_ count: StepCount) -> [Sentence] {
    let (points, all) = (formatted(count.changed), formatted(count.taken))
    var told: [Sentence] = [
      isInside
        ? "points within the shapes: of \(points) of \(all) features"
        : "centroids: of \(points) of \(all) features"
    ]
    if count.failed > 0 {
      told.append(
        "features whose shape is empty, and which have no point: \(formatted(count.failed))")
    }
    return told
  }
}
