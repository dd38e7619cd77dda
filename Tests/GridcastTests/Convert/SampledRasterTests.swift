import Foundation
import GridcastBase
import GridcastFormats
import GridcastJobs
import Testing

/// The values of a raster at points, beside rasterio's and SciPy's; see fixtures/zones/values.py.
@Suite struct SampledRasterTests {
  private func found(_ method: SampledRaster.Method) throws -> SampledRaster.Found {
    let raster = Source(fixture("zones/heights.asc"), coordinateSystem: "EPSG:32649")
    let points = Source(fixture("zones/values.csv"), coordinateSystem: "EPSG:32649")
    return try SampledRaster(of: raster, method).values(at: points)
  }

  private func numbers(_ found: SampledRaster.Found) throws -> Optionals<Double> {
    guard case .numbers(let numbers)? = found.features.columns.last?.values else {
      throw GridcastError(.bug, "test", "a field of numbers is wanted")
    }
    return numbers
  }

  @Test("The value of the cell is rasterio's; what has none is counted")
  func near() throws {
    let found = try found(.near)
    #expect(found.fields == ["heights"])
    let values = try numbers(found)
    var missing = 0
    for (index, row) in try fixtureRows("zones/values.csv").enumerated() {
      // Where rasterio finds none, the row ends.
      let theirs = row.count > 2 ? Float(row[2]) : nil
      #expect(values[index].map { Float($0) } == theirs, "\(row)")
      if theirs == nil { missing += 1 }
    }
    #expect(found.outside + found.unknown == missing && found.outside > 0 && found.unknown > 0)
  }

  @Test(
    "Between known cells the bilinear value is SciPy's, and there is one wherever the cell is known"
  )
  func bilinear() throws {
    let values = try numbers(try found(.bilinear))
    for (index, row) in try fixtureRows("zones/values.csv").enumerated() {
      #expect((values[index] == nil) == (row.count < 3), "\(row)")
      if row.count > 3, let theirs = Double(row[3]), let own = values[index] {
        #expect(abs(own - theirs) < 1e-4 * max(1, abs(theirs)), "\(row): \(own)")
      }
    }
  }
}
