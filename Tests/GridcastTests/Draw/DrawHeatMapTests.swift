import GridcastBase
import GridcastDraw
import Testing

@Suite struct DrawHeatMapTests {
  private func heatMap(_ values: [[Double?]], best: HeatMap.Best? = nil) -> HeatMap {
    HeatMap(
      title: "RMSE", xTitle: "layers", columnLabels: (values.first ?? []).indices.map { "\($0)" },
      yTitle: "neurons", rowLabels: values.indices.map { "\($0)" }, values: values,
      legendTitle: "people per km²", best: best)
  }

  @Test("It is a PNG file of its size, and the same input gives the same bytes")
  func file() throws {
    let map = heatMap([[1, 2], [3, nil]], best: .lowest)
    let png = try map.picture().bytes
    #expect(Array(png[1..<4]) == Array("PNG".utf8))
    #expect(number(at: 16, of: png) == 900)
    #expect(number(at: 20, of: png) == 600)
    #expect(try map.picture().bytes == png)
  }

  @Test("Low values are dark, high values light, and they lie in their rows and columns")
  func colors() throws {
    let png = try heatMap([[0, 1], [0.5, 0.5]]).picture().bytes
    let pixels = try Canvas.pixels(ofPNG: png)
    #expect(pixels[100][150] == ColorRamp.viridis.color(at: 0))
    #expect(pixels[100][700] == ColorRamp.viridis.color(at: 1))
    #expect(pixels[500][150] == ColorRamp.viridis.color(at: 0.5))
    #expect(pixels[500][700] == ColorRamp.viridis.color(at: 0.5))
  }

  @Test("Missing values are grey", arguments: [nil, .nan, .infinity] as [Double?])
  func missing(value: Double?) throws {
    // Some edges of letters are as grey.
    #expect(try count(.missing, in: heatMap([[1, 2]]).picture().bytes) < 100)
    #expect(try count(.missing, in: heatMap([[1, 2], [value, 4]]).picture().bytes) > 10_000)
  }

  @Test("The best cell is outlined, the highest or the lowest")
  func best() throws {
    let values: [[Double?]] = [[0, 1]]
    // White in the dark cell at the left is its number and, where it is outlined, the outline.
    func white(_ best: HeatMap.Best?) throws -> Int {
      let pixels = try Canvas.pixels(ofPNG: heatMap(values, best: best).picture().bytes)
      return pixels[50..<560].reduce(0) { $0 + $1[80..<350].count { $0 == .white } }
    }
    let plain = try white(nil)
    #expect(try white(.lowest) > plain + 500)
    #expect(try white(.highest) < plain + 500)
  }

  @Test(
    "Degenerate tables are drawn all the same",
    arguments: [
      [], [[]], [[nil]], [[5]], [[5, 5], [5, 5]], [[1e300, -1e300]],
      [[Double.greatestFiniteMagnitude, 1]],
    ] as [[[Double?]]])
  func degenerate(values: [[Double?]]) throws {
    for best in [nil, HeatMap.Best.lowest, .highest] {
      #expect(try number(at: 16, of: heatMap(values, best: best).picture().bytes) == 900)
    }
  }

  @Test("Many cells and long labels are drawn, at every size")
  func crowded() throws {
    var map = HeatMap(
      title: String(repeating: "title ", count: 100), xTitle: "x",
      columnLabels: (0..<400).map { "a column with a long name \($0)" }, yTitle: "y",
      rowLabels: (0..<300).map { "a row with a long name \($0)" },
      values: (0..<300).map { row in (0..<400).map { Double(row * $0) } },
      legendTitle: String(repeating: "legend ", count: 100), best: .highest)
    for side in [300, 600] {
      map.width = side
      map.height = side
      #expect(try number(at: 20, of: map.picture().bytes) == side)
    }
    map.width = 100
    #expect(thrown { _ = try map.picture().bytes }?.kind == .usage)
  }
}
