import Foundation
package import GridcastBase

/// SHA-256 of bytes, as hexadecimal digits.
package func digest(_ bytes: some Sequence<UInt8>) -> String {
  var hash = SHA256()
  hash.update(bytes)
  return hash.finish()
}

/// SHA-256 of the bits of numbers, list after list, after those of a text.
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

/// SHA-256 of a file's content, read in pieces of a mebibyte.
///
/// - Throws: `.unreadable` where it cannot be read to its end: a hash of less would pass for another's.
package func digest(ofFile path: String) throws(GridcastError) -> String {
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw GridcastError(.unreadable, path, "there is no such file, or no permission to read it")
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
