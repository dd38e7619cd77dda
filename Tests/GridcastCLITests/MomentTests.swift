import Foundation
import Testing

/// Moments keep their time zone on the way through GDAL's writers.
@Suite struct MomentTests {
  /// How GDAL tells three moments: 8 h east of UTC, in UTC, 3:30 h west.
  private static let told = [
    "2024/05/06 07:08:09+00", "2024/05/06 07:08:09+08", "2024/05/06 07:08:09-0330",
  ]

  @Test(
    "A moment is the same one in another format",
    arguments: ["geojson", "geojsonl", "gpkg", "fgb", "sqlite"])
  func keepsZones(ending: String) throws {
    let folder = try TemporaryFolder()
    let features = ["+08:00", "Z", "-03:30"].map {
      #"{"type":"Feature","properties":{"t":"2024-05-06T07:08:09\#($0)"},"geometry":{"type":"Point","coordinates":[109,34]}}"#
    }
    _ = try folder.file(
      "in.geojson",
      #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
    let made = try gridcast(
      "convert", "in.geojson", "-o", "out.\(ending)", "--allow-loss", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let said = try run("ogrinfo", ["-al", "-q", "out.\(ending)"], in: folder.path).output
    let moments = said.split(separator: "\n").filter { $0.contains("t (DateTime)") }
      .map { String($0.split(separator: "=")[1].dropFirst()) }
    #expect(moments.sorted() == Self.told, "\(said)")
  }
}
