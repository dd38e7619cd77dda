import Foundation
import Testing

/// Whatever a service answers, the command ends with a sentence, writes nothing that is not whole, and keeps the key to
/// itself.
@Suite struct HostileServiceTests {
  /// What a service does to all requests, the exit code, and what is said.
  static let modes: [(mode: String, code: Int32, words: String)] = [
    ("502", 75, "HTTP 502"), ("403", 66, "HTTP 403"), ("429-long", 75, "left alone for 86,400 s"),
    ("busy", 75, "SERVER_IS_BUSY"), ("cut", 75, "no whole answer"), ("short", 75, "cut off"),
    ("html", 75, "page of HTML"), ("gbk", 75, "not text in UTF-8"), ("empty", 75, "is empty"),
    ("list", 75, "no JSON"), ("nopois", 75, "no list of places"),
    ("redirect", 66, "sends on to http://localhost"), ("wrongkey", 66, "INVALID_USER_KEY"),
    ("reset", 75, "no whole answer"), ("huge", 75, "more than 64 MB"),
    ("drip", 75, "no whole answer"),
  ]

  @Test("A fault of the service is told as one", arguments: modes.map(\.mode))
  func isTold(mode: String) throws {
    let (_, code, words) = try #require(Self.modes.first { $0.mode == mode })
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 100, "mode": mode])
    let said = try FetchTests.fetch(
      standIn, "--timeout", mode == "drip" ? "1.5" : "30", in: folder)
    #expect(said.code == code, "\(said.errors)")
    #expect(said.errors.contains(words), "\(said.errors)")
    #expect(!said.errors.contains(FetchTests.key) && !said.output.contains(FetchTests.key))
    #expect(try standIn.measured().redirected == 0)
    let journal = try String(
      contentsOfFile: "\(folder.path)/o.csv.journal.jsonl", encoding: .utf8)
    #expect(!journal.contains(FetchTests.key))
    for line in journal.split(separator: "\n") {
      #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
    }
    #expect(try folder.content == ["all.geojson", "key.txt", "keys.txt", "o.csv.journal.jsonl"])
  }

  @Test("A certificate that nobody vouches for is refused before the key is sent")
  func certificate() throws {
    let folder = try FetchTests.folder()
    let made = try run(
      "openssl",
      words(
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout c.pem -out d.pem"
      ), in: folder.path)
    try #require(made.code == 0, "\(made.errors)")
    let pem = try ["c.pem", "d.pem"].map {
      try String(contentsOfFile: "\(folder.path)/\($0)", encoding: .utf8)
    }
    let both = try folder.file("both.pem", pem.joined())
    let standIn = try StandIn([
      "count": 10, "certificate": both, "log": "\(folder.path)/log.txt",
    ])
    let said = try run(
      gridcast,
      words(
        "fetch amap --within all.geojson --types 050000 --key-from key.txt -o o.csv --endpoint https://127.0.0.1:\(standIn.port)"
      ), in: folder.path)
    #expect(said.code == 66, "\(said.errors)")
    #expect(said.errors.contains("certificate is not trusted"), "\(said.errors)")
    #expect(try String(contentsOfFile: "\(folder.path)/log.txt", encoding: .utf8).isEmpty)
  }

  @Test("The key is not written anywhere, even where the service repeats it")
  func keyStaysSecret() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 500, "echo": true])
    _ = try FetchTests.result(FetchTests.fetch(standIn, in: folder))
    _ = try FetchTests.result(FetchTests.fetch(standIn, output: "o.gpkg", in: folder))
    for name in try folder.content where !name.hasPrefix("key") {
      let content = try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
      #expect(content.range(of: Data(FetchTests.key.utf8)) == nil, "\(name)")
    }
    let given = try FetchTests.fetch(standIn, output: "p.csv", in: folder, key: FetchTests.key)
    #expect(given.code == 66 && given.errors.contains("never give the key itself"))
    #expect(!given.errors.contains(FetchTests.key))
  }

  @Test("Numbers as texts, texts as numbers and places without a position are told apart")
  func oddMembers() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["mode": "numbers"])
    let said = try FetchTests.fetch(standIn, "--within-from", "gcj02", in: folder)
    let result = try FetchTests.result(said)
    #expect(result.places == 2 && !result.isComplete)
    let notes = result.notes.joined(separator: "\n")
    #expect(notes.contains("2 without an identifier, 3 without a position"), "\(notes)")
    #expect(notes.contains("gave 2 places fewer than it said"), "\(notes)")
    let text = try String(contentsOfFile: "\(folder.path)/o.csv", encoding: .utf8)
    #expect(text.contains("deep_er_est") && text.contains("x|y") && text.contains("50100"))
  }

  @Test(
    "What a service lists from elsewhere is left out, and not sought in ever smaller parts",
    arguments: ["v3", "v5"])
  func elsewhere(api: String) throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["mode": "elsewhere"])
    let result = try FetchTests.result(FetchTests.fetch(standIn, "--api", api, in: folder))
    #expect(result.places == 0 && result.requests <= 8)
    #expect(result.isComplete == (api == "v3"))
    #expect(result.notes.contains { $0.contains("25 outside the area") }, "\(result.notes)")
  }

  @Test("What cannot be cut any further is told", arguments: ["v3", "v5"])
  func uncut(api: String) throws {
    let folder = try FetchTests.folder()
    let places: [[Any]] = (0..<1000).map {
      ["P\($0 + 1000)", 109.25, 34.25, $0 < 10 ? "060100" : "050100"]
    }
    let standIn = try StandIn(["places": places])
    let result = try FetchTests.result(
      FetchTests.fetch(standIn, "--api", api, in: folder))
    // The few of another type are found all the same.
    #expect(result.places == (api == "v3" ? 910 : 210), "\(result)")
    #expect(!result.isComplete)
    #expect(
      result.notes.contains { $0.contains("which cannot be cut any further") }, "\(result.notes)")
  }

  @Test("An address that would send the key unprotected or hide another is refused")
  func endpoints() throws {
    let folder = try FetchTests.folder()
    for endpoint in [
      "http://example.org", "ftp://127.0.0.1", "https://u:p@127.0.0.1", "https://127.0.0.1/?a=b",
      "127.0.0.1", "file:///etc/passwd", "https://exa mple.org",
    ] {
      let said = try run(
        gridcast,
        [
          "fetch", "amap", "--within", "all.geojson", "--types", "050000", "--key-from", "key.txt",
          "-o", "o.csv", "--endpoint", endpoint,
        ], in: folder.path)
      #expect(said.code == 64, "\(endpoint): \(said.errors)")
      #expect(try folder.content.count == 3)
    }
  }
}
