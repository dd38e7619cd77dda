import GridcastAnalyse
import GridcastBase
import Testing

@Suite struct CorrelationTests {
  @Test("The matrix is NumPy's")
  func matchesNumPy() throws {
    let rows = try fixtureRows("counts.csv").map { $0.compactMap(Float.init) }
    let names = ["business", "office", "tourism"]
    let raster = try raster(
      columns: 10, names.enumerated().map { index, name in (name, rows.map { $0[index] }) })
    let matrix = try CorrelationMatrix(raster, subject: "test")
    for (row, expected) in zip(matrix.values, try fixtureRows("correlation.csv")) {
      for (value, number) in zip(row, expected) {
        #expect(abs((value ?? 9) - (Double(number) ?? 0)) < 1e-8)
      }
    }
    #expect(try matrix.names(correlatedWith: "business", atLeast: 0.5) == ["office"])
  }

  @Test("A constant band gives blanks and a sentence, never NaN")
  func constantBand() throws {
    let raster = try raster(
      columns: 2, [("a", [1, 2, 3, 4]), ("b", [7, 7, 7, 7]), ("c", [4, 3, 2, .nan])])
    let matrix = try CorrelationMatrix(raster, subject: "test")
    #expect(matrix.count == 3)
    #expect(matrix.values == [[1, nil, -1], [nil, nil, nil], [-1, nil, 1]])
    #expect(matrix.csv() == ",a,b,c\na,1,,-1\nb,,,\nc,-1,,1\n")
    #expect(matrix.notes.count == 1)
  }

  @Test("A target that is not there is refused with the bands there are")
  func missingTarget() throws {
    let matrix = try CorrelationMatrix(
      try raster(columns: 2, [("a", [1, 2, 3, 4])]), subject: "test")
    let error = thrown { _ = try matrix.names(correlatedWith: "b", atLeast: 0) }
    #expect(error?.kind == .badData)
  }
}
