import Foundation
import Testing

/// Places are fetched whole, each once, by the rules of the service, of which `places.py` stands in for the real one.
@Suite struct FetchTests {
  static let key = "0123456789abcdef0123456789abcdef"
  static let types = "050000,060000,120000,140000,150000,170000"

  /// A folder with an area in WGS 84 whose place in GCJ-02 is around all places of the stand-in, another that is a
  /// triangle, and the keys.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("all.geojson", area([[108.9, 33.9], [109.7, 33.9], [109.7, 34.6], [108.9, 34.6]]))
    _ = try folder.file("part.geojson", area([[109.1, 34.1], [109.5, 34.2], [109.2, 34.45]]))
    _ = try folder.file("key.txt", "# mine\n\(key)\n")
    _ = try folder.file("keys.txt", "\(key)\nfedcba9876543210fedcba9876543210\n")
    return folder
  }

  static func area(_ ring: [[Double]]) -> String {
    #"{"type":"Polygon","coordinates":[\#((ring + [ring[0]]))]}"#
  }

  /// The command line of a fetch.
  static func command(_ standIn: StandIn, _ more: String...) -> [String] {
    [
      "fetch", "amap", "--key-from", "key.txt", "--endpoint", standIn.endpoint, "--per-second",
      "2000", "--json",
    ] + more
  }

  struct Result: Decodable {
    let places: Int, requests: Int, fromJournal: Int, repeated: Int, duplicates: Int
    let isComplete: Bool, coordinateSystem: String, notes: [String]
  }

  static func result(_ said: CommandResult) throws -> Result {
    try JSONDecoder().decode(Result.self, from: Data(said.output.utf8))
  }

  /// Identifier, position and type of all places in a table, and of those that the stand-in has.
  static func places(_ table: String, in folder: TemporaryFolder) throws -> [String] {
    let text = try String(contentsOfFile: "\(folder.path)/\(table)", encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
    let header = lines[0]
    let wanted = ["id", "x", "y", "typecode"].compactMap { header.firstIndex(of: $0) }
    return lines.dropFirst().map { line in wanted.map { line[$0] }.joined(separator: ",") }
  }

  @Test(
    "All places come, each once, in little more than the fewest requests",
    arguments: ["v3", "v5"])
  func allPlaces(api: String) throws {
    let folder = try Self.folder()
    let standIn = try StandIn(["count": 20_000, "truth": "\(folder.path)/truth.csv"])
    let said = try run(
      gridcast,
      Self.command(standIn, "--within", "all.geojson", "--types", Self.types, "--api", api)
        + ["-o", "o.csv"], in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let result = try Self.result(said)
    #expect(result.places == 20_000)
    #expect(result.isComplete && result.coordinateSystem == "GCJ-02")
    print("\(api): \(result.requests) requests, least \(20_000 / 25)")
    #expect(Double(result.requests) <= 1.3 * 20_000 / 25 + 200)
    #expect(try standIn.measured().requests == result.requests)
    let text = try String(contentsOfFile: "\(folder.path)/o.csv", encoding: .utf8)
    print(text.prefix(300))
  }
}
