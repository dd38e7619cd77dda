import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite
import Testing

/// What stands for unknown in a file is a value that no cell has.
@Suite struct NodataTests {
  private func written(_ raster: Raster) throws -> Raster {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.tif"
    let staging = Staging(overwrite: false)
    try raster.write(to: path, style: MapStyle("a", Classes(limits: [0, 1])), staging: staging)
    try staging.commit()
    return try Raster(reading: path)
  }

  /// A value that some cells have, and what then stands for unknown.
  static let values: [(used: [Float], nodata: Float)] = [
    ([], -9999), ([-9999], -.greatestFiniteMagnitude), ([-.greatestFiniteMagnitude], -9999),
    ([-9999, -.greatestFiniteMagnitude], -Float.greatestFiniteMagnitude * 0x1p-27),
    // GDAL would take the next number for the same.
    ([(-9999 as Float).nextUp], -.greatestFiniteMagnitude),
  ]

  @Test(
    "A value of −9999 comes back from a file, by our own writer and by GDAL's", arguments: values,
    ["EPSG:32649", "EPSG:4547"])
  func comesBack(_ row: (used: [Float], nodata: Float), system: String) throws {
    let grid = Grid(
      coordinateSystem: try CoordinateSystem(system), cellSize: 1000, west: 500, south: 3800,
      columns: 4, rows: 1)
    let values = [1, .nan] + row.used + [Float](repeating: 7, count: 2 - row.used.count)
    let raster = Raster(
      grid: grid,
      bands: [
        Raster.Band(name: "a", values: values),
        // What one band has is no name for unknown in another.
        Raster.Band(name: "b", values: [.nan, 2, 3, 4]),
      ])
    #expect(raster.nodata == row.nodata)
    let back = try written(raster)
    for (band, own) in zip(back.bands, raster.bands) {
      #expect(band.values.map(\.isNaN) == own.values.map(\.isNaN))
      #expect(zip(band.values, own.values).allSatisfy { $0 == $1 || $1.isNaN })
    }
  }

  /// The type of the cells, and values that are all in use.
  static let types: [(type: String, values: [Double])] = [
    ("Float32", [-9999, 5]), ("Float64", [-9999, -3.4028234663852886e38]),
    ("Int16", [-32768, -9999, 32767]), ("Int32", [-2_147_483_648, -9999]), ("Byte", [0, 255]),
  ]

  @Test(
    "A raster that is turned into other cells keeps its values apart from none", arguments: types)
  func conversion(type: String, values: [Double]) throws {
    let folder = try TemporaryFolder()
    let all = values + [Double](repeating: 9, count: 9 - values.count)
    let rows = stride(from: 0, to: 9, by: 3).map { row in
      all[row..<row + 3].map { "\($0)" }.joined(separator: " ")
    }
    let text = "ncols 3\nnrows 3\nxllcorner 500000\nyllcorner 3800000\ncellsize 1000\n"
    _ = try folder.file("a.asc", text + rows.joined(separator: "\n") + "\n")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "gdal_translate", "-q", "-ot", type, "-a_srs", "EPSG:32649", "-a_nodata", "none",
      "\(folder.path)/a.asc", "\(folder.path)/a.tif",
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    var settings = ConversionSettings()
    // Half cells, so that every value stays and a rim has none.
    settings.cell = "500m"
    settings.resampling = .near
    settings.to = "EPSG:32650"
    let job = Job("\(folder.path)/a.tif", to: "\(folder.path)/b.tif", settings)
    guard case .raster(_, let plan) = try job.prepare() else { Issue.record("no raster"); return }
    let nodata = try #require(plan.nodata)
    #expect(!values.contains(nodata), "\(nodata)")
    let staging = Staging(overwrite: false)
    _ = try job.run(try job.prepare(), staging: staging)
    try staging.commit()
    let back = try Raster(reading: "\(folder.path)/b.tif").bands[0].values
    for value in values { #expect(back.contains(Float(value)), "\(value)") }
    #expect(back.contains { $0.isNaN })
  }
}
