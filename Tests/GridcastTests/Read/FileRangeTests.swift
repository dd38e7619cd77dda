import Foundation
import GridcastBase
import GridcastFormats
import Testing

/// Parts of a file: every feature is in exactly one, however the file is cut.
@Suite struct FileRangeTests {
  /// A text made of pieces, of which those with a name are records.
  struct Cuttable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let file: String
    let pieces: [(text: String, name: String?)]

    var bytes: [UInt8] { Array(pieces.map(\.text).joined().utf8) }
    /// Where each record begins, and its name.
    var records: [(start: Int, name: String)] {
      var place = 0
      var records: [(Int, String)] = []
      for piece in pieces {
        if let name = piece.name { records.append((place, name)) }
        place += piece.text.utf8.count
      }
      return records
    }
  }

  private static func feature(_ name: String) -> String {
    #"{"type":"Feature","properties":{"n":"\#(name)"},"geometry":{"type":"Point","coordinates":[1,2]}}"#
  }

  static let texts: [Cuttable] = [
    Cuttable(
      testDescription: "CSV", file: "t.csv",
      pieces: [
        ("n,lon,lat\n", nil), ("a,1,2\n", "a"), ("b,1,2\n", "b"), ("c,3,4\n", "c"),
      ]),
    Cuttable(
      testDescription: "CSV without a line end at its end", file: "t.csv",
      pieces: [("n,lon,lat\n", nil), ("a,1,2\n", "a"), ("bb,1,2\n", "bb"), ("c,3,4", "c")]),
    Cuttable(
      testDescription: "CSV with a byte order mark, CRLF and empty lines", file: "t.csv",
      pieces: [
        ("\u{FEFF}n,lon,lat\r\n", nil), ("a,1,2\r\n\r\n", "a"), ("b,1,2\r\n", "b"),
        ("\r\n\r\n", nil), ("c,3,4\r\n", "c"),
      ]),
    Cuttable(
      testDescription: "CSV with CR alone", file: "t.csv",
      pieces: [("n,lon,lat\r", nil), ("a,1,2\r", "a"), ("b,1,2\r", "b"), ("c,3,4\r", "c")]),
    Cuttable(
      testDescription: "CSV with line breaks and doubled quotes in quotes", file: "t.csv",
      pieces: [
        ("n,lon,lat\n", nil), ("\"a\nx,5,6\n\"\"y\"\",7,8\n\",1,2\n", "a\nx,5,6\n\"y\",7,8\n"),
        ("\"b\",1,2\n", "b"), ("\"\"\"c\",\"3\n\",4\n", "\"c"), ("d,3,4\n", "d"),
      ]),
    Cuttable(
      testDescription: "CSV with a title", file: "t.csv",
      pieces: [
        ("Places\n", nil), ("n,lon,lat\n", nil), ("a,1,2\n", "a"), ("b,1,2\n", "b"),
        ("c,3,4\n", "c"),
      ]),
    Cuttable(
      testDescription: "Tabs, and letters of several bytes", file: "t.tsv",
      pieces: [
        ("n\tlon\tlat\n", nil), ("茶馆\t1\t2\n", "茶馆"), ("书店\t1\t2\n", "书店"), ("银\t3\t4\n", "银"),
      ]),
    Cuttable(
      testDescription: "GeoJSONSeq", file: "t.geojsonl",
      pieces: [
        (feature("a") + "\n", "a"), (feature("b") + "\n", "b"), (feature("c") + "\n", "c"),
      ]),
    Cuttable(
      testDescription: "JSON with a record a line", file: "t.jl",
      pieces: [
        (#"{"n":"a","lon":1,"lat":2}"# + "\n", "a"), ("\n", nil),
        (#"{"n":"b","lon":1,"lat":2}"# + "\r\n", "b"), (#"{"n":"茶","lon":3,"lat":2}"#, "茶"),
      ]),
    Cuttable(
      testDescription: "GeoJSONSeq with empty lines, and without a line end at its end",
      file: "t.geojsonl",
      pieces: [
        (feature("a") + "\r\n\r\n", "a"), (feature("b") + "\n\n\n", "b"), (feature("c"), "c"),
      ]),
  ]

  /// The names of the features in a part.
  private func names(_ path: String, _ range: FileRange?) throws -> [String] {
    var source = Source(path)
    source.range = range
    var names: [String] = []
    try LayerReader(source, for: .points, wanting: ["n"]).read(.named(["n"])) {
      (features, _) throws(GridcastError) in
      names += features.column("n")?.texts?.map { $0 ?? "" } ?? []
    }
    return names
  }

  @Test(
    "A record belongs to the part in which it begins, wherever that begins and ends",
    arguments: texts)
  func everyCutOfATable(_ table: Cuttable) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(table.file, table.bytes)
    let count = table.bytes.count
    #expect(try names(path, nil) == table.records.map(\.name))
    for start in 0...count {
      // Every place as a beginning with every end would take minutes in the longer ones.
      let step = count < 90 ? 1 : 11
      for end in Set(Array(stride(from: start, through: count, by: step)) + [start + 1, count])
      where end >= start && end <= count {
        let expected = table.records.filter { start..<end ~= $0.start }.map(\.name)
        #expect(
          try names(path, FileRange(start: start, end: end)) == expected, "\(start)-\(end)")
      }
    }
    #expect(try names(path, FileRange(start: count, end: count + 10)).isEmpty)
    #expect(try names(path, FileRange(start: 0, end: nil)) == table.records.map(\.name))
  }

  @Test("Parts into which a file is split are read alone, and make up the whole", arguments: texts)
  func everySplitOfATable(_ table: Cuttable) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(table.file, table.bytes)
    for count in 1...table.bytes.count {
      let parts = try #require(try LayerReader(Source(path), wanting: ["n"]).parts(count))
      #expect(parts.count <= max(count, 1) && parts.count <= table.records.count)
      #expect(parts.first?.start == 0 && parts.last?.end == table.bytes.count)
      #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.end == $1.start })
      #expect(parts.allSatisfy { $0.whole == table.bytes.count })
      #expect(try parts.flatMap { try names(path, $0) } == table.records.map(\.name), "\(count)")
    }
  }

  @Test("Records of a Shapefile are in one part each")
  func everyCutOfAShapefile() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/t.shp"
    var text = "n,lon,lat\n"
    for row in 0..<9 { text += "p\(row),\(row),2\n" }
    try convert(try folder.file("t.csv", text), to: path)
    for start in 0...10 {
      for end in start...11 {
        let expected = (0..<9).filter { start..<end ~= $0 }.map { "p\($0)" }
        #expect(try names(path, FileRange(start: start, end: end)) == expected)
      }
    }
    for count in 1...12 {
      let parts = try #require(try LayerReader(Source(path)).parts(count))
      #expect(parts.count == min(count, 9))
      #expect(try parts.flatMap { try names(path, $0) } == (0..<9).map { "p\($0)" })
    }
  }

  @Test("Points of an OSM PBF are in one part each, of its blobs")
  func everyCutOfAPBF() throws {
    let path = fixture("osm/blobs.osm.pbf")
    // Identities of the nodes with tags in each blob, by blobs.py.
    let blobs = [
      [3], Array(stride(from: 6, through: 24, by: 3)), [], [27], [30, 33, 36, 39], [42, 45, 48],
      [51, 54, 57, 60], [], [],
    ]
    func ids(_ range: FileRange?, _ layers: [String] = ["points"]) throws -> [Int] {
      var source = Source(path, layers: layers)
      source.range = range
      var ids: [Int] = []
      try LayerReader(source, for: .points).read(.named(["osm_id"])) {
        (features, _) throws(GridcastError) in
        ids += features.column("osm_id")?.texts?.map { Int($0 ?? "") ?? 0 } ?? []
      }
      return ids
    }
    #expect(try ids(nil) == blobs.flatMap(\.self))
    for start in 0...9 {
      for end in start...10 {
        #expect(
          try ids(FileRange(start: start, end: end)) == blobs[start..<min(end, 9)].flatMap(\.self))
      }
    }
    for count in 1...12 {
      let reader = try LayerReader(Source(path, layers: ["points"]), for: .points)
      let parts = try #require(reader.parts(count))
      #expect(parts.count == min(count, 9) && reader.extent?.unit == .blobs)
      #expect(try parts.flatMap { try ids($0) } == blobs.flatMap(\.self))
    }
    let error = #expect(throws: GridcastError.self) {
      _ = try ids(FileRange(start: 0, end: 2), [])
    }
    #expect(error?.reason.contains("only the layer 'points' is read in parts") == true)
    #expect(try LayerReader(Source(path), for: .points).parts(2) == nil)
  }

  private func convert(_ input: String, to output: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "ogr2ogr", "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-a_srs",
      "EPSG:4326", "-select", "n", output, input,
    ]
    try process.run()
    process.waitUntilExit()
  }

  @Test("What is large is cut like what is small, within values in quotes too")
  func cutsLargeTables() throws {
    let folder = try TemporaryFolder()
    var text = "n,lon,lat\n"
    for row in 0..<60_000 {
      // Of some values, a line looks like a record.
      text += row % 7 == 0 ? "\"\(row)\nx,1,2\n\",\(row % 90),2\n" : "\(row),\(row % 90),2\n"
    }
    for ending in ["", "broken \"quote,1,2\nlast,1,2\n", "\"never closed,1,2\nlast,1,2\n"] {
      let path = try folder.file("large.csv", text + ending)
      func rows(_ range: FileRange?) throws -> [String] {
        var source = Source(path).allowingLoss(true)
        source.range = range
        var names: [String] = []
        try LayerReader(source, wanting: ["n"]).read(.named(["n"])) {
          (features, _) throws(GridcastError) in
          names += features.column("n")?.texts?.map { $0 ?? "" } ?? []
        }
        return names
      }
      let whole = try rows(nil)
      #expect(whole.count >= 60_000)
      let size = text.utf8.count + ending.utf8.count
      for count in [2, 7, 40] {
        let plain = (0..<count).map {
          FileRange(start: size * $0 / count, end: size * ($0 + 1) / count)
        }
        #expect(try plain.flatMap(rows) == whole)
        let split = try #require(try LayerReader(Source(path).allowingLoss(true)).parts(count))
        #expect(split.count == count)
        #expect(try split.flatMap(rows) == whole)
      }
    }
  }

  @Test(
    "What cannot be read in parts says so",
    arguments: [
      ("t.geojson", "its format is read as a whole"), ("t.csv.gz", "it"),
      ("t.kml", "only GDAL reads"),
    ])
  func refusesWholes(name: String, why: String) throws {
    let folder = try TemporaryFolder()
    let one = Self.feature("a")
    let text =
      name.hasSuffix("kml")
      ? "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>a</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>"
      : #"{"type":"FeatureCollection","features":[\#(one),\#(one)]}"#
    var path = try folder.file(name.replacing(".gz", with: ""), text)
    if name.hasSuffix("gz") {
      path = try folder.file("t.csv", "n,lon,lat\na,1,2\nb,1,2\n")
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["gzip", path]
      try process.run()
      process.waitUntilExit()
      path += ".gz"
    }
    let error = thrown { _ = try names(path, FileRange(start: 0, end: 10)) }
    #expect(error?.kind == .badData)
    #expect(error?.reason.contains("it cannot be read in parts") ?? false, "\(error?.reason ?? "")")
    #expect(error?.reason.contains(why) ?? false, "\(error?.reason ?? "")")
  }

  @Test("A file that has changed since it was split is refused")
  func refusesChanges() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("t.csv", "n,lon,lat\na,1,2\nb,1,2\n")
    for range in [
      FileRange(start: 0, end: 16, whole: 23), FileRange(start: 0, end: 15, whole: 22),
      FileRange(start: 12, end: 22, whole: 22),
    ] {
      let error = thrown { _ = try names(path, range) }
      #expect(error?.reason.contains("changed since it was split") ?? false, "\(range)")
    }
    #expect(try names(path, FileRange(start: 16, end: 22, whole: 22)) == ["b"])
  }

  @Test("Ranges are written as they are read")
  func parses() throws {
    for text in ["0-10", "5-", "0-10/20", "7-7"] {
      #expect(try FileRange(text).description == text)
    }
    for text in [
      "", "-", "5-4", "a-b", "-3-4", "0-10/5", "3-/9", "1-2-3", "0-99999999999999999999",
    ] {
      #expect(thrown { _ = try FileRange(text) }?.kind == .usage, "\(text)")
    }
  }
}
