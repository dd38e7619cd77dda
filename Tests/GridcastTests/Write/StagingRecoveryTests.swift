import Foundation
import GridcastBase
import GridcastFiles
import Testing

/// What a dead process left in folders of targets, and what becomes of it.
///
/// The folders are made as the process makes them: with a record and lists that have their hashes and name
/// the folders' inodes.
@Suite struct StagingRecoveryTests {
  private let folder: TemporaryFolder
  private let name = ".gridcast-00000000-0000-0000-0000-000000000000"
  private let places = ["a", "b"]

  init() throws {
    folder = try TemporaryFolder()
    for place in places {
      for part in ["new", "old"] {
        try FileManager.default.createDirectory(
          atPath: path("\(place)/\(name)/\(part)"), withIntermediateDirectories: true)
      }
      try seal(["folder": try inode("\(place)/\(name)")], "\(place)/\(name)/record")
      try seal(["output": "t.csv"], "\(place)/\(name)/record")
    }
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func inode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
    return try #require(attributes[.systemFileNumber] as? NSNumber).intValue
  }

  /// Appends a value as a line with its hash.
  private func seal(_ value: Any, _ name: String) throws {
    let content = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
    let before = FileManager.default.contents(atPath: path(name)) ?? Data()
    let line = Data(digest(content).utf8) + Data(" ".utf8) + content + Data("\n".utf8)
    try (before + line).write(to: URL(filePath: path(name)))
  }

  private func place(_ place: String) throws -> [String: Any] {
    ["path": path(place), "name": name, "inode": try inode("\(place)/\(name)")]
  }

  /// Lays a new file, and one that it replaces, and returns their moves.
  private func lay(_ part: String, in place: Int, newIsPlaced: Bool = false) throws -> [[String:
    Any]]
  {
    let old = part == "old" ? "\(places[place])/\(name)/old/t.csv" : "\(places[place])/t.csv"
    _ = try folder.file(old, "old")
    let new = newIsPlaced ? "\(places[place])/t.csv" : "\(places[place])/\(name)/new/t.csv"
    _ = try folder.file(new, "new")
    return [
      ["place": place, "name": "t.csv", "isAside": true, "inode": try inode(old)],
      ["place": place, "name": "t.csv", "isAside": false, "inode": try inode(new)],
    ]
  }

  private func list(_ moves: [[String: Any]], _ count: Int = 2, as stage: String = "commit") throws
  {
    let all = try places.prefix(count).map { try place($0) }
    try seal(["places": all, "moves": moves], "a/\(name)/\(stage)")
    guard count > 1 else { return }
    try seal(
      ["place": try place("b"), "leader": try place("a"), "replaced": ["t.csv"]],
      "b/\(name)/leader")
  }

