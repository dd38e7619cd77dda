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

  /// Reads the archive's directory; no names where it has another layout.
  ///
  /// `told` is the encoding that the user names, if any.
  init(of archive: String, in told: String?) {
    guard let file = MappedFile(archive), let directory = Self.directory(of: file) else { return }
    let raw = Self.undeclaredNames(in: file.copy(directory))
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

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Where the list of files lies, which stands before the end of the archive.
  private static func directory(of file: MappedFile) -> Range<Int>? {
    let start = max(0, file.count - 65_557)
    let tail = file.copy(start..<file.count)
    let mark: [UInt8] = [0x50, 0x4B, 5, 6]
    guard tail.count >= 22,
      let end = stride(from: tail.count - 22, through: 0, by: -1).first(where: {
        tail[$0...].starts(with: mark)
      })
    else { return nil }
    let size = number(tail[end + 12..<end + 16])
    let offset = number(tail[end + 16..<end + 20])
    // A longer archive says elsewhere where its list is.
    guard size < 1 << 28, offset + size <= file.count else { return nil }
    return offset..<offset + size
  }

  private static func undeclaredNames(in bytes: [UInt8]) -> [[UInt8]] {
    let headerLength = 46
    var names: [[UInt8]] = []
    var place = 0
    while place + headerLength <= bytes.count,
      bytes[place...].starts(with: [0x50, 0x4B, 1, 2])
    {
      let flags = number(bytes[place + 8..<place + 10])
      let nameLength = number(bytes[place + 28..<place + 30])
      let more =
        number(bytes[place + 30..<place + 32]) + number(bytes[place + 32..<place + 34])
      let start = place + headerLength
      guard start + nameLength <= bytes.count else { break }
      let name = Array(bytes[start..<start + nameLength])
      if flags & 1 << 11 == 0, name.contains(where: { $0 >= 128 }) { names.append(name) }
      place = start + nameLength + more
    }
    return names
  }
}
