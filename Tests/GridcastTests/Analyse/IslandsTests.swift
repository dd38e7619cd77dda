import GridcastAnalyse
import GridcastBase
import Testing

@Suite struct IslandsTests {
  @Test("Cells of which none has a known neighbour have no hot spots, and are told of")
  func onlyIslands() throws {
    // Known in every second cell of every second row.
    var values = [Float](repeating: .nan, count: 49)
    for row in stride(from: 0, to: 7, by: 2) {
      for column in stride(from: 0, to: 7, by: 2) { values[row * 7 + column] = Float(row + column) }
    }
    let raster = try raster(columns: 7, [("a", values)])
    let cells = CellValues(name: "a", values: values.map(Double.init))
    let error = thrown { _ = try Hotspots(cells, on: raster.grid, subject: "a.tif") }
    #expect(error?.kind == .badData && error?.reason.contains("no two known cells") == true)
  }
}
