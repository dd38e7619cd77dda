import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

extension Opening {
  /// Replaces GDAL's path in a message by the user's, and its words by plainer ones.
  static func explain(_ sentence: Sentence, about gdalPath: String, as path: String) -> Sentence {
    sentence.mapTexts { $0.replacingOccurrences(of: gdalPath, with: path) }
      .replacingTexts { plainWords($0, of: path) }
  }

  /// What GDAL says in plainer words; nil where there are none.
  private static func plainWords(_ words: String, of path: String) -> Sentence? {
    let isBucket = NetworkName(path)?.isBucket ?? false
    if isBucket, let plain = storeWords(words) { return plain }
    if NetworkName(path) != nil,
      words.contains("not recognized as") || words == "No such file or directory"
        || words == "\(path): No such file or directory"
    {
      if isBucket { return "there is no such object, or it is in no format that is read" }
      return
        "this GDAL has no driver for such a name, or what answers there is in no format that it reads"
    }
    if words.contains("not recognized as a supported file format")
      || words.contains("not recognized as being in a supported file format")
      || words.contains("not recognized as a supported dataset name")
    {
      return folder(path) ?? packing(of: path)
        ?? "it is not in a format that GDAL reads, or is damaged at its beginning"
    }
    return nil
  }

  /// What is said of a folder that is no dataset; nil for a file.
  private static func folder(_ path: String) -> Sentence? {
    guard URL(filePath: path).isFolder,
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    else { return nil }
    guard let first = names.filter(Format.isRaster).min() else {
      return "it is a folder, and holds nothing that is read"
    }
    return "it is a folder; name the files in it that are meant, such as \(first)"
  }

  /// GDAL would read the files of one kind in a folder, and drop the others without a word.
  ///
  /// - Throws: `.usage` for a folder that holds files of layers, and is no dataset itself.
  static func refuseFolder(_ path: String) throws(GridcastError) {
    guard URL(filePath: path).isFolder, !Format.isFolder(path),
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
    else { return }
    let isDataset = names.contains { ["gdbtable", "adf"].contains($0.fileEnding) }
    let layers = names.filter { name in
      guard let format = Format.ending(in: name.fileEnding) else { return false }
      return format.layers != nil && format.endings.inFolders.contains(name.fileEnding)
    }
    guard !isDataset, let first = layers.min() else { return }
    throw GridcastError(
      .usage, path, "it is a folder; name the files in it that are meant, such as \(first)")
  }

  /// Where an input is read that is no file but a database or on the network.
  struct PlaceWithoutFile {
    /// The name that GDAL opens, or the file of a collection.
    var path: String
    /// The collection of MongoDB's that the file holds.
    var collection: String?
    /// The collections of which one must be chosen.
    var collections: [String] = []
  }

  /// Where the input is read where it is no file; nil where it is one.
  static func placeWithoutFile(_ source: Source) throws(GridcastError) -> PlaceWithoutFile? {
    if let meant = NetworkName.meant(by: source.path), !InputFiles.exists(source.path) {
      throw GridcastError(
        .usage, source.path,
        "there is no such file, and no address begins so; did you mean '\(meant)'?")
    }
    guard let name = NetworkName(source.path) else { return nil }
    if name.isMongoDB { try MongoInput.checked(source) }
    try checkReach(of: name, source.path, allowsRemote: source.allowsRemote)
    guard name.isMongoDB else { return PlaceWithoutFile(path: name.gdalName) }
    switch try MongoInput.content(of: source) {
    case .collection(let name, let file): return PlaceWithoutFile(path: file, collection: name)
    case .several(let names): return PlaceWithoutFile(path: source.path, collections: names)
    }
  }

  static func isEmptyFile(_ path: String) -> Bool { InputFiles.size(of: path) == 0 }

  /// What is wrong with an archive in which nothing was found to read.
  private static func content(ofZip path: String) -> Sentence {
    guard let members = try? Zip.members(of: path), !members.isEmpty else {
      return
        "it is a ZIP archive that breaks off before the list of its files, or is damaged there; fetch it again"
    }
    let names = members.map(\.path).filter { !$0.hasSuffix("/") }
    let packed = names.filter { name in
      ["zip", "7z", "rar", "tar", "tgz", "gz", "bz2", "xz", "zst"].contains(name.fileEnding)
    }
    if let first = packed.first {
      let all: Sentence =
        packed.count == 1 ? "'\(first)'" : "'\(first)' and \(counted(packed.count - 1, "other"))"
      return "it holds what is packed once more, \(all); unpack it, and read what lies in it"
    }
    let list = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " …" : "")
    return
      "it is a ZIP archive without a file that is read (it holds \(list.isEmpty ? "none" as Sentence : Sentence(list))); unpack it, and see what they are"
  }

  /// What to do with a file that is packed in a way that is not read; nil for others.
  private static func packing(of path: String) -> Sentence? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let start = try? file.read(upToCount: 512) else { return nil }
    let bytes = Array(start)
    if bytes.starts(with: "PK\u{3}\u{4}".utf8) { return content(ofZip: path) }
    let marks: [([UInt8], String)] = [
      (Array("BZh".utf8), "bzip2"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "xz"),
      ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), ([0x37, 0x7A, 0xBC, 0xAF], "7-Zip"),
      (Array("Rar!".utf8), "RAR"), ([0x1F, 0x8B], "gzip"),
    ]
    let isTar =
      [".tar", ".tgz", ".tar.gz", ".tbz2"].contains(where: path.lowercased().hasSuffix)
      || bytes.dropFirst(257).starts(with: Array("ustar".utf8))
    let packer = isTar ? "tar" : marks.first { bytes.starts(with: $0.0) }?.1
    return packer.map { "it is packed by \($0), which is not read; unpack it first" }
  }
}
