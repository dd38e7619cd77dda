import ArgumentParser
import Foundation
import GridcastBase
import GridcastJobs
import Synchronization

/// Runs many jobs, shows their progress, and reports their results.
struct BatchRunner {
  let jobs: [Job]
  let folder: String
  let folders: FolderOptions
  let outputs: OutputOptions
  let report: ReportOptions
  let dryRun: Bool

  private struct Result: Encodable {
    let input: String
    let output: String
    let state: String
    let seconds: Double
    let exitCode: Int32
    let error: String?
    let report: JobReport?
  }

  func run() throws {
    var batch = try Batch(
      jobs, share: try folders.shard.map(Shard.init) ?? .whole, into: folder)
    batch.mayReplace = outputs.overwrite
    if let workers = folders.workers { batch.workerCount = workers }
    if dryRun { return try tellPlan(batch.jobs) }
    let display = BatchDisplay(batch.jobs, style: report.style)
    let report = report
    Console.hintAfterInterrupt("run it again for the rest")
    let outcomes = try batch.run { event in
      if case .noted(let note) = event { report.warn([note]) } else { display.take(event) }
    }
    Console.clearBar()
    try tell(outcomes)
    let codes = Set(outcomes.compactMap { $0.error?.exitCode })
    // If all failures are of one kind, its exit code is used; otherwise that of bad data.
    if let code = codes.first { throw ExitCode(codes.count == 1 ? code : 65) }
  }

  /// Inspects every input, and reports what would be done with it.
  private func tellPlan(_ jobs: [Job]) throws {
    var plans: [JobReport] = []
    var failures: [GridcastError] = []
    for (index, job) in jobs.enumerated() {
      report.progress("plan", index, jobs.count)
      do throws(GridcastError) { plans.append(JobReport(job, try job.prepare())) } catch {
        failures.append(error)
      }
    }
    Console.clearBar()
    if report.json {
      try Console.print(json: plans)
    } else {
      for plan in plans {
        let size: Sentence =
          plan.cells.map { "\(formatted($0[0])) × \(formatted($0[1])) cells" }
          ?? counted(plan.read ?? 0, "feature").sentence
        let system: Sentence = plan.to.flatMap { $0 == plan.from ? nil : ", \($0)" } ?? ""
        Console.print("\(plan.input) → \(plan.output): \(size)\(system)")
        for item in plan.lost { Console.print("  \(formatted(item.count)) lost: \(item.what)") }
        for loss in plan.losses.worded(for: .commandLine) { Console.print("  lost: \(loss)") }
        for step in plan.steps.worded(for: .commandLine) { Console.print("  \(step)") }
        for change in plan.changes.worded(for: .commandLine) { Console.print("  \(change)") }
      }
    }
    for failure in failures { Console.error(failure.worded(for: .commandLine)) }
    if let first = failures.first { throw ExitCode(first.exitCode) }
  }

  private func tell(_ outcomes: [Batch.Outcome]) throws {
    let results = outcomes.map { outcome in
      Result(
        input: outcome.job.input, output: outcome.job.output,
        state: outcome.error != nil ? "failed" : outcome.wasDone ? "unchanged" : "done",
        seconds: (outcome.seconds * 1000).rounded() / 1000,
        exitCode: outcome.error?.exitCode ?? 0, error: outcome.error?.worded(for: .commandLine),
        report: outcome.report)
    }
    if report.json { return try Console.print(json: results) }
    tellNotes(outcomes)
    var table = Table(
      ["", "datasets", "features in", "features out", "MB", "seconds"], right: [1, 2, 3, 4, 5])
    for state in ["done", "unchanged", "failed"] {
      let some = zip(outcomes, results).filter { $1.state == state }.map(\.0)
      guard !some.isEmpty else { continue }
      table.add([
        Sentence(message: state).description, formatted(some.count),
        formatted(some.reduce(0) { $0 + ($1.report?.read ?? 0) }),
        formatted(some.reduce(0) { $0 + ($1.report?.written ?? 0) }),
        formatted(Double(some.reduce(0) { $0 + $1.bytes }) / 1e6, 1),
        formatted(some.reduce(0) { $0 + $1.seconds }, 1),
      ])
    }
    Console.print(plain: table.text)
    tellTargets(outcomes)
    // With a line of progress they were told as they came.
    let failed = report.style == .bar ? [] : outcomes.filter { $0.error != nil }
    guard !failed.isEmpty else { return }
    Console.print()
    var told: Set<String> = []
    for outcome in failed {
      let text = outcome.error?.worded(for: .commandLine) ?? ""
      let fault = text.contains(outcome.job.input) ? text : "\(outcome.job.input): \(text)"
      if told.insert(fault).inserted { Console.print("failed: \(fault)") }
    }
  }

