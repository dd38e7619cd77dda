import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// Whole numbers that GDAL changes on reading are announced, whatever version of it reads them.
@Suite struct OversizedIntegersTests {
  /// The properties of a feature, and whether something is lost: with GDAL up to 3.10, and from 3.11 on.
  static let properties: [(text: String, before: Bool, since: Bool)] = [
    (#""n":12345678901234567890123"#, true, true),
    (#""n":-12345678901234567890123,"x":0.5"#, true, true),
    (#""n":"12345678901234567890123","x":0.5"#, false, false),
    (#""n":"a\" 12345678901234567890123","x":0.5"#, false, false),
    (#""n":9223372036854775807,"x":0.5"#, false, false),
    (#""n":-9223372036854775808"#, false, true),
    (#""n":-1234567890123456789"#, false, true),
    (#""n":-123456789012345678,"x":0.5"#, false, false),
    (#""n":12345678901234567890123e-9"#, false, false),
    (#""n":1.5e300,"x":0.12345678901234567890123"#, false, false),
  ]

  @Test("Whole numbers that are rounded or cut are said to be lost", arguments: properties)
  func areAnnounced(text: String, before: Bool, since: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "a.geojson",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{\#(text)},"#
        + #""geometry":{"type":"Point","coordinates":[1,2]}}]}"#)
    var source = Source(path)
    source.prefersGDAL = true
    let losses = try LayerReader(source).losses
    #expect(losses.isEmpty != (gdalIsAtLeast(3, 11) ? since : before), "\(losses)")
  }
}
