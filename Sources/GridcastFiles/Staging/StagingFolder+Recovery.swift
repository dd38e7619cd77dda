import Foundation
package import GridcastBase

extension StagingFolder {
  /// Deals with what runs left in a folder of targets that were killed: moves that had begun are brought to
  /// their end, all else is removed.
  ///
  /// Only folders of this user are touched whose record and lists say, with their hashes, that they are of
  /// these very folders, and in them only what is listed.
  ///
  /// - Returns: What the user should know: which files were put in place now, and what could not be dealt
  ///   with.
  package static func recover(in path: String) -> [Sentence] {
    guard let parent = OpenFolder(path) else { return [] }
    let names = parent.names(where: isName)
    guard !names.isEmpty, Ending.begin() else { return [] }
    defer { Ending.end() }
    var notes: [Sentence] = []
    var isLocked = false
    for name in names {
      // One that is empty was cut off at its beginning.
      guard !parent.remove(name) else { continue }
      guard let folder = StagingFolder(abandoned: name, in: parent, path: path) else {
        removeBarelyBegun(name, in: parent)
        continue
      }
      // Another process may be putting files in place, or be at the same moves.
      isLocked = isLocked || parent.lock(seconds: 10, unless: { Ending.isStopping })
      if isLocked { notes += folder.recover() }
    }
    return notes
  }

