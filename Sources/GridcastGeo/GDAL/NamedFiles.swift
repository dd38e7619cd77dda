internal import Foundation
internal import GridcastBase

/// What texts and tables name as the files that belong to them, and that a driver of GDAL's would open without
/// asking where they lie.
enum NamedFiles {
  /// Looks for a name that does not lie beside the file, or below.
  ///
  /// - Parameters:
  ///   - path: A file as GDAL opens it.
  ///   - start: Its first bytes.
  /// - Returns: The first such name; nil where there is none.
  static func foreign(in path: String, beginning start: [UInt8]) -> String? {
    switch path.fileEnding {
    case "tab": inMapInfo(path)
    case "thf":
      names(in: path) { line in
        // The names of a lot are put together of two, of which each may hold half of a way.
        line.firstMatch(of: /^(?:LON|GNN|GON|QAN|DIN|SCN|GDN)S[^:]*:(.*)/)
          .map { String($0.1) }.flatMap { $0.contains(/[\/\\]|\.\./) ? $0 : nil }
      }
    case "mpl":
      names(in: path) { line in
        line.firstMatch(of: /(?i)^\s*Map\d+\s*=\s*(.*)/).map { String($0.1) }
          .flatMap { leadsAway($0) ? $0 : nil }
      }
    default:
      if isCatalogue(start) {
        inCatalogue(path)
      } else if start.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") || start.starts(with: [0xEF])
      {
        inSchema(besides: path)
      } else {
        nil
      }
    }
  }

  /// Whether a name may be of a file that lies elsewhere than beside the one that names it, or below.
  static func leadsAway(_ name: String) -> Bool {
    let parts = name.replacing("\\", with: "/").split(
      separator: "/", omittingEmptySubsequences: false)
    return parts.contains("..") || (parts.count > 1 && parts.first == "")
      || name.contains(/^[A-Za-z]:/)
  }

  /// The first name in the lines of a text that a rule picks.
  private static func names(in path: String, _ rule: (Substring) -> String?) -> String? {
    text(path).split(whereSeparator: \.isNewline).lazy.compactMap(rule).first
  }

  private static func text(_ path: String) -> String {
    String(decoding: References.beginning(of: path, 1 << 24) ?? [], as: UTF8.self)
  }

  // MARK: MapInfo

  /// Looks at a .tab that is joined of others, or lists others as its parts ("seamless").
  private static func inMapInfo(_ path: String) -> String? {
    let text = text(path)
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split { " \t(),;\"".contains($0) }
      guard words.count > 2, words[0].lowercased() == "open", words[1].lowercased() == "table"
      else { continue }
      if let name = words[2...].first(where: { leadsAway(String($0)) }) { return String(name) }
    }
    guard text.lowercased().contains("isseamless") else { return nil }
    // GDAL looks for the table whatever the case of its name.
    let file = URL(filePath: path)
    let stem = file.deletingPathExtension().lastPathComponent.lowercased()
    let folder = file.deletingLastPathComponent()
    let beside = (try? FileManager.default.contentsOfDirectory(atPath: folder.plainPath)) ?? []
    for name in beside where ["\(stem).dat", "\(stem).dbf"].contains(name.lowercased()) {
      let table = References.beginning(of: folder.appending(path: name).plainPath, 1 << 24) ?? []
      if let name = values(of: "table", in: table).first(where: leadsAway) { return name }
    }
    return nil
  }

  /// The texts of a field of a dBASE table.
  private static func values(of field: String, in table: [UInt8]) -> [String] {
    func number(_ place: Int) -> Int {
      place + 1 < table.count ? Int(table[place]) | Int(table[place + 1]) << 8 : 0
    }
    let begin = number(8)
    let size = number(10)
    var place = 1
    guard size > 1, begin > 32 else { return [] }
    for entry in stride(from: 32, to: min(begin, table.count) - 31, by: 32) {
      let name = String(decoding: table[entry..<(entry + 11)].prefix { $0 != 0 }, as: UTF8.self)
      let width = Int(table[entry + 16])
      if name.trimmingCharacters(in: .whitespaces).lowercased() == field {
        return stride(from: begin + place, to: table.count, by: size).map { start in
          let cell = table[start..<min(start + width, table.count)].prefix { $0 != 0 }
          return String(decoding: cell, as: UTF8.self).trimmingCharacters(in: .whitespaces)
        }
      }
      place += width
    }
    return []
  }

  // MARK: Catalogues of ISO 8211

  /// Whether it is the list of the files of a dataset of S-57 or SDTS.
  private static func isCatalogue(_ start: [UInt8]) -> Bool {
    start.count > 24 && start[..<5].allSatisfy { 0x30...0x39 ~= $0 }
      && start[6] == UInt8(ascii: "L") && String(decoding: start, as: UTF8.self).contains("CATD")
  }

  private static func inCatalogue(_ path: String) -> String? {
    text(path).firstMatch(of: /[^\u{1E}\u{1F}\s]*\.\.[\/\\][^\u{1E}\u{1F}\s]*/).map {
      String($0.0)
    }
  }

  // MARK: Schemas of GML

  /// Follows the schema beside a file to those that it includes.
  private static func inSchema(besides path: String) -> String? {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var seen = Set<String>()
    var rest = ["\(path[..<dot]).xsd"]
    while let schema = rest.popLast(), seen.count < 100 {
      guard seen.insert(schema).inserted else { continue }
      for match in text(schema).matches(of: /include[^>]*?schemaLocation\s*=\s*["']([^"']*)/) {
        let name = String(match.1)
        // What lies on the network is not fetched anyway.
        if name.contains("://"), !name.contains("/vsi") { continue }
        if leadsAway(name) { return name }
        rest.append(folder + name)
      }
    }
    return nil
  }

  // MARK: Tables of Arc/Info

  /// Looks through the list of tables of the folder `info` beside a coverage or grid for those that lie elsewhere.
  static func foreign(ofCoverage folder: String) -> String? {
    for info in ["\(folder)/../info", "\(folder)/info", folder] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: info)) ?? []
      for list in names where ["arc.dir", "arcdr9"].contains(list.lowercased()) {
        let records = References.beginning(of: "\(info)/\(list)", 1 << 22) ?? []
        // 380 bytes each: the name of the file from 32, whether it is but the name of another at 78.
        for begin in stride(from: 0, to: records.count - 79, by: 380)
        where records[(begin + 78)..<(begin + 80)].elementsEqual("XX".utf8) {
          let file = String(decoding: records[(begin + 32)..<(begin + 40)], as: UTF8.self)
            .trimmingCharacters(in: .whitespaces.union(.controlCharacters)).lowercased()
          for name in names where [file, "\(file).dat"].contains(name.lowercased()) {
            let bytes = References.beginning(of: "\(info)/\(name)", 80) ?? []
            let place = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
              .trimmingCharacters(in: .whitespaces).replacing("\\", with: "/")
            // The way begins in that folder, and may lead to the one with the coverages.
            let whole = References.plain("\(info)/\(place)")
            let ground = References.plain("\(info)/..")
            if !whole.starts(with: ground) { return place }
          }
        }
      }
    }
    return nil
  }
}
