import Foundation
import GridcastBase
import GridcastGeo

extension Opening {
  /// Replaces GDAL's path in a message by the user's.
  static func explain(_ words: String, about gdalPath: String, as path: String) -> String {
    let words = words.replacingOccurrences(of: gdalPath, with: path)
    if words.contains("not recognized as a supported file format")
      || words.contains("not recognized as being in a supported file format")
      || words.contains("not recognized as a supported dataset name")
    {
      return packing(of: path)
        ?? "it is not in a format that GDAL reads, or is damaged at its beginning"
    }
    return words
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

  /// The name that GDAL opens where the input is no file but a database or on the network.
  static func placeWithoutFile(_ source: Source) throws(GridcastError) -> String? {
    let path = source.path
    if path.hasPrefix("PG:") { return path }
    let isRemote = path.contains("://")
    guard isRemote || path.hasPrefix("/vsi") else { return nil }
    guard source.allowsRemote else {
      throw GridcastError(
        .usage, path, "it lies beyond this machine's files; \(.allowRemote)")
    }
    return isRemote && !path.hasPrefix("/vsi") ? "/vsicurl/" + path : path
  }

  static func isEmptyFile(_ path: String) -> Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return size == 0
  }

  /// What to do with a file that is packed in a way that is not read; nil for others.
  private static func packing(of path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let start = try? file.read(upToCount: 512) else { return nil }
    let bytes = Array(start)
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
