import Foundation
import Gridcast
import Testing

@Suite struct RasterTests {
  @Test("A raster comes back from its file as it was, nodata and names included")
  func survivesItsFile() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/商业 a.tif"
    let values: [Float] = [0, 1.5, .nan, 16_777_216, -3, 0.1]
    let raster = try raster(columns: 3, [("商业", values), ("b", values.reversed())])
    let staging = Staging(overwrite: false)
    try raster.write(to: path, style: MapStyle("b", Classes(upTo: 5)), staging: staging)
    try staging.commit()
    let back = try Raster(reading: path)
    #expect(back.grid == raster.grid)
    #expect(back.bands.map(\.name) == ["商业", "b"])
    #expect(
      back.bands[0].values.map(\.bitPattern)
        == values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern })
  }

  @Test("Infinite values are unknown ones")
  func infinityIsUnknown() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/a.tif"
    let staging = Staging(overwrite: false)
    try raster(columns: 2, [("a", [1, .infinity, -.infinity, 2])]).write(
      to: path, style: MapStyle("a", Classes(upTo: 2)), staging: staging)
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
        to: "\(folder.path)/\(name)", style: MapStyle("a", Classes(upTo: 76)), staging: staging)
      try staging.commit()
      bytes.append(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
    }
    #expect(bytes[0] != nil && bytes[0] == bytes[1])
  }

  static let classes: [(Double, [Double])] = [
    (10, [0, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]), (94, [0, 0.5, 1, 2, 5, 10, 20, 50]),
    (1000, [0, 5, 10, 20, 50, 100, 200, 500]),
  ]

  @Test("Classes are fixed by the order of magnitude", arguments: classes)
  func fixedClasses(maximum: Double, limits: [Double]) {
    let classes = Classes(upTo: maximum)
    #expect(classes.limits.count == limits.count)
    #expect(zip(classes.limits, limits).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(classes.color(0) == (255, 255, 204))
    #expect(classes.color(classes.count - 1) == (128, 0, 38))
  }
}
