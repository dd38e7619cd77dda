import GridcastAnalyse
import Testing

@Suite struct PValuesTests {
  @Test("p-values are SciPy's to ten digits, from one degree of freedom to a million")
  func matchSciPy() throws {
    let rows = try fixtureRows("series/p-values.csv").map { $0.compactMap(Double.init) }
    #expect(rows.count == 90)
    for row in rows {
      let p = PValues.twoSided(row[0], degreesOfFreedom: row[1])
      #expect(abs(p - row[2]) <= 1e-10 * row[2] + 1e-300, "r \(row[0]), df \(row[1]): \(p)")
    }
  }

  @Test("Each method's coefficients, p-values and corrections are SciPy's")
  func pairsMatchSciPy() throws {
    let counts = try fixtureRows("counts.csv").map { $0.compactMap(Float.init) }
    let names = ["business", "office", "tourism"]
    let raster = try raster(
      columns: 10, names.enumerated().map { index, name in (name, counts.map { $0[index] }) })
    let rows = try fixtureRows("series/pairs.csv")
    #expect(rows.count == 9)
    for method in CorrelationMatrix.Method.allCases {
      let matrix = try CorrelationMatrix(raster, method: method, subject: "test")
      let corrections: [PValues.Correction] = [.bh, .holm, .bonferroni]
      let pairs = corrections.map { matrix.pairs($0) }
      let expected = rows.filter { $0[0] == method.rawValue }
      #expect(expected.count == pairs[0].count)
      for (index, row) in expected.enumerated() {
        let pair = pairs[0][index]
        #expect([pair.a, pair.b, "\(pair.n)"] == Array(row[1...3]))
        let values = [pair.r, pair.p] + pairs.map { $0[index].adjustedP }
        for (value, number) in zip(values, row[4...]) {
          let number = try #require(Double(number))
          #expect(abs((value ?? 9) - number) <= 1e-9 * abs(number) + 1e-15, "\(row)")
        }
      }
    }
  }

  @Test("Pairs without a p-value stay so and do not count")
  func missingPairs() {
    let values: [Double?] = [0.01, nil, 0.04, 0.03]
    #expect(PValues.adjusted(values, .bonferroni) == [0.03, nil, 0.12, 0.09])
    #expect(PValues.adjusted(values, .bh) == [0.03, nil, 0.04, 0.04])
    #expect(PValues.adjusted(values, .none) == values)
  }
}
