import GridcastBase

/// Makes a feature of each point, line and polygon that a feature consists of.
struct ExplodeStep: BlockStep {
  let changesKinds = true

  func apply(_ features: Features, _ count: inout StepCount) -> Features {
    let (shapes, owners) = features.shapes.exploded()
    guard owners.count > features.count else {
      // Several of one become single ones.
      var single = features
      single.shapes = shapes
      return single
    }
    var last = -1
    var repeated = -1
    for owner in owners {
      if owner == last, owner != repeated {
        count.changed += 1
        repeated = owner
      }
      last = owner
    }
    return Features(
      shapes: shapes, columns: features.columns.map { $0.rows(owners) },
      coordinateSystem: features.coordinateSystem)
  }

  func told(_ count: StepCount) -> [Sentence] {
    let (some, all) = (formatted(count.changed), formatted(count.taken))
    return [
      "exploded: \(some) of \(all) features had several parts; \(formatted(count.given)) features now"
    ]
  }
}
