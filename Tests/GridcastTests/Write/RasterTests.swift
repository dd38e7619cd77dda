import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

@Suite struct RasterTests {
  @Test("A raster comes back from its file as it was, nodata and names included")
  func survivesItsFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/商业 a.tif"
    let values: [Float] = [0, 1.5, .nan, 16_777_216, -3, 0.1]
    let raster = try raster(columns: 3, [("商业", values), ("b", values.reversed())])
    let staging = Staging(overwrite: false)
    try raster.write(to: path, style: MapStyle("b", Classes(limits: [0, 1])), staging: staging)
    try staging.commit()
    let back = try Raster(reading: path)
    #expect(back.grid == raster.grid)
    #expect(back.bands.map(\.name) == ["商业", "b"])
    #expect(
      back.bands[0].values.map(\.bitPattern)
        == values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern })
  }

  @Test("A raster that is written by rows, larger than GDAL keeps in memory, comes back as it was")
  func survivesBeyondTheCache() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.tif"
    let grid = Grid(
      coordinateSystem: try CoordinateSystem("EPSG:32649"), cellSize: 100, west: 0, south: 38_000,
      columns: 10_000, rows: 2_160)
    func values(_ row: Int, _ band: Int) -> [Float] {
      var random = RandomNumbers(seed: UInt64(2 * row + band))
      return (0..<grid.columns).map { _ in random.uniform() }
    }
    let staging = Staging(overwrite: false)
    let output = try RasterOutput(path, grid, names: ["a", "b"], staging: staging)
    for row in 0..<grid.rows {
      try output.write([values(row, 0), values(row, 1)], rows: row..<row + 1)
    }
    try output.close { _ in MapStyle("a", Classes(limits: [0, 1])) }
    try staging.commit()
    let bands = try RasterBlocks(reading: path).bands.map(\.rows)
    for row in stride(from: 0, to: grid.rows, by: 7) {
      for band in 0...1 {
        let found = try bands[band].values(row..<row + 1)
        #expect(found == values(row, band), "row \(row) of band \(band)")
      }
    }
  }

  @Test("Infinite values are unknown ones")
  func infinityIsUnknown() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.tif"
    let staging = Staging(overwrite: false)
    try raster(columns: 2, [("a", [1, .infinity, -.infinity, 2])]).write(
      to: path, style: MapStyle("a", Classes(limits: [0, 1])), staging: staging)
    try staging.commit()
    #expect(try Raster(reading: path).bands[0].values.map(\.isNaN) == [false, true, true, false])
  }

  @Test("Equal rasters give equal bytes")
  func isDeterministic() throws {
    let folder = try TemporaryFolder()
    var bytes: [Data?] = []
    for name in ["a.tif", "b.tif"] {
      let staging = Staging(overwrite: false)
      try raster(columns: 50, [("a", (0..<2500).map { Float($0 % 77) })]).write(
        to: "\(folder.path)/\(name)", style: MapStyle("a", Classes(limits: [0, 1])),
        staging: staging)
      try staging.commit()
      bytes.append(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
    }
    #expect(bytes[0] != nil && bytes[0] == bytes[1])
  }
}
