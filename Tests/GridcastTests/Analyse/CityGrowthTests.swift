import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastGeo
import GridcastJobs
import Testing

/// Where a city grows, around its primary centre.
@Suite struct CityGrowthTests {
  typealias Hill = PlantedCity.Hill

  @Test("Two axes side by side are both found among four sectors")
  func fourSectors() throws {
    let city = PlantedCity(
      hills: [Hill(row: 22, column: 18, height: 60, width: 3)],
      axes: [(bearing: 270, growth: 400), (bearing: 0, growth: 350)])
    let found = try cityStructure(try city.raster()) { $0.sectorCount = 4 }
    #expect(found.growth.axes.map(\.direction) == ["W", "N"], "\(found.findings)")
  }

  @Test(
    "Cells that are unknown have no part in sectors, whether growth or density is dealt to them")
  func unknownCellsAreNotNothing() throws {
    // Even density east of a coast: beyond it nothing is known, which is no axis towards the land.
    let city = PlantedCity(
      hills: [Hill(row: 20, column: 25, height: 50, width: 4)],
      isHole: { _, column in column < 14 })
    let values = try city.raster().bands[0].values.map { $0.isNaN ? $0 : $0 + 5 }
    let raster = try raster(columns: 50, [("count", values)])
    let found = try cityStructure(raster)
    #expect(found.growthSource == .density)
    let center = raster.grid.cell(at: found.centres[0].point)
    let known = values.indices.count { !values[$0].isNaN && $0 != center }
    #expect(found.growth.sectors.reduce(0) { $0 + $1.cells } == known)
    let asked = try cityStructure(raster) { $0.growth = "count" }
    #expect(found.growth.sectors == asked.growth.sectors)
    #expect(found.growth.axes.isEmpty, "\(found.findings)")
  }

  @Test("What a model expects at the same time is not called growth of the city")
  func expectedGrowth() throws {
    let city = PlantedCity(
      hills: [Hill(row: 20, column: 25, height: 50, width: 4)], axes: [(bearing: 0, growth: 300)])
    var raster = try city.raster()
    let years = try cityStructure(raster)
    #expect(!years.isExpected && years.findings.contains { $0.hasPrefix("The city grows most") })
    raster.bands[0].name = "observed"
    let now = try cityStructure(raster)
    #expect(now.isExpected && now.growth == years.growth)
    #expect(now.findings.contains { $0.hasPrefix("The model expects growth most to the north") })
    #expect(now.findings.contains { $0.contains("The ellipse of expected growth") })
    #expect(!now.findings.contains { $0.contains("city grows") }, "\(now.findings)")
  }

  @Test(
    "Where lengths are not those on the ground, it is said",
    arguments: [
      ("EPSG:3857", "times those on the ground"), ("EPSG:32649", nil),
    ] as [(String, String?)])
  func saysLengths(system: String, words: String?) throws {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: 1000,
      west: system == "EPSG:3857" ? 12_180 : 360, south: system == "EPSG:3857" ? 4_100 : 3_810,
      columns: 3, rows: 3)
    let raster = Raster(
      grid: grid, bands: [Raster.Band(name: "a", values: [1, 2, 3, 4, 9, 6, 7, 8, 5])])
    let remark = try cityStructure(raster).lengthRemark
    #expect(words.map { remark?.contains($0) == true } ?? (remark == nil), "\(remark ?? "")")
  }

  static let plans: [([(Double, Double)], [String])] = [
    ([(0, 400)], ["N"]), ([(270, 400), (0, 250)], ["W", "N"]), ([(135, 400)], ["SE"]),
    ([(90, 300), (180, 220), (315, 400)], ["NW", "E", "S"]), ([], []),
  ]

  @Test(
    "The planted axes of growth are found, and none where growth goes by chance",
    arguments: plans.indices, [(0.0, 1), (1.0, 2), (2.0, 5)] as [(Double, UInt64)])
  func findsAxes(plan: Int, noise: (Double, UInt64)) throws {
    let (axes, directions) = Self.plans[plan]
    // Nearer to the south-west corner, so that sectors are of unequal size.
    let city = PlantedCity(
      hills: [Hill(row: 22, column: 18, height: 60, width: 3)],
      axes: axes.map { (bearing: $0.0, growth: $0.1) }, noise: noise.0, seed: noise.1)
    if axes.isEmpty && noise.0 == 0 { return }
    let found = try cityStructure(try city.raster())
    #expect(found.growthSource == .band("change"))
    #expect(found.growth.axes.map(\.direction) == directions, "\(found.findings)")
    for axis in found.growth.axes where noise.0 == 0 {
      let planted = try #require(axes.first { Compass.words(axis.direction) == words($0.0) })
      #expect(abs((axis.meanDistance ?? 0) - 9000) < 1000, "\(axis)")
      let turn = abs((axis.meanBearing ?? 0) - planted.0)
      #expect(min(turn, 360 - turn) < 3, "\(axis)")
    }
  }

  private func words(_ bearing: Double) -> Sentence {
    Compass.words(Compass.name(Compass.sector(of: bearing, among: 8), among: 8))
  }

  @Test("Growth that depends on distance alone has no axis, though the study area is long")
  func ignoresShapeOfStudyArea() throws {
    let values = (0..<60 * 12).map { cell -> Float in
      let (row, column) = (cell / 12 - 40, cell % 12 - 6)
      return Float(30 * exp(-Double(row * row + column * column).squareRoot() / 8))
    }
    let found = try cityStructure(try raster(columns: 12, [("count", values)]))
    #expect(found.growthSource == .density)
    #expect(found.growth.axes.isEmpty, "\(found.findings)")
    #expect(abs(found.growth.sectors.reduce(0) { $0 + $1.share } - 1) < 0.1)
    #expect(found.findings[1].hasPrefix("No direction stands out"))
  }

  @Test("Shares, sums and expectations come out, counted by hand")
  func sumsSectors() throws {
    let grid = try raster(columns: 3, [("a", Array(repeating: 0, count: 9))]).grid
    // North-west, north, north-east, west, centre, …
    let growth = [1.0, 8, -2, 0, 3, 1, .nan, 0, 1]
    let sectors = GrowthSectors(growth, on: grid, around: grid.box(of: 4).center)
    #expect(sectors.sectors.map(\.direction) == ["N", "NE", "E", "SE", "S", "SW", "W", "NW"])
    #expect(sectors.sectors.map(\.growth) == [8, -2, 1, 1, 0, 0, 0, 1])
    #expect(sectors.sectors.map(\.cells) == [1, 1, 1, 1, 1, 0, 1, 1])
    #expect(sectors.total == 12 && sectors.atCenter == 3)
    #expect(sectors.sectors[0].share == 8.0 / 14)
    // All seven lie in the ring of one cell: 11 of gains, a seventh each.
    #expect(abs(sectors.sectors[0].expectedShare - 11.0 / 7 / 14) < 1e-12)
    // Variance of one of seven drawn: (Σg² − 11²/7) / 6 · (1 − 1/7).
    let deviation = ((67 - 121.0 / 7) / 6 * (6.0 / 7)).squareRoot()
    #expect(abs(sectors.sectors[0].z - (8 - 11.0 / 7) / deviation) < 1e-12)
  }
}
