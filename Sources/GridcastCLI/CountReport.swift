import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastJobs

/// The report of a count.
struct CountReport: Encodable {
  struct Category: Encodable {
    let name: String
    let sum: Double
    let places: Int
  }

  let places: String
  let cells: Int
  let cellSize: Double?
  let columns: Int?
  let rows: Int?
  let coordinateSystem: String
  let read: Int
  let counted: Int
  let dropped: [RunRecord.Dropped]
  let categories: [Category]
  let outputs: [String]
  let notes: [Sentence]
  private let unit: String
  private let areHexagons: Bool

  private enum CodingKeys: CodingKey {
    case places, cells, cellSize, columns, rows, coordinateSystem, read, counted, dropped
    case categories, outputs, notes
  }

  init(_ counts: Counts, unit: String, outputs: [String], notes: [Sentence]) {
    let grid = counts.raster.grid
    places = "cells"
    cells = counts.fishnet.cells.count
    cellSize = grid.cellSize
    columns = grid.columns
    rows = grid.rows
    coordinateSystem = grid.coordinateSystem.description
    categories = counts.sums.map { band in
      Category(name: band.name, sum: band.total, places: band.values.count { $0 > 0 })
    }
    read = counts.tally.read
    counted = counts.tally.kept
    dropped = RunRecord.Dropped.all(of: counts.tally)
    self.unit = unit
    areHexagons = counts.hexagons != nil
    self.outputs = outputs
    self.notes = notes
  }

  /// Writes counts, and reports on them.
  static func write(
    _ counts: Counts, raster: String?, cells: [String], _ staging: Staging, _ report: ReportOptions
  ) throws {
    var notes = counts.tally.notes
    notes += try counts.write(raster: raster, cells: cells, staging: staging)
    try report.commit(staging)
    report.warn(notes)
    try CountReport(
      counts, unit: counts.raster.grid.coordinateSystem.unitSuffix,
      outputs: [raster].compactMap { $0 } + cells, notes: notes
    ).print(json: report.json)
  }

  init(_ counts: ZoneCounts, outputs: [String], notes: [Sentence]) {
    places = "zones"
    cells = counts.zones.count
    cellSize = nil
    columns = nil
    rows = nil
    coordinateSystem = counts.zones.coordinateSystem?.description ?? ""
    categories = counts.sums.map { Category(name: $0.name, sum: $0.sum, places: $0.zones) }
    read = counts.tally.read
    counted = counts.tally.kept
    dropped = RunRecord.Dropped.all(of: counts.tally)
    unit = ""
    areHexagons = false
    self.outputs = outputs
    self.notes = notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    if let cellSize, let columns, let rows {
      let size = "\(formatted(cellSize, 6))\(unit)"
      Console.print(
        areHexagons
          ? "\(GridcastBase.counted(cells, "hexagon")), \(size) from side to side, \(coordinateSystem)"
          : "\(GridcastBase.counted(cells, "cell", as: "cell of a fishnet")) of \(size) in \(GridcastBase.counted(columns, "column")) and \(GridcastBase.counted(rows, "row")), \(coordinateSystem)"
      )
    } else {
      Console.print("\(GridcastBase.counted(cells, "zone")), \(coordinateSystem)")
    }
    Console.print()
    var table = Table(["category", "sum", Sentence(message: places)], right: [1, 2])
    for category in categories {
      table.add([category.name, grouped(category.sum), formatted(category.places)])
    }
    Console.print(plain: table.text)
    Console.print()
    Console.print("\(formatted(read)) read, \(formatted(counted)) counted")
    for item in dropped { Console.print("  \(formatted(item.count)) left out: \(item.reason)") }
    for path in outputs { Console.print("written: \(path)") }
  }

  private func grouped(_ number: Double) -> String {
    Int(exactly: number).map { formatted($0) } ?? spoken(number, 3)
  }
}
