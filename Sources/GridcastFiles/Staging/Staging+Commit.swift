import Foundation
package import GridcastBase

extension Staging {
  /// Puts everything in place.
  ///
  /// One file that replaces none or its like is renamed, which no reader sees half done. The moves of
  /// a set of files are written down first: before that nothing has moved, and after it a process that
  /// is ended leaves the rest to the next staging in the folder. A move that fails is said, and what
  /// was moved before it is moved back.
  ///
  /// - Throws: `.unwritable`, after what was there before has been put back, or with the place where it
  ///   lies if that failed too; `.interrupted` where the process is about to end.
  package func commit() throws(GridcastError) {
    let all = folders.sorted { $0.key < $1.key }.map(\.value.temporary)
    let target = folders.first.map { "\($0.key)/\($0.value.names[0])" } ?? "output"
    do {
      try StagingFolder.moving(target) {
        do { try putInPlace(all) } catch let error as MoveFailure where !error.isUndone {
          for folder in all { folder.keep() }
          throw error
        } catch {
          StagingFolder.remove(all, isDone: false)
          throw error
        }
        StagingFolder.remove(all, isDone: true)
      }
      forget()
    } catch {
      forget()
      if let error = error as? GridcastError { throw error }
      throw GridcastError(.unwritable, target, Self.reason(of: error, all))
    }
  }

  private static func reason(of error: any Error, _ folders: [StagingFolder]) -> String {
    guard let failure = error as? MoveFailure else {
      return "could not be put in place: \(words(error))"
    }
    let name = URL(filePath: failure.path).lastPathComponent
    let reason = "could not be put in place: \(name): \(systemWords(failure.code))"
    if failure.isUndone { return reason }
    return reason + "; nor could what was there before be put back: it lies in "
      + folders.map(\.old).joined(separator: " and ")
      + ", and the next run that writes there will try again"
  }

  private func putInPlace(_ all: [StagingFolder]) throws {
    var moves: [FileMove] = []
    for (folder, entry) in folders.sorted(by: { $0.key < $1.key }) {
      moves += try self.moves(into: folder, entry.temporary, entry.names)
    }
    if let only = moves.first, moves.count == 1 {
      let code = renameFile(only.from, only.to)
      if code != 0 { throw MoveFailure(code: code, path: only.to, isUndone: true) }
    } else if !moves.isEmpty {
      try StagingFolder.announce(moves, in: all)
      try completeMoves(moves)
    }
    for folder in folders.keys { synchronize(folder) }
  }

  /// What is moved where for the targets of one folder: old files aside, then new ones into place.
  private func moves(into folder: String, _ temporary: StagingFolder, _ names: [String]) throws
    -> [FileMove]
  {
    let files = FileManager.default
    let new = temporary.newNames
    for name in new where !synchronize("\(temporary.new)/\(name)") {
      throw CocoaError(.fileWriteUnknown)
    }
    // Files beside a target belong to it only where it was there before.
    let replaced = names.filter { files.fileExists(atPath: "\(folder)/\($0)") }
    let left = names.flatMap { Self.leftovers(of: $0) }
      .filter { files.fileExists(atPath: "\(folder)/\($0)") }
    let family = Set(
      replaced.flatMap { Self.family(of: $0, in: folder) } + (mayReplace ? left : []))
    let foreign = new.first {
      !family.contains($0) && files.fileExists(atPath: "\(folder)/\($0)")
    }
    if let foreign, !mayReplace {
      throw GridcastError(
        .unwritable, "\(folder)/\(foreign)",
        "it exists already and would be replaced; choose another name, or \(.overwrite)")
    }
    if let input = new.first(where: { isInput("\(folder)/\($0)") }) {
      throw GridcastError(
        .usage, "\(folder)/\(input)", "it belongs to an input; choose another name for the output")
    }
    // A file beside an input stays with it.
    let old = family.filter { !isInput("\(folder)/\($0)") }.union(new)
      .filter { files.fileExists(atPath: "\(folder)/\($0)") }
    // Renaming alone replaces one file by its like, and there is no moment without it.
    if new.count == 1, old.isEmpty || old == Set(new) {
      return [FileMove(from: "\(temporary.new)/\(new[0])", to: "\(folder)/\(new[0])")]
    }
    try files.createDirectory(atPath: temporary.old, withIntermediateDirectories: false)
    return old.sorted().map {
      FileMove(from: "\(folder)/\($0)", to: "\(temporary.old)/\($0)", isAside: true)
    } + new.map { FileMove(from: "\(temporary.new)/\($0)", to: "\(folder)/\($0)") }
  }
}
