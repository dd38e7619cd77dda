import GridcastBase

/// Collects GeoJSON geometries (RFC 7946, 3.1) in two dimensions.
struct GeoJSONShapes {
  /// The points, as long as all geometries are single points.
  private var points: [Point] = []
  private var shapes = Shapes()
  private var isMixed = false

  /// The collected shapes.
  consuming func finish() -> Shapes { isMixed ? shapes : Shapes(points: points) }

  /// Reads the next geometry.
  ///
  /// - Throws: For heights, collections, empty geometries and unclosed rings.
  mutating func add(_ scanner: inout JSONScanner) throws(Declined) {
    if try scanner.peek() == UInt8(ascii: "n") {
      try scanner.passLetters("null")
      mix()
      return shapes.addNull()
    }
    var kind: Shapes.Kind?
    var coordinates: Int?
    var isDone = false
    try scanner.forEachMember { (name, scanner) throws(Declined) in
      if scanner.isText(name, "type") {
        guard kind == nil, let named = Self.kind(try scanner.text(), scanner) else {
          throw Declined("a geometry is of an unusual type")
        }
        kind = named
        if let coordinates {
          let end = scanner.position
          scanner.position = coordinates
          try addCoordinates(named, &scanner)
          scanner.position = end
          isDone = true
        }
      } else if scanner.isText(name, "coordinates") {
        guard coordinates == nil else { throw Declined("a geometry has its coordinates twice") }
        _ = try scanner.peek()
        coordinates = scanner.position
        if let kind {
          try addCoordinates(kind, &scanner)
          isDone = true
        } else {
          try scanner.skip()
        }
      } else if scanner.isText(name, "bbox") {
        try scanner.skip()
      } else {
        throw Declined("a geometry has an unusual member")
      }
    }
    guard isDone else { throw Declined("a geometry lacks its type or its coordinates") }
  }

  private static func kind(_ text: JSONScanner.Text, _ scanner: borrowing JSONScanner)
    -> Shapes.Kind?
  {
    if scanner.isText(text, "Point") { return .point }
    if scanner.isText(text, "LineString") { return .line }
    if scanner.isText(text, "Polygon") { return .polygon }
    if scanner.isText(text, "MultiPoint") { return .multiPoint }
    if scanner.isText(text, "MultiLineString") { return .multiLine }
    if scanner.isText(text, "MultiPolygon") { return .multiPolygon }
    return nil
  }

  /// Changes to the general case, once not all geometries are single points.
  private mutating func mix() {
    guard !isMixed else { return }
    isMixed = true
    shapes = Shapes(points: points)
    points = []
  }

  @inline(__always)
  private mutating func addCoordinates(_ kind: Shapes.Kind, _ scanner: inout JSONScanner)
    throws(Declined)
  {
    if kind == .point {
      let point = try Self.position(&scanner)
      if isMixed { shapes.addPoint(point) } else { points.append(point) }
      return
    }
    mix()
    shapes.beginShape(kind)
    switch kind {
    case .multiPoint: try addPart(.points, atLeast: 1, &scanner)
    case .line: try addPart(.line, atLeast: 2, &scanner)
    case .polygon: try addRings(&scanner)
    case .multiLine:
      try someElements(&scanner) { (shapes, scanner) throws(Declined) in
        try shapes.addPart(.line, atLeast: 2, &scanner)
      }
    default:
      try someElements(&scanner) { (shapes, scanner) throws(Declined) in
        try shapes.addRings(&scanner)
      }
    }
  }

  private mutating func addRings(_ scanner: inout JSONScanner) throws(Declined) {
    var isFirst = true
    try someElements(&scanner) { (shapes, scanner) throws(Declined) in
      try shapes.addPart(isFirst ? .exterior : .interior, atLeast: 4, &scanner)
      isFirst = false
    }
  }

  private mutating func addPart(
    _ kind: Shapes.PartKind, atLeast least: Int, _ scanner: inout JSONScanner
  ) throws(Declined) {
    var vertices: [Point] = []
    try scanner.forEachElement { (scanner) throws(Declined) in
      vertices.append(try Self.position(&scanner))
    }
    let isRing = kind == .exterior || kind == .interior
    guard vertices.count >= least, !isRing || vertices[0] == vertices[vertices.count - 1] else {
      throw Declined("a geometry has too few positions, or a ring that is not closed")
    }
    shapes.addPart(kind, vertices)
  }

  private mutating func someElements(
    _ scanner: inout JSONScanner,
    _ body: (inout GeoJSONShapes, inout JSONScanner) throws(Declined) -> Void
  ) throws(Declined) {
    var count = 0
    try scanner.forEachElement { (scanner) throws(Declined) in
      try body(&self, &scanner)
      count += 1
    }
    guard count > 0 else { throw Declined("a geometry is empty") }
  }

  @inline(__always)
  private static func position(_ scanner: inout JSONScanner) throws(Declined) -> Point {
    try scanner.pass("[")
    let x = try scanner.value()
    try scanner.pass(",")
    let y = try scanner.value()
    guard try scanner.passed("]") else { throw Declined("a position has a height") }
    return Point(x: x, y: y)
  }
}
