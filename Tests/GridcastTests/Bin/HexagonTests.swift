import Foundation
import GridcastBase
import GridcastBin
import GridcastFormats
import GridcastJobs
import GridcastReproject
import Testing

/// Hexagons and densities, beside geopandas' and pyproj's; see fixtures/hexagons/hexagons.py.
@Suite struct HexagonTests {
  private func counting(_ size: String) throws -> Counting {
    var counting = Counting(
      inputs: [Source(fixture("hexagons/points.csv"), coordinateSystem: "EPSG:32649")],
      cellSize: try CellSize(size), categorization: .single)
    counting.target = .named("EPSG:32649")
    return counting
  }

  private var area: Source { Source(fixture("hexagons/area.geojson"), role: .studyArea) }

  /// The number in each hexagon that has any, by its centre to the millimetre.
  private func filled(_ counts: Counts) throws -> [String: Double] {
    let hexagons = try #require(counts.hexagons)
    var found: [String: Double] = [:]
    for cell in counts.fishnet.cells where counts.sums[0].values[cell] > 0 {
      let (x, y) = counts.fishnet.grid.tile(of: cell)
      let center = hexagons.center(x: x, y: y)
      found["\(formatted(center.x, 3)) \(formatted(center.y, 3))"] = counts.sums[0].values[cell]
    }
    return found
  }

  private func filled() throws -> [String: Double] {
    var found: [String: Double] = [:]
    for row in try fixtureRows("hexagons/hexagons.csv") {
      let (x, y) = (try #require(Double(row[0])), try #require(Double(row[1])))
      found["\(formatted(x, 3)) \(formatted(y, 3))"] = Double(row[2])
    }
    return found
  }

  @Test("Points lie in the hexagons in which geopandas finds them, those on a side once")
  func areGeopandas() throws {
    var counting = try counting("500m")
    counting.isOfHexagons = true
    let counts = try counting.counts()
    #expect(try filled(counts) == filled())
    #expect(counts.sums[0].total == 606)
  }

  @Test("The hexagons of a study area are those of every other extent")
  func areTheSame() throws {
    var counting = try counting("500m")
    counting.isOfHexagons = true
    counting.studyArea = area
    let counts = try counting.counts()
    let all = try filled()
    let own = try filled(counts)
    #expect(own.count > 50)
    for (place, count) in own { #expect(all[place] == count, "\(place)") }
    counting.rule = .center
    #expect(try counting.counts().fishnet.cells.count < counts.fishnet.cells.count)
  }

  @Test("Corners of neighbours are the same to the last bit, and every point has its hexagon")
  func cornersAreShared() {
    let lattice = HexagonLattice(size: 333.3)
    var times: [Point: Int] = [:]
    for y in -20..<20 {
      for x in -20..<20 {
        for corner in lattice.ring(x: x, y: y).dropLast() { times[corner, default: 0] += 1 }
        let center = lattice.center(x: x, y: y)
        #expect(lattice.tile(center) == (Double(x), Double(y)))
      }
    }
    #expect(times.values.allSatisfy { $0 <= 3 })
    #expect(times.values.count { $0 == 3 } > 2 * 38 * 38)
  }

  @Test("The ground of cut cells is pyproj's, and only the points of the area count")
  func densitiesArePyproj() throws {
    var counting = try counting("1km")
    counting.studyArea = area
    counting.isDensity = true
    let counts = try counting.counts()
    let areas = try #require(counts.areas)
    let rows = try fixtureRows("hexagons/density.csv")
    #expect(counts.fishnet.cells.count == rows.count)
    for row in rows {
      let middle = Point(x: try #require(Double(row[0])), y: try #require(Double(row[1])))
      let cell = try #require(counts.fishnet.grid.cell(at: middle))
      let ground = try #require(Double(row[2]))
      #expect(abs(areas[cell] - ground) < 2e-7, "\(middle): \(areas[cell])")
      #expect(counts.sums[0].values[cell] == Double(row[3]), "\(middle)")
    }
    counting.isOfHexagons = true
    let hexagons = try counting.counts()
    func total(_ areas: [Double]?) -> Double { (areas ?? []).reduce(0) { $1.isNaN ? $0 : $0 + $1 } }
    #expect(abs(total(hexagons.areas) - total(areas)) < 1e-5)
    #expect(hexagons.sums[0].total == counts.sums[0].total)
  }

  /// The areas of Snyder's tables would round; these are by pyproj:
  /// `Geod(ellps="WGS84").polygon_area_perimeter` of a cell of 0.5° at (10, 60), its edges in 20,000 pieces.
  @Test("Cells in degrees have their ground on the ellipsoid")
  func degrees() throws {
    let folder = try TemporaryFolder()
    var counting = Counting(
      inputs: [Source(try folder.file("p.csv", "lon,lat\n10.1,60.1\n"))],
      cellSize: try CellSize("0.5deg"), categorization: .single)
    counting.target = .named("EPSG:4326")
    counting.isDensity = true
    let area = try #require(try counting.counts().areas?.first)
    #expect(abs(area - 1542.513898) < 1e-3, "\(area)")
  }
}
