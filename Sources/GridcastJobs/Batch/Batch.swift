import Dispatch
import Foundation
package import GridcastBase
import GridcastFiles
import Synchronization

/// Many jobs with outputs in one folder, which run in parallel, can be resumed, and are each done
/// entirely or not at all.
package struct Batch: Sendable {
  /// The result of one job.
  package struct Outcome: Sendable {
    /// The job.
    package let job: Job
    /// The report of the job; nil where it failed.
    package let report: JobReport?
    /// Whether an earlier run had done the job and nothing has changed since.
    package let wasDone: Bool
    /// The error of the job; nil where it succeeded.
    package let error: GridcastError?
    /// The size of the job's inputs in bytes.
    package let bytes: Int
    /// The duration of the job.
    package let seconds: Double
  }

  /// An event during a batch.
  package enum Event: Sendable {
    /// There is something that the user should know about the whole batch.
    case noted(Sentence)
    case began(Job)
    case ended(Outcome)
  }

  /// The folder of outputs.
  package let folder: String
  /// The jobs; all their outputs are in the folder.
  package let jobs: [Job]
  /// Whether outputs that the journal does not know may be replaced.
  package var mayReplace = false
  /// The number of jobs that run in parallel.
  package var workerCount = ProcessInfo.processInfo.activeProcessorCount

  /// Makes a batch of jobs, or of a share of them.
  ///
  /// - Throws: `.usage` where two jobs have the same output, or an output is outside the folder.
  package init(_ jobs: [Job], share: Shard = .whole, into folder: String) throws(GridcastError) {
    self.folder = URL(filePath: folder).standardizedFileURL.plainPath
    self.jobs = share.share(of: jobs)
    var outputs: [String: String] = [:]
    for job in jobs {
      guard let name = relative(job.output) else {
        throw GridcastError(.usage, job.output, "it lies outside of the output folder, \(folder)")
      }
      if let other = outputs.updateValue(job.input, forKey: name.lowercased()) {
        throw GridcastError(
          .usage, job.output,
          "two jobs would write it, of \(other) and of \(job.input); give one another name")
      }
    }
  }

  /// The path relative to the folder; nil for a path outside.
  private func relative(_ path: String) -> String? {
    let full = URL(filePath: path).standardizedFileURL.plainPath
    guard full.hasPrefix(folder + "/") else { return nil }
    return String(full.dropFirst(folder.count + 1))
  }

  /// Refuses an output whose folder lies elsewhere, behind a link within the folder of outputs.
  ///
  /// - Throws: `.unwritable`, naming the output.
  private func checkPlace(of output: String) throws(GridcastError) {
    let real = URL(filePath: folder).resolvingSymlinksInPath().plainPath
    var parent = URL(filePath: output).standardizedFileURL.deletingLastPathComponent()
    while !FileManager.default.fileExists(atPath: parent.plainPath), parent.plainPath != "/" {
      parent = parent.deletingLastPathComponent()
    }
    let place = parent.resolvingSymlinksInPath().plainPath
    guard place == real || place.hasPrefix(real + "/") else {
      throw GridcastError(
        .unwritable, output, "a link leads out of the output folder, to \(place); remove the link")
    }
  }

  /// Runs the jobs that were not done before, failed, or have changed inputs or settings.
  ///
  /// - Parameter tell: Receives events, from any thread but one at a time.
  /// - Returns: The result of each job, in the order of the jobs.
  /// - Throws: `.unwritable` or `.unreadable` where the folder or its journal cannot be written or read.
  package func run(_ tell: @escaping @Sendable (Event) -> Void) throws(GridcastError) -> [Outcome] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw GridcastError(.unwritable, folder, "it cannot be made: \(Staging.words(error))")
    }
    // Files that a killed run was putting in place must not be mistaken for those of somebody else.
    for folder in Set(
      jobs.map {
        URL(filePath: $0.output).standardizedFileURL.deletingLastPathComponent().plainPath
      })
    {
      for note in StagingFolder.recover(in: folder) { tell(.noted(note)) }
    }
    let journal = try Journal(in: folder)
    let queue = Mutex(Array(jobs.indices))
    let outcomes = Mutex<[Int: Outcome]>([:])
    let told = Mutex(())
    let stopped = Mutex(false)
    let say: @Sendable (Event) -> Void = { event in told.withLock { _ in tell(event) } }
    if let note = journal.note { say(.noted(note)) }
    DispatchQueue.concurrentPerform(iterations: max(1, min(workerCount, jobs.count))) { _ in
      while let index = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        let job = jobs[index]
        let output = relative(job.output) ?? job.output
        guard journal.take(output) else {
          // Another process is working on the job, so it is checked again at the end.
          queue.withLock { $0.append(index) }
          Thread.sleep(forTimeInterval: 0.02)
          continue
        }
        defer { journal.release(output) }
        say(.began(job))
        let outcome = outcome(of: job, output, journal)
        // What a signal cuts off is no failure of the job.
        if outcome.error != nil && Ending.isStopping {
          stopped.withLock { $0 = true }
          return
        }
        outcomes.withLock { $0[index] = outcome }
        say(.ended(outcome))
      }
    }
    if stopped.withLock({ $0 }) {
      throw GridcastError(.interrupted, folder, "not all of its jobs were done")
    }
    return outcomes.withLock { all in jobs.indices.compactMap { all[$0] } }
  }

  private func outcome(of job: Job, _ output: String, _ journal: Journal) -> Outcome {
    let start = ContinuousClock.now
    var bytes = 0
    func outcome(_ report: JobReport?, wasDone: Bool, _ error: GridcastError?) -> Outcome {
      Outcome(
        job: job, report: report, wasDone: wasDone, error: error, bytes: bytes,
        seconds: (ContinuousClock.now - start) / .seconds(1))
    }
    do throws(GridcastError) {
      let files = job.files
      bytes = InputFiles.size(of: files)
      let inputs = try job.digests(of: files)
      let settings = try job.settingsDigest()
      try journal.refresh()
      let before = journal.intact(output)
      if let before, before.inputs == inputs, before.settings == settings, !inputs.isEmpty {
        return outcome(before.report, wasDone: true, nil)
      }
      // Only outputs that the journal records may be replaced; others are somebody else's.
      try checkPlace(of: job.output)
      let staging = Staging(overwrite: mayReplace || before != nil, inputs: job.inputs)
      try staging.prepareFolders(of: [job.output])
      let prepared = try job.prepare()
      let report = try job.run(prepared, staging: staging)
      var written: [String: String] = [:]
      for file in staging.stagedFiles {
        guard let name = relative(file.target) else { continue }
        // A file geodatabase is a folder.
        for part in InputFiles.parts(of: file.staged) {
          written[name + part.dropFirst(file.staged.count)] = try digest(ofFile: part)
        }
      }
      try journal.add(
        Journal.Entry(
          output: output, settings: settings, inputs: inputs, files: written, report: report))
      try staging.commit()
      return outcome(report, wasDone: false, nil)
    } catch {
      return outcome(nil, wasDone: false, error)
    }
  }
}

