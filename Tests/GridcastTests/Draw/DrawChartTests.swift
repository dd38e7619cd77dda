import GridcastBase
import GridcastDraw
import Testing

@Suite struct DrawChartTests {
  @Test("Bars are as high as their values, and what is unknown has none")
  func bars() throws {
    let chart = BarChart(
      title: "R²", xTitle: "fold", yTitle: "R²", groups: ["1", "2", "3"],
      series: [
        .init(name: "random", values: [0.5, 1, nil]),
        .init(name: "blocks", values: [-0.5, .nan, 1]),
      ])
    let bytes = try chart.picture().bytes
    #expect(try chart.picture().bytes == bytes)
    let pixels = try Canvas.pixels(ofPNG: bytes)
    // Columns of pixels by how much of a series' colour they hold, legend left out.
    func heights(_ color: Color) -> [Int] {
      (0..<700).map { x in pixels.count { $0[x] == color } }.filter { $0 > 20 }
    }
    let first = Set(heights(.categories[0]))
    #expect(first.count == 2, "two bars of two heights")
    let (low, high) = (first.min() ?? 0, first.max() ?? 0)
    #expect(abs(Double(high) / Double(low) - 2) < 0.05)
    #expect(Set(heights(.categories[1])).count == 2)
  }

  @Test("Points of equal values lie on the dashed line")
  func scatter() throws {
    let plot = ScatterPlot(
      title: "", xTitle: "observed", yTitle: "predicted",
      points: [(0, 0), (10, 10), (.nan, 3), (10, 0)])
    let bytes = try plot.picture().bytes
    #expect(try plot.picture().bytes == bytes)
    #expect(number(at: 16, of: bytes) == 600 && number(at: 20, of: bytes) == 600)
    let nothing = ScatterPlot(title: "", xTitle: "", yTitle: "", points: [(.nan, 1)])
    #expect(try nothing.picture().bytes != bytes)
  }
}
