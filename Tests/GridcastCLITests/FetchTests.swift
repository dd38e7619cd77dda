import Foundation
import Testing

/// Places are fetched whole, each once, by the rules of the service, of which `places.py` stands in for the real one.
@Suite struct FetchTests {
  static let key = "0123456789abcdef0123456789abcdef"
  static let other = "fedcba9876543210fedcba9876543210"
  static let types = "050000,060000,120000,140000,150000,170000"

  /// A folder with an area around all places of the stand-in and with the keys.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "all.geojson", area([[108.9, 33.9], [109.7, 33.9], [109.7, 34.6], [108.9, 34.6]]))
    _ = try folder.file("key.txt", "# mine\n\(key)\n")
    _ = try folder.file("keys.txt", "\(key)\n\(other)\n")
    return folder
  }

  static func area(_ ring: [[Double]]) -> String {
    #"{"type":"Polygon","coordinates":[\#(ring + [ring[0]])]}"#
  }

  /// Fetches from a stand-in within the area around all.
  static func fetch(
    _ standIn: StandIn, _ more: String..., output: String = "o.csv", in folder: TemporaryFolder,
    perSecond: String = "2000", key: String = "key.txt", within: String = "all.geojson"
  ) throws -> CommandResult {
    try run(
      gridcast,
      [
        "fetch", "amap", "--within", within, "--types", types, "--key-from", key, "--endpoint",
        standIn.endpoint, "--per-second", perSecond, "--json", "-o", output,
      ] + more, in: folder.path, seconds: 300)
  }

  struct Result: Decodable {
    let places: Int, requests: Int, fromJournal: Int, repeated: Int, duplicates: Int
    let isComplete: Bool, coordinateSystem: String, notes: [String]
  }

  static func result(_ said: CommandResult) throws -> Result {
    try #require(said.code == 0, "\(said.errors)")
    return try JSONDecoder().decode(Result.self, from: Data(said.output.utf8))
  }

  /// Identifier, position and type of all places in a table that was written, sorted.
  static func places(_ table: String = "o.csv", in folder: TemporaryFolder) throws -> [String] {
    let text = try String(contentsOfFile: "\(folder.path)/\(table)", encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let header = lines.first ?? []
    let wanted = ["id", "lon", "lat", "typecode"].compactMap { name in
      header.firstIndex { $0 == name || $0 == "\(name)_gcj02" }
    }
    return lines.dropFirst().map { line in
      wanted.map { index in
        Double(line[index]).map { $0 < 1000 ? String(format: "%.6f", $0) : line[index] }
          ?? line[index]
      }.joined(separator: ",")
    }.sorted()
  }

  /// The same of the places that the stand-in has.
  static func truth(in folder: TemporaryFolder) throws -> [String] {
    try String(contentsOfFile: "\(folder.path)/truth.csv", encoding: .utf8)
      .split(separator: "\n").map(String.init).sorted()
  }

  @Test("All places come, each once, and nothing is asked twice", arguments: ["v3", "v5"])
  func allPlaces(api: String) throws {
    let folder = try Self.folder()
    let standIn = try StandIn(["count": 20_000, "truth": "\(folder.path)/truth.csv"])
    let result = try Self.result(Self.fetch(standIn, "--api", api, in: folder))
    #expect(result.isComplete && result.coordinateSystem == "GCJ-02" && result.notes.isEmpty)
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
    let least = 20_000 / 25
    print("\(api): \(result.requests) requests, of \(least) at least")
    #expect(Double(result.requests) <= 1.2 * Double(least))
    #expect(try standIn.measured().requests == result.requests)
    let again = try Self.result(
      Self.fetch(
        standIn, "--api", api, "--journal", "o.csv.journal.jsonl", output: "again.csv", in: folder))
    #expect(again.requests == 0 && again.fromJournal == result.requests)
    #expect(
      FileManager.default.contentsEqual(
        atPath: "\(folder.path)/o.csv", andPath: "\(folder.path)/again.csv"))
  }

  @Test(
    "All places come where a service lists fewer than its documents say", arguments: ["v3", "v5"])
  func fewer(api: String) throws {
    let folder = try Self.folder()
    let standIn = try StandIn(["count": 5000, "truth": "\(folder.path)/truth.csv", "lists": 100])
    let result = try Self.result(Self.fetch(standIn, "--api", api, in: folder))
    #expect(result.isComplete && result.notes.isEmpty, "\(result.notes)")
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
  }

  @Test(
    "All places come in whichever order a service lists them",
    arguments: ["v3", "v5"], ["distance", "mixed"])
  func anyOrder(api: String, order: String) throws {
    let folder = try Self.folder()
    let standIn = try StandIn([
      "count": 20_000, "truth": "\(folder.path)/truth.csv", "order": order,
    ])
    let result = try Self.result(Self.fetch(standIn, "--api", api, in: folder))
    #expect(result.isComplete && result.notes.isEmpty)
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
    print("\(api), \(order): \(result.requests) requests, of 800 at least")
    #expect(result.requests <= (api == "v3" ? 1000 : 1700))
  }

  @Test("Only what lies within the polygon is written, and rectangles beyond it are not asked for")
  func byPolygon() throws {
    let folder = try Self.folder()
    let ring = [[109.1, 34.1], [109.5, 34.15], [109.2, 34.45]]
    _ = try folder.file("part.geojson", Self.area(ring))
    let standIn = try StandIn(["count": 20_000, "truth": "\(folder.path)/truth.csv"])
    let result = try Self.result(
      Self.fetch(standIn, "--within-from", "gcj02", in: folder, within: "part.geojson"))
    /// On which side of the edge from a to b a point is.
    func side(_ a: [Double], _ b: [Double], _ x: Double, _ y: Double) -> Double {
      (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
    }
    let inside = try Self.truth(in: folder).filter { line in
      let parts = line.split(separator: ",")
      guard let x = Double(parts[1]), let y = Double(parts[2]) else { return false }
      return (0..<3).allSatisfy { side(ring[$0], ring[($0 + 1) % 3], x, y) > 0 }
    }
    #expect(inside.count > 1000)
    #expect(try Self.places(in: folder) == inside)
    #expect(result.notes.contains { $0.contains("outside the area, in rectangles on its border") })
    let box = try FetchTests.folder()
    _ = try box.file(
      "all.geojson", Self.area([[109.1, 34.1], [109.5, 34.1], [109.5, 34.45], [109.1, 34.45]]))
    let whole = try Self.result(Self.fetch(standIn, "--within-from", "gcj02", in: box))
    #expect(Double(result.requests) < 0.8 * Double(whole.requests))
  }

  @Test("Errors, cut answers and pages of HTML on the way lose nothing")
  func faults() throws {
    let folder = try Self.folder()
    let standIn = try StandIn([
      "count": 20_000, "truth": "\(folder.path)/truth.csv",
      "faults": [
        "97": "502", "131": "cut", "301": "429", "173": "busy", "199": "html", "211": "gbk",
        "223": "empty", "241": "reset", "257": "short", "269": "list", "281": "nopois",
      ],
    ])
    let result = try Self.result(Self.fetch(standIn, in: folder))
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
    let measured = try standIn.measured()
    // Where a connection that was kept is closed without an answer, libcurl itself asks once more.
    let resets = measured.requests - result.requests
    #expect(0...4 ~= resets && measured.faults > 30)
    #expect(result.repeated == measured.faults - resets)
  }

  @Test("No more requests come in a second than are allowed, also after a run that was killed")
  func perSecond() throws {
    let folder = try Self.folder()
    let standIn = try StandIn(["count": 1500, "truth": "\(folder.path)/truth.csv", "qps": 12])
    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments = [
      "fetch", "amap", "--within", "all.geojson", "--types", Self.types, "--key-from", "key.txt",
      "--endpoint", standIn.endpoint, "--per-second", "12", "-o", "o.csv",
    ]
    process.currentDirectoryURL = URL(filePath: folder.path)
    try process.run()
    usleep(2_500_000)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    _ = try Self.result(Self.fetch(standIn, in: folder, perSecond: "12"))
    let measured = try standIn.measured()
    #expect(measured.over == 0 && 10...12 ~= measured.most, "\(measured)")
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
  }

  @Test("Where the day is spent by all keys the command ends with 75, and goes on another day")
  func quota() throws {
    let folder = try Self.folder()
    let settings: [String: Any] = [
      "count": 5000, "truth": "\(folder.path)/truth.csv", "keys": [Self.key, Self.other],
    ]
    var asked = 0
    for day in 1...2 {
      let standIn = try StandIn(settings.merging(["daily": 50]) { $1 })
      let said = try Self.fetch(standIn, in: folder, key: "keys.txt")
      #expect(said.code == 75, "\(said.errors)")
      #expect(said.errors.contains("USER_DAILY_QUERY_OVER_LIMIT"), "\(said.errors)")
      #expect(said.errors.contains("by all 2 keys"), "\(said.errors)")
      #expect(said.errors.contains("o.csv.journal.jsonl keeps all answers"), "\(said.errors)")
      #expect(!(try folder.content.contains("o.csv")), "day \(day)")
      asked += try standIn.measured().requests
    }
    let standIn = try StandIn(settings)
    let result = try Self.result(Self.fetch(standIn, in: folder, key: "keys.txt"))
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
    // Of each key one request a day was refused.
    #expect(result.fromJournal == asked - 4)
    let limited = try Self.fetch(
      standIn, "--per-day", "1", "--journal", "new.jsonl", output: "new.csv", in: folder)
    #expect(limited.code == 75 && limited.errors.contains("the day's requests are spent"))
    #expect(!limited.errors.contains("it says"))
  }

  @Test("Several machines share an area, and their journals are put together without a request")
  func shards() throws {
    let folder = try Self.folder()
    let standIn = try StandIn(["count": 5000, "truth": "\(folder.path)/truth.csv"])
    var requests = 0
    for share in 1...3 {
      requests += try Self.result(
        Self.fetch(standIn, "--shard", "\(share)/3", output: "\(share).csv", in: folder)
      ).requests
    }
    let journals = (1...3).flatMap { ["--with-journal", "\($0).csv.journal.jsonl"] }
    let said = try run(
      gridcast,
      [
        "fetch", "amap", "--within", "all.geojson", "--types", Self.types, "--key-from", "key.txt",
        "--endpoint", standIn.endpoint, "--json", "-o", "o.csv",
      ] + journals, in: folder.path)
    let result = try Self.result(said)
    #expect(result.requests == 0 && result.fromJournal == requests)
    #expect(try Self.places(in: folder) == Self.truth(in: folder))
  }
}
