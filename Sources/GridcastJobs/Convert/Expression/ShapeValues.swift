import GridcastBase
import GridcastGeo
import GridcastReproject

/// What functions of an expression tell of the shapes of a block: areas, lengths and places.
struct ShapeValues {
  private var known: [FieldExpression.Function: [Double?]] = [:]

  /// The values of one function, one a shape; nil where the shape has none.
  subscript(function: FieldExpression.Function) -> [Double?] { known[function] ?? [] }

  /// Computes what one expression needs.
  struct Maker: Sendable {
    private let functions: Set<FieldExpression.Function>
    /// The way to longitude and latitude of WGS 84.
    private let way: Reprojection?
    private let system: CoordinateSystem?

    /// - Throws: `.usage` where the layer has no shapes; `.badData` where lengths on it are not known.
    init(
      for expression: FieldExpression, in system: CoordinateSystem?, hasShapes: Bool, _ path: String
    ) throws(GridcastError) {
      functions = expression.functionsOfShape
      self.system = system
      let needsSystem: Set<FieldExpression.Function> = [.area, .length, .lon, .lat]
      if let first = functions.first, !hasShapes {
        throw GridcastError(
          .usage, path, "it is a table without geometry, so \(first.rawValue)() tells nothing")
      }
      if system == nil, let first = functions.first(where: needsSystem.contains) {
        throw GridcastError(
          .badData, path,
          "it names no coordinate system, so \(first.rawValue)() is not known; \(.nameSystem(.input))"
        )
      }
      if let system, system.isGeographic, !system.isPlainDegrees,
        !functions.isDisjoint(with: [.area, .length])
      {
        throw GridcastError(
          .usage, path,
          "\(system) does not count degrees from Greenwich, so lengths and areas on it are not known; move it first"
        )
      }
      let isDegrees = functions.isDisjoint(with: [.lon, .lat])
      way = isDegrees ? nil : system.map { Reprojection(from: $0, to: .wgs84) }
    }

    /// - Throws: `.badData` where PROJ knows no way to longitude and latitude.
    func values(of features: Features) throws(GridcastError) -> ShapeValues {
      var values = ShapeValues()
      let shapes = features.shapes
      if functions.contains(.area) { values.known[.area] = areas(of: shapes) }
      if functions.contains(.length) { values.known[.length] = lengths(of: shapes) }
      guard !functions.isDisjoint(with: [.x, .y, .lon, .lat]) else { return values }
      let centres = try shapes.centres()
      values.known[.x] = centres.map { $0?.x }
      values.known[.y] = centres.map { $0?.y }
      if let way {
        let nowhere = Point(x: .nan, y: .nan)
        let degrees = try way.project(centres.map { $0 ?? nowhere })
        values.known[.lon] = degrees.map { $0.isFinite ? $0.x : nil }
        values.known[.lat] = degrees.map { $0.isFinite ? $0.y : nil }
      }
      return values
    }

    private func areas(of shapes: Shapes) -> [Double?] {
      let unit = system?.metresPerUnit ?? 1
      let isGround = system?.isGeographic ?? false
      return (0..<shapes.count).map { shape in
        guard !shapes.isEmpty(shape) else { return nil }
        var sum = 0.0
        for part in shapes.parts(of: shape) {
          let kind = shapes.partKinds[part]
          guard kind == .exterior || kind == .interior else { continue }
          let ring = shapes.points[shapes.vertices(ofPart: part)]
          let area =
            isGround ? GroundMeasures.area(ring) : abs(ring.signedArea) / 2 * unit * unit
          sum += kind == .exterior ? area : -area
        }
        return sum.isFinite ? sum : nil
      }
    }

    /// The lengths of lines, and of the borders of polygons.
    private func lengths(of shapes: Shapes) -> [Double?] {
      let unit = system?.metresPerUnit ?? 1
      let isGround = system?.isGeographic ?? false
      return (0..<shapes.count).map { shape in
        guard !shapes.isEmpty(shape) else { return nil }
        var sum = 0.0
        for part in shapes.parts(of: shape) where shapes.partKinds[part] != .points {
          let line = shapes.points[shapes.vertices(ofPart: part)]
          sum +=
            isGround
            ? GroundMeasures.length(line)
            : zip(line, line.dropFirst()).reduce(0) { sum, ends in
              let (across, up) = (ends.1.x - ends.0.x, ends.1.y - ends.0.y)
              return sum + (across * across + up * up).squareRoot() * unit
            }
        }
        return sum.isFinite ? sum : nil
      }
    }
  }
}
