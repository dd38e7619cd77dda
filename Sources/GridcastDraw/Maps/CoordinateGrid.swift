import GridcastBase

/// The coordinate grid of a map, with labels at the edges.
struct CoordinateGrid {
  /// The space for labels beside and below a map, in pixels.
  static let room = 22.0
  private static let size = 11.0

  private let x: [(value: Double, label: String)]
  private let y: [(value: Double, label: String)]

  /// Chooses as many lines as have space for their labels.
  init(
    _ extent: Box, isGeographic: Bool, width: Double, height: Double, on canvas: borrowing Canvas
  ) {
    func ticks(
      from lower: Double, to upper: Double, length: Double, hemispheres: (String, String)
    ) -> [(value: Double, label: String)] {
      var count = max(2, Int(length / 80))
      while true {
        let scale = AxisScale([lower, upper], ticks: count, endsAtTicks: false)
        let ticks = zip(scale.ticks, scale.labels).filter { lower...upper ~= $0.0 }.map {
          (
            value: $0,
            label: isGeographic
              ? Self.degrees($0, label: $1, hemispheres: hemispheres)
              : $0 == $0.rounded() && abs($0) < 1e15
                ? formatted(Int($0)) : $1
          )
        }
        let widest = ticks.reduce(0) { max($0, canvas.width(of: $1.label, size: Self.size)) }
        let distance =
          ticks.count > 1
          ? (ticks[1].value - ticks[0].value) / (upper - lower) * length : .infinity
        if widest + 16 <= distance || count == 1 { return ticks }
        count -= 1
      }
    }
    x = ticks(from: extent.minX, to: extent.maxX, length: width, hemispheres: ("E", "W"))
    y = ticks(from: extent.minY, to: extent.maxY, length: height, hemispheres: ("N", "S"))
  }

  private static func degrees(
    _ value: Double, label: String, hemispheres: (String, String)
  ) -> String {
    if value == 0 { return "0°" }
    // Beyond 180° a longitude is of the other hemisphere.
    if abs(value) > 180 {
      let other = value - (value > 0 ? 360 : -360)
      return "\(formatted(abs(other), 6))°\(other < 0 ? hemispheres.1 : hemispheres.0)"
    }
    return (value < 0 ? "\(label.dropFirst())°\(hemispheres.1)" : "\(label)°\(hemispheres.0)")
  }

  /// How far a label may reach beyond the ends of its edge, in pixels: where another panel is adjacent, its labels
  /// need room too.
  static func overhang(isAdjacent: Bool) -> Double {
    isAdjacent ? MapLayout.Sizes.gap / 2 - 4 : 18
  }

  func draw(in frame: MapFrame, _ sides: MapLayout.Sides, on canvas: borrowing Canvas) {
    let right = frame.left + frame.width
    let bottom = frame.top + frame.height
    for (value, label) in x {
      let place = frame.place(of: Point(x: value, y: frame.extent.minY)).x
      canvas.drawLine(
        [(place, frame.top), (place, bottom)], width: 0.6, color: .black, opacity: 0.22)
      guard !sides.below else { continue }
      canvas.drawLine([(place, bottom), (place, bottom + 4)], width: 0.8, color: .frame)
      let half = canvas.width(of: label, size: Self.size) / 2
      guard place - half > frame.left - Self.overhang(isAdjacent: sides.left),
        place + half < right + Self.overhang(isAdjacent: sides.right)
      else { continue }
      canvas.drawText(label, x: place, y: bottom + 13, size: Self.size, color: .label)
    }
    for (value, label) in y {
      let place = frame.place(of: Point(x: frame.extent.minX, y: value)).y
      canvas.drawLine(
        [(frame.left, place), (right, place)], width: 0.6, color: .black, opacity: 0.22)
      guard !sides.left else { continue }
      canvas.drawLine([(frame.left - 4, place), (frame.left, place)], width: 0.8, color: .frame)
      let half = canvas.width(of: label, size: Self.size) / 2
      // Below, the labels of the other axis begin.
      guard place - half > frame.top - Self.overhang(isAdjacent: sides.above),
        place + half < bottom + Self.overhang(isAdjacent: true)
      else { continue }
      canvas.drawText(
        label, x: frame.left - 13, y: place, size: Self.size, color: .label, isUpward: true)
    }
  }
}
