extension Shapes {
  /// Adds all parts of another collection's shape to the last shape.
  package mutating func addParts(of shape: Int, in other: Shapes) {
    for part in other.parts(of: shape) { addPart(part, of: other) }
  }

  /// Adds a part of another collection to the last shape, with heights and measures.
  package mutating func addPart(_ part: Int, of other: Shapes, as kind: PartKind? = nil) {
    let range = other.vertices(ofPart: part)
    beginPart(kind ?? other.partKinds[part])
    add(
      other.points[range], z: other.hasZ ? Array(other.z[range]) : [],
      m: other.hasM ? Array(other.m[range]) : [])
  }

  /// The shapes at these indices, in this order.
  package func rows(_ indices: some Sequence<Int>) -> Shapes {
    var result = Shapes()
    for index in indices {
      result.beginShape(kinds[index])
      result.addParts(of: index, in: self)
    }
    return result
  }

  /// Each single shape that the shapes consist of, and for each the index of the shape that it belonged to.
  ///
  /// A shape that is single, or has no vertex, stays as it is.
  package func exploded() -> (shapes: Shapes, owners: [Int]) {
    var result = Shapes()
    var owners: [Int] = []
    for index in 0..<count {
      let parts = parts(of: index)
      switch kinds[index] {
      case .multiPoint, .multiLine, .multiPolygon, .collection:
        if !isEmpty(index) { break }
        fallthrough
      default:
        result.beginShape(kinds[index])
        result.addParts(of: index, in: self)
        owners.append(index)
        continue
      }
      for member in members(of: parts) {
        switch member {
        case .points(let part):
          for vertex in vertices(ofPart: part) {
            result.beginShape(.point)
            result.beginPart(.points)
            result.add(
              points[vertex..<vertex + 1], z: hasZ ? [z[vertex]] : [], m: hasM ? [m[vertex]] : [])
            owners.append(index)
          }
          continue
        case .line(let part):
          result.beginShape(.line)
          result.addPart(part, of: self)
        case .polygon(let parts):
          result.beginShape(.polygon)
          for part in parts { result.addPart(part, of: self) }
        }
        owners.append(index)
      }
    }
    return (result, owners)
  }
}

extension Features {
  /// The features at these indices, in this order; an index may come more than once.
  package func rows(_ indices: [Int]) -> Features {
    Features(
      shapes: shapes.rows(indices), columns: columns.map { $0.rows(indices) },
      coordinateSystem: coordinateSystem)
  }

  /// The features in blocks of at most `batchSize`.
  package var batches: [Features] {
    stride(from: 0, to: count, by: Self.batchSize).map {
      rows(Array($0..<min($0 + Self.batchSize, count)))
    }
  }
}
