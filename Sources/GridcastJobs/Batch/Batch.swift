import Dispatch
import Foundation
package import GridcastBase
import GridcastFiles
import Synchronization

/// Many jobs whose outputs go to one folder: side by side, resumable, each all or nothing.
package struct Batch: Sendable {
  /// What became of one job.
  package struct Outcome: Sendable {
    /// The job.
    package let job: Job
    /// What was done; nil where it failed.
    package let report: JobReport?
    /// Whether it had been done before, and nothing had changed.
    package let wasDone: Bool
    /// Why it failed; nil where it did not.
    package let error: GridcastError?
    /// The size of its inputs.
    package let bytes: Int
    /// How long it took.
    package let seconds: Double
  }

  /// What happens while a batch runs.
  package enum Event: Sendable {
    /// The user should know a sentence about the whole batch.
    case noted(Sentence)
    case began(Job)
    case ended(Outcome)
  }

  /// The folder of outputs.
  package let folder: String
  /// The jobs, whose outputs all lie in the folder.
  package let jobs: [Job]
  /// Whether outputs that the journal does not know may be replaced.
  package var mayReplace = false
  /// How many jobs run side by side.
  package var workerCount = ProcessInfo.processInfo.activeProcessorCount

  /// Jobs for a folder, or a share of them.
  ///
  /// - Throws: `.usage` where two jobs have one output, or one lies outside of the folder.
  package init(_ jobs: [Job], share: Shard = .whole, into folder: String) throws(GridcastError) {
    self.folder = URL(filePath: folder).standardizedFileURL.plainPath
    self.jobs = share.share(of: jobs)
    var outputs = Set<String>()
    for job in jobs {
      guard let name = relative(job.output) else {
        throw GridcastError(.usage, job.output, "it lies outside of the output folder, \(folder)")
      }
      guard outputs.insert(name.lowercased()).inserted else {
        throw GridcastError(.usage, job.output, "two jobs would write it; give one another name")
      }
    }
  }

  /// The path below the folder; nil for one that leads out of it.
  private func relative(_ path: String) -> String? {
    let full = URL(filePath: path).standardizedFileURL.plainPath
    guard full.hasPrefix(folder + "/") else { return nil }
    return String(full.dropFirst(folder.count + 1))
  }

  /// Does what is missing, failed before or has changed.
  ///
  /// - Parameter tell: Is told what happens, from any thread, one event at a time.
  /// - Returns: What became of each job, in their order.
  /// - Throws: `.unwritable` or `.unreadable` where the folder or its journal cannot be written or read.
  package func run(_ tell: @escaping @Sendable (Event) -> Void) throws(GridcastError) -> [Outcome] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw GridcastError(.unwritable, folder, "it cannot be made: \(Staging.words(error))")
    }
    // What a run that was killed had begun to put in place must not count as somebody else's file.
    for folder in Set(
      jobs.map {
        URL(filePath: $0.output).standardizedFileURL.deletingLastPathComponent().plainPath
      })
    {
      StagingFolder.recover(in: folder)
    }
    let journal = try Journal(in: folder)
    let queue = Mutex(Array(jobs.indices))
    let outcomes = Mutex<[Int: Outcome]>([:])
    let told = Mutex(())
    let say: @Sendable (Event) -> Void = { event in told.withLock { _ in tell(event) } }
    if let note = journal.note { say(.noted(note)) }
    DispatchQueue.concurrentPerform(iterations: max(1, min(workerCount, jobs.count))) { _ in
      while let index = queue.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        let job = jobs[index]
        let output = relative(job.output) ?? job.output
        guard journal.take(output) else {
          // Another process is at it: see again when everything else is done.
          queue.withLock { $0.append(index) }
          usleep(20_000)
          continue
        }
        defer { journal.release(output) }
        say(.began(job))
        let outcome = outcome(of: job, output, journal)
        outcomes.withLock { $0[index] = outcome }
        say(.ended(outcome))
      }
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
      bytes = job.inputSize
      let inputs = try job.inputDigests()
      let settings = try job.settingsDigest()
      try journal.refresh()
      let before = journal.intact(output)
      if let before, before.inputs == inputs, before.settings == settings, !inputs.isEmpty {
        return outcome(before.report, wasDone: true, nil)
      }
      // What the journal says was made here may be made anew; anything else is somebody's.
      let staging = Staging(overwrite: mayReplace || before != nil, inputs: job.inputs)
      try staging.prepareFolders(of: [job.output])
      let prepared = try job.prepare()
      let report = try job.run(prepared, staging: staging)
      var files: [String: String] = [:]
      for file in staging.stagedFiles {
        if let name = relative(file.target) { files[name] = try digest(ofFile: file.staged) }
      }
      try journal.add(
        Journal.Entry(
          output: output, settings: settings, inputs: inputs, files: files, report: report))
      try staging.commit()
      return outcome(report, wasDone: false, nil)
    } catch {
      return outcome(nil, wasDone: false, error)
    }
  }
}

extension Job {
  /// The files that are read: the input and those that settings name, with what belongs to each.
  private var files: [(path: String, name: String)] {
    let named = [
      ("", input), ("like: ", settings.like), ("from: ", settings.from), ("to: ", settings.to),
    ]
    return named.flatMap { key, path -> [(path: String, name: String)] in
      guard let path, FileManager.default.fileExists(atPath: path) else { return [] }
      return InputFiles.all(of: path).map { ($0, key + RunRecord.Input.name($0, in: path)) }
    }
  }

  /// SHA-256 of each file that is read, by name; none where not all can be known, as of a VRT, which
  /// is a list of other files.
  ///
  /// - Throws: `.unreadable` where one cannot be read to its end.
  func inputDigests() throws(GridcastError) -> [String: String] {
    if [input, settings.like ?? ""].contains(where: Format.readsOtherFiles) {
      return [:]
    }
    return try RunRecord.Input.digests(of: files)
  }

  /// The size of all files that are read.
  package var inputSize: Int {
    files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  /// SHA-256 of the settings.
  ///
  /// - Throws: `.bug` where they cannot be written down.
  func settingsDigest() throws(GridcastError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    // A nodata value may be NaN, which JSON has no number for.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do { return digest(try encoder.encode(settings)) } catch {
      throw GridcastError(.bug, input, "the settings cannot be written down: \(error)")
    }
  }
}
