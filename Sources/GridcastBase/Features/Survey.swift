/// What a pass over all features learned about them before any of them is written.
package struct Survey: Sendable {
  /// The number of features.
  package private(set) var count = 0
  /// The number of shapes of each geometry type.
  package var kinds: [Shapes.Kind: Int] = [:]
  /// The number of shapes that have a geometry type but no vertex.
  package private(set) var emptyCount = 0
  /// Whether any vertex has a height.
  package private(set) var hasZ = false
  /// Whether any vertex has a measure.
  package private(set) var hasM = false
  /// Whether any vertex lacks a height.
  package private(set) var hasFlat = false
  /// The extent of all finite vertices.
  package private(set) var box = Box.empty
  /// The number of shapes that begin in each whole degree of longitude of either hemisphere, where
  /// the coordinates are degrees.
  package private(set) var degrees: [Int: Int] = [:]
  private var northCount = 0
  private var placedCount = 0
  /// What was learned about each attribute, by its name.
  package private(set) var columns: [String: ColumnSurvey] = [:]
  private let limits: Bool
  private let byteCount: @Sendable (String) -> Int?

  /// Begins a survey of no features.
  ///
  /// - Parameters:
  ///   - limits: Whether to measure how much room numbers, lists and times need.
  ///   - byteCount: The length of a text in the encoding that will be written; nil where it cannot be
  ///     expressed in it.
  package init(
    limits: Bool = false, byteCount: @escaping @Sendable (String) -> Int? = { $0.utf8.count }
  ) {
    self.limits = limits
    self.byteCount = byteCount
  }

  /// Surveys one batch of features.
  package mutating func add(_ features: Features) {
    let shapes = features.shapes
    count += features.count
    var counts = [Int](repeating: 0, count: Shapes.Kind.allCases.count)
    for kind in shapes.kinds { counts[Int(kind.rawValue)] += 1 }
    for kind in Shapes.Kind.allCases where counts[Int(kind.rawValue)] > 0 {
      kinds[kind, default: 0] += counts[Int(kind.rawValue)]
    }
    if !shapes.areSinglePoints {
      for (index, kind) in shapes.kinds.enumerated() where kind != .null && shapes.isEmpty(index) {
        emptyCount += 1
      }
    }
    hasZ = hasZ || shapes.hasZ
    hasM = hasM || shapes.hasM
    hasFlat = hasFlat || (shapes.hasZ ? shapes.z.contains(where: \.isNaN) : !shapes.points.isEmpty)
    for point in shapes.points { box.add(point) }
    addPlaces(shapes, features.coordinateSystem)
    for column in features.columns {
      columns[column.field.name, default: ColumnSurvey()].add(column, limits: limits, byteCount)
    }
  }

  /// Adds what another pass learned about other features.
  package mutating func add(_ other: Survey) {
    count += other.count
    kinds.merge(other.kinds, uniquingKeysWith: +)
    emptyCount += other.emptyCount
    hasZ = hasZ || other.hasZ
    hasM = hasM || other.hasM
    hasFlat = hasFlat || other.hasFlat
    box.add(other.box)
    degrees.merge(other.degrees, uniquingKeysWith: +)
    northCount += other.northCount
    placedCount += other.placedCount
    columns.merge(other.columns) { $0.joined(with: $1) }
  }

  private mutating func addPlaces(_ shapes: Shapes, _ system: CoordinateSystem?) {
    guard system?.isPlainDegrees ?? false else { return }
    var counts = [Int](repeating: 0, count: 721)
    let arePoints = shapes.areSinglePoints
    for index in 0..<shapes.count {
      guard let vertex = arePoints ? index : shapes.vertices(of: index).first else {
        continue
      }
      let point = shapes.points[vertex]
      guard point.isFinite, abs(point.x) <= 360, abs(point.y) <= 90 else { continue }
      counts[Int(point.x.rounded(.down)) + 360] += 1
      placedCount += 1
      if point.y >= 0 { northCount += 1 }
    }
    for (index, count) in counts.enumerated() where count > 0 {
      degrees[index - 360, default: 0] += count
    }
  }

  /// The UTM zone of the median longitude, which a few outliers do not move, in the hemisphere
  /// where most features lie.
  ///
  /// nil where no position is known in degrees.
  package var utmZone: UTMZone? {
    guard placedCount > 0 else { return nil }
    var seen = 0
    for (degree, count) in degrees.sorted(by: { $0.key < $1.key }) {
      seen += count
      if seen * 2 >= placedCount {
        return UTMZone(
          longitude: Double(degree) + 0.5, latitude: northCount * 2 >= placedCount ? 1 : -1)
      }
    }
    return nil
  }
}
