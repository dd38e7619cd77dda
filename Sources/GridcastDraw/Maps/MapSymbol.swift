import GridcastBase

/// How a point is marked on a map.
package enum MapSymbol: String, Sendable, Codable {
  /// A disc.
  case dot
  /// A star with five points, for the first of its kind.
  case star
  /// A square on one of its corners, for those that come after it.
  case diamond

  /// The corners around a point, in pixels; nil for a disc.
  func corners(x: Double, y: Double, radius: Double) -> [(x: Double, y: Double)]? {
    let reaches: [Double]
    switch self {
    case .dot: return nil
    case .star: reaches = (0..<10).map { $0 % 2 == 0 ? 2.6 * radius : 1.1 * radius }
    case .diamond: reaches = Array(repeating: 1.75 * radius, count: 4)
    }
    return reaches.enumerated().map { index, reach in
      let (east, north) = Compass.step(bearing: 360 * Double(index) / Double(reaches.count))
      return (x + reach * east, y - reach * north)
    }
  }
}

extension Canvas {
  /// Draws a point of a map, with a white rim if it is large enough, or a grey rim if it is pale.
  func drawMark(
    x: Double, y: Double, radius: Double, color: Color, symbol: MapSymbol = .dot
  ) {
    let rim: Color = color.luminance > 0.6 ? .frame : .white
    guard let corners = symbol.corners(x: x, y: y, radius: radius) else {
      if radius >= 2 { fillCircle(x: x, y: y, radius: radius + 1, color: rim) }
      return fillCircle(x: x, y: y, radius: radius, color: color)
    }
    drawLine(corners + corners.prefix(2), width: 3, color: rim)
    fillPolygon(corners, color: color)
  }
}
