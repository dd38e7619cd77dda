import GridcastAnalyse
import GridcastBase
import Testing

@Suite struct HotspotsTests {
  static let neighbours: [(String, CellNeighbours)] = [
    ("queen", .queen), ("rook", .rook), ("distance", .within(2.5)),
  ]

  private func city() throws -> (Raster, CellValues) {
    let rows = try fixtureRows("spatial/cells.csv").map { $0.compactMap(Float.init) }
    let raster = try raster(columns: 17, [("business", rows.map { $0[0] })])
    return (raster, CellValues(raster.bands[0]))
  }

  private func hotspots(_ neighbours: CellNeighbours, permutations: Int = 0) throws -> Hotspots {
    let (raster, values) = try city()
    return try Hotspots(
      values, on: raster.grid, subject: "test",
      Hotspots.Options(neighbours: neighbours, permutations: permutations))
  }

  /// Equal to a part in 10⁹, which is more than the digits of the fixtures need.
  private func isClose(_ a: Double, _ b: Double) -> Bool {
    a.isNaN && b.isNaN || abs(a - b) <= 1e-9 * max(abs(b), 1e-3)
  }

  @Test("Moran's I, its variance, z and p are PySAL's", arguments: neighbours.indices)
  func moranMatchesPySAL(index: Int) throws {
    let (name, neighbours) = Self.neighbours[index]
    let row = try #require(try fixtureRows("spatial/moran.csv").first { $0[0] == name })
    let expected = row.compactMap(Double.init)
    let moran = try hotspots(neighbours).moran
    for (value, number) in zip([moran.value, moran.expected, moran.variance, moran.z], expected) {
      #expect(isClose(value, number), "\(name): \(value) for \(number)")
    }
    #expect(abs(moran.p / expected[4] - 1) < 1e-6, "\(name): \(moran.p)")
    #expect(moran.permutationP == nil)
  }

  @Test("Gi*, its p and the adjusted p are those of PySAL and SciPy", arguments: neighbours.indices)
  func localMatchesPySAL(index: Int) throws {
    let (name, neighbours) = Self.neighbours[index]
    let found = try hotspots(neighbours)
    for (cell, row) in try fixtureRows("spatial/local.csv").enumerated() {
      let expected = row.compactMap(Double.init)[(3 * index)..<(3 * index + 3)]
      for (value, number) in zip([found.z[cell], found.p[cell], found.adjustedP[cell]], expected) {
        #expect(isClose(value, number), "\(name), cell \(cell): \(value) for \(number)")
      }
    }
  }

