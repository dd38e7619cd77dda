/// The geometry of many features in flat arrays: all vertices in one, cut into parts, and the parts
/// grouped into shapes.
///
/// A part is a run of vertices of one kind. A polygon is an exterior ring followed by its holes; a
/// multipolygon repeats that.
public struct Shapes: Sendable, Equatable {
  /// The geometry type of a whole shape.
  public enum Kind: UInt8, Sendable, CaseIterable {
    case null, point, multiPoint, line, multiLine, polygon, multiPolygon, collection

    /// The name of the geometry type, for programs.
    public var label: String { "\(self)".lowercased() }

    /// The geometry type in the language of whoever reads it.
    package var told: Sentence { Sentence(message: label) }

    /// So many shapes of a type, by the name of that.
    package static func told(_ count: Int, of label: String) -> Sentence {
      Sentence(key: "%@ of kind \(label)", "%@ \(label)", [Sentence(formatted(count))])
    }
  }

  /// The role of one run of vertices: points, a line, an exterior ring or a hole.
  package enum PartKind: UInt8, Sendable {
    case points, line, exterior, interior
  }

  /// All vertices, in the order of the shapes.
  public var points: [Point] = []
  /// The height of each vertex, NaN where its shape has none; empty where no shape has heights.
  package private(set) var z: [Double] = []
  /// The measure (M) of each vertex, NaN where its shape has none; empty where no shape has
  /// measures.
  package private(set) var m: [Double] = []
  /// The index of the first vertex of each part.
  @usableFromInline
  package private(set) var partStarts: [Int] = []
  /// The role of each part.
  package private(set) var partKinds: [PartKind] = []
  /// The index of the first part of each shape.
  @usableFromInline
  package private(set) var shapeStarts: [Int] = []
  /// The geometry type of each shape.
  public private(set) var kinds: [Kind] = []

  /// Makes an empty collection of shapes.
  package init() {}

  /// Makes one single-point shape of each point.
  package init(points: [Point]) {
    self.points = points
    partStarts = Array(points.indices)
    partKinds = Array(repeating: .points, count: points.count)
    shapeStarts = Array(points.indices)
    kinds = Array(repeating: .point, count: points.count)
  }

  /// Makes shapes without geometry.
  package init(nullCount: Int) {
    shapeStarts = Array(repeating: 0, count: nullCount)
    kinds = Array(repeating: .null, count: nullCount)
  }

  /// Whether every shape is known to be one point.
  package var areSinglePoints: Bool {
    points.count == count && partStarts.count == count && kinds.allSatisfy { $0 == .point }
  }

  /// The number of shapes.
  @inlinable
  public var count: Int { kinds.count }
  /// Whether any shape has heights.
  package var hasZ: Bool { !z.isEmpty }
  /// Whether any shape has measures.
  package var hasM: Bool { !m.isEmpty }

  /// The parts of one shape, as indices for `vertices(ofPart:)`.
  @inlinable
  public func parts(of shape: Int) -> Range<Int> {
    shapeStarts[shape]..<(shape + 1 < count ? shapeStarts[shape + 1] : partStarts.count)
  }

  /// The vertices of one part, as a range of `points`.
  @inlinable
  public func vertices(ofPart part: Int) -> Range<Int> {
    partStarts[part]..<(part + 1 < partStarts.count ? partStarts[part + 1] : points.count)
  }

  /// All vertices of one shape, as a range of `points`.
  @inlinable
  public func vertices(of shape: Int) -> Range<Int> {
    let parts = parts(of: shape)
    guard let first = parts.first, let last = parts.last else { return 0..<0 }
    return vertices(ofPart: first).lowerBound..<vertices(ofPart: last).upperBound
  }

  /// Whether a shape has no vertex.
  package func isEmpty(_ shape: Int) -> Bool { vertices(of: shape).isEmpty }

