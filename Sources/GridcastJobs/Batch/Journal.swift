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
  /// The entries for each output, the latest last.
  private let entries: Mutex<[String: [Entry]]>

  /// Opens the journal of a folder, or creates it.
  ///
  /// - Throws: `.unwritable` or `.unreadable` where that fails.
  init(in folder: String) throws(GridcastError) {
    let file = try JournalFile("\(folder)/\(Self.name)")
    self.folder = folder
    self.file = file
    entries = Mutex(Self.entries(in: try file.content()))
  }

  private static func entries(in data: Data) -> [String: [Entry]] {
    var entries: [String: [Entry]] = [:]
    for line in data.split(separator: 10) {
      // A killed process may have left an incomplete line.
      guard let entry = try? JSONDecoder().decode(Entry.self, from: line) else { continue }
      entries[entry.output, default: []].append(entry)
    }
    return entries
  }

  /// Reads entries that other processes may have added.
  ///
  /// - Throws: `.unreadable`.
  func refresh() throws(GridcastError) {
    let fresh = Self.entries(in: try file.content())
    entries.withLock { $0 = fresh }
  }

  /// The latest entry for an output whose files are as it says; nil where there is none.
  ///
  /// The latest of all may be a claim of a run that was cut off before its files were in place.
  func intact(_ output: String) -> Entry? {
    var digests: [String: String] = [:]
    return entries.withLock({ $0[output.withoutPasswords] ?? [] }).last { entry in
      !entry.files.isEmpty
        && entry.files.allSatisfy { name, expected in
          if digests[name] == nil {
            digests[name] = (try? digest(ofFile: "\(folder)/\(name)")) ?? ""
          }
          return digests[name] == expected
        }
    }
  }

  /// Writes an entry to the disk.
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
    entries.withLock { $0[entry.output.withoutPasswords, default: []].append(entry) }
  }

  /// A warning that two runs might do the same job, where files cannot be locked.
  var note: Sentence? { file.note.map { Sentence($0) } }

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
