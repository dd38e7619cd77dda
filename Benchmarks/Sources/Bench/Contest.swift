import Foundation

/// One who does a job.
struct Contestant: Sendable {
  let name: String
  let command: [String]
  /// Whether the seconds that it reports itself count, which leave its start out.
  var leavesStartOut = false
  /// What it writes, without the ending; removed before each run, so that all write anew.
  var output: String?

  /// Removes what an earlier run wrote.
  func removeOutput() {
    guard let output else { return }
    for ending in ["shp", "shx", "dbf", "prj", "cpg", "gpkg", "tif"] {
      try? FileManager.default.removeItem(atPath: "\(output).\(ending)")
    }
  }
}

/// The same job, done by Gridcast first and then by others.
struct Contest {
  let job: String
  let contestants: [Contestant]
  /// What Gridcast should reach against the fastest of the others.
  let aim: Double?
  /// The points that are worked on; nil where it is not about points.
  var points: Int?

  /// What came of it, contestant by contestant.
  struct Result {
    let contestant: Contestant
    let seconds: [Double]
    let peak: Int
    /// What of it was no page of a file.
    let anonymous: Int
    let version: String?
  }

  /// Everyone in turn, several times; who fails is left out.
  func results(rounds: Int) -> [Result] {
    var runs: [[Run]] = contestants.map { _ in [] }
    var anonymous = contestants.map { _ in 0 }
    for round in 0...rounds {
      for (index, contestant) in contestants.enumerated() {
        if round > 1, runs[index].isEmpty { continue }
        // What others left to be written must not be in the way.
        contestant.removeOutput()
        sync()
        let one = run(contestant.command, isWatched: round == 0)
        if round == 0 { anonymous[index] = one.anonymous }
        // The first round warms the system's copy of the files, and tells who is here.
        if one.succeeded, round > 0 { runs[index].append(one) }
      }
    }
    return contestants.indices.compactMap { index in
      let (contestant, runs) = (contestants[index], runs[index])
      guard !runs.isEmpty else {
        note("  \(contestant.name): it is not here, or fails")
        return nil
      }
      let seconds = runs.map {
        contestant.leavesStartOut ? $0.reported("seconds") ?? $0.seconds : $0.seconds
      }
      note("  \(contestant.name): \(String(format: "%.3f", seconds.median)) s")
      return Result(
        contestant: contestant, seconds: seconds, peak: runs.map(\.peak).max() ?? 0,
        anonymous: anonymous[index],
        version: runs[0].version)
    }
  }
}

/// Says what is being done.
func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
