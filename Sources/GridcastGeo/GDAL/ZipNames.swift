import GridcastBase
import GridcastFiles

/// The names in a zip archive of which it does not say in which encoding they are.
///
/// GDAL takes them for code page 437, the rule of the format ("APPNOTE.TXT", appendix D), which no Chinese,
/// Japanese or Russian Windows keeps, nor does macOS.
struct ZipNames {
  /// GDAL's form of each name, and the right one.
  private var names: [String: String] = [:]

  /// The name of a file that GDAL calls so.
  func name(for path: String) -> String { names[path] ?? path }

  /// Reads the archive's list of files; no names where it has none.
  ///
  /// `told` is the encoding that the user names, if any.
  init(of archive: String, in told: String?) {
    guard let file = MappedFile(archive), let list = ZipEntry.list(of: file) else { return }
    let raw = list.entries.filter { entry in
      !entry.isUTF8 && entry.name.contains { $0 >= 128 }
    }.map(\.name)
    guard
      let encoding = told ?? Self.found(in: raw),
      // A single letter beyond ASCII tells nothing against the rule.
      told != nil || encoding != "CP1252"
    else { return }
    for bytes in raw {
      let (theirs, own) = unsafe bytes.withUnsafeBytes {
        unsafe (DecodedText(run: $0, in: "CP437"), DecodedText(run: $0, in: encoding))
      }
      guard own.guess == nil, !own.isCut else { continue }
      names[theirs.text] = own.text
    }
  }

  /// The encoding that the names show for sure.
  private static func found(in names: [[UInt8]]) -> String? {
    guard case .known(let name) = TextEncoding.finding(in: names.map { TextEncoding.Sample($0) })
    else { return nil }
    return name
  }
}
