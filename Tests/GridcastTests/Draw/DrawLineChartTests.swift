import GridcastBase
import GridcastDraw
import Neural
import Testing

@Suite struct DrawLineChartTests {
  private typealias Points = [(x: Double, y: Double)]

  private func chart(_ lines: [[(x: Double, y: Double)]], colorIndex: Int? = nil) -> LineChart {
    LineChart(
      title: "Loss", xTitle: "epoch", yTitle: "MSE",
      series: lines.enumerated().map {
        LineChart.Series(name: "series \($0)", points: $1, colorIndex: colorIndex)
      })
  }

  @Test("It is a PNG file of its size, and the same input gives the same bytes")
  func file() throws {
    let chart = chart([[(1, 2), (2, 4)], [(1, 3), (2, 1)]])
    let png = try chart.picture().bytes
    #expect(Array(png[1..<4]) == Array("PNG".utf8))
    #expect(number(at: 16, of: png) == 900)
    #expect(number(at: 20, of: png) == 600)
    #expect(try chart.picture().bytes == png)
  }

  @Test("Each series has its colour, the one asked for where there is one")
  func colors() throws {
    let png = try chart([[(1, 2), (2, 4)], [(1, 3), (2, 1)]]).picture().bytes
    #expect(try count(Color.categories[0], in: png) > 300)
    #expect(try count(Color.categories[1], in: png) > 300)
    #expect(try count(Color.categories[2], in: png) == 0)
    let green = try chart([[(1, 2), (2, 4)]], colorIndex: 2).picture().bytes
    #expect(try count(Color.categories[2], in: green) > 300)
    // The ninth series has the first colour again, with dashes.
    let dashed = try chart([[(1, 2), (2, 2)]], colorIndex: 8).picture().bytes
    let whole = try chart([[(1, 2), (2, 2)]], colorIndex: 0).picture().bytes
    let color = Color.categories[0]
    #expect(try count(color, in: dashed) < count(color, in: whole))
    #expect(try count(color, in: dashed) > 300)
  }

  @Test("Points that are not finite leave a gap", arguments: [Double.nan, .infinity, -.infinity])
  func gaps(value: Double) throws {
    let color = Color.categories[0]
    let whole = try count(color, in: chart([[(1, 2), (2, 2), (3, 2)]]).picture().bytes)
    let gap = try count(color, in: chart([[(1, 2), (2, value), (3, 2)]]).picture().bytes)
    #expect(gap > 50)
    #expect(gap < whole / 3)
  }

  @Test("A constant, a single point and very large and small numbers are drawn")
  func degenerate() throws {
    let charts: [Points] = [
      [(1, 5), (2, 5)], [(0, 0)], [(2020, 3.5)], [(1, 1e300), (2, -1e300)],
      [(1, 1e-300), (2, 1e-308)], [(1e15, 1), (1e15 + 1, 2)], [(1, 0.1 + 0.2), (2, 0.3)],
    ]
    for points in charts {
      #expect(try count(Color.categories[0], in: chart([points]).picture().bytes) > 40, "\(points)")
    }
  }

  @Test("Without points it says so")
  func noPoints() throws {
    for lines in [[], [[]], [[(Double.nan, 1.0)]]] as [[Points]] {
      let pixels = try Canvas.pixels(ofPNG: chart(lines).picture().bytes)
      let middle = pixels[200..<400].reduce(0) { $0 + $1[300..<600].count { $0 != .white } }
      #expect(middle > 100)
    }
  }

  @Test("Many series and long names are drawn, at every size")
  func crowded() throws {
    var chart = chart(
      (0..<60).map { line -> Points in
        (0..<50).map { (x: Double($0) * 1e6, y: Double(line * $0) * 1e-7) }
      })
    chart.series[0].name = String(repeating: "name ", count: 100)
    for side in [300, 600] {
      chart.width = side
      chart.height = side
      #expect(try number(at: 20, of: chart.picture().bytes) == side)
    }
    chart.height = 20_000
    #expect(thrown { _ = try chart.picture().bytes }?.kind == .usage)
  }
}
