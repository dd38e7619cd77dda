import Foundation
import Testing

/// Whatever happens on the way, all places come, each once, and no more is asked than is allowed.
///
/// `GRIDCAST_PLACES=200000 GRIDCAST_KILLS=100` does what docs/fetch.md tells of.
@Suite struct KilledFetchTests {
  @Test("What a service takes off its lists from one day to the next hides nothing")
  func changedOvernight() throws {
    let folder = try FetchTests.folder()
    let first = try StandIn(["count": 6000, "daily": 60])
    #expect(try FetchTests.fetch(first, "--api", "v5", in: folder).code == 75)
    let path = "\(folder.path)/o.csv.journal.jsonl"
    let journal = try String(contentsOfFile: path, encoding: .utf8)
    try journal.replacing(/"at":"[0-9-]+T/, with: "\"at\":\"2024-05-01T")
      .write(toFile: path, atomically: true, encoding: .utf8)
    let second = try StandIn(["count": 6000, "gone": 50, "truth": "\(folder.path)/truth.csv"])
    _ = try FetchTests.result(FetchTests.fetch(second, "--api", "v5", in: folder))
    let found = Set(try FetchTests.places(in: folder))
    #expect(try FetchTests.truth(in: folder).allSatisfy(found.contains))
    let again = try FetchTests.result(
      FetchTests.fetch(second, "--api", "v5", "--overwrite", in: folder))
    #expect(again.requests == 0)
    #expect(Set(try FetchTests.places(in: folder)) == found)
  }

  @Test("A file that is no journal is not added to")
  func otherFile() throws {
    let folder = try FetchTests.folder()
    let table = "id,lon,lat\n1,109.5,34.5\n"
    _ = try folder.file("mine.csv", table)
    let standIn = try StandIn(["count": 10])
    for option in ["--journal", "--with-journal"] {
      let said = try FetchTests.fetch(standIn, option, "mine.csv", in: folder)
      #expect(said.code == 65, "\(option): \(said.errors)")
      #expect(said.errors.contains("mine.csv: it is no journal"), "\(said.errors)")
      #expect(try String(contentsOfFile: "\(folder.path)/mine.csv", encoding: .utf8) == table)
      #expect(!(try folder.content.contains("o.csv")))
    }
    #expect(try standIn.measured().requests == 0)
  }

  @Test(
    "A process that is killed again and again at random moments loses nothing",
    arguments: ["v3", "v5"])
  func killed(api: String) throws {
    let environment = ProcessInfo.processInfo.environment
    let kills = environment["GRIDCAST_KILLS"].flatMap { Int($0) } ?? 8
    let count = environment["GRIDCAST_PLACES"].flatMap { Int($0) } ?? 20_000
    let perSecond = 300
    let least = count / 25
    let folder = try FetchTests.folder()
    let standIn = try StandIn([
      "count": count, "truth": "\(folder.path)/truth.csv", "qps": perSecond, "daily": least / 4,
      "keys": [FetchTests.key, FetchTests.other],
      "faults": [
        "97": "502", "131": "cut", "999": "429", "173": "busy", "199": "html", "223": "empty",
        "257": "short",
      ],
    ])
    let command =
      [
        "fetch", "amap", "--api", api, "--within", "all.geojson", "--types", FetchTests.types,
        "--key-from", "keys.txt", "--endpoint", standIn.endpoint, "--per-second", "\(perSecond)",
        "--json", "-o", "o.csv", "--overwrite",
      ]
    let journal = URL(filePath: "\(folder.path)/o.csv.journal.jsonl")
    func size() -> Int {
      (try? FileManager.default.attributesOfItem(atPath: journal.path())[.size] as? Int) ?? 0
    }
    var random = SystemRandomNumberGenerator()
    var killed = 0
    // Some 200 bytes of the journal are a place.
    for _ in 0..<kills {
      let process = Process()
      process.executableURL = URL(filePath: gridcast)
      process.arguments = command
      process.currentDirectoryURL = URL(filePath: folder.path)
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      let end = size() + Int.random(in: 0...2 * count * 200 / kills, using: &random)
      try process.run()
      while process.isRunning, size() <= end { usleep(2000) }
      usleep(UInt32.random(in: 0...100_000, using: &random))
      if process.isRunning {
        kill(process.processIdentifier, SIGKILL)
        killed += 1
      }
      process.waitUntilExit()
      if process.terminationStatus == 75 { try standIn.beginTomorrow() }
    }
    var said = try run(gridcast, command, in: folder.path, seconds: 300)
    var days = 1
    while said.code == 75, days < 20 {
      try standIn.beginTomorrow()
      days += 1
      said = try run(gridcast, command, in: folder.path, seconds: 300)
    }
    let result = try FetchTests.result(said)
    #expect(result.isComplete)
    #expect(try FetchTests.places(in: folder) == FetchTests.truth(in: folder))
    let measured = try standIn.measured()
    print(
      "\(api), \(killed) of \(kills) runs killed: \(measured.requests) requests, of \(least) at least; \(measured.faults) faults; \(measured.most) a second, \(measured.over) too many"
    )
    #expect(measured.over == 0 && measured.most <= perSecond)
    #expect(Double(measured.requests) <= 1.3 * Double(least) + Double(kills))
  }
}
