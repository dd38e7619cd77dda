import Foundation
import Synchronization

/// Writes a set of files all or nothing: each under a temporary name in the folder of its target,
/// and put in place together when all are whole.
///
/// What was there before, sidecars included, is moved aside first and comes back if putting in
/// place fails. A staging that is not committed leaves nothing behind.
public final class Staging {
  private let mayReplace: Bool
  /// For each target folder the temporary one in it, and the names of the targets.
  private var folders: [String: (temporary: String, names: [String])] = [:]

  /// Folders that were made for targets, and go again where they stay empty.
  private var madeFolders: [String] = []

  /// Temporary folders of the whole process, for `removeAll()`.
  private static let alive = Mutex<Set<String>>([])
  /// Where, in a temporary folder, the old files wait.
  private static let aside = "old"

  /// What is read, which no target may replace.
  private let inputs: Set<String>

  /// A staging that refuses targets which exist, or replaces them; never one of the inputs.
  public init(overwrite: Bool, inputs: [String] = []) {
    mayReplace = overwrite
    self.inputs = Set(inputs.map(Self.place))
  }

  /// The real place of a path, links followed.
  private static func place(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().plainPath
  }

  deinit {
    for folder in folders.values { Self.remove(folder.temporary) }
    let files = FileManager.default
    for folder in madeFolders.reversed()
    where (try? files.contentsOfDirectory(atPath: folder).isEmpty) ?? false {
      try? files.removeItem(atPath: folder)
    }
  }

  /// Removes what any staging of this process has begun; for the end by a signal.
  public static func removeAll() {
    for folder in alive.withLock({ $0 }) { remove(folder) }
  }

  /// Refuses a target that cannot be written, before any work is done for it.
  ///
  /// - Throws: `.unwritable` where the target exists and may not be replaced, or its folder is
  ///   missing or read-only.
  public func check(_ target: String) throws(GridcastError) {
    let files = FileManager.default
    let url = URL(filePath: target).standardizedFileURL
    let folder = url.deletingLastPathComponent().plainPath
    let ending = url.pathExtension
    guard ending == ending.lowercased() else {
      throw GridcastError(
        .usage, target, "write the ending in small letters, as in .\(ending.lowercased())")
    }
    if inputs.contains(Self.place(target)) {
      throw GridcastError(.usage, target, "it is an input; write to another file")
    }
    if files.fileExists(atPath: target) {
      if url.isFolder { throw GridcastError(.unwritable, target, "it is a folder; name a file") }
      guard mayReplace else {
        throw GridcastError(
          .unwritable, target, "it exists already; pass --overwrite to replace it")
      }
    }
    guard files.fileExists(atPath: folder) else {
      throw GridcastError(.unwritable, target, "its folder does not exist; make it first")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw GridcastError(.unwritable, target, "there is no permission to write to its folder")
    }
  }

