import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastJobs
import Testing

@Suite struct CSVTests {
  static let tables: [(String, String)] = [
    ("usual names", "name,lon,lat\na,109.5,34.5\n"),
    ("lng", "name,lng,lat\na,109.5,34.5\n"),
    ("latitude first", "Latitude,Longitude,name\n34.5,109.5,a\n"),
    ("Chinese names", "名称,经度,纬度\na,109.5,34.5\n"),
    ("a byte-order mark", "\u{FEFF}lon,lat\n109.5,34.5\n"),
    ("quoted numbers", "name,lon,lat\n\"a, b\",\"109.5\",\" 34.5\"\n"),
    ("semicolons", "name;X;Y\na;109.5;34.5\n"),
    ("tabs", "name\tx\ty\na\t109.5\t34.5\n"),
    ("both in one column", "name,location\na,\"109.5,34.5\"\n"),
    ("both, latitude first where it must be", "name,Location\na,\"(34.5, 109.5)\"\n"),
    ("WKT", "name,WKT\na,POINT (109.5 34.5)\n"),
    ("Windows line ends", "name,lon,lat\r\na,109.5,34.5\r\n"),
  ]

  @Test("Coordinates are found by their usual names", arguments: tables)
  func findsCoordinates(name: String, text: String) throws {
    let folder = try TemporaryFolder()
    let features = try readAll(Source(try folder.file("t.csv", text)))
    #expect(features.shapes.points == [Point(x: 109.5, y: 34.5)])
    #expect(features.coordinateSystem == .wgs84)
  }

  @Test("A text that is no number, or half a position, is a position lost")
  func refusesWords() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "t.csv", "id,lon,lat\n1,n/a,34.5\n2,,34.5\n3,109.5,34.5\n4,109.5x,34\n5,inf,1\n")
    #expect(throws: GridcastError.self) { try readAll(Source(path)) }
    #expect(try readAll(Source(path).allowingLoss(true)).shapes.kinds == [.point])
  }

  @Test("Leading zeros are kept")
  func keepsLeadingZeros() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("t.csv", "typecode,n,lon,lat\n050100,7,1,2\n060000,8,1,2\n")
    let reader = try LayerReader(Source(path))
    var survey = Survey()
    try reader.read { (features, _) throws(GridcastError) in survey.add(features) }
    let kinds = Dictionary(
      uniqueKeysWithValues: reader.typed(survey.columns.compactMapValues(\.textKind)).fields.map {
        ($0.name, $0.kind)
      })
    #expect(kinds["typecode"] == .text)
    #expect(kinds["n"] == .integer)
  }

  @Test("A GBK body is read, and said to be so")
  func readsGBK() throws {
    let folder = try TemporaryFolder()
    // "名称,lon,lat\n商业,109.5,34.5\n" by Python's str.encode("gbk").
    let bytes: [UInt8] =
      [0xC3, 0xFB, 0xB3, 0xC6] + Array(",lon,lat\n".utf8) + [0xC9, 0xCC, 0xD2, 0xB5]
      + Array(",109.5,34.5\n".utf8)
    let path = try folder.file("t.csv", bytes)
    let reader = try LayerReader(Source(path))
    #expect(reader.fields.map(\.name) == ["名称", "lon", "lat"])
    #expect(reader.notes.contains { $0.contains("GB18030, by its bytes") })
    #expect(try readAll(Source(path)).columns[0].texts?.dictionary == ["商业"])
  }

  @Test("A Latin-1 text among Latin letters is not taken for Chinese")
  func readsLatin1() throws {
    let folder = try TemporaryFolder()
    // "Città è più,1,2" by Python's str.encode("latin-1").
    let bytes: [UInt8] =
      Array("name,lon,lat\nCitt".utf8) + [0xE0] + Array(" ".utf8) + [0xE8] + Array(" pi".utf8)
      + [0xF9] + Array(",1,2\n".utf8)
    let features = try readAll(Source(try folder.file("t.csv", bytes)))
    #expect(features.columns[0].texts?.dictionary == ["Città è più"])
  }

  @Test("A table without coordinates is refused with its columns")
  func refusesWithoutCoordinates() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("t.csv", "name,address\na,b\n")
    let error = thrown { _ = try LayerReader(Source(path)).knownCoordinateSystem() }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("name, address") ?? false)
  }
}
