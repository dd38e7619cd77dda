import Foundation
import GridcastFiles
import Testing

/// What a dead process left in folders of targets, and what becomes of it.
@Suite struct StagingRecoveryTests {
  private let folder: TemporaryFolder
  /// The folder by its plain path, as it is written down in lists of moves.
  private let path: String
  private let name = ".gridcast-00000000-0000-0000-0000-000000000000"

  init() throws {
    folder = try TemporaryFolder()
    path = URL(filePath: folder.path).standardizedFileURL.path(percentEncoded: false)
    for place in ["a", "b"] {
      for part in ["new", "old"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder.path)/\(place)/\(name)/\(part)", withIntermediateDirectories: true)
      }
      _ = try folder.file("\(place)/\(name)/lock", "")
    }
  }

  /// The list of moves that lead a target of each of some folders aside, and a new one to its place.
  private func moves(_ places: [String]) -> String {
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    let all = places.flatMap { place in
      let (target, staged) = ("\(base)/\(place)/t.csv", "\(base)/\(place)/\(name)")
      return [
        #"{"from":"\#(target)","to":"\#(staged)/old/t.csv","isAside":true}"#,
        #"{"from":"\#(staged)/new/t.csv","to":"\#(target)","isAside":false}"#,
      ]
    }
    return "[\(all.joined(separator: ","))]"
  }

  private func follow(_ leader: String) throws {
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    _ = try folder.file("b/\(name)/leader", "\(base)/\(leader)/\(name)")
  }

  private func content(_ place: String) throws -> [String: String] {
    var files: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: "\(folder.path)/\(place)") {
      files[name] = try? String(contentsOfFile: "\(folder.path)/\(place)/\(name)", encoding: .utf8)
    }
    return files
  }

  private func recover(_ place: String) { StagingFolder.recover(in: "\(folder.path)/\(place)") }

  @Test(
    "What waits in a folder whose leader is on a volume that is not there stays, until it is",
    arguments: ["old", "new"])
  func keepsWhatTheLeaderAsksFor(part: String) throws {
    // Cut off after the old file went aside; or before.
    _ = try folder.file("b/\(name)/new/t.csv", "new")
    _ = try folder.file(part == "old" ? "b/\(name)/old/t.csv" : "b/t.csv", "old")
    _ = try folder.file("a/\(name)/commit", moves(["a", "b"]))
    try follow("a")
    let before = try content("b")
    let files = FileManager.default
    // Where a volume is mounted there is an empty folder without it.
    try files.moveItem(atPath: "\(folder.path)/a", toPath: "\(folder.path)/away")
    try files.createDirectory(
      atPath: "\(folder.path)/a", withIntermediateDirectories: true)
    recover("b")
    #expect(try content("b") == before)
    try files.removeItem(atPath: "\(folder.path)/a")
    try files.moveItem(atPath: "\(folder.path)/away", toPath: "\(folder.path)/a")
    recover("b")
    #expect(try content("b") == ["t.csv": "new"])
    recover("a")
    #expect(try content("a") == [:])
  }

  @Test("A folder in which nothing waits goes, whatever became of its leader")
  func removesWhatIsEmpty() throws {
    try follow("nowhere")
    recover("b")
    #expect(try content("b") == [:])
  }

  @Test("The list of moves stays until the volume of a folder that follows is there again")
  func waitsForTheFollower() throws {
    for place in ["a", "b"] {
      _ = try folder.file("\(place)/\(name)/new/t.csv", "new")
      _ = try folder.file("\(place)/\(name)/old/t.csv", "old")
    }
    _ = try folder.file("a/\(name)/commit", moves(["a", "b"]))
    try follow("a")
    let files = FileManager.default
    try files.moveItem(atPath: "\(folder.path)/b", toPath: "\(folder.path)/away")
    for _ in 0..<2 {
      recover("a")
      #expect(try content("a")["t.csv"] == "new")
    }
    try files.moveItem(atPath: "\(folder.path)/away", toPath: "\(folder.path)/b")
    recover("b")
    for place in ["a", "b"] { #expect(try content(place) == ["t.csv": "new"]) }
  }

  @Test(
    "Of a commit that had only been prepared nothing is moved, whichever folder comes first",
    arguments: [["a", "b"], ["b", "a"]])
  func removesWhatNeverBegan(order: [String]) throws {
    for place in order {
      _ = try folder.file("\(place)/\(name)/new/t.csv", "new")
      _ = try folder.file("\(place)/t.csv", "old")
    }
    _ = try folder.file("a/\(name)/commit.new", moves(["a", "b"]))
    try follow("a")
    for place in order {
      recover(place)
      #expect(try content(place) == ["t.csv": "old"])
    }
  }

  @Test("From the leader's folder all are finished and removed")
  func finishesFromTheLeader() throws {
    _ = try folder.file("a/\(name)/old/t.csv", "old")
    _ = try folder.file("a/t.csv", "new")
    _ = try folder.file("b/\(name)/new/t.csv", "new")
    _ = try folder.file("b/t.csv", "old")
    _ = try folder.file("a/\(name)/commit", moves(["a", "b"]))
    try follow("a")
    recover("a")
    for place in ["a", "b"] { #expect(try content(place) == ["t.csv": "new"]) }
  }

  @Test("Where the new file is lost, the old one comes back")
  func bringsBackTheOldFile() throws {
    _ = try folder.file("a/\(name)/old/t.csv", "old")
    _ = try folder.file("a/\(name)/commit", moves(["a"]))
    recover("a")
    #expect(try content("a") == ["t.csv": "old"])
  }
}
