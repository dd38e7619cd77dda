import Foundation
import GridcastBase
import GridcastFiles
import GridcastGeo

/// The file of an archive that is read, unpacked with what belongs to it, so that it is read just as if it
/// had lain unpacked.
package struct UnpackedInput: Sendable {
  /// The unpacked file.
  let path: String
  /// The layers that remain to be chosen in it.
  let layers: [String]
  let scratch: ScratchFolder
  /// The folder of the file that a link in the other leads to.
  var origin: ScratchFolder?
  /// What could not be unpacked.
  var losses: [Sentence] = []
  /// What the user should know of it.
  var notes: [Sentence] = []

  /// What stands in an archive.
  enum Content {
    /// One file, or the one that is asked for.
    case file(UnpackedInput)
    /// Files of which one must be chosen, by name.
    case several([String])
    /// Nothing that Gridcast knows how to look into.
    case unknown
    /// A folder that is a dataset, by its path in the archive.
    case folder(String)
  }

  /// Looks into an archive of files.
  ///
  /// - Throws: `.badData` where it is damaged; `.tryAgain` where there is no room to unpack it.
  static func inZip(_ source: Source, at archive: String) throws(GridcastError) -> Content {
    let members = try members(of: archive, source.encoding)
    if let folder = members.lazy.compactMap({ $0.path.datasetFolder }).first {
      return .folder(folder)
    }
    var candidates = members.filter { $0.path.isLayer }
    if candidates.isEmpty {
      candidates = members.filter { ["dbf", "txt", "xml"].contains($0.path.fileEnding) }
      // A text beside others tells of them.
      if candidates.count > 1 { candidates.removeAll { $0.path.fileEnding == "txt" } }
    }
    if candidates.count > 1 {
      // What else is a text or JSON beside them may be anything.
      var tables: [Zip.Member] = []
      for member in candidates {
        if ["txt", "json"].contains(member.path.fileEnding) {
          guard try holdsTable(member, members, archive) else { continue }
        }
        tables.append(member)
      }
      candidates = tables
    }
    let names = uniqueStems(candidates.map(\.path))
    if candidates.count > 1 {
      guard source.layers.count == 1,
        let index = names.firstIndex(of: source.layers[0])
          ?? candidates.firstIndex(where: { $0.path == source.layers[0] })
      else { return .several(names) }
      return .file(try unpack(candidates[index], members, archive, layers: []))
    }
    guard let only = candidates.first else { return .unknown }
    let layers = source.layers == names ? [] : source.layers
    return .file(try unpack(only, members, archive, layers: layers))
  }

  /// The files of an archive, without those that an operating system adds.
  private static func members(
    of archive: String, _ told: String? = nil
  ) throws(GridcastError) -> [Zip.Member] {
    let encoding = try told.map { name throws(GridcastError) in try TextEncoding.known(name) }
    return try Zip.members(of: archive, in: encoding).filter {
      !$0.path.hasPrefix("__MACOSX/") && !$0.path.fileName.hasPrefix(".")
    }
  }

  /// Whether an archive is whole, and none of its files is of a format that is read.
  package static func holdsNothing(_ archive: String) -> Bool {
    guard let members = try? members(of: archive), !members.isEmpty else { return false }
    return members.allSatisfy { member in
      let ending = member.path.fileEnding
      return member.path.datasetFolder == nil && !member.path.isLayer
        && !["dbf", "txt", "xml"].contains(ending) && !Format.isRaster(member.path)
        && Format.ending(in: ending) == nil
    }
  }

  /// Whether a file of an archive is a layer, or a table of more than one column.
  private static func holdsTable(
    _ member: Zip.Member, _ members: [Zip.Member], _ archive: String
  ) throws(GridcastError) -> Bool {
    let file = try unpack(member, members, archive, layers: [])
    guard let layers = try? LayerReader.layers(of: Source(file.path)).layers else { return false }
    return layers.contains { $0.hasGeometry || $0.fields.count > 1 }
  }

  /// Unpacks a file that is packed alone, where its bytes must be looked at: of a format that says nothing
  /// of its encoding, or that Gridcast reads itself, or a database; nil for others.
  ///
  /// - Throws: `.tryAgain` where there is no room to unpack it.
  static func inGzip(_ source: Source, at archive: String) throws(GridcastError) -> UnpackedInput? {
    let name = String(archive.fileName.dropLast(3))
    guard let format = Format.ending(in: name.fileEnding),
      format.isDatabaseFile || format.layers?.lane != nil
        || format.isMarkup
    else { return nil }
    let scratch = try ScratchFolder(for: source.path)
    var unpacked = UnpackedInput(
      path: "\(scratch.path)/\(name)", layers: source.layers, scratch: scratch)
    do {
      unpacked.losses = try ScratchFolder.unpack(archive, to: unpacked.path)
    } catch {
      throw GridcastError(
        .tryAgain, source.path,
        "it cannot be unpacked to \(unpacked.path): \(error.localizedDescription)")
    }
    return unpacked
  }

  /// Unpacks the document of a KMZ, where its first line names an encoding that parsers do not know, or the user
  /// names one; nil for others, which GDAL reads as they are.
  static func inKMZ(_ source: Source, at archive: String) throws(GridcastError) -> UnpackedInput? {
    let members = try Zip.members(of: archive)
    let documents = members.filter { $0.path.fileEnding == "kml" }
    guard let document = documents.first(where: { $0.path == "doc.kml" }) ?? documents.first else {
      return nil
    }
    return try unpack(document, members, archive, layers: source.layers)
  }

  private static func unpack(
    _ member: Zip.Member, _ members: [Zip.Member], _ archive: String, layers: [String]
  ) throws(GridcastError) -> UnpackedInput {
    let scratch = try ScratchFolder(for: archive)
    for sibling in members where sibling.path.stem == member.path.stem {
      try Zip.unpack(sibling, of: archive, to: "\(scratch.path)/\(sibling.path.fileName)")
    }
    return UnpackedInput(
      path: "\(scratch.path)/\(member.path.fileName)", layers: layers, scratch: scratch)
  }

  /// The names of files without their endings; with their folders where two would have one name.
  static func uniqueStems(_ paths: [String]) -> [String] {
    let names = paths.map(\.stem.fileName)
    let counts = Dictionary(grouping: names, by: \.self).mapValues(\.count)
    return zip(paths, names).map { counts[$1] == 1 ? $1 : $0 }
  }
}

extension String {
  /// The last component of a path.
  var fileName: String { split(separator: "/").last.map(String.init) ?? self }

  /// The path without the ending.
  var stem: String {
    let ending = fileEnding
    return ending.isEmpty ? self : String(dropLast(ending.count + 1))
  }

  /// The part of a path that is a dataset of many files.
  fileprivate var datasetFolder: String? {
    let parts = split(separator: "/")
    guard let end = parts.dropLast().firstIndex(where: { Format.isFolder(String($0)) }) else {
      return nil
    }
    return parts[...end].joined(separator: "/")
  }

  /// Whether a file in an archive is read as a layer.
  var isLayer: Bool {
    guard let format = Format.ending(in: fileEnding), format.layers != nil, format.access == .open
    else { return false }
    return fileEnding != "dbf" && !format.isFolder && !Format.isRaster(self)
  }
}

extension Format.Archive {
  /// GDAL's prefix for paths into an archive.
  var gdalPrefix: String {
    switch self {
    case .zip: "/vsizip/"
    case .gz: "/vsigzip/"
    // Only OSM files are read from them, unpacked before.
    case .bz2, .xz, .zst: ""
    }
  }
}
