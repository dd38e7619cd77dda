import Foundation

/// The root of the package.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// Real files and independent counts, where the folder lies beside the package.
let shared = root.deletingLastPathComponent().appending(path: "shared").path()
let hasShared = FileManager.default.fileExists(atPath: shared + "/oracle/expected")
let sharedIsMissing = "skipped: the folder of real data, ../shared, is not there"

struct CommandResult {
  let code: Int32
  let output: String
  let errors: String
}

/// Runs a program and waits for it; after `seconds` it is ended, and the code is −1.
func run(
  _ program: String, _ arguments: [String], in folder: String, input: String = "",
  seconds: Double = 120
) throws
  -> CommandResult
{
  let process = Process()
  process.executableURL = URL(filePath: "/usr/bin/env")
  process.arguments = [program] + arguments
  process.currentDirectoryURL = URL(filePath: folder)
  let files = try [UUID(), UUID()].map { id in
    let url = FileManager.default.temporaryDirectory.appending(path: "\(id)")
    _ = FileManager.default.createFile(atPath: url.path(), contents: nil)
    return (url, try FileHandle(forWritingTo: url))
  }
  defer { for (url, _) in files { try? FileManager.default.removeItem(at: url) } }
  process.standardInput =
    input.isEmpty
    ? FileHandle.nullDevice
    : try FileHandle(
      forReadingFrom: URL(filePath: input.hasPrefix("/") ? input : "\(folder)/\(input)"))
  process.standardOutput = files[0].1
  process.standardError = files[1].1
  try process.run()
  let end = Date().addingTimeInterval(seconds)
  while process.isRunning && Date() < end { usleep(2000) }
  let isHanging = process.isRunning
  if isHanging { process.terminate() }
  process.waitUntilExit()
  return CommandResult(
    code: isHanging ? -1 : process.terminationStatus,
    output: try String(contentsOf: files[0].0, encoding: .utf8),
    errors: try String(contentsOf: files[1].0, encoding: .utf8))
}

/// The built command, beside the tests, or the one that GRIDCAST_BINARY names.
let gridcast: String = {
  if let named = ProcessInfo.processInfo.environment["GRIDCAST_BINARY"] { return named }
  let tests = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
  let built = tests.appending(path: "gridcast").path()
  return FileManager.default.isExecutableFile(atPath: built)
    ? built : root.appending(path: ".build/release/gridcast").path()
}()

/// The browser that opens reports; nil where there is none.
let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
  FileManager.default.isExecutableFile(atPath: $0)
}

/// Runs gridcast.
@discardableResult
func gridcast(_ arguments: String..., in folder: String = "/tmp", seconds: Double = 120) throws
  -> CommandResult
{
  try run(gridcast, arguments, in: folder, seconds: seconds)
}

/// A folder that is gone with this value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "gridcast-test-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String, _ text: String) throws -> String {
    if name.contains("/") {
      try FileManager.default.createDirectory(
        at: URL(filePath: "\(path)/\(name)").deletingLastPathComponent(),
        withIntermediateDirectories: true)
    }
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
    return "\(path)/\(name)"
  }

  var content: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// The words of a command line, as a shell splits them; the line must not need more of a shell.
func words(_ line: String) -> [String] {
  var words: [String] = []
  var word = ""
  var quote: Character?
  for character in line + " " {
    if let open = quote {
      if character == open { quote = nil } else { word.append(character) }
    } else if character == "'" || character == "\"" {
      quote = character
    } else if character == " " {
      if !word.isEmpty { words.append(word) }
      word = ""
    } else {
      word.append(character)
    }
  }
  return words
}

extension [String] {
  /// The words of a command line with the last of these options where one is given twice, with its values.
  func withLast(of names: [String]) -> [String] {
    var groups: [[String]] = []
    for word in self {
      if word.hasPrefix("--") || groups.isEmpty {
        groups.append([word])
      } else {
        groups[groups.count - 1].append(word)
      }
    }
    return groups.indices.filter { index in
      let name = groups[index][0]
      return !names.contains(name) || !groups[(index + 1)...].contains { $0[0] == name }
    }
    .flatMap { groups[$0] }
  }
}
