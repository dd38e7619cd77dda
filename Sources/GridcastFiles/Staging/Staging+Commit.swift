import Foundation
package import GridcastBase

extension Staging {
  /// Puts everything in place.
  ///
  /// One file that replaces none or its like is renamed, which no reader sees half done. The moves of
  /// a set of files are written down first: before that nothing has moved, and after it a process that
  /// is ended leaves the rest to the next staging in the folder. A move that fails is said, and what
  /// was moved before it is moved back. No file is replaced that was not there, or not to be replaced, when
  /// all were looked at; other runs that put files in the same folder wait meanwhile.
  ///
  /// - Throws: `.unwritable`, after what was there before has been put back, or with the place where it
  ///   lies if that failed too; `.tryAgain` where another run does not come to its end; `.interrupted` where
  ///   the process is about to end, and nothing was put in place.
  package func commit() throws(GridcastError) {
    let all = folderList.map(\.value.temporary)
    let target = folders.first.map { "\($0.key)/\($0.value.names[0])" } ?? "output"
    try writeThrough(all, target)
    try lock(all, target)
    defer { for folder in all { folder.parent.unlock() } }
    guard Ending.begin() else {
      throw GridcastError(.interrupted, target, "it was not put in place")
    }
    do {
      defer {
        forget()
        Ending.end()
      }
      let put = try putInStores()
      do { try putInPlace(all) } catch let error as MoveFailure where !error.isUndone {
        removeFromStores(put)
        for folder in all { folder.keep() }
        throw error
      } catch {
        removeFromStores(put)
        CommitList.remove(all)
        throw error
      }
      note()
      CommitList.remove(all)
    } catch {
      if let error = error as? GridcastError { throw error }
      throw GridcastError(.unwritable, target, Self.reason(of: error, all))
    }
    // A signal that came meanwhile was told to wait until here.
    if Ending.isStopping && ProcessSettings.isOwnProcess { Ending.waitForEnd() }
  }

  /// Tells whoever ends the process what is in place.
  private func note() {
    let targets = folders.sorted { $0.key < $1.key }.flatMap { folder, entry in
      entry.names.map { "\(folder)/\($0)" }
    }
    switch purpose {
    case .outputs: Ending.note(placed: targets.map { shown[$0] ?? $0 })
    case .checkpoint: Ending.note(checkpoint: targets.first.map { shown[$0] ?? $0 })
    case .passing: break
    }
  }

  /// Sees the new files through to the disk, before anything is held for it.
  private func writeThrough(_ all: [StagingFolder], _ target: String) throws(GridcastError) {
    for folder in all {
      for name in folder.newNames where !writeThrough("\(folder.newPath)/\(name)") {
        let code = errno
        if Ending.isStopping {
          throw GridcastError(.interrupted, target, "it was not put in place")
        }
        throw GridcastError(
          .unwritable, target, "could not be put in place: \(name): \(systemWords(code))")
      }
    }
  }

  /// Waits for other runs that put files in the same folders.
  private func lock(_ all: [StagingFolder], _ target: String) throws(GridcastError) {
    // In one order for all runs, so that none waits for another that waits for it.
    for (index, folder) in all.enumerated() {
      // One folder may have been named in two ways.
      if all[..<index].contains(where: { $0.parent.isSame(as: folder.parent) }) { continue }
      guard !folder.parent.lock(seconds: 60, unless: { Ending.isStopping }) else { continue }
      for locked in all[..<index] { locked.parent.unlock() }
      if Ending.isStopping { throw GridcastError(.interrupted, target, "it was not put in place") }
      throw GridcastError(
        .tryAgain, target,
        "another run has been putting files in its folder for a minute; run it again")
    }
  }

