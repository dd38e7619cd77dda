import Foundation
import Testing

/// Baidu, Overpass and geocoding, against stand-ins that answer by their documents.
@Suite struct OtherServiceTests {
  private func fetch(_ line: String, in folder: TemporaryFolder) throws -> CommandResult {
    try run(gridcast, words(line), in: folder.path, seconds: 300)
  }

  @Test(
    "Baidu's places come whole, whichever of its limits holds",
    arguments: [400, 150])
  func baidu(total: Int) throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn([
      "count": 20_000, "truth": "\(folder.path)/truth.csv", "baidu_total": total,
      "faults": ["97": "502"],
    ])
    let said = try fetch(
      "fetch baidu --within all.geojson --query 美食 --query 学校 --key-from key.txt --endpoint \(standIn.endpoint) --per-second 2000 --json --details -o o.csv",
      in: folder)
    let result = try FetchTests.result(said)
    #expect(result.coordinateSystem == "BD-09" && result.isComplete, "\(result.notes)")
    let truth = try FetchTests.truth(in: folder).map { $0.split(separator: ",") }
      .filter { ["05", "14"].contains($0[3].prefix(2)) }
    #expect(result.places == truth.count && truth.count > 4000)
    let text = try String(contentsOfFile: "\(folder.path)/o.csv", encoding: .utf8)
    let identifiers = text.split(whereSeparator: \.isNewline).dropFirst().compactMap { line in
      line.split(separator: ",").first { $0.hasPrefix("B0") }
    }
    #expect(identifiers == truth.map { $0[0] }.sorted())
    #expect(text.contains("detail_info_overall_rating"))
  }

  @Test("Objects of OpenStreetMap are counted first, and the area cut where there are too many")
  func overpass() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn([
      "count": 20_000, "truth": "\(folder.path)/truth.csv", "overpass_most": 3000,
      "log": "\(folder.path)/log.txt", "faults": ["7": "429"],
    ])
    let said = try fetch(
      "fetch overpass --within all.geojson --tags amenity --tags 'shop=060100|x\"y' --most 1500 --endpoint \(standIn.endpoint)/api --per-second 2000 --json -o o.gpkg",
      in: folder)
    let result = try FetchTests.result(said)
    #expect(result.coordinateSystem == "WGS 84 (EPSG:4326)" && result.isComplete, "\(result.notes)")
    let wanted = try FetchTests.truth(in: folder).map { $0.split(separator: ",") }
      .filter { ["05", "14"].contains($0[3].prefix(2)) || $0[3] == "060100" }
    #expect(result.places == wanted.count)
    let way = try #require(
      wanted.map { $0[0] }.first { Int($0.dropFirst()).map { $0 % 7 == 0 } ?? false })
    let number = Int(way.dropFirst()) ?? 0
    let info = try run(
      "ogrinfo", ["-al", "-q", "o.gpkg", "-where", "osm_id = 'way/\(number)'"], in: folder.path)
    #expect(info.output.contains("name (String) = n\(way)"), "\(info.output)")
    #expect(info.output.contains(#"other_tags (String) = "a\"b"=>"c=>d""#), "\(info.output)")
    let log = try String(contentsOfFile: "\(folder.path)/log.txt", encoding: .utf8)
    let first = try #require(log.split(separator: "\n").first?.removingPercentEncoding)
    #expect(first.hasPrefix("POST /api/interpreter data=[out:json][timeout:180][bbox:33.900000,"))
    #expect(
      first.hasSuffix(
        #"(nwr["amenity"];nwr["shop"="060100"];nwr["shop"="x\"y"];);out count;"#), "\(first)")
  }

  private func table(in folder: TemporaryFolder) throws {
    let rows = (0..<60).map { "\($0),路\($0 * 7 % 40)号,\($0 % 2 == 0 ? "西安" : "")" }
    _ = try folder.file(
      "t.csv",
      "n,where,town\n"
        + (rows + ["60,nowhere,", "61,,西安", "62,路5号|x,西安", "63,路2000号,"])
        .joined(separator: "\n") + "\n")
  }

  @Test(
    "Addresses are found, each asked for once, and what is not found is told",
    arguments: ["amap", "baidu"], ["", "geocode_drops", "reversed"])
  func geocode(service: String, manner: String) throws {
    let folder = try FetchTests.folder()
    try table(in: folder)
    let standIn = try StandIn([manner: true, "log": "\(folder.path)/log.txt"])
    let line =
      "geocode t.csv --service \(service) --address where --city town --key-from key.txt --endpoint \(standIn.endpoint) --per-second 2000 --json --overwrite --not-found missing.csv -o o.gpkg"
    let said = try fetch(line, in: folder)
    #expect(said.code == 0, "\(said.errors)")
    struct Result: Decodable {
      let features: Int, notFound: Int, requests: Int, coordinateSystem: String, notes: [String]
    }
    let result = try JSONDecoder().decode(Result.self, from: Data(said.output.utf8))
    #expect(result.features == 64 && result.notFound == 3)
    #expect(result.coordinateSystem == (service == "amap" ? "GCJ-02" : "BD-09"))
    #expect(
      result.notes.contains { $0.contains("for 3 of 64 features: number 61, 62, 64") },
      "\(result.notes)")
    let info = try run(
      "ogr2ogr", ["-f", "CSV", "/vsistdout/", "o.gpkg", "-lco", "GEOMETRY=AS_XY"],
      in: folder.path)
    let lines = info.output.split(separator: "\n").map(String.init)
    #expect(lines.count == 65)
    for (index, line) in lines.dropFirst().enumerated() where index < 60 {
      let place = line.split(separator: ",").prefix(2).compactMap { Double($0) }
      let expected = [109 + Double(index * 7 % 40) / 2000, index % 2 == 0 ? 34.25 : 34.5]
      #expect(
        place.count == 2 && zip(place, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(line)")
    }
    #expect(lines[0].contains("geocode_level"))
    let missing = try String(contentsOfFile: "\(folder.path)/missing.csv", encoding: .utf8)
    #expect(missing.contains("nowhere") && missing.split(whereSeparator: \.isNewline).count == 4)
    // 40 addresses, of which 20 with a city: in batches of ten, or one by one.
    let measured = try standIn.measured().requests
    #expect(service == "amap" && manner.isEmpty ? measured <= 12 : measured <= 50, "\(measured)")
    #expect(try fetch(line, in: folder).code == 0)
    #expect(try standIn.measured().requests == measured, "nothing is asked twice")
    // A table that has grown: only the new address is asked for, whatever the others were asked with.
    let rows = try String(contentsOfFile: "\(folder.path)/t.csv", encoding: .utf8)
    try (rows + "64,路0005号,\n").write(
      toFile: "\(folder.path)/t.csv", atomically: true, encoding: .utf8)
    let grown = Data(try fetch(line, in: folder).output.utf8)
    #expect(try JSONDecoder().decode(Result.self, from: grown).features == 65)
    #expect(try standIn.measured().requests == measured + 1)
  }

  @Test(
    "Points get their addresses, in their order and where they were", arguments: ["amap", "baidu"],
    [false, true])
  func reverse(service: String, isReversed: Bool) throws {
    let folder = try FetchTests.folder()
    let rows = (0..<45).map { "\($0),\(109 + Double($0) / 100),34.5" }
    _ = try folder.file("p.csv", "n,lon,lat\n" + rows.joined(separator: "\n") + "\n")
    let standIn = try StandIn(["reversed": isReversed])
    let said = try fetch(
      "geocode p.csv --from \(service == "amap" ? "gcj02" : "bd09") --service \(service) --reverse --key-from key.txt --endpoint \(standIn.endpoint) --per-second 2000 -o o.csv",
      in: folder)
    #expect(said.code == 0, "\(said.errors)")
    let asked = service == "baidu" ? 45 : isReversed ? 48 : 3
    #expect(try standIn.measured().requests == asked)
    let text = try String(contentsOfFile: "\(folder.path)/o.csv", encoding: .utf8)
    #expect(text.contains("geocode_formatted_address"))
    #expect(text.contains("在109.070000,34.500000") && text.contains("在109.440000,34.500000"))
  }

  @Test("From Amap to a forecast, the offset undone")
  func toForecast() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 8000, "truth": "\(folder.path)/truth.csv"])
    let result = try FetchTests.result(
      FetchTests.fetch(standIn, "--categories", "amap", output: "pois.gpkg", in: folder))
    #expect(result.places == 8000)
    _ = try folder.file(
      "plan.yaml",
      """
      inputs: pois.gpkg
      cell: 2km
      category: category
      model: {kind: bp, target: business, hidden: [4], epochs: 3}
      outputs:
        folder: map
        counts: counts.tif
        model: model.safetensors
        forecast: forecast.tif

      """)
    let made = try fetch("run plan.yaml", in: folder)
    #expect(made.code == 0, "\(made.errors)")
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/map/forecast.tif"))
  }

  @Test("A plan counts places where they are on the ground, not where Amap draws them")
  func offsetUndone() throws {
    let folder = try FetchTests.folder()
    _ = try folder.file(
      "all.geojson", FetchTests.area([[116.2, 39.8], [116.5, 39.8], [116.5, 40], [116.2, 40]]))
    // Both positions of one place are of fixtures/china-published.csv (googollee/eviltransform).
    let drawn = [116.384047, 39.913345]
    let ground = ["116.377817", "39.911954"]
    let places = (0..<900).map { (index: Int) -> [Any] in
      let longitude = index < 400 ? drawn[0] : 116.34 + Double(index * 37 % 500) / 6000
      let latitude = index < 400 ? drawn[1] : 39.88 + Double(index * 101 % 500) / 8000
      return ["P\(index + 1000)", longitude, latitude, index % 2 == 0 ? "060100" : "050100"]
    }
    let standIn = try StandIn(["places": places])
    _ = try FetchTests.result(
      FetchTests.fetch(standIn, "--categories", "amap", output: "pois.gpkg", in: folder))
    _ = try folder.file(
      "plan.yaml",
      """
      inputs: pois.gpkg
      cell: 200m
      outputs: {folder: map, counts: counts.tif}

      """)
    let made = try fetch("run plan.yaml", in: folder)
    #expect(made.code == 0, "\(made.errors)")
    func count(_ place: [String]) throws -> Int {
      let told = try run(
        "gdallocationinfo", ["-valonly", "-wgs84", "map/counts.tif"] + place, in: folder.path)
      return Int(told.output.split(separator: "\n").first ?? "") ?? -1
    }
    #expect(try count(ground) >= 400)
    #expect(try 0..<10 ~= count(drawn.map { "\($0)" }))
  }
}
