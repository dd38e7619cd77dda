import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

/// The report of a raster's values by zone.
struct ZoneReport: Encodable {
  struct Band: Encodable {
    let name: String
    let cells: Double
    let unknown: Double
    let mean: Double?
    let min: Double?
    let max: Double?
  }

  let zones: Int
  let outside: Int
  let bands: [Band]
  let outputs: [String]
  let notes: [Sentence]

  /// Takes the values of a raster by zone, writes the zones, and reports on them.
  static func write(
    of raster: Source, by zones: Source, _ statistics: [ZoneStatistic], to output: String,
    allowLoss: Bool, _ staging: Staging, _ report: ReportOptions
  ) throws {
    try staging.check(output)
    let found = try RasterZones(of: raster, by: zones, statistics, progress: report.progress)
    let notes =
      try found.notes
      + found.zones.write(to: output, style: found.style, staging: staging, allowLoss: allowLoss)
    try report.commit(staging)
    report.warn(notes)
    try Self(found, output, notes).print(json: report.json)
  }

  private init(_ found: RasterZones, _ output: String, _ notes: [Sentence]) {
    zones = found.zones.count
    outside = found.outside
    bands = found.bands.map { band in
      Band(
        name: band.name, cells: band.all.count, unknown: band.all.unknown,
        mean: band.all.value(.mean), min: band.all.value(.min), max: band.all.value(.max))
    }
    outputs = [output]
    self.notes = notes
  }

  private func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      "\(counted(zones, "zone")), of which \(formatted(zones - outside)) lie on the raster")
    Console.print()
    var table = Table(
      ["band", "cells", "unknown", "mean", "min", "max"], right: [1, 2, 3, 4, 5])
    func text(_ number: Double?) -> String { number.map { spoken($0, 3) } ?? "" }
    for band in bands {
      table.add([
        band.name, spoken(band.cells, 2), spoken(band.unknown, 2), text(band.mean), text(band.min),
        text(band.max),
      ])
    }
    Console.print(plain: table.text)
    Console.print()
    for path in outputs { Console.print("written: \(path)") }
  }
}