  /// Removes a folder of which nothing was written but an empty record, which says nothing yet.
  private static func removeBarelyBegun(_ name: String, in parent: OpenFolder) {
    guard let folder = parent.folder(name), folder.state?.owner == geteuid(),
      folder.names == [StagingRecord.name],
      let state = folder.state(StagingRecord.name), state.isFile, state.size == 0
    else { return }
    let file = folder.open(StagingRecord.name, O_RDWR)
    guard file >= 0 else { return }
    defer { close(file) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else { return }
    folder.remove(StagingRecord.name)
    parent.remove(name)
  }

  private func recover() -> [Sentence] {
    guard folder.state(CommitList.Follower.name) != nil else { return recoverLeading([self]) }
    guard let said = CommitList.Follower(self) else { return [leftAlone] }
    try? expect(replaced: said.replaced)
    guard let place = OpenFolder(said.leader.path), let there = place.folder(said.leader.name),
      there.state?.inode == said.leader.inode
    else {
      // The leader goes last. One that is not there lies on a volume that is not there at the moment, and may
      // ask for what waits here.
      return hasWaitingFiles ? [] : cleared
    }
    // Nothing has been moved, or all is done.
    guard there.state(CommitList.Stage.begun.rawValue) != nil else { return cleared }
    guard place.isSame(as: parent) || place.lock(seconds: 0),
      let leader = StagingFolder(abandoned: said.leader.name, in: place, path: said.leader.path)
    else { return [] }
    return leader.recoverLeading([leader, self])
  }

  /// Deals with the folder as one that leads; some of the folders of its commit are open already.
  private func recoverLeading(_ known: [StagingFolder]) -> [Sentence] {
    if folder.state(CommitList.Stage.begun.rawValue) != nil {
      guard let list = CommitList(.begun, of: self) else { return [leftAlone] }
      return finish(list, list.places.map { place in Self.open(place, of: self, known) })
    }
    for stage in [CommitList.Stage.done, .prepared] {
      guard let list = CommitList(stage, of: self) else { continue }
      let folders = list.places.map { Self.open($0, of: self, known) }
      for (index, folder) in folders.enumerated() {
        let asides = list.moves.filter { $0.isAside && $0.place == index }
        try? folder?.expect(replaced: asides.map(\.name))
      }
      for folder in folders.dropFirst() { folder?.remove() }
      break
    }
    return cleared
  }

  /// Opens a folder of a commit, where it is there and says itself that it belongs to it.
  private static func open(
    _ place: CommitList.Place, of leader: StagingFolder, _ known: [StagingFolder]
  ) -> StagingFolder? {
    if let open = known.first(where: {
      CommitList.Place($0)?.inode == place.inode && $0.name == place.name
    }) {
      return open
    }
    guard let parent = OpenFolder(place.path),
      known.contains(where: { $0.parent.isSame(as: parent) }) || parent.lock(seconds: 0),
      let folder = StagingFolder(abandoned: place.name, in: parent, path: place.path),
      CommitList.Place(folder)?.inode == place.inode,
      let said = CommitList.Follower(folder), said.leader.name == leader.name,
      said.leader.inode == CommitList.Place(leader)?.inode
    else { return nil }
    return folder
  }

  /// Brings moves to their end that an earlier process had begun, in those folders of the list that are there
  /// at the moment.
  private func finish(_ list: CommitList, _ folders: [StagingFolder?]) -> [Sentence] {
    var open: [FileMove] = []
    var lost: [FileMove] = []
    for move in list.moves {
      guard let folder = folders[move.place] else { continue }
      switch move.progress(in: folder, of: list.moves) {
      case .open: open.append(move)
      case .lost: lost.append(move)
      case .done: break
      case .blocked:
        return [
          "\(target)/\(move.name): a run that was cut off had begun to replace it, and it has changed since; what that "
            + "run wrote lies in \(path): take from there what you need, and remove it"
        ]
      }
    }
    let known = folders.compactMap { $0 }
    for folder in known {
      let index = folders.firstIndex { $0 === folder }
      try? folder.expect(
        replaced: list.moves.filter { $0.isAside && $0.place == index }.map(\.name))
    }
    let places = folders.map { $0 ?? self }
    do throws(MoveFailure) {
      try open.complete(in: places, undoing: false)
      // Where the new file is lost, as after the machine went down, the old one comes back.
      for move in lost { try bringBack(move, list, places) }
    } catch {
      return [
        "\(error.path): a run that was cut off had begun to put it in place; that cannot be finished: \(systemWords(error.code))"
      ]
    }
    var notes: [Sentence] = []
    if !open.isEmpty || !lost.isEmpty {
      let names = list.moves.filter { !$0.isAside && folders[$0.place] != nil }
        .map { "\(places[$0.place].target)/\($0.name)" }
      notes.append(
        "\(Self.list(names)): put in place now, as a run that was cut off had begun to")
    }
    // Files may wait on a volume that is not there at the moment.
    guard known.count == folders.count else { return notes }
    for folder in known { folder.parent.synchronize() }
    do { try CommitList.turn(self, from: .begun, to: .done) } catch { return notes }
    CommitList.remove([self] + known.filter { $0 !== self })
    return notes
  }

  private func bringBack(_ move: FileMove, _ list: CommitList, _ places: [StagingFolder])
    throws(MoveFailure)
  {
    guard
      let aside = list.moves.first(where: {
        $0.isAside && $0.place == move.place && $0.name == move.name
      }), let old = places[move.place].old, old.state(aside.name)?.inode == aside.inode,
      places[move.place].parent.state(move.name) == nil
    else { return }
    let code = old.move(aside.name, to: places[move.place].parent)
    if code != 0 {
      throw MoveFailure(
        code: code, path: "\(places[move.place].target)/\(move.name)", isUndone: false)
    }
  }

  /// The first of some names, and how many more there are.
  package static func list(_ names: [String]) -> Sentence {
    guard names.count > 6 else { return Sentence(names.joined(separator: ", ")) }
    return "\(names.prefix(5).joined(separator: ", ")) and \(names.count - 5) more"
  }

  private var cleared: [Sentence] { remove() ? [] : [leftAlone] }

  private var leftAlone: Sentence {
    "\(path): it is left of a run that was cut off, and holds what no list of Gridcast's names; look through it and "
      + "remove it"
  }

  /// Whether files lie in the folder that are to be put in place, or back.
  private var hasWaitingFiles: Bool { !(new?.names ?? []).isEmpty || !(old?.names ?? []).isEmpty }
}
