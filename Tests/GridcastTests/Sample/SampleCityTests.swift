import GridcastBase
import GridcastBin
import GridcastGeo
import GridcastJobs
import GridcastReproject
import Testing

@Suite struct SampleCityTests {
  @Test("The city has the study's totals and cells", arguments: [1, 7] as [UInt64])
  func hasTheStudysNumbers(seed: UInt64) throws {
    let city = try SampleCity(seed: seed)
    let system = try #require(city.studyArea.coordinateSystem)
    let fishnet = try Fishnet(
      over: city.studyArea.shapes, cellSize: 1000, rule: .overlap, in: system)
    #expect(fishnet.cells.count == 1097)
    var binning = Binning(
      by: .field("function"), cellSize: 1000, in: system, limitedTo: fishnet)
    var tally = Tally()
    let reprojection = Reprojection(from: .wgs84, to: system)
    try city.points { features throws(GridcastError) in
      try binning.add(try reprojection.move(features, &tally), from: "sample")
    }
    let totals = try binning.finish().sums.map { "\($0.name) \(Int($0.total))" }
    // Table 1 of Yang, Zhao & Xu (2024).
    #expect(
      totals == [
        "administration 6399", "business 22886", "education 2088", "medical 2465", "office 3609",
        "residential 2256", "tourism 192", "traffic 4139",
      ])
    #expect(binning.tally.droppedCount == 0 && tally.droppedCount == 0)
  }

  @Test("The same seed gives the same points, and any number can be asked for")
  func isSeeded() throws {
    func points(_ count: Int, seed: UInt64) throws -> [Point] {
      var all: [Point] = []
      try SampleCity(pointCount: count, seed: seed).points { all += $0.shapes.points }
      return all
    }
    #expect(try points(1000, seed: 2) == points(1000, seed: 2))
    #expect(try points(1000, seed: 2) != points(1000, seed: 3))
    #expect(try points(1, seed: 2).count == 1)
    #expect(try points(70_001, seed: 2).count == 70_001)
  }
}
