import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// What was done in a folder of outputs: a line of JSON for each job that was finished.
///
/// An entry is a claim. It counts only where inputs and settings are still those of which it speaks
/// and the outputs lie there as it says, so it is written before they are put in place.
final class Journal: Sendable {
  /// One finished job.
  struct Entry: Codable, Sendable {
    /// The output, relative to the folder.
    let output: String
    /// SHA-256 of the settings.
    let settings: String
    /// SHA-256 of each file that was read, by name.
    let inputs: [String: String]
    /// SHA-256 of each file that was written, by its path relative to the folder.
    let files: [String: String]
    /// What was done.
    let report: JobReport
  }

  /// The name of the file in the folder of outputs.
  static let name = "gridcast-journal.jsonl"

  private let folder: String
  private let file: JournalFile
  /// The last entry of each output.
  private let entries: Mutex<[String: Entry]>

  /// Opens the journal of a folder, or begins it.
  ///
  /// - Throws: `.unwritable` or `.unreadable` where that fails.
  init(in folder: String) throws(GridcastError) {
    let file = try JournalFile("\(folder)/\(Self.name)")
    self.folder = folder
    self.file = file
    entries = Mutex(Self.entries(in: try file.content()))
  }

  private static func entries(in data: Data) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for line in data.split(separator: 10) {
      // Half a line is what a killed process left.
      guard let entry = try? JSONDecoder().decode(Entry.self, from: line) else { continue }
      entries[entry.output] = entry
    }
    return entries
  }

  /// Reads again what other processes may have added.
  ///
  /// - Throws: `.unreadable`.
  func refresh() throws(GridcastError) {
    let fresh = Self.entries(in: try file.content())
    entries.withLock { $0 = fresh }
  }

  /// The last entry on an output whose files lie there just as they were written; nil where there is
  /// none.
  func intact(_ output: String) -> Entry? {
    guard let entry = entries.withLock({ $0[output] }) else { return nil }
    let isIntact = entry.files.allSatisfy {
      (try? digest(ofFile: "\(folder)/\($0.key)")) == $0.value
    }
    return isIntact && !entry.files.isEmpty ? entry : nil
  }

  /// Keeps an entry for good.
  ///
  /// - Throws: `.unwritable`; `.bug` where it cannot be made a line.
  func add(_ entry: Entry) throws(GridcastError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let line: Data
    do { line = try encoder.encode(entry) } catch {
      throw GridcastError(.bug, entry.output, "it cannot be written down in the journal: \(error)")
    }
    try file.append(line)
    entries.withLock { $0[entry.output] = entry }
  }

  /// What the user should know: that nothing keeps two runs from doing the same job.
  var note: Sentence? { file.note.map { Sentence($0) } }

  /// Takes a job for this process; false where another is at it.
  func take(_ output: String) -> Bool { file.lock(Self.place(of: output)) != .held }

  /// Gives a job back.
  func release(_ output: String) { file.unlock(Self.place(of: output)) }

  private static func place(of output: String) -> Int64 {
    // Beyond any real file, and below what a file offset can be.
    let digits = digest(Data(output.utf8)).prefix(14)
    return (1 << 60) + (Int64(digits, radix: 16) ?? 0)
  }
}
