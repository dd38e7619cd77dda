import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

/// What fits into memory is read once by those who need it twice; what does not is read twice.
@Suite struct KeptBatchesTests {
  private static func points(_ path: String, count: Int) throws {
    let features = Features(
      shapes: Shapes(points: (0..<count).map { Point(x: 109 + Double($0) / 1e7, y: 34.5) }),
      columns: [
        Column(Field("n", .integer), .integers(Optionals(known: (0..<count).map(Int64.init)))),
        Column(Field("t", .text), .texts(Texts((0..<count).map { "n\($0 % 9)" }))),
      ], coordinateSystem: .wgs84)
    let staging = Staging(overwrite: true)
    _ = try features.write(to: path, style: nil, staging: staging)
    try staging.commit()
  }

  private static func all(_ reader: LayerReader, _ selection: FieldSelection = .all) throws
    -> Features?
  {
    var all: Features?
    try reader.read(selection) { (features, _) throws(GridcastError) in
      all?.append(features)
      if all == nil { all = features }
    }
    return all
  }

  @Test("A second reading of the same fields needs no file", arguments: ["gpkg", "kml"])
  func readsOnce(ending: String) throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.\(ending)"
    try Self.points(path, count: 20_000)
    let reader = try LayerReader(Source(path)).readTwice()
    let first = try Self.all(reader)
    #expect(first?.count == 20_000)
    _ = try folder.file("a.\(ending)", "")
    #expect(try Self.all(reader) == first)
  }

  @Test(
    "Of a table that has room the first reading serves twice, of a larger one it does not",
    arguments: [false, true])
  func readsLargeAgain(isLarge: Bool) throws {
    let folder = try TemporaryFolder()
    let header = "lon,lat,a,b,c,d,e,f,g,h,i,j\n"
    let row = "109.5,34.5,1,1,1,1,1,1,1,1,1,1\n"
    let path = try folder.file(
      "a.csv", header + String(repeating: row, count: isLarge ? 1_000_000 : 1000))
    let reader = try LayerReader(Source(path)).readTwice()
    func first() throws -> String? {
      var text: String?
      try reader.readWhile { (features, _) in
        if text == nil, case .texts(let values)? = features.column("a")?.values { text = values[0] }
        return true
      }
      return text
    }
    #expect(try first() == "1")
    // The file is mapped, so that a change shows in it.
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seek(toOffset: UInt64(header.utf8.count + 11))
    try file.write(contentsOf: Data("2".utf8))
    try file.close()
    #expect(try first() == (isLarge ? "2" : "1"))
  }

  @Test("Other fields, a reading that was cut short and a third one are read from the file")
  func readsAgain() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/a.geojson"
    try Self.points(path, count: 40_000)
    let whole = try Self.all(LayerReader(Source(path)))
    let reader = try LayerReader(Source(path)).readTwice()
    #expect(try Self.all(reader) == whole)
    #expect(try Self.all(reader, .named(["n"]))?.columns.map(\.field.name) == ["n"])
    #expect(try Self.all(reader) == whole)
    #expect(try Self.all(reader) == whole)
    let cut = try LayerReader(Source(path)).readTwice()
    try cut.readWhile { (_, _) in false }
    #expect(try Self.all(cut) == whole)
  }
}
