import Foundation
package import GridcastBase
import Synchronization

/// The bytes of a text in an encoding named as in iconv; nil where the encoding lacks one of its
/// characters.
package func encodedBytes(_ text: String, in encoding: String) -> [UInt8]? {
  if encoding == TextEncoding.utf8
    || text.utf8.allSatisfy({ $0 < 128 }) && TextEncoding.keepsASCII(encoding)
  {
    return Array(text.utf8)
  }
  return unsafe Array(text.utf8).withUnsafeBytes {
    unsafe recoded($0, from: TextEncoding.utf8, to: encoding, mayBeCut: false)?.bytes
  }
}

/// Whether iconv knows an encoding of this name.
package func isKnownEncoding(_ name: String) -> Bool {
  guard !name.isEmpty else { return false }
  let converter = unsafe iconv_open(TextEncoding.utf8, name)
  guard unsafe isOpen(converter) else { return false }
  unsafe iconv_close(converter)
  return true
}

extension TextEncoding {
  /// The encoding that a user or a file names.
  ///
  /// - Throws: `.usage` for a name that iconv does not know, with those that are most like it.
  package static func known(_ name: String) throws(GridcastError) -> String {
    let standard = standardName(name)
    if isOfAnyMachine(name) {
      throw GridcastError(
        .usage, "encoding '\(name)'",
        "it means another code page on each machine; name that page, as in 1252 or 936")
    }
    guard isKnownEncoding(standard) else {
      throw GridcastError(
        .usage, "encoding '\(name)'",
        "it is not known; did you mean \(namesLike(name).joined(separator: ", "))?")
    }
    return standard
  }
}

extension TextEncoding {
  private static let plainOnes = Mutex<[String: Bool]>([:])

  /// Texts of ASCII alone that some encodings take for others: by escapes, as UTF-7 and the ISO-2022 ones do,
  /// by zeros between the letters, or by other places of the letters.
  private static let telltales = ["aZ09 ", "+AGE-", "\u{1B}$)C", "\u{1B}$B", "\u{1B}$)A"]

  /// Whether the bytes of ASCII mean the same in an encoding, so that a text of those alone need not be
  /// decoded.
  package static func keepsASCII(_ encoding: String) -> Bool {
    plainOnes.withLock { known in
      if let isPlain = known[encoding] { return isPlain }
      let isPlain = telltales.allSatisfy { text in
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes {
          unsafe recoded($0, from: encoding, to: utf8, mayBeCut: true)?.bytes == bytes
        }
      }
      known[encoding] = isPlain
      return isPlain
    }
  }
}

/// The bytes of a text in another encoding; nil where they are invalid, or it lacks a character.
///
/// `mayBeCut` says whether a last character that lacks its end is left out.
///
/// GDAL's own function loses what an encoding such as CP1255 holds back, a letter that the next one may
/// change, as it does not ask for it in the end.
package func recoded(
  _ bytes: UnsafeRawBufferPointer, from source: String, to target: String, mayBeCut: Bool
) -> (bytes: [UInt8], isCut: Bool)? {
  let converter = unsafe iconv_open(target, source)
  guard unsafe isOpen(converter) else { return nil }
  defer { unsafe _ = iconv_close(converter) }
  var result = [UInt8](repeating: 0, count: bytes.count * 2 + 16)
  var done = 0
  var input = unsafe UnsafeMutablePointer(
    mutating: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
  var inputLeft = bytes.count
  var isFlushed = false
  var isCut = false
  while true {
    let (status, error) = unsafe result.withUnsafeMutableBytes { room -> (Int, Int32) in
      var output = unsafe room.baseAddress?.advanced(by: done).assumingMemoryBound(to: CChar.self)
      var outputLeft = room.count - done
      let status =
        unsafe isFlushed
        ? iconv(converter, nil, nil, &output, &outputLeft)
        : iconv(converter, &input, &inputLeft, &output, &outputLeft)
      done = room.count - outputLeft
      return (status, errno)
    }
    if status >= 0 {
      if isFlushed { break }
      isFlushed = true
    } else if error == E2BIG {
      result += [UInt8](repeating: 0, count: result.count)
    } else if error == EINVAL, mayBeCut, !isFlushed {
      isCut = true
      isFlushed = true
    } else {
      return nil
    }
  }
  return (Array(result[..<done]), isCut)
}

private func isOpen(_ converter: iconv_t?) -> Bool {
  Int(bitPattern: converter) != -1
}
