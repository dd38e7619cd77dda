import Foundation

/// A web service on this machine that answers as those do which `gridcast fetch` asks.
///
/// `places.py` says by which settings; another script stands in for another server. It ends with this value, or with
/// the tests.
final class StandIn {
  let port: Int
  private let process = Process()
  private let input = Pipe()

  var endpoint: String { "http://127.0.0.1:\(port)" }

  init(_ settings: [String: Any], script name: String = "places.py") throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "python3", script.path(),
      String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self),
    ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = ""
    while !line.hasSuffix("\n") {
      let byte = output.fileHandleForReading.readData(ofLength: 1)
      guard !byte.isEmpty else { throw CocoaError(.fileReadUnknown) }
      line += String(decoding: byte, as: UTF8.self)
    }
    guard let port = Int(line.dropLast()) else { throw CocoaError(.fileReadCorruptFile) }
    self.port = port
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// What it has measured.
  struct Measured: Decodable {
    /// All requests, those beyond the limit of a second, and the most that came within any second.
    let requests: Int, over: Int, most: Int
    let faults: Int, redirected: Int
  }

  func measured() throws -> Measured {
    try JSONDecoder().decode(Measured.self, from: Data(ask("/stats").utf8))
  }

  /// Gives all keys the requests of another day.
  func beginTomorrow() throws { _ = try ask("/tomorrow") }

  private func ask(_ path: String) throws -> String {
    try run(
      "python3",
      ["-c", "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode())"]
        + [endpoint + path], in: "/tmp"
    ).output
  }
}
