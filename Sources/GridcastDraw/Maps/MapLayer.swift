import Foundation
package import GridcastBase

/// One layer of a map: the cells of a raster, or shapes.
package struct MapLayer: Sendable {
  /// How values are mapped to colours.
  package enum Coloring: Sendable, Equatable {
    /// Each class has a colour.
    case classes(Classes)
    /// Colours are interpolated between the least and the greatest value.
    case ramp(ColorRamp, ClosedRange<Double>)
    /// Certain values have colours of their own; others are grey.
    case codes(CodeColors)

    /// The colour of a value; nil where the value is unknown.
    package func color(_ value: Double) -> Color? {
      guard value.isFinite else { return nil }
      switch self {
      case .classes(let classes): return classes.color(classes.index(of: value))
      case .ramp(let ramp, let range):
        let length = range.upperBound - range.lowerBound
        return ramp.color(at: length > 0 ? (value - range.lowerBound) / length : 0.5)
      case .codes(let codes): return codes.colors[Float(value)] ?? .missing
      }
    }

    /// Which of several values is shown where there is space for only one.
    fileprivate var preference: Preference {
      switch self {
      case .classes(let classes): classes.ramp.isDiverging ? .farthestFromZero : .greatest
      case .ramp(let ramp, _): ramp.isDiverging ? .farthestFromZero : .greatest
      case .codes: .any
      }
    }
  }

  fileprivate enum Preference {
    case greatest, farthestFromZero, any

    func prefers(_ value: Float, to other: Float) -> Bool {
      switch self {
      case .greatest: value > other
      case .farthestFromZero: abs(value) > abs(other)
      case .any: false
      }
    }
  }

  /// The colours of numeric codes, which are names rather than amounts.
  package struct CodeColors: Sendable, Equatable {
    let colors: [Float: Color]

    /// Makes colours from a table of codes.
    package init(_ colors: [Float: Color]) { self.colors = colors }
  }

  /// Tells the colour of a shape by its place.
  package typealias ShapeColors = @Sendable (Int) -> Color?

  private enum Content {
    case cells(CellRows, Coloring)
    case shapes(
      Shapes, ShapeColors, outline: Color?, lineWidth: Double, radius: Double, symbols: [MapSymbol])
  }

  private let content: Content
  /// The label of each shape; nil for none.
  private let labels: [String?]

  /// Makes a layer of the cells of a raster.
  package init(_ grid: Grid, values: [Float], coloring: Coloring) {
    self.init(CellRows("", grid, values), coloring: coloring)
  }

  /// Makes a layer of the cells of a raster that are read when they are drawn.
  package init(_ rows: CellRows, coloring: Coloring) {
    content = .cells(rows, coloring)
    labels = []
  }

  /// Makes a layer of shapes in map units.
  ///
  /// - Parameters:
  ///   - shapes: The shapes; points are drawn as circles.
  ///   - color: Tells the colour of each shape; nil to leave it unfilled.
  ///   - outline: The colour of the outlines of polygons; nil for none.
  ///   - lineWidth: The width of lines in pixels.
  ///   - radius: The radius of points in pixels; nil to choose it by their number.
  ///   - symbols: How each shape is marked where it is a point; empty for discs.
  ///   - labels: The label of each shape, or an empty array.
  package init(
    _ shapes: Shapes, color: @escaping ShapeColors, outline: Color?, lineWidth: Double = 1,
    radius: Double? = nil, symbols: [MapSymbol] = [], labels: [String?] = []
  ) {
    content = .shapes(
      shapes, color, outline: outline, lineWidth: lineWidth,
      radius: radius ?? Self.radius(of: shapes.count), symbols: symbols)
    self.labels = labels
  }

  private static func radius(of count: Int) -> Double {
    count <= 300 ? 4 : count <= 3000 ? 3 : count <= 20_000 ? 1.8 : 1.2
  }

  /// Draws the layer.
  ///
  /// - Returns: What is said of how it is drawn; nil where that is nothing.
  func draw(in frame: MapFrame, on canvas: borrowing Canvas) throws(GridcastError) -> Sentence? {
    switch content {
    case .cells(let rows, let coloring):
      try Self.draw(rows, coloring: coloring, in: frame, on: canvas)
      return nil
    case .shapes(let shapes, let color, let outline, let lineWidth, let radius, let symbols):
      var marks = PointMarks(in: frame)
      let isImage = canvas.format != .png && marks.areTooMany(of: shapes, color)
      if isImage {
        marks.drawImage(of: shapes, color, radius: radius, density: 2, on: canvas)
      }
      marks.forget()
      for shape in 0..<shapes.count where !shapes.isEmpty(shape) {
        switch shapes.kinds[shape] {
        case .null: break
        case .point, .multiPoint:
          guard !isImage, let color = color(shape) else { continue }
          for vertex in shapes.vertices(of: shape) {
            if let (x, y) = marks.place(of: shapes.points[vertex], color) {
              canvas.drawMark(
                x: x, y: y, radius: radius, color: color,
                symbol: shape < symbols.count ? symbols[shape] : .dot)
            }
          }
        case .line, .multiLine, .polygon, .multiPolygon, .collection:
          Self.draw(
            shape, of: shapes, color: color(shape), outline: outline, lineWidth: lineWidth,
            in: frame, on: canvas)
        }
      }
      return isImage
        ? "\(formatted(shapes.count)) points are drawn as an image, as so many marks would make a file that hardly opens"
        : nil
    }
  }

  private static func draw(
    _ shape: Int, of shapes: Shapes, color: Color?, outline: Color?, lineWidth: Double,
    in frame: MapFrame, on canvas: borrowing Canvas
  ) {
    var isArea = false
    for part in shapes.parts(of: shape) {
      let kind = shapes.partKinds[part]
      let isRing = kind == .exterior || kind == .interior
      isArea = isArea || isRing
      canvas.addPath(shapes.points[shapes.vertices(ofPart: part)], on: frame, isRing: isRing)
    }
    canvas.drawPath(
      fill: isArea ? color : nil, stroke: isArea ? outline : color ?? outline,
      lineWidth: lineWidth)
  }

  /// Draws the cells as an image.
  ///
  /// A pixel of the image is a cell or, where cells are smaller, a pixel of the picture, which
  /// shows the greatest of its cells. As browsers and viewers blur images that they enlarge, there
  /// a cell becomes many pixels.
  private static func draw(
    _ source: CellRows, coloring: Coloring, in frame: MapFrame, on canvas: borrowing Canvas
  ) throws(GridcastError) {
    let grid = source.grid
    // Of a large raster only the visible part becomes an image, as the whole might not fit into
    // memory.
    func part(from lower: Double, to upper: Double, of count: Int) -> Range<Int> {
      func cell(_ edge: Double, _ rule: FloatingPointRoundingRule) -> Int {
        Int(min(max((edge / grid.cellSize).rounded(rule), 0), Double(count)))
      }
      return cell(lower, .down)..<cell(upper, .up)
    }
    let extent = frame.extent
    let columns = part(
      from: extent.minX - grid.minX, to: extent.maxX - grid.minX, of: grid.columns)
    let rows = part(from: grid.maxY - extent.maxY, to: grid.maxY - extent.minY, of: grid.rows)
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let (left, top) = frame.place(
      of: Point(
        x: grid.minX + Double(columns.lowerBound) * grid.cellSize,
        y: grid.maxY - Double(rows.lowerBound) * grid.cellSize))
    let width = Double(columns.count) * grid.cellSize * frame.xScale
    let height = Double(rows.count) * grid.cellSize * frame.yScale
    func pixels(_ length: Double, _ cells: Int) -> Int {
      let perCell = length * density(on: canvas) / Double(cells)
      if perCell < 1 { return max(1, Int((length * density(on: canvas)).rounded(.up))) }
      return canvas.format == .png ? cells : cells * Int(perCell.rounded(.up))
    }
    // The cells of a pixel; a cell on an edge belongs to the pixel of its middle.
    func cells(at pixel: Int, of pixels: Int, in all: Range<Int>) -> Range<Int> {
      let count = all.count
      if pixels >= count {
        let cell = all.lowerBound + pixel * count / pixels
        return cell..<cell + 1
      }
      func first(_ pixel: Int) -> Int { (2 * pixel * count + pixels - 1) / (2 * pixels) }
      let start = first(pixel)
      return all.lowerBound + start..<all.lowerBound + max(first(pixel + 1), start + 1)
    }
    let (across, down) = (pixels(width, columns.count), pixels(height, rows.count))
    var image: [UInt32] = []
    image.reserveCapacity(across * down)
    let parts = (0..<across).map { cells(at: $0, of: across, in: columns) }
    let preference = coloring.preference
    var shown = [Float](repeating: .nan, count: across)
    for pixel in 0..<down {
      let lines = cells(at: pixel, of: down, in: rows)
      for place in shown.indices { shown[place] = .nan }
      // However many lines a pixel has, a block of them is in memory.
      let height = max(1, CellRows.blockSize / grid.columns)
      for first in stride(from: lines.lowerBound, to: lines.upperBound, by: height) {
        let piece = first..<min(first + height, lines.upperBound)
        let values = try source.values(piece)
        for line in 0..<piece.count {
          for (place, part) in parts.enumerated() {
            for column in part {
              let value = values[line * grid.columns + column]
              if value.isFinite, shown[place].isNaN || preference.prefers(value, to: shown[place]) {
                shown[place] = value
              }
            }
          }
        }
      }
      for value in shown { image.append(Canvas.pixel(coloring.color(Double(value)))) }
    }
    canvas.drawImage(image, columns: across, x: left, y: top, width: width, height: height)
  }

  /// The number of image pixels for one pixel of the canvas.
  private static func density(on canvas: borrowing Canvas) -> Double {
    canvas.format == .png ? canvas.scale : vectorDensity
  }

  /// The same in pictures of lines and areas.
  static let vectorDensity = 2.0

  /// A remark that tells which of several cells a pixel shows, where that happens.
  ///
  /// - Parameters:
  ///   - frame: The frame of the panel.
  ///   - density: The number of image pixels for one pixel of the canvas.
  /// - Returns: The remark.
  func remark(in frame: MapFrame, density: Double) -> Sentence? {
    guard case .cells(let rows, let coloring) = content,
      rows.grid.cellSize * min(frame.xScale, frame.yScale) * density < 1
    else { return nil }
    return switch coloring.preference {
    case .greatest: "a pixel shows the greatest of its cells"
    case .farthestFromZero: "a pixel shows its cell farthest from zero"
    case .any: "a pixel shows the first of its cells"
    }
  }

  /// Draws the labels that do not overlap earlier ones.
  func drawLabels(in frame: MapFrame, _ places: inout LabelPlaces, on canvas: borrowing Canvas) {
    guard case .shapes(let shapes, _, _, _, let radius, _) = content else { return }
    for (shape, label) in labels.enumerated() {
      guard let label, !label.isEmpty, let anchor = shapes.labelPoint(of: shape) else { continue }
      let isPoint = shapes.kinds[shape] == .point
      let place = frame.place(of: anchor)
      let width = canvas.width(of: label, size: LabelPlaces.size)
      let (right, up) = (radius + 4 + width / 2, radius + 4 + LabelPlaces.size / 2)
      let ways: [(x: Double, y: Double)] =
        isPoint ? [(right, 0), (-right, 0), (0, -up), (0, up)] : [(0, 0), (0, -up), (0, up)]
      let free = ways.first {
        places.take(x: place.x + $0.x, y: place.y + $0.y, width: width, in: frame)
      }
      guard let free else {
        places.leftOut += 1
        continue
      }
      canvas.drawText(
        label, x: place.x + free.x, y: place.y + free.y, size: LabelPlaces.size, color: .label,
        halo: .white)

    }
  }
}

extension Shapes {
  /// The position of a shape's label: the centroid of its largest ring, or the middle vertex of a
  /// line.
  fileprivate func labelPoint(of shape: Int) -> Point? {
    var greatest = 0.0
    var center: Point?
    for part in parts(of: shape) where partKinds[part] == .exterior {
      let ring = points[vertices(ofPart: part)]
      guard let first = ring.first else { continue }
      var (area, x, y) = (0.0, 0.0, 0.0)
      for (a, b) in zip(ring, ring.dropFirst()) {
        let cross = (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y)
        area += cross
        x += cross * (a.x + b.x - 2 * first.x)
        y += cross * (a.y + b.y - 2 * first.y)
      }
      if abs(area) > greatest {
        greatest = abs(area)
        center = Point(x: first.x + x / (3 * area), y: first.y + y / (3 * area))
      }
    }
    let all = vertices(of: shape)
    return center ?? (all.isEmpty ? nil : points[all[all.lowerBound + all.count / 2]])
  }
}
