import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// The journal of a folder of outputs: one line of JSON for each finished job.
///
/// An entry is written before its outputs are put in place, and so is only a claim: it counts where
/// inputs, settings and outputs still match its hashes.
final class Journal: Sendable {
  /// One finished job.
  struct Entry: Codable, Sendable {
    /// The path of the output, relative to the folder.
    let output: String
    /// The SHA-256 hash of the settings.
    let settings: String
    /// The SHA-256 hash of each file that was read, by name.
    let inputs: [String: String]
    /// The SHA-256 hash of each file that was written, by its path relative to the folder.
    let files: [String: String]
    /// The report of the job.
    let report: JobReport
  }

  /// The name of the journal in the folder of outputs.
  static let name = "gridcast-journal.jsonl"

  private let folder: String
  private let file: JournalFile
  private let known = Mutex(Known())

  /// What has been read of the file.
  private struct Known {
    /// The entries for each output, the latest last.
    var entries: [String: [Entry]] = [:]
    /// The number of bytes that they stand in.
    var size = 0
  }

  /// Opens the journal of a folder, or creates it.
  ///
  /// - Throws: `.unwritable` or `.unreadable` where that fails.
  init(in folder: String) throws(GridcastError) {
    self.folder = folder
    file = try JournalFile("\(folder)/\(Self.name)")
    try refresh()
  }

  /// Reads entries that were added since, also by other processes.
  ///
  /// - Throws: `.unreadable`.
  func refresh() throws(GridcastError) {
    try known.withLock { known throws(GridcastError) in
      var data = try file.content(from: known.size)
      if data.isEmpty, file.size < known.size {
        known = Known()
        data = try file.content()
      }
      // A line without an end is being written, or a killed process has left it.
      guard let end = data.lastIndex(of: 10) else { return }
      for line in data[..<end].split(separator: 10) {
        guard let entry = try? JSONDecoder().decode(Entry.self, from: line) else { continue }
        known.entries[entry.output, default: []].append(entry)
      }
      known.size += end + 1 - data.startIndex
    }
  }

  /// The latest entry for an output whose files are as it says; nil where there is none.
  ///
  /// The latest of all may be a claim of a run that was cut off before its files were in place.
  func intact(_ output: String) -> Entry? {
    var digests: [String: String] = [:]
    return known.withLock({ $0.entries[output.withoutPasswords] ?? [] }).last { entry in
      !entry.files.isEmpty
        && entry.files.allSatisfy { name, expected in
          if digests[name] == nil {
            digests[name] = (try? digest(ofFile: "\(folder)/\(name)")) ?? ""
          }
          return digests[name] == expected
        }
    }
  }

  /// Writes an entry to the disk, where `refresh` finds it.
  ///
  /// - Throws: `.unwritable` where that fails; `.bug` where it cannot be made a line.
  func add(_ entry: Entry) throws(GridcastError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line: Data
    do {
      line = Data(maskedJSON(String(decoding: try encoder.encode(entry), as: UTF8.self)).utf8)
    } catch {
      throw GridcastError(.bug, entry.output, "it cannot be written down in the journal: \(error)")
    }
    try file.append(line)
  }

  /// A warning that two runs might do the same job, where files cannot be locked.
  var note: Sentence? { file.note }

  /// Reserves a job for this process; false where another process works on it.
  func take(_ output: String) -> Bool { file.lock(Self.place(of: output)) != .held }

  /// Releases a job.
  func release(_ output: String) { file.unlock(Self.place(of: output)) }

  private static func place(of output: String) -> Int64 {
    // The position is beyond the end of any real file, and within the range of file offsets.
    let digits = digest(Data(output.utf8)).prefix(14)
    return (1 << 60) + (Int64(digits, radix: 16) ?? 0)
  }
}
