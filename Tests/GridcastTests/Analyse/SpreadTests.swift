import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastGeo
import Testing

/// Ellipses, and the overlap of two functions.
@Suite struct SpreadTests {
  @Test("The ellipse is pointpats's")
  func ellipseMatchesPointpats() throws {
    let rows = try fixtureRows("spatial/cells.csv").map { $0.compactMap(Float.init) }
    let raster = try raster(columns: 17, [("business", rows.map { $0[0] })])
    let expected = try fixtureRows("spatial/ellipse.csv")[0].compactMap(Double.init)
    let ellipse = try #require(
      DeviationalEllipse(raster.bands[0].values.map(Double.init), on: raster.grid))
    let first = raster.grid.box(of: 0).center
    #expect(abs((ellipse.center.x - first.x) / 1000 - expected[0]) < 1e-8)
    #expect(abs((ellipse.center.y - first.y) / 1000 - expected[1]) < 1e-8)
    #expect(abs(ellipse.semiMajor / 1000 - expected[2]) < 1e-8)
    #expect(abs(ellipse.semiMinor / 1000 - expected[3]) < 1e-8)
    // pointpats counts from east, counter-clockwise.
    let bearing = 90 - expected[4] * 180 / .pi
    #expect(abs(ellipse.rotation - bearing) < 1e-6)
    #expect(abs(ellipse.area - .pi * expected[2] * expected[3] * 1e6) < 1)
    #expect(ellipse.ring.first == ellipse.ring.last)
    let reach = ellipse.ring.map { hypot($0.x - ellipse.center.x, $0.y - ellipse.center.y) }.max()
    #expect(abs((reach ?? 0) - ellipse.semiMajor) < 1e-6)
  }

  @Test("The ellipse of a planted hill that is turned has its axes", arguments: [0.0, 30, 90, 140])
  func findsEllipse(rotation: Double) throws {
    let side = 61
    let radians = rotation * .pi / 180
    let values = (0..<side * side).map { cell -> Double in
      let (north, east) = (Double(30 - cell / side), Double(cell % side - 30))
      let along = north * cos(radians) + east * sin(radians)
      let aside = east * cos(radians) - north * sin(radians)
      return exp(-(along * along / 36 + aside * aside / 9) / 2)
    }
    let grid = try raster(columns: side, [("a", values.map(Float.init))]).grid
    let ellipse = try #require(DeviationalEllipse(values, on: grid))
    #expect(abs(ellipse.semiMajor - 6000 * 2.0.squareRoot()) < 10)
    #expect(abs(ellipse.semiMinor - 3000 * 2.0.squareRoot()) < 10)
    let turn = abs(ellipse.rotation - rotation)
    #expect(min(turn, 180 - turn) < 0.1)
    let middle = grid.box(of: 30 * side + 30).center
    #expect(hypot(ellipse.center.x - middle.x, ellipse.center.y - middle.y) < 1)
  }

  @Test("In degrees, directions and lengths are those on the ground")
  func measuresDegrees() throws {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:4326"), cellSize: 0.01, west: 10_900,
      south: 6_000, columns: 21, rows: 21)
    // At 60° a degree of longitude is half as long: two columns east are as far as one row north.
    let step = grid.metres(from: grid.box(of: 220).center, to: grid.box(of: 222).center)
    #expect(abs(step.east - 1113) < 10 && step.north == 0)
    var values = [Double](repeating: 0, count: grid.count)
    for cell in [220 - 4, 220 + 4, 220 - 2 * 21, 220 + 2 * 21] { values[cell] = 1 }
    let ellipse = try #require(DeviationalEllipse(values, on: grid))
    #expect(abs(ellipse.semiMajor / ellipse.semiMinor - 1) < 0.01)
  }

  @Test("The overlap of two functions is NumPy's, and its cells add up to it")
  func overlapMatchesNumPy() throws {
    let rows = try fixtureRows("spatial/cells.csv").map { $0.compactMap(Float.init) }
    let raster = try raster(
      columns: 17, [("business", rows.map { $0[0] }), ("office", rows.map { $0[1] })])
    let expected = try fixtureRows("spatial/overlap.csv")[0].compactMap(Double.init)
    let found = try cityStructure(raster) { $0.density = "business" }
    let overlap = try #require(found.overlap)
    #expect(overlap.names == ["office", "business"])
    #expect(abs(overlap.schoenerD - expected[0]) < 1e-9)
    #expect(abs((overlap.correlation ?? 9) - expected[1]) < 1e-6)
    #expect(abs(overlap.raster.bands[0].total - expected[0]) < 1e-6)
    let known = rows.count { !$0[0].isNaN }
    #expect(BandOverlap.Level.allCases.reduce(0) { $0 + overlap.count($1) } == known)
  }

  @Test("Levels of overlap are by the mean of each band")
  func levels() throws {
    let two = try raster(columns: 4, [("office", [5, 5, 0, 0]), ("business", [9, 0, 8, 1])])
    let overlap = try BandOverlap(two, of: "office", and: "business", subject: "test")
    #expect(overlap.raster.bands[1].values == [3, 1, 2, 0])
    #expect(overlap.schoenerD == 0.5)
  }
}
