import Foundation
package import GridcastBase

/// The SHA-256 hash of bytes, as hexadecimal digits.
package func digest(_ bytes: some Sequence<UInt8>) -> String {
  // Loading libcrypto takes longer than hashing a few lines without it.
  var hash = SHA256(usingLibrary: bytes.underestimatedCount > 16_384)
  hash.update(bytes)
  return hash.finish()
}

/// The SHA-256 hash of a text followed by the bits of numbers, as hexadecimal digits.
package func digest(_ text: String = "", ofNumbers lists: [[Float]]) -> String {
  var hash = SHA256()
  hash.update(text.utf8)
  var bytes: [UInt8] = []
  for list in lists {
    for start in stride(from: 0, to: list.count, by: 65_536) {
      bytes.removeAll(keepingCapacity: true)
      for value in list[start..<min(start + 65_536, list.count)] {
        bytes.append(littleEndian: value.bitPattern)
      }
      hash.update(bytes)
    }
  }
  return hash.finish()
}

/// The SHA-256 hash of a file's content, as hexadecimal digits.
///
/// - Throws: `.unreadable` where the file cannot be read to its end, as the hash of a part could
///   equal that of another file.
package func digest(ofFile path: String) throws(GridcastError) -> String {
  guard InputFiles.canBeRead(path) else { throw InputFiles.noFile(path) }
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw GridcastError(.unreadable, path, InputFiles.fault(of: path) ?? "it cannot be read")
  }
  defer { try? file.close() }
  var hash = SHA256()
  do {
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(piece) }
  } catch {
    throw GridcastError(
      .unreadable, path, "reading it failed on the way: \(error.localizedDescription)")
  }
  return hash.finish()
}