  private static func reason(of error: any Error, _ folders: [StagingFolder]) -> Sentence {
    guard let failure = error as? MoveFailure else {
      let words = (error as? SystemFailure)?.words ?? words(error)
      return "could not be put in place: \(words)"
    }
    let name = URL(filePath: failure.path).lastPathComponent
    let reason: Sentence = "could not be put in place: \(name): \(systemWords(failure.code))"
    if failure.isUndone { return reason }
    let places = folders.map { Sentence($0.oldPath) }.listed
    return reason
      + "; nor could what was there before be put back: it lies in \(places), and the next run that writes there will try again"
  }

  private func putInPlace(_ all: [StagingFolder]) throws {
    var moves: [FileMove] = []
    for (index, (folder, entry)) in folderList.enumerated() {
      moves += try self.moves(of: index, into: folder, entry.temporary, entry.names)
    }
    if let only = moves.first, moves.count == 1 {
      try place(only, all[only.place])
    } else if !moves.isEmpty {
      let list = CommitList(places: all.compactMap(CommitList.Place.init), moves: moves)
      try list.announce(in: all)
      do { try moves.complete(in: all) } catch {
        // What is all back is no longer to be done by a later run.
        if error.isUndone, let leader = all.first {
          try? CommitList.turn(leader, from: .begun, to: .prepared)
        }
        throw refusal(of: error) ?? error
      }
      for folder in all { folder.parent.synchronize() }
      if let leader = all.first { try? CommitList.turn(leader, from: .begun, to: .done) }
      return
    }
    for folder in all { folder.parent.synchronize() }
  }

  /// Renames the only file, in place of its like where that may be.
  private func place(_ move: FileMove, _ folder: StagingFolder) throws {
    let code = folder.new.map {
      mayReplace
        ? $0.replace(move.name, in: folder.parent) : $0.move(move.name, to: folder.parent)
    }
    guard let code, code != 0 else { return }
    let failure = MoveFailure(code: code, path: "\(folder.target)/\(move.name)", isUndone: true)
    throw refusal(of: failure) ?? failure
  }

  /// What is said of a file that another program made meanwhile.
  private func refusal(of failure: MoveFailure) -> (any Error)? {
    guard failure.code == EEXIST && failure.isUndone else { return nil }
    return Self.exists(shown[failure.path] ?? failure.path)
  }

  /// What is moved where for the targets of one folder: old files aside, then new ones into place.
  private func moves(
    of place: Int, into folder: String, _ temporary: StagingFolder, _ names: [String]
  ) throws -> [FileMove] {
    let there = temporary.parent
    let new = temporary.newNames
    // Files beside a target belong to it only where it was there before.
    let replaced = names.filter { there.state($0) != nil }
    if let first = replaced.first, !mayReplace {
      throw Self.exists(shown["\(folder)/\(first)"] ?? "\(folder)/\(first)")
    }
    let left = names.flatMap { Self.leftovers(of: $0) }.filter { there.state($0) != nil }
    let family = Set(
      replaced.flatMap { Self.family(of: $0, in: folder) } + (mayReplace ? left : []))
    let foreign = new.first { !family.contains($0) && there.state($0) != nil }
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
      .filter { there.state($0) != nil }
    func move(_ name: String, from folder: OpenFolder?, isAside: Bool) throws -> FileMove {
      guard let inode = folder?.state(name)?.inode else { throw SystemFailure(code: ENOENT) }
      return FileMove(place: place, name: name, isAside: isAside, inode: inode)
    }
    // Renaming alone replaces one file by its like, and there is no moment without it; a folder is not replaced so.
    let hasFolder = [there, temporary.new].contains { folder in
      new.contains { folder?.state($0)?.isFolder ?? false }
    }
    if new.count == 1, old.isEmpty || old == Set(new) && !hasFolder {
      return [try move(new[0], from: temporary.new, isAside: false)]
    }
    try temporary.expect(replaced: Array(old))
    return try old.sorted().map { try move($0, from: there, isAside: true) }
      + new.map { try move($0, from: temporary.new, isAside: false) }
  }
}
