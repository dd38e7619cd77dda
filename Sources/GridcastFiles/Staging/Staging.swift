import Foundation
package import GridcastBase

/// Writes a set of files all or nothing: each under a temporary name in the folder of its target,
/// and put in place together when all are whole.
///
/// What was there before, sidecars included, is moved aside first and comes back if putting in
/// place fails. A staging that is not committed leaves nothing behind; what a killed process left,
/// the next staging in that folder removes, or brings to its end where putting in place had begun.
package final class Staging {
  /// What is written: what the user asked for, what lets a training go on, or what is only passed on.
  package enum Purpose: Sendable { case outputs, checkpoint, passing }

  let purpose: Purpose
  /// Whether outputs that exist may be replaced.
  package let mayReplace: Bool
  /// Which style files are written beside maps.
  package let styles: StyleFiles
  /// Whether texts of tables are made harmless that a table calculation would take for formulas.
  package let disarmsFormulas: Bool
  /// The maps that were written, in order.
  package private(set) var maps: [StyledMap] = []
  /// For each target folder the temporary one in it, and the names of the targets.
  private(set) var folders: [String: (temporary: StagingFolder, names: [String])] = [:]

  /// Where outputs can be put that are no files; nil where nowhere.
  let store: (any ObjectStore)?
  /// For each target folder in a store, the folder on this machine that stands for it.
  private(set) var stores: [String: ScratchFolder] = [:]

  /// The targets as they were named, by their standardized paths.
  private(set) var shown: [String: String] = [:]

  /// The folders that were created for targets, which are removed again if they stay empty.
  private var madeFolders: [String] = []

  /// All files that belong to an input, which no target may replace.
  private let inputs: Set<String>

  /// A staging that refuses targets which exist, or replaces them; never one of the inputs.
  package init(
    overwrite: Bool, inputs: [String] = [], styles: StyleFiles = .qml,
    disarmsFormulas: Bool = false, for purpose: Purpose = .outputs,
    store: (any ObjectStore)? = nil
  ) {
    self.store = store
    mayReplace = overwrite
    self.purpose = purpose
    self.styles = styles
    self.disarmsFormulas = disarmsFormulas
    self.inputs = Set(
      inputs.flatMap { input in
        let url = URL(filePath: input).standardizedFileURL
        let folder = url.deletingLastPathComponent().plainPath
        return [Self.place(input)]
          + Self.family(of: url.lastPathComponent, in: folder).map { Self.place("\(folder)/\($0)") }
      })
  }

  /// The real place of a path, links followed.
  private static func place(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().plainPath
  }

  /// Whether a file is an input, or belongs to one.
  func isInput(_ path: String) -> Bool { inputs.contains(Self.place(path)) }

  deinit {
    for folder in folders.values { folder.temporary.remove() }
    let files = FileManager.default
    for folder in madeFolders.reversed()
    where (try? files.contentsOfDirectory(atPath: folder).isEmpty) ?? false {
      try? files.removeItem(atPath: folder)
    }
  }

  /// What the user should know of the folders of targets: that they cannot be locked, or what a run had left
  /// there that was cut off.
  package private(set) var notes: [Sentence] = []

  /// Deals with what runs left in a folder, and in that for passing files, that were cut off.
  private func recover(_ folder: String) -> [Sentence] {
    ScratchFolder.recover()
    let told = StagingFolder.recover(in: folder)
    notes += told.filter { !notes.contains($0) }
    return told
  }

  static func exists(_ target: String, after recovered: [Sentence] = []) -> GridcastError {
    let words: Sentence = "it exists already; \(.overwrite)"
    return GridcastError(
      .unwritable, target, recovered.reduce(words) { "\($0) (\($1))" })
  }

  /// Refuses a target that cannot be written, before any work is done for it.
  ///
  /// - Throws: `.unwritable` where the target exists and may not be replaced, or its folder is
  ///   missing or read-only.
  package func check(_ target: String) throws(GridcastError) {
    if let refusal = NetworkName(target)?.refusalToWrite {
      throw GridcastError(.usage, target, refusal)
    }
    let files = FileManager.default
    let url = URL(filePath: target).standardizedFileURL
    let folder = url.deletingLastPathComponent().plainPath
    let ending = url.pathExtension
    let recovered = Self.isInStore(target) ? [] : recover(folder)
    guard ending == ending.lowercased() else {
      throw GridcastError(
        .usage, target, "write the ending in small letters, as in .\(ending.lowercased())")
    }
    if Self.isInStore(target) { return try checkStore(target) }
    if inputs.contains(Self.place(target)) {
      throw GridcastError(.usage, target, "it is an input; write to another file")
    }
    if OddNames.isLink(target) {
      throw GridcastError(.usage, target, "its name is not in UTF-8; give outputs one that is")
    }
    if files.fileExists(atPath: target) {
      try Self.checkKind(of: target, at: url)
      // What was put in place just now would be taken for somebody else's.
      guard mayReplace else { throw Self.exists(target, after: recovered) }
    }
    if !mayReplace,
      let old = Self.leftovers(of: url.lastPathComponent).first(where: {
        files.fileExists(atPath: "\(folder)/\($0)")
      })
    {
      throw GridcastError(
        .unwritable, "\(folder)/\(old)",
        "it is left of a raster that is gone, and would be taken for a part of the new one; remove it, or "
          + "\(.overwrite)")
    }
    let classes = url.deletingPathExtension().plainPath + "-classes.tif"
    if styles == .all, !mayReplace, target.namesGeoTIFF, files.fileExists(atPath: classes) {
      throw GridcastError(
        .unwritable, classes,
        "it exists already, and would be replaced by the classes of \(url.lastPathComponent); choose another "
          + "name, or \(.overwrite)")
    }
    guard files.fileExists(atPath: folder) else {
      throw GridcastError(.unwritable, target, "its folder does not exist; make it first")
    }
    guard files.isWritableFile(atPath: folder) else {
      throw GridcastError(.unwritable, target, "there is no permission to write to its folder")
    }
  }

  /// Makes the folders of targets where they are missing, and refuses targets that cannot be written.
  package func prepareFolders(of targets: [String]) throws(GridcastError) {
    try makeFolders(of: targets)
    for target in targets { try check(target) }
  }

  /// Makes the folders of targets where they are missing.
  ///
  /// - Throws: `.unwritable` where one cannot be made.
  package func makeFolders(of targets: [String]) throws(GridcastError) {
    for target in targets where !Self.isInStore(target) {
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
        Ending.note(madeFolders: missing)
      } catch {
        throw GridcastError(.unwritable, folder, "it cannot be made: \(Self.words(error))")
      }
    }
  }

  /// The temporary path of a target.
  ///
  /// - Throws: `.unwritable` where the target exists and may not be replaced, or its folder is
  ///   missing or read-only; `.usage` where two targets have one name.
  package func temporaryPath(for target: String) throws(GridcastError) -> String {
    try check(target)
    let url = URL(filePath: target).standardizedFileURL
    let folder = url.deletingLastPathComponent().plainPath
    let name = url.lastPathComponent
    var entry: (temporary: StagingFolder, names: [String])
    if let begun = folders[folder] {
      entry = begun
    } else {
      if Self.isInStore(target) { stores[folder] = try ScratchFolder(for: target) }
      entry = (try StagingFolder(in: stores[folder]?.path ?? folder, for: target), [])
      if let note = entry.temporary.note { notes.append(note) }
    }
    guard !entry.names.contains(name) else {
      throw GridcastError(.usage, target, "two outputs have this name")
    }
    entry.names.append(name)
    folders[folder] = entry
    shown["\(folder)/\(name)"] = target
    try list(name, in: entry.temporary, target)
    return "\(entry.temporary.newPath)/\(name)"
  }

  /// Notes an output where a later run reads what may be removed.
  private func list(_ name: String, in folder: StagingFolder, _ target: String)
    throws(GridcastError)
  {
    do { try folder.record.add(output: name) } catch {
      let words = (error as? SystemFailure)?.words ?? Self.words(error)
      throw GridcastError(.unwritable, target, "nothing can be written to its folder: \(words)")
    }
  }

  /// A copy of a target and what belongs to it, to be changed and put in place of it.
  ///
  /// - Throws: `.unwritable` where it cannot be copied.
  package func temporaryCopy(of target: String) throws(GridcastError) -> String {
    let path = try temporaryPath(for: target)
    let url = URL(filePath: target).standardizedFileURL
    let folder = url.deletingLastPathComponent().plainPath
    do {
      for name in Self.family(of: url.lastPathComponent, in: folder) {
        // Of a link the file behind it: what is changed is a copy, and it takes the place of the link.
        try FileManager.default.copyItem(
          atPath: URL(filePath: "\(folder)/\(name)").targetPath,
          toPath: URL(filePath: path).deletingLastPathComponent().appending(path: name).plainPath)
      }
    } catch {
      throw GridcastError(.unwritable, target, "it cannot be copied: \(Self.words(error))")
    }
    return path
  }

  /// A folder for files on the way to a target, which go with the staging.
  ///
  /// - Throws: `.unwritable` where it cannot be made.
  package func workFolder(for target: String) throws(GridcastError) -> String {
    let folder = URL(filePath: target).standardizedFileURL.deletingLastPathComponent().plainPath
    guard let entry = folders[folder] else { preconditionFailure("work is for a target") }
    let path = "\(entry.temporary.path)/work"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw GridcastError(.unwritable, target, Self.words(error))
    }
    return path
  }

  /// Whether the file system of a target that was begun cannot lock parts of files.
  package func lacksRangeLocks(for target: String) -> Bool {
    let folder = URL(filePath: target).standardizedFileURL.deletingLastPathComponent().plainPath
    return folders[folder]?.temporary.record.lacksRangeLocks ?? false
  }

  /// The temporary path of a target until it is put in place; nil where it was not begun.
  package func stagedPath(of target: String) -> String? {
    let url = URL(filePath: target).standardizedFileURL
    guard let entry = folders[url.deletingLastPathComponent().plainPath] else { return nil }
    return "\(entry.temporary.newPath)/\(url.lastPathComponent)"
  }

  /// The files that wait to be put in place, each with its target and its temporary path.
  package var stagedFiles: [(target: String, staged: String)] {
    folders.sorted { $0.key < $1.key }.flatMap { folder, entry in
      entry.temporary.newNames.map { ("\(folder)/\($0)", "\(entry.temporary.newPath)/\($0)") }
    }
  }

  /// Notes a map that was written.
  package func keep(_ map: StyledMap) { maps.append(map) }

  /// Writes a small file that goes with a target and is replaced together with it.
  package func writeSidecar(_ bytes: [UInt8], to path: String) throws(GridcastError) {
    let url = URL(filePath: path).standardizedFileURL
    guard let entry = folders[url.deletingLastPathComponent().plainPath] else {
      preconditionFailure("a sidecar goes with a target")
    }
    let temporary = "\(entry.temporary.newPath)/\(url.lastPathComponent)"
    if let other = FileManager.default.contents(atPath: temporary) {
      // Two formats of one layer are drawn alike.
      if other == Data(bytes) { return }
      throw GridcastError(
        .usage, path, "two outputs would share this style file; give them different names")
    }
    try list(url.lastPathComponent, in: entry.temporary, path)
    try write(bytes, toTemporary: temporary, path)
  }

  /// Writes bytes to a temporary path; the error names the target.
  ///
  /// - Throws: `.unwritable` with the system's message.
  package func write(_ bytes: [UInt8], toTemporary temporary: String, _ target: String)
    throws(GridcastError)
  {
    var file = try OutputFile(temporary, for: target)
    try file.append(bytes)
  }

  /// Forgets the temporary folders, which are gone.
  func forget() {
    for folder in stores.keys { folders[folder]?.temporary.remove() }
    folders = [:]
    stores = [:]
  }

  /// Those of the folders that are on this machine.
  var folderList: [(key: String, value: (temporary: StagingFolder, names: [String]))] {
    folders.sorted { $0.key < $1.key }.filter { stores[$0.key] == nil }
  }

  /// The system's message for an error.
  package static func words(_ error: any Error) -> Sentence {
    Sentence(message: (error as NSError).localizedFailureReason ?? error.localizedDescription)
  }
}
