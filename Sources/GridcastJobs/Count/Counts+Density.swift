import Foundation
import GridcastBase
import GridcastBin
import GridcastGeo
import GridcastReproject

extension Counts {
  /// The counts as densities, per km² of ground; nil where numbers are wanted.
  ///
  /// A cell of which nothing lies in the study area is unknown.
  ///
  /// - Throws: `.badData` where a density is too large for a raster.
  var densities: Counts? {
    get throws(GridcastError) {
      guard let areas else { return nil }
      var bands: [CellValues] = []
      for band in sums {
        bands.append(
          CellValues(
            name: band.name,
            values: zip(band.values, areas).map { $1 > 0 ? $0 / $1 : .nan }))
        if bands.last?.values.contains(where: { abs($0) > Double(Float.greatestFiniteMagnitude) })
          ?? false
        {
          throw GridcastError(
            .badData, "category '\(band.name)'",
            "a cell has more per km² than a raster can hold; check the weights and the cell size")
        }
      }
      return Counts(
        fishnet: fishnet, sums: bands,
        raster: Raster(grid: raster.grid, bands: bands.map(Raster.Band.init)), tally: tally,
        featureCounts: featureCounts, isCount: false, hexagons: hexagons, areas: areas)
    }
  }

  /// The ground of each cell in km² on the ellipsoid; NaN in cells outside the fishnet.
  ///
  /// The area on the map is divided by PROJ's scale of areas at the middle of the cell; that of cells in degrees is
  /// exact (Snyder 1987, "Map Projections: A Working Manual", equations 3-12 and 14-9).
  ///
  /// - Parameter limits: The polygons of the study area; what lies outside of them does not count.
  /// - Returns: An area for each cell.
  /// - Throws: `.badData` where a cell has no place on the Earth.
  func groundAreas(within limits: Shapes?) throws(GridcastError) -> [Double] {
    let grid = fishnet.grid
    var areas = try wholeAreas()
    guard let limits else { return areas }
    var shares = Array(repeating: 0.0, count: grid.count)
    let united = try limits.united()
    if let hexagons {
      let columns = grid.west...grid.west + grid.columns - 1
      let rows = grid.south...grid.south + grid.rows - 1
      hexagons.addShares(of: united, columns, rows) { x, y, share in
        if let cell = grid.cell(tileX: x, tileY: y) { shares[cell] += share }
      }
    } else {
      ZoneCover(united, on: grid).forEachShare(in: 0..<grid.rows) { _, cell, share in
        shares[cell] += share
      }
    }
    for cell in areas.indices { areas[cell] *= min(1, max(0, shares[cell])) }
    return areas
  }

  private func wholeAreas() throws(GridcastError) -> [Double] {
    let grid = fishnet.grid
    let system = grid.coordinateSystem
    if system.isGeographic {
      let turn = grid.cellSize * system.metresPerUnit / CoordinateSystem.wgs84.metresPerUnit
      return (0..<grid.count).map { cell in
        guard fishnet.contains(cell) else { return .nan }
        let box = grid.box(of: cell)
        let degrees = turn / grid.cellSize
        return Self.square * turn * .pi / 180 / 2
          * (Self.authalic(box.maxY * degrees) - Self.authalic(box.minY * degrees))
      }
    }
    let cells = fishnet.cells
    let middles = cells.map { cell in
      let (x, y) = grid.tile(of: cell)
      return hexagons?.center(x: x, y: y) ?? grid.box(of: cell).center
    }
    let places = try Reprojection(from: system, to: .wgs84).project(middles)
    let scales = system.arealScales(at: places)
    let side = grid.cellSize * system.metresPerUnit / 1000
    let flat = side * side * (hexagons.map { $0.area / ($0.size * $0.size) } ?? 1)
    var areas = Array(repeating: Double.nan, count: grid.count)
    for (cell, scale) in zip(cells, scales) {
      guard let scale else {
        throw GridcastError(
          .badData, "\(system)",
          "a cell has no area on the Earth in it, so there is no density; \(.takeUTM)")
      }
      areas[cell] = flat / scale
    }
    return areas
  }

  /// The square of WGS 84's greater semi-axis, in km².
  private static let square = 6378.137 * 6378.137

  /// q of a latitude in degrees, by which areas on the ellipsoid grow (Snyder's equation 3-12).
  private static func authalic(_ latitude: Double) -> Double {
    let e2 = 0.006_694_379_990_141
    let e = e2.squareRoot()
    let sine = sin(max(-90, min(90, latitude)) * .pi / 180)
    return (1 - e2)
      * (sine / (1 - e2 * sine * sine) - log((1 - e * sine) / (1 + e * sine)) / (2 * e))
  }
}
