extension Shapes {
  /// One of what a shape of several consists of.
  package enum Member: Sendable {
    /// Points, a vertex each.
    case points(part: Int)
    case line(part: Int)
    /// An exterior ring with its holes.
    case polygon(parts: Range<Int>)
  }

  /// What a shape of several consists of.
  package func members(of parts: Range<Int>) -> [Member] {
    var members: [Member] = []
    var next = parts.lowerBound
    while next < parts.upperBound {
      var end = next + 1
      switch partKinds[next] {
      case .points: members.append(.points(part: next))
      case .line: members.append(.line(part: next))
      case .exterior, .interior:
        while end < parts.upperBound, partKinds[end] == .interior { end += 1 }
        members.append(.polygon(parts: next..<end))
      }
      next = end
    }
    return members
  }

  /// The extent of one shape.
  package func box(of shape: Int) -> Box { Box(points[vertices(of: shape)]) }

  /// Whether any vertex of a shape has a height.
  package func hasHeights(_ index: Int) -> Bool {
    hasZ && vertices(of: index).contains { !z[$0].isNaN }
  }

  /// Whether any vertex of a shape has a measure.
  package func hasMeasures(_ index: Int) -> Bool {
    hasM && vertices(of: index).contains { !m[$0].isNaN }
  }
}

extension Shapes.Kind {
  /// The type that a shape is written as: the multiple one of a single one, where the layer is of that.
  package func written(in layer: Shapes.Kind?) -> Shapes.Kind {
    switch (self, layer) {
    case (.point, .multiPoint): .multiPoint
    case (.line, .multiLine): .multiLine
    case (.polygon, .multiPolygon): .multiPolygon
    default: self
    }
  }
}
