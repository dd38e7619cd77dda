import GridcastBase
import Testing

@Suite("What a survey learns of numbers")
struct ColumnSurveyTests {
  /// Digits as Python's `repr` writes them: whole, decimals, significant.
  static let table: [(numbers: [Double], whole: Int, decimals: Int, significant: Int)] = [
    ([0], 1, 0, 1), ([5, 12], 2, 0, 2), ([0.5, 1.25], 1, 2, 3), ([123456.7], 6, 1, 7),
    ([109.56413214325148], 3, 14, 17), ([34.483746010192895], 2, 15, 17),
    ([109.56413214325148, 34.483746010192895], 3, 15, 17),
    ([109.56413214325148, 9.483746010192895], 3, 15, 17),
    ([109.56413214325148, 0.00012345678901234567], 3, 20, 17),
    ([1e300, 0.1], 301, 1, 1), ([1e-300], 1, 300, 1),
  ]

  @Test(
    "The room that numbers need is that of the one that needs most, in any order", arguments: table)
  func room(numbers: [Double], whole: Int, decimals: Int, significant: Int) throws {
    for order in [numbers, numbers.reversed(), numbers + numbers] {
      var survey = Survey(limits: true)
      survey.add(
        Features(
          shapes: Shapes(nullCount: order.count),
          columns: [Column(Field("n", .number), .numbers(Optionals(order)))],
          coordinateSystem: nil))
      let column = try #require(survey.columns["n"])
      #expect(column.wholeDigits == whole)
      #expect(column.decimals == decimals)
      #expect(column.significantDigits >= significant)
    }
  }
}
