import GridcastAnalyse
import GridcastBase
import GridcastFormats
import GridcastJobs
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

  @Test("Three years have two slopes: no derivative is correlated, and it is said")
  func threeYears() throws {
    let columns = [("a", [1.0, 5, 2, 8]), ("b", [3, 4, 9, 1])]
    let rows: [(String, Double, Double?)] = columns.flatMap { region, values in
      values.indices.map { (region, Double($0), values[$0]) }
    }
    let three = try SeriesCorrelation(try series(rows.filter { $0.1 < 3 }), subject: "test")
    #expect(three.derivative.values == [[nil, nil], [nil, nil]])
    #expect(three.derivative.pairs().allSatisfy { $0.r == nil && $0.p == nil })
    #expect(three.derivative.notes.contains { $0.contains("at least four years") })
    #expect(three.level.values[0][1] != nil)
    let four = try SeriesCorrelation(try series(rows), subject: "test")
    #expect(four.derivative.values[0][1] != nil)
    #expect(four.derivative.degreesOfFreedom == 1 && four.level.degreesOfFreedom == 2)
    // Two thirds of eleven slopes, less one.
    let twelve = try SeriesCorrelation(try reading.series().series, subject: "test").derivative
    #expect(twelve.count == 12 && twelve.degreesOfFreedom == 6)
  }

  @Test("Where regions follow from one another, only the partial correlations are left out")
  func dependentRegions() throws {
    let rows: [(String, Double, Double?)] = ["a", "b"].flatMap { region in
      (0..<4).map { (region, Double($0), Double($0 % 2)) }
    }
    let found = try SeriesCorrelation(try series(rows), subject: "test")
    #expect(abs((found.level.values[0][1] ?? 0) - 1) < 1e-12)
    #expect(found.partial.values[0][1] == nil)
    #expect(found.partial.notes.contains { $0.contains("follow from one another") })
  }

  @Test("Values near the greatest and least numbers correlate as others do")
  func extremeValues() throws {
    let plain = [[1.0, 5, 2, 8, 3], [2, 4, 4, 9, 1], [7, 1, 3, 2, 2]]
    func matrix(_ scale: Double) throws -> CorrelationMatrix {
      try CorrelationMatrix(
        ["a", "b", "c"], plain.map { $0.map { $0 * scale } }, method: .pearson,
        nouns: CorrelationMatrix.Nouns("region", "year"), subject: "test")
    }
    let expected = try matrix(1).values
    for scale in [1e200, 1e-200, 1e307] {
      for (row, other) in zip(try matrix(scale).values, expected) {
        for (r, s) in zip(row, other) { #expect(abs((r ?? 9) - (s ?? 0)) < 1e-12) }
      }
    }
    let infinite = try CorrelationMatrix(
      ["a", "b"], [[1, .infinity, 2], [1, 2, 4]], method: .pearson,
      nouns: CorrelationMatrix.Nouns("region", "year"), subject: "test")
    #expect(infinite.values[0][1] == nil && infinite.pairs()[0].p == nil)
  }

  @Test("A sum of which no value is known is not 0")
  func unknownSums() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "s.csv",
      "r,y,v\na,1,1\na,1,2\na,2,4\na,3,\na,4,2\na,5,1\na,5,\nb,1,2\nb,2,3\nb,3,3\nb,5,9\n")
    var reading = SeriesReading(
      [SeriesReading.Input(Source(path))], region: "r", time: "y", value: "v")
    reading.isSummed = true
    let (series, notes) = try reading.series()
    #expect(series.times == [1, 2, 4, 5])
    #expect(series.values == [[3, 4, 2, 1], [2, 3, 0, 9]])
    #expect(notes.contains("1 year left out at which not all regions are known: 3"), "\(notes)")
  }

  @Test("Ranks of derivatives do not depend on the unit of the values")
  func ranksAllowForRounding() throws {
    // Even rises but for the last, whose differences are equal on paper only.
    let a = (0...10).map { 545 + $0 } + [558]
    let b = (0...10).map { 300 + 2 * $0 } + [325]
    func derivative(_ unit: Double) throws -> Double? {
      let rows: [(String, Double, Double?)] = [("a", a), ("b", b)].flatMap { region, values in
        values.indices.map { (region, 2000 + Double($0), Double(values[$0]) / unit) }
      }
      return try SeriesCorrelation(try series(rows), method: .spearman, subject: "test")
        .derivative.values[0][1]
    }
    #expect(try derivative(1) == 1)
    #expect(try derivative(10) == 1)
    #expect(try derivative(1000) == 1)
  }

  @Test("A total beside its parts has no correlation of its own, however the matrix is shrunk")
  func totalsAreFound() throws {
    let a = [1.0, 5, 2, 8, 3, 9, 4, 4], b = [2.0, 4, 4, 9, 1, 3, 3, 7]
    let error = thrown {
      _ = try CorrelationMatrix(
        ["a", "b", "total"], [a, b, zip(a, b).map(+)], method: .partial,
        nouns: CorrelationMatrix.Nouns("band", "cell"), subject: "test")
    }
    #expect(error?.kind == .badData)
    #expect(error?.reason.contains("as a total does from its parts") == true)
  }

  @Test(
    "A year in which no region has a row is 0 where rows are counted, and is left out where values are read"
  )
  func emptyYears() throws {
    let folder = try TemporaryFolder()
    let rows = [2010: "a,1\na,1\nb,1\n", 2011: "", 2012: "a,1\nb,1\nb,1\n", 2013: "b,1\n"]
    func reading(value: String?, _ rows: [Int: String], isSummed: Bool) throws -> (
      RegionSeries, [Sentence]
    ) {
      let inputs = try rows.sorted { $0.key < $1.key }.map { year, text in
        SeriesReading.Input(
          Source(try folder.file("\(year).csv", "r,v\n\(text)")), time: Double(year))
      }
      var reading = SeriesReading(inputs, region: "r", time: nil, value: value)
      reading.isSummed = isSummed
      return try reading.series()
    }
    for (value, isSummed) in [(nil, false), ("v", true)] as [(String?, Bool)] {
      let (series, notes) = try reading(value: value, rows, isSummed: isSummed)
      #expect(series.times == [2010, 2011, 2012, 2013])
      #expect(series.values == [[2, 0, 1, 0], [1, 0, 2, 1]])
      #expect(
        notes.contains { $0.contains("2011.csv: no region has a row, so in 2011 each has 0") },
        "\(notes)")
    }
    let known = [2010: "a,1\nb,2\n", 2011: "", 2012: "a,3\nb,1\n", 2013: "a,5\nb,1\n"]
    let (series, notes) = try reading(value: "v", known, isSummed: false)
    #expect(series.times == [2010, 2012, 2013])
    #expect(notes.contains { $0.contains("the year is left out") }, "\(notes)")
  }

  @Test("A year in which no value is a number is left out; a field without any number is refused")
  func textsInPlaceOfNumbers() throws {
    let folder = try TemporaryFolder()
    func reading(_ texts: [Int: String]) throws -> SeriesReading {
      SeriesReading(
        try texts.sorted { $0.key < $1.key }.map { year, text in
          SeriesReading.Input(
            Source(try folder.file("\(year).csv", "r,v\n\(text)")), time: Double(year))
        }, region: "r", time: nil, value: "v")
    }
    let known = [
      2010: "a,1\nb,2\n", 2011: "a,3\nb,1\n", 2012: "a,5\nb,1\n", 2013: "a,n/a\nb,n/a\n",
    ]
    let (series, notes) = try reading(known).series()
    #expect(series.times == [2010, 2011, 2012])
    #expect(notes.contains { $0.contains("1 year left out") }, "\(notes)")
    let texts = try reading(known.mapValues { _ in "a,n/a\nb,n/a\n" })
    let error = thrown { _ = try texts.series() }
    #expect(error?.reason.contains("holds no numbers but texts such as 'n/a'") == true)
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
