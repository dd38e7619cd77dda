import Foundation
import GridcastBase
import GridcastBin
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastReproject
import Testing

@Suite struct BinningTests {
  private func points(_ rows: [(Double, Double, String?)], weights: [Double?]? = nil) throws
    -> Features
  {
    var shapes = Shapes()
    for (x, y, _) in rows {
      if x.isNaN { shapes.addNull() } else { shapes.addPoint(Point(x: x, y: y)) }
    }
    var columns = [Column(Field("kind", .text), .texts(Texts(rows.map(\.2))))]
    if let weights { columns.append(Column(Field("w", .number), .numbers(Optionals(weights)))) }
    return Features(
      shapes: shapes, columns: columns, coordinateSystem: try CoordinateSystem("EPSG:32649"))
  }

  @Test("The sum of all counts is the number of points inside, and everything is accounted for")
  func accountsForEverything() throws {
    let system = try CoordinateSystem("EPSG:32649")
    let fishnet = Fishnet(
      grid: Grid(
        coordinateSystem: system, cellSize: 100, west: 0, south: 0, columns: 2, rows: 2),
      mask: [true, true, true, false])
    var binning = Binning(by: .field("kind"), cellSize: 100, in: system, limitedTo: fishnet)
    try binning.add(
      try points([
        (0, 0, "a"), (100, 0, "a"), (50, 150, "b"), (99.9, 199.9, " b "), (250, 0, "a"),
        (10, 10, nil), (10, 10, "  "), (.nan, 0, "a"), (0, 199, "a"),
      ]), from: "test")
    let (_, sums) = try binning.finish()
    #expect(sums.map(\.name) == ["a", "b"])
    // The south-eastern cell is outside the study area; what lies on its border with the south-western
    // one is within.
    #expect(sums[0].values[0..<3].elementsEqual([1, 0, 2]))
    #expect(sums[0].values[3].isNaN)
    #expect(sums[1].values[0..<3].elementsEqual([2, 0, 0]))
    let tally = binning.tally
    #expect(tally.read == 9 && tally.kept == 5)
    #expect(tally.read == tally.kept + tally.droppedCount)
    #expect(tally.dropped(Binning.outside) == 1)
    #expect(tally.dropped(Binning.withoutCategory) == 2)
    #expect(tally.dropped(Binning.withoutCoordinates) == 1)
  }

  @Test("Weights are summed, and a missing weight is counted")
  func sumsWeights() throws {
    let system = try CoordinateSystem("EPSG:32649")
    var binning = Binning(by: .single, weight: "w", cellSize: 100, in: system)
    try binning.add(
      try points(
        [(1, 1, nil), (2, 2, nil), (150, 1, nil), (1, 1, nil)], weights: [1.5, 2, 4, nil]),
      from: "test")
    let (_, sums) = try binning.finish()
    #expect(sums[0].values == [3.5, 4])
    #expect(binning.tally.dropped(Binning.withoutWeight) == 1)
  }

  /// cell-shares.csv is by Shapely; see fixtures/cell_shares.py.
  @Test(
    "Lengths and covered shares per cell are Shapely's", arguments: [Measure.length, .coverage])
  func sharesAreShapelys(measure: Measure) throws {
    var counting = Counting(
      inputs: [Source(fixture("cell-shares.geojson"))], cellSize: try CellSize("100m"),
      categorization: .field("kind"))
    counting.target = .named("EPSG:32649")
    counting.measure = measure
    let counts = try counting.counts()
    var expected: [String: Float] = [:]
    for row in try fixtureRows("cell-shares.csv") where (row[0] == "road") == (measure == .length) {
      expected["\(row[0]) \(row[1]) \(row[2])"] = Float(row[3])
    }
    var found: [String: Float] = [:]
    for band in counts.raster.bands {
      for (cell, value) in band.values.enumerated() where value > 1e-6 {
        let (x, y) = counts.raster.grid.tile(of: cell)
        found["\(band.name) \(x) \(y)"] = value
      }
    }
    #expect(Set(found.keys) == Set(expected.keys))
    for (key, value) in expected { #expect(abs((found[key] ?? 0) - value) < 1e-4, "\(key)") }
    #expect(counts.tally.dropped.map(\.count) == [measure == .length ? 2 : 1])
  }

  @Test("A line gives its middle, an area a point on its surface, a multipoint all its points")
  func onePointEach() throws {
    let folder = try TemporaryFolder()
    let geometries = [
      #"{"type":"LineString","coordinates":[[50,50],[250,50]]}"#,
      // A C-shaped area: its centroid lies in the gap.
      #"{"type":"Polygon","coordinates":[[[1000,0],[1300,0],[1300,100],[1100,100],[1100,200],[1300,200],[1300,300],[1000,300],[1000,0]]]}"#,
      #"{"type":"MultiPoint","coordinates":[[2050,50],[2150,50]]}"#,
    ].map { #"{"type":"Feature","properties":{},"geometry":\#($0)}"# }
    let path = try folder.file(
      "s.geojson",
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32649"}},"features":[\#(geometries.joined(separator: ","))]}"#
    )
    var counting = Counting(
      inputs: [Source(path)], cellSize: try CellSize("100"), categorization: .single)
    counting.target = .named("EPSG:32649")
    let counts = try counting.counts()
    let cells = counts.sums[0].values.enumerated().filter { $0.element > 0 }.map {
      counts.raster.grid.tile(of: $0.offset)
    }
    #expect(counts.tally.kept == 4)
    #expect(cells.contains { $0 == (1, 0) })
    #expect(cells.contains { $0 == (20, 0) } && cells.contains { $0 == (21, 0) })
    #expect(!cells.contains { $0 == (11, 1) || $0 == (12, 1) })
  }
}
