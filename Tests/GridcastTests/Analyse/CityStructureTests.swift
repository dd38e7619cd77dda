import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastGeo
import Testing

@Suite struct CityStructureTests {
  typealias Hill = PlantedCity.Hill

  static let cities: [(String, [Hill])] = [
    ("one centre", [Hill(row: 20, column: 25, height: 60, width: 3)]),
    (
      "three centres",
      [
        Hill(row: 22, column: 20, height: 90, width: 2.5),
        Hill(row: 8, column: 36, height: 50, width: 2),
        Hill(row: 32, column: 40, height: 35, width: 2.5),
      ]
    ),
    (
      "a centre on the edge, another in the corner",
      [
        Hill(row: 20, column: 0, height: 60, width: 3),
        Hill(row: 39, column: 49, height: 40, width: 3),
      ]
    ),
  ]

  @Test(
    "The planted centres are found, all of them and no other, to a cell", arguments: cities.indices,
    [(0.0, 1), (2.0, 1), (2.0, 2), (5.0, 3)] as [(Double, UInt64)])
  func findsCentres(city: Int, noise: (Double, UInt64)) throws {
    let hills = Self.cities[city].1
    let city = PlantedCity(hills: hills, noise: noise.0, seed: noise.1)
    let structure = try cityStructure(try city.raster())
    #expect(structure.centres.count == hills.count, "\(structure.findings)")
    for (centre, hill) in zip(structure.centres, hills) {
      let step = structure.grid.metres(from: city.point(hill), to: centre.point)
      // The way from cell to cell, a diagonal one included.
      #expect(max(abs(step.east), abs(step.north)) <= 1000.001, "\(centre) \(hill)")
    }
    #expect(structure.centres.map(\.rank) == Array(1...hills.count))
    #expect(structure.centres[0].distance == 0 && structure.centres[0].direction == nil)
  }

  @Test("A centre's distance and direction are those from the primary one")
  func tellsDirections() throws {
    let city = PlantedCity(hills: [
      Hill(row: 30, column: 10, height: 80, width: 2),
      Hill(row: 20, column: 20, height: 40, width: 2),
    ])
    let second = try #require(try cityStructure(try city.raster()).centres.last)
    #expect(second.direction == "NE")
    #expect(abs(second.distance - 10_000 * 2.0.squareRoot()) < 1)
  }

  @Test("A plateau is one centre, in its middle; what is unknown takes nothing from it")
  func findsPlateau() throws {
    var values = [Float](repeating: 0, count: 1600)
    for row in 0..<40 {
      for column in 0..<40 where (10..<31).contains(row) && (8..<29).contains(column) {
        values[row * 40 + column] = 7
      }
    }
    for cell in [3, 39 * 40 + 20, 20 * 40 + 38] { values[cell] = .nan }
    let found = try cityStructure(try raster(columns: 40, [("count", values)]))
    #expect(found.centres.count == 1)
    #expect(found.centres[0].point == Point(x: 518_500, y: 3_819_500))
    #expect(abs(found.centres[0].value - 7) < 1e-9)
  }

  @Test("Two towns on both sides of unknown cells are two centres")
  func findsIslands() throws {
    let city = PlantedCity(
      hills: [
        Hill(row: 20, column: 15, height: 50, width: 3),
        Hill(row: 20, column: 35, height: 30, width: 3),
      ], isHole: { _, column in (24..<27).contains(column) })
    let found = try cityStructure(try city.raster())
    #expect(found.centres.map(\.cell) == ["1kmN3819E515", "1kmN3819E535"])
  }

  @Test("A cell apart from all others is no centre, however great; and that is said")
  func ignoresSpecks() throws {
    let city = PlantedCity(
      hills: [Hill(row: 20, column: 15, height: 50, width: 3)],
      isHole: { row, column in column > 30 && !(row == 5 && column == 45) })
    let raster = try city.raster()
    var bands = raster.bands
    for index in bands.indices { bands[index].values[5 * 50 + 45] = 10_000 }
    let found = try cityStructure(Raster(grid: raster.grid, bands: bands))
    #expect(found.centres.map(\.cell) == ["1kmN3819E515"])
    #expect(found.notes.contains { $0.hasPrefix("1 cell in 1 piece apart") }, "\(found.notes)")
    // Where nothing else is known, small pieces are all there is.
    let apart = try raster1D([4, .nan, 9, .nan, 2])
    #expect(try cityStructure(apart).centres.count > 1)
  }

