import Gridcast
import Testing

@Suite struct SeriesCorrelationTests {
  private let reading = SeriesReading(
    [SeriesReading.Input(Source(fixture("series/series.csv")))], region: "region", time: "year",
    value: "count")

  @Test("Derivatives over unequal steps are those of NumPy's gradient")
  func derivativesMatchNumPy() throws {
    let series = try reading.series().series
    #expect(
      series.times == [1990, 1995, 2000, 2002, 2004, 2005, 2008, 2010, 2015, 2016, 2019, 2023])
    let derivatives = series.derivatives
    for (region, row) in zip(
      ["north", "east", "south", "west", "centre"], try fixtureRows("series/derivatives.csv"))
    {
      let index = try #require(series.regions.firstIndex(of: region))
      for (value, number) in zip(derivatives[index], row) {
        #expect(abs(value - (Double(number) ?? 999)) < 1e-10)
      }
    }
  }

  @Test("Level, derivative and partial matrices are those of NumPy")
  func matricesMatchNumPy() throws {
    let correlation = try SeriesCorrelation(try reading.series().series, subject: "test")
    let rows = try fixtureRows("series/matrices.csv")
    #expect(rows.count == 31)
    for (name, matrix) in correlation.matrices {
      for row in rows where row[0] == name {
        let a = try #require(matrix.names.firstIndex(of: row[1]))
        let b = try #require(matrix.names.firstIndex(of: row[2]))
        #expect(abs((matrix.values[a][b] ?? 9) - (Double(row[3]) ?? 0)) < 1e-10, "\(row)")
      }
    }
    let shrinkage = try #require(correlation.partial.shrinkage)
    #expect(abs(shrinkage - (Double(rows[30].last ?? "") ?? 9)) < 1e-12)
    #expect(shrinkage > 0 && shrinkage < 1)
  }

  private func series(_ text: [(String, Double, Double?)]) throws -> RegionSeries {
    try RegionSeries(
      text.map { RegionSeries.Observation($0.0, $0.1, $0.2) }, subject: "test")
  }

  @Test("A time at which a region is not known is left out and said")
  func gaps() throws {
    let series = try series([
      ("a", 1, 1), ("a", 2, 2), ("a", 3, 5), ("a", 4, 9), ("b", 4, 3), ("b", 3, nil), ("b", 2, 8),
      ("b", 1, 7),
    ])
    #expect(series.times == [1, 2, 4])
    #expect(series.values == [[1, 2, 9], [7, 8, 3]])
    #expect(series.notes == ["1 year left out at which not all regions are known: 3"])
  }

  @Test("Doubled rows, one region and too few years are refused")
  func refusals() throws {
    let cases: [([(String, Double, Double?)], String)] = [
      ([("a", 1, 1), ("a", 1, 2)], "region 'a' has more than one row for 1"),
      ([("a", 1, 1), ("a", 2, 2), ("a", 3, 2)], "1 region"), ([], "0 regions"),
      ([("a", 1, 1), ("b", 1, 2), ("a", 2, 1), ("b", 2, 2)], "three are needed"),
      (
        [("a", 1, 1), ("b", 1, 2), ("a", 2, 1), ("b", 2, nil), ("a", 3, 1)],
        "most values are missing for 'b' (2)"
      ),
    ]
    for (rows, words) in cases {
      let error = thrown { _ = try series(rows) }
      #expect(error?.kind == .badData && error?.reason.contains(words) == true, "\(words)")
    }
  }

  @Test("A straight line has no derivative to correlate, whatever its rounding")
  func straightLine() throws {
    var rows: [(String, Double, Double?)] = []
    for index in 0..<9 {
      let year = 2000.1 + Double(index) * 0.3
      rows.append(("line", year, 0.1 * year))
      rows.append(("other", year, Double(index * index % 7)))
      rows.append(("still", year, 4))
    }
    let correlation = try SeriesCorrelation(try series(rows), subject: "test")
    #expect(correlation.derivative.constantNames == ["line", "still"])
    #expect(correlation.level.constantNames == ["still"])
    #expect(correlation.partial.values[2] == [nil, nil, nil])
  }

  @Test("More regions than years still have partial correlations, without p-values")
  func moreRegionsThanYears() throws {
    var rows: [(String, Double, Double?)] = []
    for region in 0..<12 {
      for year in 0..<5 {
        let value = (region * 7 + year * (region + 3) * 5) % 11
        rows.append(("r\(region)", Double(year), Double(value)))
      }
    }
    let partial = try SeriesCorrelation(try series(rows), subject: "test").partial
    #expect((partial.shrinkage ?? 0) > 0)
    #expect(partial.pairs().allSatisfy { $0.p == nil })
    #expect(partial.notes.contains { $0.contains("too few for p-values") })
  }
}
