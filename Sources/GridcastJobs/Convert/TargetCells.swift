import Foundation
import GridcastBase
import GridcastGeo
import GridcastReproject

/// Where a raster comes to lie in another coordinate system: the extent of its cells there, and the side
/// of a cell that keeps the resolution.
///
/// GDAL's suggestion is taken where it keeps the resolution. It does not where the raster lies over the
/// edge of the map, as then two halves come to lie at its two ends, or where a part has no position.
struct TargetCells {
  /// The extent, which on cylindrical maps may reach beyond the edge, so that the raster stays in one
  /// piece.
  private(set) var box: Box
  /// The side of a cell that keeps the resolution.
  private(set) var cellSize: Double
  /// What is cut off; nil where nothing is.
  private(set) var note: Sentence?
  /// Whether the extent is that of the outline, and not of the whole raster.
  private(set) var isOfOutline = false

  private let outline: Box
  private let cell: (width: Double, height: Double)
  private let move: Reprojection
  private var from: CoordinateSystem { move.source }
  private var to: CoordinateSystem { move.target }

  /// How much coarser than the raster suggested cells may be where nothing tells why.
  private static let coarsest = 4.0
  /// The length of a degree of latitude, in metres.
  private let metresPerDegree = 111_195.0
  /// How far neighbouring points of an edge may be apart, as a share of the whole extent.
  private static let farthest = 0.3

  /// Finds the cells.
  ///
  /// - Parameters:
  ///   - outline: The extent of the raster, or of the part of it that is wanted.
  ///   - cell: The width and height of its cells.
  ///   - move: The way to the other system.
  ///   - suggestion: What GDAL finds; nil where it fails.
  ///   - isWhole: Whether every cell must lie within, so that sums keep their total.
  ///   - subject: The path of the raster.
  /// - Throws: `.badData` where it cannot be moved.
  init(
    of outline: Box, cell: (width: Double, height: Double), by move: Reprojection,
    suggestion: (box: Box, cellSize: Double)?, isWhole: Bool, _ subject: String
  ) throws(GridcastError) {
    self.outline = outline
    self.cell = cell
    self.move = move
    box = suggestion?.box ?? .empty
    cellSize = suggestion?.cellSize ?? .infinity
    if to.code == "EPSG:3857", let mercator = try MercatorCells(outline, cell: cell, in: from) {
      (box, cellSize, note) = (mercator.box, mercator.cellSize, mercator.note)
      isOfOutline = true
      return
    }
    let sides = Self.sides(of: outline)
    let moved = try sides.map { side throws(GridcastError) in try move.project(side) }
    let inner = try move.project(Self.lattice(in: outline))
    let reach = Box((moved.joined() + inner).filter(\.isFinite))
    guard !reach.isEmpty, let size = try localSize() else {
      if suggestion != nil { return }
      throw GridcastError(.badData, subject, "it has no position in \(to)")
    }
    let far = Self.farthest * max(reach.width, reach.height)
    let isTorn = moved.contains { side in
      zip(side, side.dropFirst()).contains { one, other in
        one.isFinite && other.isFinite && max(abs(one.x - other.x), abs(one.y - other.y)) > far
      }
    }
    let ratio = cellSize / size
    let isOff = ratio > Self.coarsest || isTorn && !(1 / 1.5...1.5 ~= ratio)
    if isOff {
      cellSize = size
      box = reach
      isOfOutline = true
      if isTorn { try mend(reach, subject) }
    } else if isWhole {
      // Between the points that were moved an edge may bulge a little farther.
      box.add(reach.expanded(by: 0.01 * cellSize))
    }
    if to.isGeographic { try reachPoles(reach) }
  }

  /// Keeps a raster over the edge of the map in one piece where the map goes on there.
  private mutating func mend(_ reach: Box, _ subject: String) throws(GridcastError) {
    var places = Self.sides(of: outline).flatMap(\.self) + Self.lattice(in: outline)
    if !from.isGeographic {
      places = try Reprojection.project(places, from: from, to: .wgs84).filter(\.isFinite)
    }
    guard let first = places.first else { return }
    if !from.isGeographic {
      for index in places.indices {
        places[index].x = first.x + (places[index].x - first.x).remainder(dividingBy: 360)
      }
    }
    let degrees = Box(places)
    guard degrees.width < 359.999 else { return }
    let middle = degrees.center.x.remainder(dividingBy: 360)
    let (west, east) = (
      degrees.minX - degrees.center.x + middle, degrees.maxX - degrees.center.x + middle
    )
    if to.isGeographic {
      box = Box(minX: west, minY: reach.minY, maxX: east, maxY: reach.maxY)
    } else if let (x, metres) = try cylinder(at: middle) {
      box = Box(
        minX: x + (west - middle) * metres, minY: reach.minY, maxX: x + (east - middle) * metres,
        maxY: reach.maxY)
    } else {
      let own = outline.width / cell.width * (outline.height / cell.height)
      let count = reach.width / cellSize * (reach.height / cellSize)
      guard count <= max(1e8, 100 * own) else {
        throw GridcastError(
          .badData, subject,
          "it lies over the edge of the map of \(to), whose two ends are too far apart for cells of this size; "
            + "\(.nameTarget)")
      }
    }
  }

