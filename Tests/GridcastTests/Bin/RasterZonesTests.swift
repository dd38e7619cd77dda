import Foundation
import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite
import Testing

/// The values of rasters by zone, beside exactextract's.
@Suite struct RasterZonesTests {
  private let zones = Source(fixture("zones/zones.geojson"), role: .zones)

  private func raster(_ name: String) -> Source {
    Source(fixture("zones/\(name).asc"), coordinateSystem: "EPSG:32649")
  }

  /// zones.csv is by exactextract, which keeps shares in 32 bits; see fixtures/zones/zones.py.
  @Test("Every statistic is exactextract's", arguments: ["heights", "classes"])
  func isExactextracts(name: String) throws {
    let found = try RasterZones(of: raster(name), by: zones, ZoneStatistic.allCases)
    #expect(found.outside == 1)
    for (zone, row) in try fixtureRows("zones/zones.csv").filter({ $0[0] == name }).enumerated() {
      for (index, statistic) in ZoneStatistic.allCases.enumerated() {
        // What covers most is told of classes; of measured numbers several whole cells do.
        if name == "heights", statistic == .majority { continue }
        let field = try #require(found.zones.column(statistic.rawValue))
        let own = Self.value(zone, of: field)
        // exactextract tells a sum of 0 where no cell is known.
        let isKnown = try #require(Double(row[2])) > 0 || [.count, .variety].contains(statistic)
        guard isKnown, let theirs = Double(row[2 + index]) else {
          #expect(own == nil, "\(row[1]) \(statistic)")
          continue
        }
        let value = try #require(own, "\(row[1]) \(statistic)")
        #expect(
          abs(value - theirs) <= 2e-6 * max(1, abs(theirs)), "\(row[1]) \(statistic): \(value)")
      }
    }
  }

  private static func value(_ row: Int, of column: Column) -> Double? {
    switch column.values {
    case .integers(let values): values[row].map(Double.init)
    case .numbers(let values): values[row]
    default: nil
    }
  }

  @Test("Zones of another system, and longitudes from 0 to 360, are brought over")
  func bringsOver() throws {
    let folder = try TemporaryFolder()
    let grid = Grid(
      coordinateSystem: try CoordinateSystem.named("EPSG:4326"), cellSize: 10, west: 0, south: -9,
      columns: 36, rows: 18)
    let staging = Staging(overwrite: false)
    try Raster(
      grid: grid,
      bands: [
        .init(name: "column", values: (0..<grid.count).map { Float($0 % 36) }),
        .init(name: "row", values: (0..<grid.count).map { Float($0 / 36) }),
      ]
    ).write(
      to: folder.path + "/world.tif", style: MapStyle("column", .single(.black)), staging: staging)
    try staging.commit()
    let ring =
      #"{"type":"Feature","properties":{"name":"PLACE"},"geometry":{"type":"Polygon","coordinates":[[RING]]}}"#
    let places = [
      ("west of Greenwich", "[-20,0],[-10,0],[-10,10],[-20,10],[-20,0]", 34.0, 1.0),
      ("over 180°", "[176,-10],[-176,-10],[-176,0],[176,0],[176,-10]", 17.5, 0.8),
      ("over 0°", "[-5,40],[5,40],[5,50],[-5,50],[-5,40]", 17.5, 1),
    ]
    let features = places.map {
      ring.replacing("PLACE", with: $0.0).replacing("RING", with: $0.1)
    }
    let text = #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
    let found = try RasterZones(
      of: Source(folder.path + "/world.tif"), by: Source(try folder.file("z.geojson", text)))
    for (index, place) in places.enumerated() {
      for (field, expected) in [("column_mean", place.2), ("column_count", place.3)] {
        let value = try #require(found.zones.column(field)?.numbers?[index])
        #expect(abs(value - expected) < 1e-9, "\(place.0) \(field): \(value)")
      }
    }
    #expect(found.zones.column("row_mean")?.numbers?[0] == 8)
  }

  @Test("What is left out is told, and zones that lie elsewhere are refused")
  func tells() throws {
    let found = try RasterZones(of: raster("heights"), by: zones)
    for words in [
      "zones outside the raster, which have no values: 1",
      "zones that reach beyond the raster, of which only the part within counts: 2",
      "cells of unknown value within zones, which are left out",
    ] {
      #expect(found.notes.contains { $0.contains(words) }, "\(found.notes)")
    }
    let folder = try TemporaryFolder()
    let away = try folder.file(
      "z.geojson",
      #"{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}"#
    )
    let error = thrown { _ = try RasterZones(of: raster("heights"), by: Source(away)) }
    #expect(
      error?.kind == .badData && error?.sentence.contains("no zone lies on") == true,
      "\(error as Any)")
  }
}
