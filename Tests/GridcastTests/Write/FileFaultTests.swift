import Dispatch
import Foundation
import GridcastBase
import GridcastFiles
import Testing

/// Reading and writing that fails is told of the file that is at fault, in the system's words.
@Suite struct FileFaultTests {
  @Test("A copy tells the faults of its source as those of the source")
  func copyOfBadSource() throws {
    let folder = try TemporaryFolder()
    let target = "\(folder.path)/target"
    for (source, words) in [
      ("\(folder.path)/missing", "No such file or directory"), (folder.path, "Is a directory"),
    ] {
      let error = thrown { try OutputFile.copy(source, to: target, for: "the target") }
      #expect(error == GridcastError(.unreadable, source, Sentence(words)))
    }
    let error = thrown {
      try OutputFile.copy(try folder.file("source", "x"), to: "/nowhere/x", for: "the target")
    }
    #expect(error == GridcastError(.unwritable, "the target", "No such file or directory"))
  }

  @Test("A journal that cannot be opened says why")
  func journalWithoutFolder() throws {
    let error = thrown { _ = try JournalFile("/nowhere/journal") }
    #expect(error?.kind == .unwritable && error?.subject == "/nowhere/journal")
    #expect(error?.reason.contains("No such file or directory") == true)
  }

  #if os(Linux)
    @Test("A journal that cannot be read is not taken for an empty one")
    func journalThatCannotBeRead() throws {
      // Nothing lies at the beginning of a process's memory, so reading there fails.
      let journal = try JournalFile("/proc/self/mem")
      let error = thrown { _ = try journal.content() }
      #expect(error?.kind == .unreadable && error?.subject == "/proc/self/mem")
      #expect(error?.reason.contains("Input/output error") == true)
    }
  #endif

  @Test("Lines that threads add at the same time come whole, after half a line too")
  func journalOfThreads() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("journal", "half")
    let journal = try JournalFile(path)
    DispatchQueue.concurrentPerform(iterations: 100) { index in
      #expect(throws: Never.self) { try journal.append(Data("line \(index)".utf8)) }
    }
    let lines = String(decoding: try journal.content(), as: UTF8.self).split(separator: "\n")
    #expect(lines.first == "half")
    #expect(Set(lines.dropFirst()) == Set((0..<100).map { "line \($0)" }) && lines.count == 101)
  }
}
