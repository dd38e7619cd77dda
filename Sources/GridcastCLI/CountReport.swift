import Gridcast

/// What a count tells the user.
struct CountReport: Encodable {
  struct Category: Encodable {
    let name: String
    let sum: Double
    let places: Int
  }

  struct Dropped: Encodable {
    let reason: String
    let count: Int
  }

  let cells: String
  let coordinateSystem: String
  let read: Int
  let counted: Int
  let dropped: [Dropped]
  let categories: [Category]
  let notes: [String]

  init(_ counts: Counts) {
    let grid = counts.raster.grid
    let used = counts.fishnet.cells.count
    cells =
      "\(Gridcast.counted(used, "cell")) of \(formatted(grid.cellSize, 6)) in \(grid.columns) columns and \(grid.rows) rows"
    coordinateSystem = grid.coordinateSystem.description
    categories = counts.sums.map { band in
      Category(name: band.name, sum: band.total, places: band.values.count { $0 > 0 })
    }
    read = counts.tally.read
    counted = counts.tally.kept
    dropped = counts.tally.dropped.map { Dropped(reason: $0.reason, count: $0.count) }
    notes = counts.tally.notes
  }

  init(_ counts: ZoneCounts) {
    cells = Gridcast.counted(counts.zones.count, "zone")
    coordinateSystem = counts.zones.coordinateSystem?.description ?? ""
    categories = counts.sums.map { Category(name: $0.name, sum: $0.sum, places: $0.zones) }
    read = counts.tally.read
    counted = counts.tally.kept
    dropped = counts.tally.dropped.map { Dropped(reason: $0.reason, count: $0.count) }
    notes = counts.tally.notes
  }

  func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print("\(cells), \(coordinateSystem)")
    Console.print()
    var table = Table(["category", "sum", "cells"], right: [1, 2])
    for category in categories {
      table.add([category.name, grouped(category.sum), formatted(category.places)])
    }
    Console.print(table.text)
    Console.print()
    Console.print("\(formatted(read)) read, \(formatted(counted)) counted")
    for item in dropped { Console.print("  \(formatted(item.count)) left out: \(item.reason)") }
  }

  private func grouped(_ number: Double) -> String {
    Int(exactly: number).map { formatted($0) } ?? formatted(number, 3)
  }
}