  @Test("A cell without neighbours is counted and said")
  func countsIslands() throws {
    let found = try hotspots(.queen)
    #expect(found.islandCount == 1 && found.cellCount == 210)
    #expect(
      found.notes == [
        "1 cell without a known neighbour: in Moran's I it counts for the mean only, by Gi* each is judged alone"
      ])
  }

  @Test("Permutations agree with the normal p, and come out alike each time")
  func permutationsAreSeeded() throws {
    let a = try hotspots(.queen, permutations: 199).moran
    #expect(a.permutationP == 1.0 / 200)
    #expect(try hotspots(.queen, permutations: 199).moran == a)
    let (raster, values) = try city()
    // Dealt anew, the values have lost what held them together.
    var dealt = values
    let known = dealt.values.indices.filter { !dealt.values[$0].isNaN }
    for (index, cell) in known.enumerated() {
      dealt.values[cell] = values.values[known[(index * 101 + 7) % known.count]]
    }
    let moran = try Hotspots(
      dealt, on: raster.grid, subject: "test", Hotspots.Options(permutations: 499)
    ).moran
    #expect(moran.p > 0.05)
    // One side by permutation is half of both sides by the normal distribution.
    #expect(abs((moran.permutationP ?? 9) - moran.p / 2) < 0.06, "\(moran)")
  }

  @Test("The planted hill is hot and the corners are not; classes go by the adjusted p")
  func findsPlantedHill() throws {
    let found = try hotspots(.queen)
    let classes = found.classes
    for cell in [4 * 17 + 5, 3 * 17 + 5, 4 * 17 + 6] { #expect(classes[cell] == 3) }
    for cell in [0, 16, 12 * 17] { #expect(classes[cell] == 0) }
    #expect(classes[7 * 17 + 9] == nil)
    for (cell, level) in classes.enumerated() {
      guard let level else { continue }
      let p = found.adjustedP[cell]
      #expect(abs(level) == (p < 0.01 ? 3 : p < 0.05 ? 2 : p < 0.1 ? 1 : 0))
      #expect(level == 0 || (level > 0) == (found.z[cell] > 0))
    }
    #expect(found.classCounts.values.reduce(0, +) == 210)
    #expect(found.findings[0].hasPrefix("Moran's I of 'business' over 210 cells is 0.787"))
    #expect(found.findings[0].description.hasSuffix("so neighbouring cells are not independent."))
  }

  @Test("A cold lake in a warm land is cold")
  func findsCold() throws {
    let values = (0..<400).map { cell -> Double in
      let isLake = (7..<13).contains(cell / 20) && (7..<13).contains(cell % 20)
      return (isLake ? 0 : 10) + Double(cell * 7 % 5) / 5
    }
    let grid = try raster(columns: 20, [("a", values.map(Float.init))]).grid
    let found = try Hotspots(CellValues(name: "a", values: values), on: grid, subject: "test")
    #expect(found.classes[10 * 20 + 10] == -3)
    #expect((found.classCounts[3] ?? 9) == 0)
  }

  @Test("Residuals are observed less what a network that had not seen the cell foretold")
  func takesResiduals() throws {
    let both = try raster(
      columns: 2,
      [
        ("observed", [5, 6, .nan, 8]), ("pred_oof", [4, .nan, 1, 9]), ("predicted", [5, 5, 5, 5]),
      ])
    let residuals = try CellValues.residuals(of: both, subject: "test")
    #expect(residuals.name == "observed − pred_oof")
    #expect(residuals.values.map { $0.isNaN ? 99 : $0 } == [1, 99, 99, -1])
    let unseen = try raster(
      columns: 2,
      [("observed", [5, 6]), ("pred_oof", [.nan, .nan]), ("predicted", [5, 5])])
    #expect(try CellValues.residuals(of: unseen, subject: "test").values == [0, 1])
    let counts = try raster(columns: 2, [("a", [1, 2])])
    let error = thrown { _ = try CellValues.residuals(of: counts, subject: "c.tif") }
    #expect(error?.reason.contains("no band 'observed'") == true)
  }

  static let faults: [([Double], CellNeighbours, String)] = [
    ([.nan, .nan, .nan, .nan], .queen, "known in 0 cells"),
    ([1, 2, 3, .nan], .queen, "known in 3 cells"),
    ([4, 4, 4, 4], .queen, "is 4 in every cell"),
    ([1, 2, 3, 4], .within(0.9), "no two known cells are neighbours"),
    ([1, 2, 3, 4], .queen, "every cell is a neighbour of every other"),
  ]

  @Test("What cannot be judged is refused in a sentence", arguments: faults.indices)
  func refusesFaults(fault: Int) throws {
    let (values, neighbours, words) = Self.faults[fault]
    let grid = try raster(columns: 2, [("a", values.map(Float.init))]).grid
    let error = thrown {
      _ = try Hotspots(
        CellValues(name: "a", values: values), on: grid, subject: "test.tif",
        Hotspots.Options(neighbours: neighbours))
    }
    #expect(error?.kind == .badData && error?.subject == "test.tif")
    #expect(error?.reason.contains(words) == true, "\(String(describing: error))")
  }

  @Test(
    "A cell whose neighbours are all others has no z, and one whose I cannot vary no significance")
  func degenerateNeighbourhoods() throws {
    let row = try raster(columns: 5, [("a", [1, 2, 9, 5, 4])]).grid
    let found = try Hotspots(
      CellValues(name: "a", values: [1, 2, 9, 5, 4]), on: row, subject: "test",
      Hotspots.Options(neighbours: .within(2)))
    #expect(found.z.map(\.isNaN) == [false, false, true, false, false])
    #expect(found.classes[2] == nil)
    let square = try raster(columns: 2, [("a", [1, 0, 0, 0])]).grid
    let moran = try Hotspots(
      CellValues(name: "a", values: [1, 0, 0, 0]), on: square, subject: "test",
      Hotspots.Options(neighbours: .rook)
    ).moran
    #expect(moran.z == 0 && moran.p == 1)
  }
}