  /// Begins a new shape; the parts that are added next belong to it.
  package mutating func beginShape(_ kind: Kind) {
    shapeStarts.append(partStarts.count)
    kinds.append(kind)
  }

  /// Begins a new part of the last shape; the vertices that are added next belong to it.
  package mutating func beginPart(_ kind: PartKind) {
    partStarts.append(points.count)
    partKinds.append(kind)
  }

  /// Adds vertices to the last part, with heights and measures where they have any.
  package mutating func add(_ vertices: [Point], z: [Double] = [], m: [Double] = []) {
    add(vertices[...], z: z, m: m)
  }

  /// Adds vertices to the last part, with heights and measures where they have any.
  package mutating func add(_ vertices: ArraySlice<Point>, z: [Double] = [], m: [Double] = []) {
    let start = points.count
    points.append(contentsOf: vertices)
    Self.extend(&self.z, with: z, from: start, to: points.count)
    Self.extend(&self.m, with: m, from: start, to: points.count)
  }

  /// Adds a part with its vertices to the last shape.
  package mutating func addPart(_ kind: PartKind, _ vertices: [Point]) {
    beginPart(kind)
    add(vertices)
  }

  /// Adds a shape without geometry.
  package mutating func addNull() { beginShape(.null) }

  /// Adds a single point.
  package mutating func addPoint(_ point: Point) {
    beginShape(.point)
    beginPart(.points)
    points.append(point)
    if hasZ { z.append(.nan) }
    if hasM { m.append(.nan) }
  }

  /// Adds all shapes of another collection, after these.
  package mutating func append(_ other: Shapes) {
    let start = points.count
    let partStart = partStarts.count
    shapeStarts.append(contentsOf: other.shapeStarts.lazy.map { $0 + partStart })
    partStarts.append(contentsOf: other.partStarts.lazy.map { $0 + start })
    partKinds.append(contentsOf: other.partKinds)
    kinds.append(contentsOf: other.kinds)
    points.append(contentsOf: other.points)
    Self.extend(&z, with: other.z, from: start, to: points.count)
    Self.extend(&m, with: other.m, from: start, to: points.count)
  }

  /// Turns shapes that have a type but no vertex into shapes without geometry.
  package mutating func nullifyEmpty() {
    for index in kinds.indices where isEmpty(index) { kinds[index] = .null }
  }

  /// Drops the heights of all shapes where every one of them counts as none.
  package mutating func dropHeights(where isNothing: (Double) -> Bool) {
    if z.allSatisfy({ $0.isNaN || isNothing($0) }) { z = [] }
  }

  /// Reverses the order of some vertices.
  mutating func reverse(_ vertices: Range<Int>) {
    points[vertices].reverse()
    if hasZ { z[vertices].reverse() }
    if hasM { m[vertices].reverse() }
  }

  /// Pads heights or measures to one for each vertex, but leaves the array empty as long as no
  /// shape has any.
  private static func extend(
    _ values: inout [Double], with added: [Double], from start: Int, to end: Int
  ) {
    if added.isEmpty && values.isEmpty { return }
    if values.isEmpty { values = Array(repeating: .nan, count: start) }
    values.append(contentsOf: added)
    values.append(contentsOf: repeatElement(.nan, count: end - values.count))
  }
}

extension Shapes {
  /// A collection of this shape alone.
  package func shape(_ index: Int) -> Shapes {
    var result = Shapes()
    result.beginShape(kinds[index])
    for part in parts(of: index) {
      let vertices = vertices(ofPart: part)
      result.beginPart(partKinds[part])
      result.add(
        points[vertices], z: hasZ ? Array(z[vertices]) : [], m: hasM ? Array(m[vertices]) : [])
    }
    return result
  }

  /// The shapes whose flag is set, in order.
  package func filtered(_ isKept: [Bool]) -> Shapes {
    var result = Shapes()
    for index in 0..<count where isKept[index] { result.append(shape(index)) }
    return result
  }
}