  /// Makes the folders of targets where they are missing, and refuses targets that cannot be written.
  public func prepareFolders(of targets: [String]) throws(GridcastError) {
    for target in targets {
      let folder = URL(filePath: target).standardizedFileURL.deletingLastPathComponent().plainPath
      do {
        var missing: [String] = []
        var parent = URL(filePath: folder)
        while !FileManager.default.fileExists(atPath: parent.plainPath), parent.plainPath != "/" {
          missing.insert(parent.plainPath, at: 0)
          parent = parent.deletingLastPathComponent()
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        madeFolders += missing
      } catch {
        throw GridcastError(.unwritable, folder, "it cannot be made: \(Self.words(error))")
      }
      try check(target)
    }
  }

  /// Where to write a target for now.
  ///
  /// - Throws: `.unwritable` where the target exists and may not be replaced, or its folder is
  ///   missing or read-only; `.usage` where two targets have one name.
  public func temporaryPath(for target: String) throws(GridcastError) -> String {
    try check(target)
    let url = URL(filePath: target).standardizedFileURL
    let folder = url.deletingLastPathComponent().plainPath
    let name = url.lastPathComponent
    var entry = folders[folder] ?? ("\(folder)/.gridcast-\(UUID().uuidString)", [])
    guard !entry.names.contains(name) else {
      throw GridcastError(.usage, target, "two outputs have this name")
    }
    if entry.names.isEmpty {
      do {
        try FileManager.default.createDirectory(
          atPath: entry.temporary, withIntermediateDirectories: false)
      } catch {
        throw GridcastError(
          .unwritable, target, "nothing can be written to its folder: \(Self.words(error))")
      }
      let temporary = entry.temporary
      Self.alive.withLock { _ = $0.insert(temporary) }
    }
    entry.names.append(name)
    folders[folder] = entry
    return "\(entry.temporary)/\(name)"
  }

  /// Writes a small file that goes with a target and is replaced together with it.
  func writeSidecar(_ bytes: [UInt8], to path: String) throws(GridcastError) {
    let url = URL(filePath: path).standardizedFileURL
    guard let entry = folders[url.deletingLastPathComponent().plainPath] else {
      preconditionFailure("a sidecar goes with a target")
    }
    let temporary = "\(entry.temporary)/\(url.lastPathComponent)"
    guard !FileManager.default.fileExists(atPath: temporary) else {
      throw GridcastError(
        .usage, path, "two outputs would share this style file; give them different names")
    }
    try write(bytes, toTemporary: temporary, path)
  }

  func write(_ bytes: [UInt8], toTemporary temporary: String, _ target: String)
    throws(GridcastError)
  {
    do { try Data(bytes).write(to: URL(filePath: temporary)) } catch {
      throw GridcastError(.unwritable, target, Self.words(error))
    }
  }

  /// Puts everything in place.
  ///
  /// - Throws: `.unwritable`, after what was there before has been put back.
  public func commit() throws(GridcastError) {
    let files = FileManager.default
    // From here on a signal must not remove the folders: the old files wait in them.
    let temporaries = folders.values.map(\.temporary)
    Self.alive.withLock { $0.subtract(temporaries) }
    var moves: [(from: String, to: String)] = []
    func move(_ from: String, to: String) throws {
      try files.moveItem(atPath: from, toPath: to)
      moves.append((from, to))
    }
    do {
      for (folder, entry) in folders.sorted(by: { $0.key < $1.key }) {
        let new = try files.contentsOfDirectory(atPath: entry.temporary).sorted()
        for name in new { try Self.synchronize("\(entry.temporary)/\(name)") }
        let aside = "\(entry.temporary)/\(Self.aside)"
        try files.createDirectory(atPath: aside, withIntermediateDirectories: false)
        // Files beside a target belong to it only where it was there before.
        let replaced = entry.names.filter { files.fileExists(atPath: "\(folder)/\($0)") }
        let family = Set(replaced.flatMap { Self.family(of: $0, in: folder) })
        let foreign = new.first {
          !family.contains($0) && files.fileExists(atPath: "\(folder)/\($0)")
        }
        if let foreign, !mayReplace {
          throw GridcastError(
            .unwritable, "\(folder)/\(foreign)",
            "it exists already and would be replaced; choose another name, or pass --overwrite")
        }
        let old = family.union(new)
        for name in old.sorted() where files.fileExists(atPath: "\(folder)/\(name)") {
          try move("\(folder)/\(name)", to: "\(aside)/\(name)")
        }
        for name in new { try move("\(entry.temporary)/\(name)", to: "\(folder)/\(name)") }
      }
    } catch {
      for (from, to) in moves.reversed() { try? files.moveItem(atPath: to, toPath: from) }
      if let error = error as? GridcastError { throw error }
      let target = folders.first.map { "\($0.key)/\($0.value.names[0])" } ?? "output"
      throw GridcastError(.unwritable, target, "could not be put in place: \(Self.words(error))")
    }
    for entry in folders.values { Self.remove(entry.temporary) }
    folders = [:]
  }

  /// The target and the files beside it that speak of it: a stale one would win over the new file.
  static func family(of name: String, in folder: String) -> [String] {
    let url = URL(filePath: name)
    let stem = url.deletingPathExtension().lastPathComponent
    let ending = url.pathExtension.lowercased()
    let endings: Set<String> =
      switch ending {
      case "shp":
        [
          "shp", "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx", "idm", "ind", "fbn", "fbx",
          "ain", "aih", "atx", "mxs", "qml", "shp.xml",
        ]
      case "tif", "tiff": [ending, "tfw", "tifw", "qml", "clr"]
      case "csv": [ending, "csvt"]
      default: [ending, "qml"]
      }
    let added = ["aux.xml", "ovr", "msk", "vat.dbf", "vat.cpg", "xml"].map { "\(name).\($0)" }
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { file in
      guard file.hasPrefix(stem + ".") else { return false }
      return endings.contains(file.dropFirst(stem.count + 1).lowercased()) || added.contains(file)
    }
  }

  private static func synchronize(_ path: String) throws {
    let handle = try FileHandle(forUpdating: URL(filePath: path))
    try handle.synchronize()
    try handle.close()
  }

  private static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
    alive.withLock { _ = $0.remove(folder) }
  }

  private static func words(_ error: any Error) -> String {
    (error as NSError).localizedFailureReason ?? error.localizedDescription
  }
}
