import GridcastBase
import GridcastFiles
import GridcastJobs

/// The report on a part of a count.
struct PartReport: Encodable {
  let read: Int
  let counted: Int
  let dropped: [RunRecord.Dropped]
  let outputs: [String]
  let notes: [Sentence]

  /// Writes a part, and reports on it where it does not itself go to standard output.
  static func write(
    _ part: CountPart, to path: String, _ staging: Staging, _ report: ReportOptions
  ) throws {
    let bytes = try part.bytes()
    let tally = part.tally
    if path == "-" {
      StandardStream.output.write(bytes: bytes)
      return report.warn(tally.notes)
    }
    try bytes.write(to: path, staging: staging)
    try report.commit(staging)
    report.warn(tally.notes)
    try PartReport(
      read: tally.read, counted: tally.kept, dropped: RunRecord.Dropped.all(of: tally),
      outputs: [path], notes: tally.notes
    ).print(json: report.json)
  }

  private func print(json: Bool) throws {
    if json { return try Console.print(json: self) }
    Console.print("a part of a count: \(formatted(read)) read, \(formatted(counted)) counted")
    for item in dropped { Console.print("  \(formatted(item.count)) left out: \(item.reason)") }
    for path in outputs { Console.print("written: \(path)") }
  }
}