  /// Tells into which systems the files were moved.
  private func tellTargets(_ outcomes: [Batch.Outcome]) {
    let moved = outcomes.compactMap(\.report).filter { $0.from != nil && $0.from != $0.to }
    let files = Dictionary(grouping: moved) { $0.to ?? "" }
    for (target, reports) in files.sorted(by: { $0.key < $1.key }) {
      Console.print("moved to \(target): \(counted(reports.count, "file"))")
    }
  }

  /// Reports a note that many files have in common once, with their number.
  private func tellNotes(_ outcomes: [Batch.Outcome]) {
    var files: [Sentence: [String]] = [:]
    var order: [Sentence] = []
    for outcome in outcomes {
      guard let result = outcome.report, !outcome.wasDone else { continue }
      let renamed = result.renamed.map { "\($0.full) → \($0.short)" }.joined(separator: ", ")
      let lost: [Sentence] = result.lost.map { "\(counted($0.count, "feature")) lost: \($0.what)" }
      // Every file may lie in a zone of its own.
      let moved: [Sentence] =
        result.to.flatMap { $0 == result.from ? nil : [Sentence("moved to \($0)")] } ?? []
      for note in moved + result.notes + result.changes + lost + result.losses
        + (renamed.isEmpty ? [] : ["fields renamed: \(renamed)"])
      {
        if files[note] == nil { order.append(note) }
        files[note, default: []].append(outcome.job.input)
      }
    }
    report.warn(
      order.map { note in
        let names = files[note] ?? []
        return names.count == 1
          ? "\(names[0]): \(note)" : "\(formatted(names.count)) files: \(note)"
      })
  }
}

/// Shows the progress of a batch: as a line on a terminal that is redrawn, or as one line of JSON
/// for each event.
final class BatchDisplay: Sendable {
  private struct State {
    var ended = 0
    var failed = 0
    var bytes = 0
    var running: [String] = []
    /// What was told already, as of a file whose layers are jobs of their own.
    var told: Set<String> = []
  }

  private struct Event: Encodable {
    let event: String
    let input: String
    let output: String
    let done: Int
    let all: Int
    let failed: Int
    let rate: Double?
    let secondsLeft: Double?
    let error: String?
  }

  private let all: Int
  private let bytes: Int
  private let style: ProgressStyle
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  init(_ jobs: [Job], style: ProgressStyle) {
    all = jobs.count
    bytes = style == .none ? 0 : jobs.reduce(0) { $0 + Self.weight($1) }
    self.style = style
  }

  /// Opening a file takes about as long as reading this number of bytes.
  private static func weight(_ job: Job) -> Int { job.inputSize + 100_000 }

  func take(_ event: Batch.Event) {
    guard style != .none else { return }
    let taken: (State, Job, Batch.Outcome?)? = state.withLock { state in
      switch event {
      case .noted: return nil
      case .began(let job):
        state.running.append(job.input)
        return (state, job, nil)
      case .ended(let outcome):
        state.ended += 1
        state.failed += outcome.error == nil ? 0 : 1
        state.bytes += Self.weight(outcome.job)
        state.running.removeAll { $0 == outcome.job.input }
        return (state, outcome.job, outcome)
      }
    }
    guard let (state, job, outcome) = taken else { return }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let rate = state.ended > 0 && seconds > 0 ? Double(state.ended) / seconds : nil
    let left =
      state.bytes > 0 ? seconds * Double(bytes - state.bytes) / Double(state.bytes) : nil
    if style == .json {
      Console.event(
        Event(
          event: outcome == nil
            ? "begin" : outcome?.error != nil ? "fail" : outcome?.wasDone == true ? "skip" : "done",
          input: job.input, output: job.output, done: state.ended, all: all, failed: state.failed,
          rate: rate.map { ($0 * 100).rounded() / 100 }, secondsLeft: left.map { $0.rounded() },
          error: outcome?.error?.worded(for: .commandLine)))
      return
    }
    if let words = outcome?.error?.worded(for: .commandLine),
      self.state.withLock({ $0.told.insert(words).inserted })
    {
      Console.error(words)
    }
    var parts = [Sentence("\(state.ended)/\(all)")]
    if state.failed > 0 { parts.append("\(state.failed) failed") }
    if let rate { parts.append("\(formatted(rate, 1)) a second") }
    if let left { parts.append("\(Self.clock(left)) left") }
    let told = parts.joined(separator: ", ")
    Console.show(worded(state.running.last.map { "\(told): \($0)" } ?? told))
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let minutes = whole / 60 % 60
    let rest = whole % 60
    let clock =
      "\(minutes < 10 && whole >= 3600 ? "0" : "")\(minutes):\(rest < 10 ? "0" : "")\(rest)"
    return whole >= 3600 ? "\(whole / 3600):\(clock)" : clock
  }
}
