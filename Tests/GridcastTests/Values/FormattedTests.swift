import GridcastBase
import GridcastJobs
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
    (0, "0"), (999, "999"), (1000, "1,000"), (44_034, "44,034"), (-1_234_567, "−1,234,567"),
    (1_000_001, "1,000,001"),
  ]

  @Test("Counts have their thousands set apart", arguments: counts)
  func formatsCounts(count: Int, text: String) { #expect(formatted(count) == text) }

  static let spokenNumbers: [(Double, Int, String)] = [
    (4693.62, 1, "4,693.6"), (-0.0012, 3, "−0.001"), (-0.0001, 2, "0"), (0.5, 2, "0.5"),
    (-1_234_567.25, 2, "−1,234,567.25"), (999.999, 2, "1,000"), (1e20, 0, "100000000000000000000"),
    (.nan, 1, "nan"),
  ]

  @Test(
    "What people read has thousands set apart, and a minus that is none of a hyphen",
    arguments: spokenNumbers)
  func speaksNumbers(number: Double, decimals: Int, text: String) {
    #expect(spoken(number, decimals) == text)
  }
}
