import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastForecast
import GridcastJobs
import Neural
import Synchronization
import Testing

/// What is found by walking a raster in blocks is what is found where it is held.
@Suite struct BlocksTests {
  private static let columns = 23
  private static let rows = 31

  /// Three bands of counts or of other numbers, with gaps, whole rows of them too.
  private static func raster(areWhole: Bool = true) throws -> Raster {
    var random = RandomNumbers(seed: 11)
    let bands = (0..<3).map { band in
      (0..<columns * rows).map { cell -> Float in
        let value = areWhole ? Float(random.below(20 + 10 * band)) : 100 * random.uniform() - 20
        return random.below(9) == 0 || cell / columns == 7 && band == 0 ? .nan : value
      }
    }
    return try GridcastTests.raster(
      columns: columns, [("a", bands[0]), ("b", bands[1]), ("c", bands[2])])
  }

  /// The bands as if they lay in a file.
  private static func walked(_ raster: Raster) -> [CellRows] {
    raster.bands.map { band in
      CellRows(band.name, raster.grid) { (rows) throws(GridcastError) in
        Array(band.values[rows.lowerBound * columns..<rows.upperBound * columns])
      }
    }
  }

  @Test("Correlations have the same bits in blocks", arguments: CorrelationMatrix.Method.allCases)
  func correlates(method: CorrelationMatrix.Method) throws {
    for areWhole in [true, false] {
      let raster = try Self.raster(areWhole: areWhole)
      let whole = try CorrelationMatrix(raster, method: method, subject: "a.tif")
      for size in [1, 3 * Self.columns, 6 * Self.columns * Self.rows] {
        let found = try CorrelationMatrix(
          Self.walked(raster), raster.list("a.tif"), method: method, blocksOf: size)
        #expect(found == whole, "\(method), blocks of \(size)")
      }
    }
  }

  @Test(
    "Hot spots have the same bits in strips, however far neighbours reach",
    arguments: [CellNeighbours.rook, .queen, .within(1), .within(3.7), .within(14)])
  func findsHotspots(neighbours: CellNeighbours) throws {
    let raster = try Self.raster(areWhole: false)
    let options = Hotspots.Options(neighbours: neighbours, permutations: 0)
    let band = Self.walked(raster)[0]
    let whole = try Hotspots(
      CellValues(raster.bands[0]), on: raster.grid, subject: "a.tif", options)
    for (height, limit) in [(1, 1000), (4, 1000), (50, 1000), (4, 0)] {
      let rowsRead = Mutex(0)
      let walk = try HotspotWalk(
        "a", on: raster.grid, subject: "a.tif", options, stripsOf: height * Self.columns,
        exactLimit: limit
      ) { (rows) throws(GridcastError) in
        rowsRead.withLock { $0 += rows.count }
        return try band.values(rows).map(Double.init)
      }
      var bands = whole.bands.map { _ in [Float]() }
      let summary = try walk.finish { strip in
        for index in bands.indices { bands[index] += strip.bands[index] }
      }
      #expect(summary.moran == whole.moran)
      #expect(summary.islandCount == whole.islandCount)
      // One strip holds all: each walk reads all rows once.
      if height == 50 { #expect(rowsRead.withLock { $0 } == 4 * raster.grid.rows) }
      #expect(try walk.finish().classCounts == summary.classCounts)
      for (index, expected) in whole.bands.enumerated() {
        // Only the corrected p-values are rounded where they are too many to sort.
        let slack: Float = limit == 0 && index == 2 ? 1 / 32_768 : 0
        let differing = zip(bands[index], expected.values.map(Float.init)).filter { one, other in
          !(one.isNaN && other.isNaN || abs(one - other) <= slack * other)
        }
        #expect(differing.isEmpty, "\(expected.name), \(height) rows: \(differing.prefix(3))")
      }
      #expect(summary.classCounts == whole.summary.classCounts)
      #expect(summary.notes.count == whole.notes.count + (limit == 0 ? 1 : 0))
    }
  }

  @Test("What Hotspots refuses is refused in strips with the same words")
  func refusesTheSame() throws {
    let some: [(String, [Float])] = [
      ("three cells", [1, 2, 3] + [Float](repeating: .nan, count: 6)),
      ("alike", [Float](repeating: 4, count: 9)),
      ("apart", [1, .nan, 2, .nan, .nan, .nan, 3, .nan, 4]),
    ]
    for (name, values) in some {
      let raster = try GridcastTests.raster(columns: 3, [("a", values)])
      let whole = thrown {
        _ = try Hotspots(CellValues(raster.bands[0]), on: raster.grid, subject: "a.tif")
      }
      let walked = thrown {
        _ = try HotspotWalk("a", on: raster.grid, subject: "a.tif", .init(), stripsOf: 3) {
          (rows) throws(GridcastError) in
          values[rows.lowerBound * 3..<rows.upperBound * 3].map(Double.init)
        }
      }
      #expect(whole != nil && walked == whole, "\(name): \(String(describing: walked))")
    }
  }

  @Test("Counted values are exact for whole numbers, and else to one part in 32,768")
  func countsValues() throws {
    for areWhole in [true, false] {
      let raster = try Self.raster(areWhole: areWhole)
      let band = Self.walked(raster)[1]
      let exact = DistinctValues(raster.bands[1].values.map(Double.init))
      let counted = try ValueHistogram.values(of: band, exactLimit: 0)
      #expect(counted.isRounded == !areWhole)
      #expect(counted.range == exact.range)
      #expect(counted.total == exact.total)
      #expect(areWhole ? counted.values == exact.values : counted.values.count > 400)
      for method in Classification.allCases {
        for isChange in [false, true] {
          let (one, other) = (
            method.classes(of: counted, isChange: isChange),
            method.classes(of: exact, isChange: isChange)
          )
          if areWhole {
            #expect(one == other)
          } else {
            #expect(zip(one.limits, other.limits).allSatisfy { abs($0 - $1) < 0.5 })
          }
        }
      }
    }
  }

  @Test("A BP network forecasts strips as it does the whole")
  func forecastsStrips() throws {
    let raster = try Self.raster()
    var settings = CellSettings(target: "b", features: ["a", "c"])
    settings.hidden = [4]
    settings.training.epochs = 3
    settings.neighbourhood = Neighbourhood(rings: [1, 2], gaussians: [1, 1.5])
    let (model, _) = try CellTraining.train(raster, settings, subject: "a.tif")
    var other = raster
    other.bands[0].values[40] = 19
    var without = raster
    without.bands.remove(at: 1)
    for (name, counts) in [("trained on", raster), ("foreign", other), ("no target", without)] {
      let whole = try model.forecast(counts, subject: "a.tif")
      for height in [1, 5, 100] {
        var bands = whole.raster.bands.map { _ in [Float]() }
        let notes = try CellsModel(model).walk(
          over: Self.walked(counts), counts.list("a.tif"), stripsOf: height * Self.columns
        ) { _, values in for index in bands.indices { bands[index] += values[index] } }
        for (index, band) in whole.raster.bands.enumerated() {
          #expect(
            bands[index].map(\.bitPattern) == band.values.map(\.bitPattern),
            "\(name): \(band.name) in strips of \(height)")
        }
        #expect(notes == whole.notes, "\(name)")
      }
    }
  }

