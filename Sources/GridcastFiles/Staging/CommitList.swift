import Foundation

/// The list of the moves by which one or several temporary folders are put in place, kept in the first of
/// them, which leads.
struct CommitList: Codable {
  /// A temporary folder: the path of the folder of targets, its name in there, and its inode.
  struct Place: Codable, Equatable {
    let path: String
    let name: String
    let inode: UInt64

    init?(_ folder: StagingFolder) {
      guard let inode = folder.folder.state?.inode else { return nil }
      (path, name) = (folder.target, folder.name)
      self.inode = inode
    }
  }

  let places: [Place]
  let moves: [FileMove]

  /// Nothing has moved, or all is back; all will be moved; all is.
  enum Stage: String, CaseIterable { case prepared = "commit.new", begun = "commit", done }

  /// What a folder that follows holds: which one leads, and what it has replaced itself.
  struct Follower: Codable {
    static let name = "leader"
    let place: Place
    let leader: Place
    let replaced: [String]
  }

  static let names = Stage.allCases.map(\.rawValue) + [Follower.name]

  /// Writes the list to the disk, under a name by which nothing is done yet, and what the others must know;
  /// then the list has its name.
  func announce(in folders: [StagingFolder]) throws {
    guard let leader = folders.first else { return }
    try leader.folder.write(SealedLines.line(self), to: Stage.prepared.rawValue)
    for (index, folder) in folders.enumerated() {
      let own = moves.filter { $0.place == index && $0.isAside }.map(\.name)
      if index > 0 {
        try folder.folder.write(
          SealedLines.line(Follower(place: places[index], leader: places[0], replaced: own)),
          to: Follower.name)
      }
      // What a list of moves names must be there after the machine has gone down, by its name too.
      folder.new?.synchronize()
      folder.folder.synchronize()
      folder.parent.synchronize()
    }
    try Self.turn(leader, from: .prepared, to: .begun)
  }

  /// Renames the list of a folder that leads.
  static func turn(_ leader: StagingFolder, from: Stage, to: Stage) throws {
    let code = leader.folder.replace(from.rawValue, in: leader.folder, as: to.rawValue)
    if code != 0 {
      throw MoveFailure(code: code, path: "\(leader.path)/\(to.rawValue)", isUndone: true)
    }
    leader.folder.synchronize()
  }

  /// Removes the folders of a commit, the one that leads last: while it is there, a later run knows that it
  /// has seen all there is to know of the others.
  static func remove(_ folders: [StagingFolder]) {
    for folder in folders.reversed() { folder.remove() }
  }

  /// The list of a folder, where it is of this very folder, whole, and speaks of files inside folders only.
  init?(_ stage: Stage, of folder: StagingFolder) {
    guard let content = folder.folder.content(stage.rawValue),
      let list = SealedLines.values(content, Self.self).first, let own = Place(folder),
      list.places.first?.inode == own.inode, list.places.first?.name == own.name,
      list.moves.allSatisfy({ list.places.indices.contains($0.place) && $0.isInside }),
      list.places.allSatisfy({ StagingFolder.isName($0.name) })
    else { return nil }
    self = list
  }

  init(places: [Place], moves: [FileMove]) {
    self.places = places
    self.moves = moves
  }
}

extension CommitList.Follower {
  /// What a folder says of the one that leads, where it is of this very folder.
  init?(_ folder: StagingFolder) {
    guard let content = folder.folder.content(Self.name),
      let said = SealedLines.values(content, Self.self).first,
      said.place.inode == folder.folder.state?.inode, StagingFolder.isName(said.leader.name)
    else { return nil }
    self = said
  }
}
