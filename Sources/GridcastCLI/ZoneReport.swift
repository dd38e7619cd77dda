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
    /// What was asked for, of all zones together.
    let values: [(statistic: ZoneStatistic, value: Double?)]

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: Key.self)
      try members.encode(name, forKey: Key("name"))
      try members.encode(cells, forKey: Key("cells"))
      try members.encode(unknown, forKey: Key("unknown"))
      for (statistic, value) in values {
        try members.encodeIfPresent(value, forKey: Key(statistic.rawValue))
      }
    }
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
    try staging.check(.cells(output))
    let found = try RasterZones(of: raster, by: zones, statistics, progress: report.progress)
    let notes =
      try found.notes
      + found.zones.write(to: output, style: found.style, staging: staging, allowLoss: allowLoss)
    try report.commit(staging)
    report.warn(notes)
    try Self(found, statistics, output, notes).print(json: report.json)
  }

  private init(
    _ found: RasterZones, _ statistics: [ZoneStatistic], _ output: String, _ notes: [Sentence]
  ) {
    zones = found.zones.count
    outside = found.outside
    bands = found.bands.map { band in
      Band(
        name: band.name, cells: band.all.count, unknown: band.all.unknown,
        values: statistics.map { ($0, band.all.value($0)) })
    }
    outputs = [output]
    self.notes = notes
  }

  private func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print(
      "\(counted(zones, "zone")), \(formatted(zones - outside)) of them on the raster")
    Console.print()
    // The number of cells stands there anyway.
    let statistics = (bands.first?.values ?? []).map(\.statistic).filter { $0 != .count }
    var table = Table(
      ["band", Sentence("cells", as: "cells of a raster"), "unknown"]
        + statistics.map { Sentence(message: $0.rawValue) },
      right: Set(1..<3 + statistics.count))
    for band in bands {
      table.add(
        [band.name, spoken(band.cells, 2), spoken(band.unknown, 2)]
          + band.values.filter { $0.statistic != .count }.map {
            $0.value.map { spoken($0, 3) } ?? ""
          })
    }
    Console.print(plain: table.text)
    Console.print()
    for path in outputs { Console.print("written: \(path)") }
  }
}