  @Test("A conv-deconv network forecasts rows of windows as it does the whole")
  func forecastsWindows() throws {
    let raster = try GridcastTests.raster(
      columns: 32, [("n", (0..<32 * 32).map { Float($0 * 7 % 23) })])
    let later = try GridcastTests.raster(
      columns: 32, [("n", (0..<32 * 32).map { Float($0 * 7 % 23) * 1.5 })])
    var settings = ConvDeconvSettings()
    settings.window = 8
    settings.width = 4
    settings.epochs = 1
    settings.members = 2
    let model = try ConvDeconv.train(
      [try DensityPair(.init("before", raster), .init("after", later))], names: ["test"],
      band: nil, units: .tiles, settings: settings,
      save: { _ throws(GridcastError) in }
    ).model
    for (columns, rows) in [(32, 32), (5, 3), (45, 9), (13, 61)] {
      let values = (0..<columns * rows).map { $0 % 31 == 4 ? .nan : Float($0 % 23) }
      let counts = try GridcastTests.raster(columns: columns, [("n", values)])
      let whole = try model.forecast(.init("a.tif", counts))
      let band = CellRows("n", counts.grid) { (rows) throws(GridcastError) in
        Array(values[rows.lowerBound * columns..<rows.upperBound * columns])
      }
      var bands = whole.raster.bands.map { $0.values.map { _ in Float(-1) } }
      let notes = try model.walk(over: band, subject: "a.tif", members: nil) { rows, strips in
        for (index, strip) in strips.enumerated() {
          bands[index].replaceSubrange(
            rows.lowerBound * columns..<rows.upperBound * columns, with: strip)
        }
      }
      #expect(notes == whole.notes)
      for (index, band) in whole.raster.bands.enumerated() {
        #expect(
          bands[index].map(\.bitPattern) == band.values.map(\.bitPattern),
          "\(columns) × \(rows): \(band.name)")
      }
    }
  }
}