  /// The easting of a meridian and the length of a degree, where the map is an even cylinder.
  private func cylinder(at longitude: Double) throws(GridcastError) -> (Double, Double)? {
    let points = [0.0, 30].flatMap { latitude in
      [-1.0, 0, 1].map { Point(x: longitude + $0, y: latitude) }
    }
    let moved = try Reprojection.project(points, from: .wgs84, to: to)
    guard moved.allSatisfy(\.isFinite) else { return nil }
    // One of the two steps may lead over the edge.
    func step(_ row: Int) -> Double {
      let before = moved[row + 1].x - moved[row].x
      let after = moved[row + 2].x - moved[row + 1].x
      return abs(before) < abs(after) ? before : after
    }
    let (low, high) = (step(0), step(3))
    let tolerance = 1e-6 * abs(low)
    let isEven = abs(moved[1].x - moved[4].x) < tolerance && abs(low - high) < tolerance
    return isEven && low > 0 ? (moved[1].x, low) : nil
  }

  /// The median of the sides of squares as large as the cells become.
  private func localSize() throws(GridcastError) -> Double? {
    let places = Self.lattice(in: outline)
    let points = places.flatMap { place in
      [
        place, Point(x: place.x + cell.width, y: place.y),
        Point(x: place.x, y: place.y + cell.height),
      ]
    }
    let moved = try move.project(points)
    let sizes = stride(from: 0, to: moved.count, by: 3).compactMap { index -> Double? in
      func step(_ other: Int) -> (x: Double, y: Double) {
        let x = moved[index + other].x - moved[index].x
        return (
          to.isGeographic ? x.remainder(dividingBy: 360) : x,
          moved[index + other].y - moved[index].y
        )
      }
      let (across, down) = (step(1), step(2))
      let area = abs(across.x * down.y - across.y * down.x)
      return area.isFinite && area > 0 ? area.squareRoot() : nil
    }.sorted()
    return sizes.isEmpty ? nil : sizes[sizes.count / 2]
  }

  /// Takes in a pole that lies within the raster, and nothing beyond one.
  private mutating func reachPoles(_ reach: Box) throws(GridcastError) {
    if !from.isGeographic {
      for latitude in [-90.0, 90] {
        let pole = try Reprojection.project(
          [Point(x: 0, y: latitude)], from: .wgs84, to: from)
        guard let pole = pole.first, pole.isFinite, outline.contains(Box([pole])) else { continue }
        box = Box(minX: -180, minY: reach.minY, maxX: 180, maxY: reach.maxY)
        box.add(Box(minX: -180, minY: latitude, maxX: 180, maxY: latitude))
        // Along a meridian, as parallels shrink to nothing.
        cellSize = cell.height * from.metresPerUnit / metresPerDegree
        isOfOutline = true
      }
    }
    box = Box(minX: box.minX, minY: max(box.minY, -90), maxX: box.maxX, maxY: min(box.maxY, 90))
  }

  /// The four sides of a box, each as points close to each other.
  private static func sides(of box: Box) -> [[Point]] {
    let steps = (0...500).map { Double($0) / 500 }
    return [
      steps.map { Point(x: box.minX + $0 * box.width, y: box.minY) },
      steps.map { Point(x: box.minX + $0 * box.width, y: box.maxY) },
      steps.map { Point(x: box.minX, y: box.minY + $0 * box.height) },
      steps.map { Point(x: box.maxX, y: box.minY + $0 * box.height) },
    ]
  }

  /// Points all over a box.
  private static func lattice(in box: Box) -> [Point] {
    let steps = (0..<21).map { (Double($0) + 0.5) / 21 }
    return steps.flatMap { down in
      steps.map { Point(x: box.minX + $0 * box.width, y: box.minY + down * box.height) }
    }
  }
}
