import GridcastBase
import GridcastGeo
import Synchronization

/// A transformation between two coordinate systems that uses fitted polynomials in squares with
/// many points, and PROJ everywhere else.
///
/// The squares belong to one fixed tiling, so the result for a point does not depend on the order
/// of threads.
final class FittedProjection: Sendable {
  /// The wanted and the tolerated greatest error of a fit, in metres.
  private static let aim = 1e-8, limit = 5e-7
  /// A square is fitted where a block has this many points for each square; asking PROJ would cost
  /// about the same.
  private static let pointsPerSquare = 1024

  private struct Square: Hashable {
    let x: Int, y: Int
  }

  private let projection: Projection
  private let side: Double
  private let metresPerUnit: Double
  /// Whether all squares are fitted, or none; nil where each block decides by its own points.
  private let fitsAll: Bool?
  /// Places next to whose lines PROJ is asked, so that it does not matter which points share a block.
  private let lattice: Lattice?
  /// The fits of squares, nil where a square has none; and whether the transformation may be fitted
  /// at all.
  private let fits = Mutex<(known: [Square: ChebyshevFit?], mayFit: Bool?)>(([:], nil))

  init(from source: CoordinateSystem, to target: CoordinateSystem) {
    fitsAll = nil
    lattice = nil
    projection = Projection(from: source, to: target)
    side = source.isGeographic ? 1 : 100_000 / source.metresPerUnit
    metresPerUnit = target.metresPerUnit
  }

  /// The same transformation with one decision for all points, so that equal points stay equal in
  /// different blocks.
  ///
  /// The box, in the source system, contains all points, of which there are `count`.
  init(_ other: FittedProjection, decidedOver box: Box, count: Int) {
    fitsAll = other.squares(under: box, for: count) != nil
    lattice = other.lattice
    projection = other.projection
    side = other.side
    metresPerUnit = other.metresPerUnit
  }

  /// The same transformation with PROJ's own results next to the edges of cells, by which alone others
  /// could tell whether a polynomial was taken.
  init(_ other: FittedProjection, settledOn cellSize: Double, anchor: Point) {
    fitsAll = other.fitsAll
    projection = other.projection
    side = other.side
    metresPerUnit = other.metresPerUnit
    lattice = Lattice(
      size: cellSize, anchor: anchor,
      // What lies on an edge may belong to the cell beside it, within a millionth of its side.
      margin: 2e-6 * cellSize + 2 * Self.limit / other.metresPerUnit)
  }

  /// The operations that PROJ takes at some points, each once.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  func operations(at points: [Point]) throws(GridcastError) -> [CoordinateOperation] {
    try projection.operations(at: points)
  }

  /// Transforms points in place; a point that cannot be transformed becomes infinite or NaN.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  func move(_ points: inout [Point]) throws(GridcastError) {
    let box = Box(points)
    guard let squares = squares(under: box, for: points.count) else {
      var span = points.mutableSpan
      return try projection.move(&span)
    }
    var fits: [Square: ChebyshevFit] = [:]
    for square in squares { fits[square] = try fit(of: square) }
    let before = lattice == nil ? [] : points
    if squares.count == 1, let fit = fits.values.first, points.allSatisfy(\.isFinite) {
      var span = points.mutableSpan
      fit.move(&span)
    } else {
      try move(&points, by: fits)
    }
    if let lattice { try ask(before, &points, where: lattice.isClose) }
  }

  /// Asks PROJ for the points whose results are of a kind.
  private func ask(_ before: [Point], _ points: inout [Point], where isAsked: (Point) -> Bool)
    throws(GridcastError)
  {
    let asked = points.indices.filter { isAsked(points[$0]) }
    guard !asked.isEmpty else { return }
    var rest = asked.map { before[$0] }
    var span = rest.mutableSpan
    try projection.move(&span)
    for (index, point) in zip(asked, rest) { points[index] = point }
  }

  /// Transforms each point by the fit of its square, and the others by PROJ.
  private func move(_ points: inout [Point], by fits: [Square: ChebyshevFit])
    throws(GridcastError)
  {
    var others: [Int] = []
    var last: (square: Square, fit: ChebyshevFit)?
    for index in points.indices {
      let point = points[index]
      guard point.isFinite else {
        others.append(index)
        continue
      }
      let square = square(of: point)
      if last?.square != square { last = fits[square].map { (square, $0) } }
      if let fit = last?.fit { points[index] = fit.moved(point) } else { others.append(index) }
    }
    guard !others.isEmpty else { return }
    var rest = others.map { points[$0] }
    var span = rest.mutableSpan
    try projection.move(&span)
    for (index, point) in zip(others, rest) { points[index] = point }
  }

  private func square(of point: Point) -> Square {
    Square(x: Int((point.x / side).rounded(.down)), y: Int((point.y / side).rounded(.down)))
  }

  /// The squares that a box touches; nil where they are too many for this number of points.
  private func squares(under box: Box, for count: Int) -> [Square]? {
    guard fitsAll != false, !box.isEmpty,
      box.expanded(by: side).outline(pointsPerSide: 2)
        .allSatisfy({ abs($0.x / side) < 1e9 && abs($0.y / side) < 1e9 })
    else { return nil }
    let first = square(of: Point(x: box.minX, y: box.minY))
    let last = square(of: Point(x: box.maxX, y: box.maxY))
    let across = last.x - first.x + 1
    let down = last.y - first.y + 1
    let needed = Double(across) * Double(down) * Double(Self.pointsPerSquare)
    guard fitsAll == true || needed <= Double(count) else { return nil }
    return (first.y...last.y).flatMap { y in (first.x...last.x).map { Square(x: $0, y: y) } }
  }

  private func fit(of square: Square) throws(GridcastError) -> ChebyshevFit? {
    let result: Result<ChebyshevFit?, GridcastError> = fits.withLock { fits in
      Result { () throws(GridcastError) in
        if let known = fits.known[square] { return known }
        if fits.mayFit == nil { fits.mayFit = try projection.isOneOperation() }
        guard fits.mayFit == true else { return nil }
        let box = Box(
          minX: Double(square.x) * side, minY: Double(square.y) * side,
          maxX: Double(square.x + 1) * side, maxY: Double(square.y + 1) * side)
        let fit = try ChebyshevFit(
          over: box, aim: Self.aim / metresPerUnit, limit: Self.limit / metresPerUnit
        ) { (points) throws(GridcastError) in try projection.move(&points) }
        fits.known[square] = .some(fit)
        return fit
      }
    }
    return try result.get()
  }
}

/// The edges of cells.
private struct Lattice: Sendable {
  let size: Double
  let anchor: Point
  /// How far from an edge is close to it.
  let margin: Double

  /// Whether a point lies close to an edge.
  func isClose(_ point: Point) -> Bool {
    let x = (point.x - anchor.x) / size
    let y = (point.y - anchor.y) / size
    let share = margin / size
    return abs(x - x.rounded()) <= share || abs(y - y.rounded()) <= share
  }
}
