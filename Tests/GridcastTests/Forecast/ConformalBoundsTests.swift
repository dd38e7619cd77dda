import Foundation
import GridcastBase
import GridcastForecast
import Testing

/// Bounds of forecasts.
@Suite struct ConformalBoundsTests {
  /// fixtures/growth/growth.py made the numbers.
  @Test("The quantiles of what is left over are NumPy's, class by class")
  func boundsAsNumPy() throws {
    let cells = try growthFixture("cells.csv").map { $0.compactMap(Double.init) }
    let predicted = cells.map { 1.5 * $0[0] + 0.8 * $0[1] + $0[2] + 0.2 }
    let bounds = try #require(ConformalBounds(predicted: predicted, observed: cells.map { $0[3] }))
    for line in try growthFixture("quantiles.csv") {
      // A forecast just below the end of the class, and one far up in the last.
      let p = try #require(Double(line[0])) - 1e-9
      let (lower, upper) = bounds(p)
      let unit = (p + 0.5).squareRoot()
      let (low, high) = (try #require(Double(line[2])), try #require(Double(line[3])))
      #expect(abs(lower - max(0, p + low * unit)) < 1e-6)
      #expect(abs(upper - (p + high * unit)) < 1e-6)
    }
  }

  @Test("Over 200 simulated cities the bounds cover within 2 % of what they promise")
  func covers() throws {
    var (all, inside) = (0, 0)
    for seed in 0..<200 as Range<UInt64> {
      var random = RandomNumbers(seed: seed, stream: 77)
      func cells(_ count: Int) -> (predicted: [Double], observed: [Double]) {
        var (predicted, observed): ([Double], [Double]) = ([], [])
        for _ in 0..<count {
          let p = 30 * Double(random.uniform()) * Double(random.uniform())
          var noise = -6.0
          for _ in 0..<12 { noise += Double(random.uniform()) }
          predicted.append(p)
          // What is left over widens with the forecast and is lopsided.
          observed.append(p + (p + 2).squareRoot() * (noise + 0.3 * noise * noise))
        }
        return (predicted, observed)
      }
      let known = cells(600)
      let bounds = try #require(
        ConformalBounds(predicted: known.predicted, observed: known.observed))
      let new = cells(300)
      for (p, y) in zip(new.predicted, new.observed) {
        let (lower, upper) = bounds(p)
        all += 1
        // Nothing lies below 0, and what was drawn there counts as 0.
        if max(0, y) >= lower && max(0, y) <= upper { inside += 1 }
      }
    }
    let share = Double(inside) / Double(all)
    #expect(abs(share - ConformalBounds.nominal) < 0.02, "\(share)")
  }
}

/// The rows of a table in fixtures/growth.
func growthFixture(_ name: String) throws -> [[String]] {
  let path = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../fixtures/growth/\(name)").standardized
  return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").dropFirst()
    .map { $0.split(separator: ",").map(String.init) }
}
