import Foundation
import Gridcast

/// What was measured, as a page of Markdown.
struct Report {
  private var lines: [String] = []
  private var versions: [String: String] = [:]

  /// A table of one contest.
  mutating func add(_ contest: Contest, _ results: [Contest.Result]) {
    guard let own = results.first, own.contestant.name.hasPrefix("Gridcast") else { return }
    lines += ["", "### \(contest.job)", ""]
    lines.append("| | median, s | from – to | beside Gridcast | peak memory, MB | of it no file's, MB | points a second |")
    lines.append("|---|---|---|---|---|---|---|")
    let ownMedian = own.seconds.median
    for result in results {
      let median = result.seconds.median
      let rate = contest.points.map { grouped(Int(Double($0) / median / 1000) * 1000) } ?? ""
      lines.append(
        "| \(result.contestant.name) | \(spelled(median)) | \(spelled(result.seconds.min() ?? 0)) – "
          + "\(spelled(result.seconds.max() ?? 0)) | \(spelled(median / ownMedian)) × | "
          + "\(result.peak / 1_000_000) | \(result.anonymous / 1_000_000) | \(rate) |")
      if let version = result.version, !version.isEmpty {
        versions[result.contestant.name.split(separator: ",")[0].description] = version
      }
    }
    let peers = results.dropFirst().filter { !$0.contestant.name.hasPrefix("cat") }
    if let aim = contest.aim, let fastest = peers.map(\.seconds.median).min() {
      let ratio = fastest / ownMedian
      lines += [
        "",
        "\(spelled(ratio)) times as fast as the fastest of the others; the aim is \(spelled(aim)): "
          + (ratio >= aim ? "reached." : "**not reached**."),
      ]
    }
  }

  mutating func add(_ text: String) { lines += ["", text] }

  /// The page, with the machine and the versions before the tables, and notes after them.
  func page(rounds: Int, notes: String) -> String {
    let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    let tools = [("ogr2ogr", ["ogr2ogr", "--version"]), ("osmium", ["osmium", "--version"])]
    var all = versions
    let libraries = Gridcast.versions
    for (name, command) in tools {
      all[name] = run(command).output.split(separator: "\n").first.map(String.init)
    }
    let list = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    return """
      # Benchmarks
      `make bench` wrote this page: whole processes, start-up counted, everyone in turn, \(rounds) times each after one \
      round that does not count; medians. Before each run the disk comes to rest. Machines are shared and noisy, so the ratios tell more than the seconds. \
      Peak memory is the process's resident set, pages of mapped files among it; how much of it is no page of a file was \
      looked up every 2 ms in the first round.

      Machine: \(processor ?? "unknown"), \(ProcessInfo.processInfo.activeProcessorCount) cores. Gridcast \
      \(libraries["Gridcast"] ?? "") with GDAL \(libraries["GDAL"] ?? "") and PROJ \(libraries["PROJ"] ?? "").
      Peers: \(list).

      ![Time over the number of points](benchmarks.png)

      \(lines.joined(separator: "\n"))

      \(notes)
      """
  }
}

/// A number of three digits or more.
func spelled(_ value: Double) -> String {
  if value >= 100 { return grouped(Int(value.rounded())) }
  return String(format: value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value)
}

/// A whole number with its thousands set apart by commas.
func grouped(_ value: Int) -> String {
  var digits = String(value)
  var groups: [Substring] = []
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits.removeLast(3)
  }
  return ([digits[...]] + groups).joined(separator: ",")
}
