import Gridcast
import Testing

@Suite struct IslandsTests {
  @Test("Cells of which none has a known neighbour have no hot spots, and are told of")
  func onlyIslands() throws {
    // Known in every second cell of every second row.
    let values = (0..<49).map { cell -> Float in
      (cell / 7) % 2 == 0 && (cell % 7) % 2 == 0 ? Float(cell) : .nan
    }
    let raster = try raster(columns: 7, [("a", values)])
    let cells = CellValues(name: "a", values: values.map(Double.init))
    let error = thrown { _ = try Hotspots(cells, on: raster.grid, subject: "a.tif") }
    #expect(error?.kind == .badData && error?.reason.contains("no two known cells") == true)
  }
}
