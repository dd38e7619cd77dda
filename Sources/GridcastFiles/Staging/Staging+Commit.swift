import Foundation
package import GridcastBase

extension Staging {
  /// Puts everything in place.
  ///
  /// One file that replaces none or its like is renamed, which no reader sees half done. A set of
  /// files is moved by a process of its own, which a signal to this one does not end; should that
  /// one end too, the moves are written down and the next staging in the folder goes on.
  ///
  /// - Throws: `.unwritable`, after what was there before has been put back.
  package func commit() throws(GridcastError) {
    let all = folders.sorted { $0.key < $1.key }.map(\.value.temporary)
    do {
      var moves: [FileMove] = []
      for (folder, entry) in folders.sorted(by: { $0.key < $1.key }) {
        moves += try self.moves(into: folder, entry.temporary, entry.names)
      }
      for folder in all { folder.beginCommit() }
      if let only = moves.first, moves.count == 1 {
        try move(moves: [only], alone: false)
      } else if !moves.isEmpty {
        try StagingFolder.announce(moves, in: all)
        try move(moves: moves, alone: true)
      }
      for folder in folders.keys { synchronize(folder) }
    } catch {
      for folder in all { folder.remove() }
      let target = folders.first.map { "\($0.key)/\($0.value.names[0])" } ?? "output"
      forget()
      if let error = error as? GridcastError { throw error }
      throw GridcastError(.unwritable, target, "could not be put in place: \(Self.words(error))")
    }
    for folder in all { folder.remove() }
    forget()
  }

  private func move(moves: [FileMove], alone: Bool) throws {
    let code = alone ? moveInOwnProcess(moves) : renameFile(moves[0].from, moves[0].to)
    if code != 0 { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
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
    let family = Set(replaced.flatMap { Self.family(of: $0, in: folder) })
    let foreign = new.first {
      !family.contains($0) && files.fileExists(atPath: "\(folder)/\($0)")
    }
    if let foreign, !mayReplace {
      throw GridcastError(
        .unwritable, "\(folder)/\(foreign)",
        "it exists already and would be replaced; choose another name, or pass --overwrite")
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