  private func raster1D(_ values: [Float]) throws -> Raster {
    try raster(columns: values.count, [("count", values)])
  }

  @Test("In degrees, smoothing is round on the ground")
  func smoothsDegrees() throws {
    // At 60° six columns are as far as three rows.
    let grid = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:4326"), cellSize: 0.01, west: 10_900,
      south: 5_970, columns: 121, rows: 61)
    var values = [Float](repeating: 0, count: grid.count)
    for (row, column) in [(30, 32), (30, 38), (29, 85), (32, 85)] {
      values[row * 121 + column] = 100
    }
    let raster = Raster(grid: grid, bands: [Raster.Band(name: "count", values: values)])
    let centres = try cityStructure(raster) { $0.sigma = 3 }.centres
    #expect(centres.count == 2)
    #expect(abs(centres[0].value / centres[1].value - 1) < 0.02, "\(centres)")
  }

  @Test("What reaches beyond the grid reaches no further than the grid")
  func clampsReach() throws {
    let small = try raster(columns: 3, [("count", [1, 2, 3, 4, 5, 6, 7, 8, 9])])
    let smooth = thrown { _ = try cityStructure(small) { $0.sigma = 1e12 } }
    #expect(smooth?.reason.contains("once it is smoothed") == true, "\(String(describing: smooth))")
    let spots = thrown {
      _ = try Hotspots(
        CellValues(small.bands[0]), on: small.grid, subject: "test",
        Hotspots.Options(neighbours: .within(1e12)))
    }
    #expect(spots?.reason.contains("a neighbour of every other") == true)
  }

  @Test("An overlap that nobody asked for does not fail the rest; one of another place is refused")
  func overlapIsOptional() throws {
    let two = try raster(columns: 4, [("office", [5, 5, 9, 0]), ("business", [0, 0, 0, 0])])
    let found = try cityStructure(two) { $0.density = "office" }
    #expect(found.overlap == nil)
    #expect(found.notes.contains { $0.contains("overlap of office and business is left out") })
    let grid = Grid(
      coordinateSystem: two.grid.coordinateSystem, cellSize: 1000, west: 900, south: 900,
      columns: 4, rows: 1)
    let far = Raster(grid: grid, bands: two.bands)
    let asked: [((inout CityStructure.Options) -> Void, GridcastError.Kind, String)] = [
      ({ $0.counts = (far, "far.tif") }, .badData, "no cell in common"),
      ({ $0.overlap = ["office", "office"] }, .usage, "two different bands"),
      (
        { $0.counts = (Raster(grid: two.grid, bands: [two.bands[0]]), "two.tif") }, .badData,
        "name two of its bands"
      ),
    ]
    for (change, kind, words) in asked {
      let error = thrown {
        _ = try cityStructure(two) {
          $0.density = "office"
          change(&$0)
        }
      }
      #expect(
        error?.kind == kind && error?.reason.contains(words) == true, "\(String(describing: error))"
      )
    }
  }

  /// By the definition: from each cell, flood ever lower until something higher is reached.
  private func prominences(_ values: [Float], columns: Int) -> [Double] {
    let known = values.indices.filter { !values[$0].isNaN }
    let levels = Set(known.map { values[$0] }).sorted(by: >)
    func isHigher(_ a: Int, than b: Int) -> Bool {
      values[a] == values[b] ? a < b : values[a] > values[b]
    }
    func reached(from cell: Int, downTo level: Float) -> Set<Int> {
      var reached: Set = [cell]
      var waiting = [cell]
      while let next = waiting.popLast() {
        for other in known
        where values[other] >= level && abs(other / columns - next / columns) <= 1
          && abs(other % columns - next % columns) <= 1 && reached.insert(other).inserted
        {
          waiting.append(other)
        }
      }
      return reached
    }
    return known.map { cell in
      let saddle = levels.first { level in
        level <= values[cell]
          && reached(from: cell, downTo: level).contains { isHigher($0, than: cell) }
      }
      return Double(values[cell] - (saddle ?? levels[levels.count - 1]))
    }.filter { $0 > 0 }.sorted(by: >)
  }

  @Test(
    "Prominence is what its definition says, plateaus and unknown cells included",
    arguments: 1...8 as ClosedRange<UInt64>)
  func prominenceByDefinition(seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    let values = (0..<13 * 11).map { _ -> Float in
      random.below(12) == 0 ? .nan : Float(1 + random.below(8))
    }
    let found = try cityStructure(try raster(columns: 11, [("count", values)])) {
      // So little that every value stays what it is.
      $0.sigma = 0.1
      $0.centreCount = 1000
    }
    #expect(found.centres.map(\.prominence) == prominences(values, columns: 11))
    #expect(found.peakCount == found.centres.count)
  }

  @Test("So many centres as are asked for are told, and that there are no more")
  func forcesCentres() throws {
    let city = PlantedCity(hills: Self.cities[1].1)
    #expect(try cityStructure(try city.raster()) { $0.centreCount = 2 }.centres.count == 2)
    let all = try cityStructure(try city.raster()) { $0.centreCount = 9 }
    #expect(all.centres.count == 3)
    #expect(all.notes.contains { $0.contains("9 centres were asked for") }, "\(all.notes)")
  }

  static let faults: [([(String, [Float])], String)] = [
    ([("predicted", Array(repeating: .nan, count: 9))], "not known in any cell"),
    ([("predicted", Array(repeating: 0, count: 9))], "is 0 in every cell"),
    ([("predicted", Array(repeating: 2.5, count: 9))], "is 2.5 in every cell"),
    ([("predicted", [7])], "is 7 in every cell"),
    ([("predicted", [.nan, .nan, 4])], "is 4 in every cell"),
    ([("a", [1, 2, 3]), ("b", [1, 2, 3])], "say which is meant"),
  ]

  @Test("A raster without anything to find is refused in a sentence", arguments: faults.indices)
  func refusesFaults(fault: Int) throws {
    let (bands, words) = Self.faults[fault]
    let raster = try raster(columns: bands[0].1.count == 9 ? 3 : bands[0].1.count, bands)
    let error = thrown { _ = try cityStructure(raster) }
    #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
    #expect(error?.subject == "city.tif")
  }

  @Test("Bands that are not there, or cannot overlap, are named")
  func refusesBands() throws {
    let two = try raster(columns: 4, [("office", [5, 5, -1, 0]), ("business", [0, 0, 0, 0])])
    let known = try raster(columns: 4, [("count", [1, 5, 2, 0])])
    let asked: [(Raster, (inout CityStructure.Options) -> Void, String)] = [
      (known, { $0.density = "shops" }, "no band 'shops'"),
      (known, { $0.growth = "more" }, "no band 'more'"),
      (known, { $0.overlap = ["count", "shops"] }, "no band 'shops'"),
      (
        known,
        {
          $0.counts = (two, "two.tif")
          $0.overlap = ["office", "business"]
        }, "negative"
      ),
    ]
    for (raster, change, words) in asked {
      let error = thrown { _ = try cityStructure(raster, change) }
      #expect(error?.kind == .badData)
      #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
    }
    let error = thrown {
      _ = try BandOverlap(two, of: "business", and: "business", subject: "two.tif")
    }
    #expect(error?.reason.contains("is 0 wherever") == true)
  }

  @Test("Every finding is a sentence, and the layers have the centres, axes and ellipses")
  func layersAndFindings() throws {
    let city = PlantedCity(hills: Self.cities[1].1, axes: [(bearing: 0, growth: 300)])
    let found = try cityStructure(try city.raster())
    #expect(found.findings.count >= 4)
    for finding in found.findings { #expect(finding.description.hasSuffix("."), "\(finding)") }
    #expect(found.findings[0].hasPrefix("1 primary and 2 secondary centres stand out"))
    #expect(found.findings[1].hasPrefix("The city grows most to the north ("))
    #expect(found.centreFeatures.shapes.points == found.centres.map(\.point))
    #expect(found.axisFeatures.count == 1)
    #expect(found.axisFeatures.shapes.points[0] == found.centres[0].point)
    #expect(found.ellipseFeatures.count == 2)
    #expect(found.sectorsCSV.split(separator: "\n").count == 9)
  }
}
