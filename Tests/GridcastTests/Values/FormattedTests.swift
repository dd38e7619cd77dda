import Gridcast
import Testing

@Suite struct FormattedTests {
  static let numbers: [(Double, Int, String)] = [
    (1.5, 3, "1.5"), (2, 3, "2"), (-0.0001, 2, "0"), (1234.5678, 2, "1234.57"), (100, 0, "100"),
  ]

  @Test("Numbers lose their trailing zeros", arguments: numbers)
  func formatsNumbers(number: Double, decimals: Int, text: String) {
    #expect(formatted(number, decimals) == text)
  }

  static let counts: [(Int, String)] = [
    (0, "0"), (999, "999"), (1000, "1,000"), (44_034, "44,034"), (-1_234_567, "-1,234,567"),
    (1_000_001, "1,000,001"),
  ]

  @Test("Counts have their thousands set apart", arguments: counts)
  func formatsCounts(count: Int, text: String) { #expect(formatted(count) == text) }
}