  private func content(_ place: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path(place)) {
      files[name] = try? String(contentsOfFile: path("\(place)/\(name)"), encoding: .utf8)
    }
    return files
  }

  @discardableResult
  private func recover(_ place: String) -> String {
    StagingFolder.recover(in: path(place)).map(\.description).joined(separator: "\n")
  }

  private func away(_ place: String) throws {
    let files = FileManager.default
    // Where a volume is mounted there is an empty folder without it.
    try files.moveItem(atPath: path(place), toPath: path("away"))
    try files.createDirectory(atPath: path(place), withIntermediateDirectories: true)
  }

  private func back(_ place: String) throws {
    try FileManager.default.removeItem(atPath: path(place))
    try FileManager.default.moveItem(atPath: path("away"), toPath: path(place))
  }

  @Test(
    "What waits in a folder whose leader is on a volume that is not there stays, until it is",
    arguments: ["old", "new"])
  func keepsWhatTheLeaderAsksFor(part: String) throws {
    // Cut off after the old file went aside; or before.
    try list(try lay("old", in: 0, newIsPlaced: true) + lay(part, in: 1))
    let before = try content("b")
    try away("a")
    recover("b")
    #expect(try content("b") == before)
    try back("a")
    #expect(recover("b").contains("put in place now"))
    #expect(try content("b") == ["t.csv": "new"])
    #expect(recover("a") == "")
    #expect(try content("a") == ["t.csv": "new"])
  }

  @Test("A folder in which nothing waits goes, whatever became of its leader")
  func removesWhatIsEmpty() throws {
    try seal(
      ["place": try place("b"), "leader": try place("a"), "replaced": [String]()],
      "b/\(name)/leader")
    try FileManager.default.removeItem(atPath: path("a/\(name)"))
    #expect(recover("b") == "")
    #expect(try content("b") == [:])
  }

  @Test("The list of moves stays until the volume of a folder that follows is there again")
  func waitsForTheFollower() throws {
    try list(try lay("old", in: 0) + lay("old", in: 1))
    try away("b")
    for _ in 0..<2 {
      recover("a")
      #expect(try content("a")["t.csv"] == "new")
    }
    try back("b")
    recover("b")
    for place in places { #expect(try content(place) == ["t.csv": "new"]) }
  }

  @Test(
    "Of a commit that had only been prepared nothing is moved, whichever folder comes first",
    arguments: [["a", "b"], ["b", "a"]])
  func removesWhatNeverBegan(order: [String]) throws {
    try list(try lay("new", in: 0) + lay("new", in: 1), as: "commit.new")
    for place in order {
      #expect(recover(place) == "")
      #expect(try content(place) == ["t.csv": "old"])
    }
  }

  @Test("From the leader's folder all are finished and removed, and that is told")
  func finishesFromTheLeader() throws {
    try list(try lay("old", in: 0, newIsPlaced: true) + lay("new", in: 1))
    let told = recover("a")
    #expect(told.contains("a/t.csv, ") && told.contains("b/t.csv: put in place now"), "\(told)")
    for place in places { #expect(try content(place) == ["t.csv": "new"]) }
  }

  @Test("Where the new file is lost, the old one comes back")
  func bringsBackTheOldFile() throws {
    try list(try lay("old", in: 0), 1)
    try FileManager.default.removeItem(atPath: path("a/\(name)/new/t.csv"))
    recover("a")
    #expect(try content("a") == ["t.csv": "old"])
  }

  @Test("What another has written since is not replaced: all stays where it is, and that is told")
  func leavesWhatChangedSince() throws {
    try list(try lay("old", in: 0), 1)
    _ = try folder.file("a/t.csv", "newer")
    let before = try content("a")
    #expect(recover("a").contains("it has changed since"))
    #expect(try content("a") == before)
  }

  /// What a stranger may leave in a folder, and what must stay of it.
  enum Trap: String, CaseIterable {
    case link, linkedNew, copied, otherName, noHash, changed, foreignFile, outside, leadElsewhere
  }

  @Test("Nothing is moved or removed that no run of Gridcast has listed", arguments: Trap.allCases)
  func leavesStrangersAlone(trap: Trap) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: path("precious/new"), withIntermediateDirectories: true)
    _ = try folder.file("precious/new/t.csv", "precious")
    _ = try folder.file("precious/mine.csv", "mine")
    let precious = try content("precious")
    var moves = try lay("new", in: 0)
    switch trap {
    case .link:
      try files.removeItem(atPath: path("a/\(name)"))
      try files.createSymbolicLink(
        atPath: path("a/\(name)"), withDestinationPath: path("precious"))
    case .linkedNew:
      for part in ["new", "old"] {
        try files.removeItem(atPath: path("a/\(name)/\(part)"))
        try files.createSymbolicLink(
          atPath: path("a/\(name)/\(part)"), withDestinationPath: path("precious/new"))
      }
    case .copied:
      // As when it came from an archive: the hashes are right, the inodes are others.
      try list(moves, 1)
      try files.copyItem(atPath: path("a/\(name)"), toPath: path("copy"))
      try files.removeItem(atPath: path("a/\(name)"))
      try files.moveItem(atPath: path("copy"), toPath: path("a/\(name)"))
    case .otherName:
      try files.moveItem(atPath: path("a/\(name)"), toPath: path("a/.gridcast-1"))
    case .noHash:
      let text = String(
        decoding: try #require(files.contents(atPath: path("a/\(name)/record"))), as: UTF8.self)
      _ = try folder.file(
        "a/\(name)/record",
        text.split(separator: "\n").map { $0.dropFirst(65) }.joined(separator: "\n"))
    case .changed:
      try list(moves, 1)
      var text = try String(contentsOfFile: path("a/\(name)/commit"), encoding: .utf8)
      text = text.replacing("t.csv", with: "u.csv")
      _ = try folder.file("a/\(name)/commit", text)
      _ = try folder.file("a/u.csv", "mine")
    case .foreignFile:
      _ = try folder.file("a/\(name)/new/mine.csv", "mine")
      _ = try folder.file("a/\(name)/mine.csv", "mine")
    case .outside:
      moves.append([
        "place": 0, "name": "../precious/mine.csv", "isAside": true,
        "inode": try inode("precious/mine.csv"),
      ])
      try list(moves, 1)
    case .leadElsewhere:
      // The list leads to a folder that does not say that it follows.
      try seal(
        [
          "places": [
            try place("a"), ["path": path("b"), "name": name, "inode": try inode("b/\(name)")],
          ],
          "moves": try moves + lay("new", in: 1),
        ], "a/\(name)/commit")
    }
    let before = [try content("a"), try content("b")]
    let told = recover("a")
    #expect(try content("precious") == precious)
    let after = [try content("a"), try content("b")]
    switch trap {
    case .foreignFile:
      #expect(after[0]["\(name)/new/mine.csv"] == "mine" && after[0]["\(name)/mine.csv"] == "mine")
      #expect(after[0]["t.csv"] == "old" && after[0]["\(name)/new/t.csv"] == nil)
      #expect(told.contains("look through it"))
    case .linkedNew: #expect(after[0]["t.csv"] == "old")
    case .leadElsewhere: #expect(after[1] == before[1])
    default: #expect(after == before, "\(told)")
    }
  }
}
