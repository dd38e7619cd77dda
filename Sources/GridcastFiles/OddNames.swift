internal import Foundation
package import GridcastBase
import Synchronization

/// Files whose names are not UTF-8, as from an archive in another encoding: they are reached by links in a
/// temporary folder, under names that a text can hold, with `%E9` for a byte that is no character.
///
/// Links lead to all files of such a folder, so that those that belong together are found together.
package enum OddNames {
  /// For each folder the place of what leads to its files, and what keeps that there.
  private static let folders = Mutex<[(folder: String, path: String, keeper: ScratchFolder)]>([])

  /// A text for the bytes of a name; nil where the bytes are UTF-8 anyway.
  static func escaped(_ name: [UInt8]) -> String? {
    if String(validating: name, as: UTF8.self) != nil { return nil }
    var text = ""
    var rest = name[...]
    while let first = rest.first {
      // A character has up to four bytes.
      let length = (1...4).first { length in
        length <= rest.count && String(validating: rest.prefix(length), as: UTF8.self) != nil
      }
      if let length {
        text += String(decoding: rest.prefix(length), as: UTF8.self)
        rest = rest.dropFirst(length)
      } else {
        let digits = String(first, radix: 16, uppercase: true)
        text += "%" + (digits.count == 1 ? "0" : "") + digits
        rest = rest.dropFirst()
      }
    }
    return text
  }

  /// The path of links to all files of a folder.
  static func links(to folder: String) throws(GridcastError) -> String {
    let place = URL(filePath: folder).standardizedFileURL.plainPath
    if let known = folders.withLock({ $0.first { $0.folder == folder } }) {
      return known.path
    }
    let links = try ScratchFolder(for: folder)
    for name in fileNames(in: folder) {
      let target = Array(place.utf8) + [UInt8(ascii: "/")] + name
      let link = "\(links.path)/\(escaped(name) ?? String(decoding: name, as: UTF8.self))"
      _ = unsafe target.withCString { unsafe symlink($0, link) }
    }
    folders.withLock { $0.append((folder, links.path, links)) }
    return links.path
  }

  /// A text in which the paths of links are again those of the files.
  package static func shown(_ text: String) -> String {
    folders.withLock { folders in
      // A folder may itself be reached by one of the links that were made before.
      folders.reversed().reduce(text) { text, entry in
        let isCurrent = entry.folder == "."
        return text.replacing(entry.path + "/", with: isCurrent ? "" : entry.folder + "/")
          .replacing(entry.path, with: entry.folder)
      }
    }
  }

  /// Whether a path is one of the links, under which nothing can be written that stays.
  static func isLink(_ path: String) -> Bool {
    let folder = URL(filePath: path).deletingLastPathComponent().plainPath
    return folders.withLock { $0.contains { $0.path == folder && $0.path == $0.keeper.path } }
  }

  /// Lets paths be reached below the current folder where its own name is not UTF-8.
  ///
  /// - Throws: `.usage` where there is a folder that would be taken for it.
  private static func reachCurrentFolder() throws(GridcastError) {
    guard let start = unsafe getcwd(nil, 0) else { return }
    defer { unsafe free(start) }
    let bytes = unsafe (0..<strlen(start)).map { unsafe UInt8(bitPattern: start[$0]) }
    guard let name = escaped(bytes) else { return }
    let mistaken = FileManager.default.currentDirectoryPath
    if FileManager.default.fileExists(atPath: mistaken) {
      throw GridcastError(
        .usage, name,
        "its name is not in UTF-8, and another folder would be taken for it; work in another folder"
      )
    }
    let keeper = try ScratchFolder(for: name)
    let link = "\(keeper.path)/here"
    guard unsafe symlink(start, link) == 0 else {
      throw GridcastError(.tryAgain, name, "no temporary link can be made: \(systemWords(errno))")
    }
    folders.withLock { $0.append((".", link, keeper)) }
    StandInFolder.set(link, for: mistaken)
  }

  /// The arguments of the process; instead of the path of a file whose name is not UTF-8 that of a link.
  ///
  /// - Throws: `.usage` where an argument is not UTF-8 and names no file: with other characters in their place
  ///   it would name another one.
  package static func arguments() throws(GridcastError) -> [String] {
    try reachCurrentFolder()
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = unsafe CommandLine.unsafeArgv[index] else { continue }
      let bytes = unsafe (0..<strlen(argument)).map { unsafe UInt8(bitPattern: argument[$0]) }
      guard let text = try text(of: bytes) else {
        throw GridcastError(
          .usage, escaped(bytes) ?? "",
          "this is not in UTF-8, and there is no file of that name; give outputs names in UTF-8, and write values in it"
        )
      }
      arguments.append(text)
    }
    return arguments
  }

  /// An argument, which may be an option with its value.
  private static func text(of bytes: [UInt8]) throws(GridcastError) -> String? {
    if let text = try path(bytes) { return text }
    guard bytes.starts(with: "--".utf8), let equals = bytes.firstIndex(of: UInt8(ascii: "=")),
      escaped(Array(bytes[...equals])) == nil, let value = try path(Array(bytes[(equals + 1)...]))
    else { return nil }
    return String(decoding: bytes[...equals], as: UTF8.self) + value
  }

  /// A path that leads to a file, whatever its name, or to one that is yet to be made in a folder of such a
  /// name; nil where there is no such file or folder.
  private static func path(_ bytes: [UInt8]) throws(GridcastError) -> String? {
    if escaped(bytes) == nil { return String(decoding: bytes, as: UTF8.self) }
    var bytes = bytes
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    let name = escaped(bytes) ?? ""
    var state = stat()
    guard unsafe bytes.withCString({ unsafe stat($0, &state) }) == 0 else {
      guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash > 0,
        escaped(Array(bytes[(slash + 1)...])) == nil,
        let folder = try path(Array(bytes[..<slash]))
      else { return nil }
      return folder + String(decoding: bytes[slash...], as: UTF8.self)
    }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
      return "\(try links(to: "."))/\(name)"
    }
    // The folder may have such a name itself.
    guard let folder = try path(Array(bytes[..<max(slash, 1)])) else { return nil }
    let last = Array(bytes[(slash + 1)...])
    guard let odd = escaped(last) else {
      return folder + "/" + String(decoding: last, as: UTF8.self)
    }
    return "\(try links(to: folder))/\(odd)"
  }
}

/// The names of what lies in a folder as bytes, without the folder itself and the one above.
func fileNames(in folder: String) -> [[UInt8]] {
  guard let list = unsafe opendir(folder) else { return [] }
  defer { unsafe closedir(list) }
  var names: [[UInt8]] = []
  while let entry = unsafe readdir(list) {
    let name = unsafe entry.name
    if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
  }
  return names
}

extension [UInt8] {
  fileprivate func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    let characters = map { CChar(bitPattern: $0) } + [0]
    return unsafe characters.withUnsafeBufferPointer { buffer in
      // There is a zero at least.
      guard let first = buffer.baseAddress else { preconditionFailure("no zero") }
      return unsafe body(first)
    }
  }
}
