import Foundation
import Testing

/// Places that other programs fetched, as their own tools write them down.
@Suite struct RecordsTests {
  /// What a file holds, with the service, and the rows that come: identifier, longitude and latitude.
  private static let files: [(name: String, service: String, content: String, rows: [String])] = [
    (
      // scrapy crawl … -o crawl.jl
      "crawl.jl", "amap",
      #"""
      {"id": "B1", "name": "\u5e97", "typecode": "050100", "location": "109.5,34.5", "tel": []}
      {"id": "B2", "name": "店", "typecode": "060100", "location": "109.25,34.125", "tel": "029"}
      {"id": "B1", "name": "店", "typecode": "050100", "location": "109.5,34.5", "tel": []}

      """#, ["B1,109.5,34.5", "B2,109.25,34.125"]
    ),
    (
      // scrapy crawl … -o crawl.json, and one that was stopped
      "crawl.json", "amap",
      "[\n{\"id\": \"B1\", \"location\": \"109.5,34.5\"},\n{\"id\": \"B2\", \"location\": \"109.25,34.125\"}\n]",
      ["B1,109.5,34.5", "B2,109.25,34.125"]
    ),
    (
      "stopped.json", "amap",
      "\u{FEFF}[\n{\"id\": \"B1\", \"location\": \"109.5,34.5\"},\r\n{\"id\": \"B2\", \"location\": \"109.25,34.125\"},\n",
      ["B1,109.5,34.5", "B2,109.25,34.125"]
    ),
    (
      // mongoexport
      "export.json", "amap",
      #"""
      {"_id":{"$oid":"6353"},"id":"B1","location":{"type":"Point","coordinates":[109.5,34.5]}}
      {"_id":{"$oid":"6354"},"id":7,"lng":"109.25","lat":34.125}

      """#, ["7,109.25,34.125", "B1,109.5,34.5"]
    ),
    (
      // Answers of Baidu, as they came.
      "answers.jsonl", "baidu",
      #"""
      {"status":0,"total":2,"results":[{"uid":"a","location":{"lat":34.5,"lng":109.5}},{"uid":"b","location":{"lat":34.125,"lng":109.25}}]}
      {"status":0,"total":0,"results":[]}

      """#, ["a,109.5,34.5", "b,109.25,34.125"]
    ),
    (
      "one.json", "amap",
      #"""
      {
        "status": "1", "infocode": "10000",
        "pois": [{"id": "B1", "location": "109.5,34.5"}]
      }
      """#, ["B1,109.5,34.5"]
    ),
  ]

  @Test("Records become places of the service's system", arguments: files.indices)
  func read(index: Int) throws {
    let (name, service, content, rows) = Self.files[index]
    let folder = try TemporaryFolder()
    _ = try folder.file(name, content)
    let said = try run(
      gridcast, words("fetch records \(name) --service \(service) --date 2023-05-01 -o o.csv"),
      in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let text = try String(contentsOfFile: "\(folder.path)/o.csv", encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    #expect(
      lines[0].suffix(2) == ["lon", "lat"].map { "\($0)_\(service == "amap" ? "gcj02" : "bd09")" })
    #expect(lines.dropFirst().map { ([$0[0]] + $0.suffix(2)).joined(separator: ",") } == rows)
    #expect(lines.dropFirst().allSatisfy { $0.contains("2023-05-01") || $0.contains("2023/05/01") })
  }

  @Test("What is lost is told, and needs leave")
  func lost() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "crawl.jl",
      "{\"id\":\"B1\",\"location\":\"109.5,34.5\"}\n{\"id\":\"B2\",\"location\":[]}\n{\"name\":\"x\"}\n{\"id\":\"B3\",\"loca"
    )
    let command = words("fetch records crawl.jl --service amap -o o.csv")
    let said = try run(gridcast, command, in: folder.path)
    #expect(said.code == 65, "\(said.errors)")
    for text in [
      "1 without a position", "1 without an identifier",
      "1 in lines that are no JSON in UTF-8 (the first in line 4 of crawl.jl)", "--allow-loss",
    ] { #expect(said.errors.contains(text), "\(said.errors)") }
    #expect(try folder.content == ["crawl.jl"])
    let allowed = try run(gridcast, command + ["--allow-loss"], in: folder.path)
    #expect(allowed.code == 0 && allowed.output.hasPrefix("1 place in GCJ-02"), "\(allowed.errors)")
    for (name, content) in [("empty.jl", ""), ("text.jl", "what\n"), ("array.json", "[]")] {
      _ = try folder.file(name, content)
      let none = try run(
        gridcast, words("fetch records \(name) --service amap -o n.csv"), in: folder.path)
      #expect(none.code == 65 && none.errors.contains("no records of places"), "\(none.errors)")
    }
  }

  @Test("A crawl of years ago and a fetch of today make a series")
  func series() throws {
    let folder = try FetchTests.folder()
    let places = (0..<30).map { (index: Int) -> [Any] in
      ["P\(index + 100)", 109.1 + Double(index) / 100, 34.2, "050100"]
    }
    let lines = places.dropLast(5).map {
      "{\"id\":\"\($0[0])\",\"location\":\"\($0[1]),\($0[2])\",\"typecode\":\"050100\"}"
    }
    _ = try folder.file(
      "crawl.jl", (lines + [#"{"id":"X","location":"109.3,34.3"}"#]).joined(separator: "\n"))
    let old = try run(
      gridcast, words("fetch records crawl.jl --service amap --date 2019-05-01 -o old.gpkg"),
      in: folder.path)
    #expect(old.code == 0, "\(old.errors)")
    let standIn = try StandIn(["places": places])
    _ = try FetchTests.result(FetchTests.fetch(standIn, output: "new.gpkg", in: folder))
    let said = try run(
      gridcast, words("fetch series old.gpkg new.gpkg -o s.gpkg"), in: folder.path)
    #expect(said.output.hasPrefix("5 new, 1 gone, 0 moved, 25 the same"), "\(said)")
    // The journal of a fetch holds the same.
    let journal = try run(
      gridcast, words("fetch records new.gpkg.journal.jsonl --service amap -o again.gpkg"),
      in: folder.path)
    #expect(journal.output.hasPrefix("30 places in GCJ-02"), "\(journal)")
  }

  @Test("Where answers of a service are read as a layer, the way out is told")
  func wayOut() throws {
    let folder = try TemporaryFolder()
    let (name, _, content, _) = Self.files[4]
    _ = try folder.file(name, content)
    let said = try run(gridcast, ["info", name], in: folder.path)
    #expect(said.code == 0 && said.output.contains("gridcast fetch records"), "\(said)")
  }
}