extension Job {
  /// The files that the job reads, with their names in the journal: the input and those named in the settings,
  /// with their siblings.
  fileprivate var files: [(path: String, name: String)] {
    let named = [
      ("", input), ("like: ", settings.like), ("from: ", settings.from), ("to: ", settings.to),
    ]
    return named.flatMap { key, path -> [(path: String, name: String)] in
      guard let path, InputFiles.exists(path) else { return [] }
      return RunRecord.Input.files(of: path).map { ($0.path, key + $0.name) }
    }
  }

  /// The SHA-256 hash of each file that the job reads, by name; empty where not all files can be
  /// known, as for a VRT, which refers to other files.
  ///
  /// - Throws: `.unreadable` where a file cannot be read to its end.
  fileprivate func digests(of files: [(path: String, name: String)]) throws(GridcastError)
    -> [String: String]
  {
    if [input, settings.like ?? ""].contains(where: Format.readsOtherFiles) {
      return [:]
    }
    return try RunRecord.Input.digests(of: files)
  }

  /// The total size of the files that the job reads, in bytes.
  package var inputSize: Int { InputFiles.size(of: files) }

  /// The SHA-256 hash of the settings.
  ///
  /// - Throws: `.bug` where they cannot be encoded.
  func settingsDigest() throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A nodata value may be NaN, which JSON cannot express as a number.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return digest(try encoder.encode(settings)) } catch {
      throw GridcastError(.bug, input, "the settings cannot be written down: \(error)")
    }
  }
}

extension InputFiles {
  /// The total size of files in bytes.
  fileprivate static func size(of files: [(path: String, name: String)]) -> Int {
    files.reduce(0) { $0 + (size(of: $1.path) ?? 0) }
  }
}
