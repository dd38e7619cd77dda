import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import Testing

/// A conversion reads its input in batches, of which the last may hold few points.
@Suite struct EqualPointsTests {
  @Test("Equal points of a file stay equal, in a full batch and in the last one")
  func lastBatch() throws {
    let folder = try TemporaryFolder()
    let places = (0..<66_000).map {
      "\(109.2 + Double($0 % 997) * 1e-4),\(34.5 + Double($0 % 991) * 1e-4)"
    }
    // The first rows once more at the end.
    let rows = ["n,lon,lat"] + (places + places.prefix(60)).enumerated().map { "\($0),\($1)" }
    let input = try folder.file("p.csv", rows.joined(separator: "\n"))
    // Of a GeoPackage a batch holds 65,536 features, so the last one holds 524.
    let packed = "\(folder.path)/p.gpkg"
    let output = "\(folder.path)/utm.gpkg"
    for (input, output, target) in [(input, packed, "EPSG:4326"), (packed, output, "EPSG:32649")] {
      var settings = ConversionSettings()
      settings.to = target
      let job = Job(input, to: output, settings)
      let staging = Staging(overwrite: false)
      _ = try job.run(try job.prepare(), staging: staging)
      try staging.commit()
    }
    let points = try readAll(Source(output)).shapes.points
    #expect(points.count == 66_060)
    #expect(Array(points.prefix(60)) == Array(points.suffix(60)))
  }
}
