extension Shapes {
  /// Turns rings so that exterior ones run clockwise and holes the other way, or the reverse.
  ///
  /// Formats disagree: a Shapefile's exterior rings run clockwise, those of GeoJSON (RFC 7946,
  /// 3.1.6) and KML counter-clockwise. Heights and measures turn with their vertices.
  package mutating func wind(exteriorClockwise: Bool) {
    for part in partStarts.indices {
      guard partKinds[part] == .exterior || partKinds[part] == .interior else { continue }
      let vertices = vertices(ofPart: part)
      let area = points[vertices].signedArea
      guard area != 0 else { continue }
      if (area < 0) != ((partKinds[part] == .exterior) == exteriorClockwise) {
        reverse(vertices)
      }
    }
  }
}

extension RandomAccessCollection<Point> where Index == Int {
  /// Twice the area within a ring, negative where the ring runs clockwise.
  package var signedArea: Double {
    guard let origin = first, var before = last else { return 0 }
    // Coordinates relative to the first vertex: with large ones the area would be lost to rounding.
    var sum = 0.0
    for point in self {
      sum += (before.x - origin.x) * (point.y - origin.y)
      sum -= (point.x - origin.x) * (before.y - origin.y)
      before = point
    }
    return sum
  }
}
