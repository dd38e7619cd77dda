import Foundation

/// What one run of a command took.
struct Run {
  /// The most memory that was its own, in bytes; only where it was watched.
  var anonymous = 0
  /// From its start to its end.
  let seconds: Double
  /// The most memory that it held, in bytes, pages of mapped files among it.
  let peak: Int
  let output: String
  let succeeded: Bool

  /// The number that the command itself reports under a name, as JSON.
  func reported(_ name: String) -> Double? {
    (report?[name] as? NSNumber)?.doubleValue
  }

  /// The version that the command itself reports.
  var version: String? { report?["version"] as? String }

  private var report: [String: Any]? {
    let line = output.split(separator: "\n").last { $0.hasPrefix("{") } ?? ""
    return (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
  }
}

/// Runs a command to its end; its output is kept, its complaints are not.
///
/// Watching it tells how much of its memory is its own, and takes time that the others do not lose.
func run(_ command: [String], isWatched: Bool = false) -> Run {
  let file = FileManager.default.temporaryDirectory.appending(path: "bench-\(UUID()).txt").path()
  defer { try? FileManager.default.removeItem(atPath: file) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 1, file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
  var arguments = command.map { strdup($0) } + [nil]
  defer { for argument in arguments { free(argument) } }
  var process = pid_t()
  var status: Int32 = 0
  var usage = rusage()
  let start = ContinuousClock.now
  let code = posix_spawnp(&process, command[0], &actions, nil, &arguments, environ)
  guard code == 0 else { return Run(seconds: .nan, peak: 0, output: "", succeeded: false) }
  var anonymous = 0
  while isWatched, wait4(process, &status, WNOHANG, &usage) == 0 {
    anonymous = max(anonymous, anonymousMemory(of: process))
    usleep(2000)
  }
  if !isWatched { wait4(process, &status, 0, &usage) }
  let time = start.duration(to: .now) / .seconds(1)
  return Run(
    anonymous: anonymous,
    seconds: time, peak: usage.ru_maxrss * 1024,
    output: (try? String(contentsOfFile: file, encoding: .utf8)) ?? "", succeeded: status == 0)
}

/// What is resident of a process and no page of a file, in bytes.
private func anonymousMemory(of process: pid_t) -> Int {
  let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon") } ?? ""
  return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}

extension [Double] {
  /// The value in the middle.
  var median: Double {
    let sorted = self.sorted()
    guard !sorted.isEmpty else { return .nan }
    return sorted.count % 2 == 1
      ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}
