import GridcastBase

/// The marks of points on a map, of which those at the same position are drawn once, as only one is
/// visible.
struct PointMarks {
  private struct Mark: Hashable {
    let x: Int32
    let y: Int32
    let color: Color
  }

  /// The greatest number of marks that are drawn singly in a picture of lines and areas.
  static let limit = 100_000

  private let frame: MapFrame
  private var taken: Set<Mark> = []

  /// Prepares for a frame.
  init(in frame: MapFrame) { self.frame = frame }

  /// Forgets what was drawn.
  mutating func forget() { taken = [] }

  /// Where a point is drawn; nil where it lies far from the picture, or its mark is there already.
  mutating func place(of point: Point, _ color: Color) -> (x: Double, y: Double)? {
    let (x, y) = frame.place(of: point)
    guard x.isFinite, abs(x) < 1e6, abs(y) < 1e6 else { return nil }
    let mark = Mark(x: Int32((2 * x).rounded()), y: Int32((2 * y).rounded()), color: color)
    return taken.insert(mark).inserted ? (x, y) : nil
  }

  /// Whether points make more marks than are drawn singly.
  mutating func areTooMany(of shapes: Shapes, _ color: MapLayer.ShapeColors) -> Bool {
    guard shapes.points.count > Self.limit else { return false }
    for shape in 0..<shapes.count {
      guard shapes.kinds[shape] == .point || shapes.kinds[shape] == .multiPoint,
        let color = color(shape)
      else { continue }
      for vertex in shapes.vertices(of: shape) { _ = place(of: shapes.points[vertex], color) }
      if taken.count > Self.limit { return true }
    }
    return false
  }

  /// Draws all points as one image.
  ///
  /// - Parameters:
  ///   - shapes: The points, and others that are left out.
  ///   - color: Tells the colour of each.
  ///   - radius: The radius of a mark in pixels of the map.
  ///   - density: How many pixels of the image lie along one of the map.
  ///   - canvas: Where it is drawn.
  func drawImage(
    of shapes: Shapes, _ color: MapLayer.ShapeColors, radius: Double, density: Int,
    on canvas: borrowing Canvas
  ) {
    let scale = Double(density)
    let columns = Int((frame.width * scale).rounded(.up))
    let rows = Int((frame.height * scale).rounded(.up))
    var image = [UInt32](repeating: 0, count: columns * rows)
    let reach = Int((radius * scale).rounded(.up))
    let disc = (-reach...reach).flatMap { y in
      (-reach...reach).filter { Double($0 * $0 + y * y) <= radius * radius * scale * scale }
        .map { (x: $0, y: y) }
    }
    for shape in 0..<shapes.count {
      guard shapes.kinds[shape] == .point || shapes.kinds[shape] == .multiPoint,
        let color = color(shape)
      else { continue }
      let pixel = Canvas.pixel(color)
      for vertex in shapes.vertices(of: shape) {
        let (x, y) = frame.place(of: shapes.points[vertex])
        guard x.isFinite, abs(x) < 1e6, abs(y) < 1e6 else { continue }
        let column = Int(((x - frame.left) * scale).rounded(.down))
        let row = Int(((y - frame.top) * scale).rounded(.down))
        for step in disc {
          let (x, y) = (column + step.x, row + step.y)
          if 0..<columns ~= x, 0..<rows ~= y { image[y * columns + x] = pixel }
        }
      }
    }
    canvas.drawImage(
      image, columns: columns, x: frame.left, y: frame.top, width: Double(columns) / scale,
      height: Double(rows) / scale)
  }
}
