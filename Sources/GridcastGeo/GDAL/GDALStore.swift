internal import CGDAL
internal import Foundation
package import GridcastBase
import GridcastFiles

/// Buckets of S3-compatible stores by way of GDAL, with the keys that its environment or ~/.aws hold.
package struct GDALStore: ObjectStore {
  /// GDAL's own settings serve.
  package init() {}

  package func holds(_ name: String) throws(GridcastError) -> Bool {
    try loadGDAL()
    return try isThere(name)
  }

  package func put(_ file: String, as name: String) throws(GridcastError) {
    try loadGDAL()
    guard let source = FileHandle(forReadingAtPath: file) else {
      throw GridcastError(.unwritable, name, "what was made for it cannot be read")
    }
    defer { try? source.close() }
    var words = ""
    let place = Self.place(name)
    let isWhole = collectingMessages { messages in
      guard let output = unsafe VSIFOpenL(place, "wb") else {
        words = messages.text
        return false
      }
      var isWritten = true
      while isWritten, let piece = try? source.read(upToCount: 1 << 22), !piece.isEmpty {
        let written = unsafe piece.withUnsafeBytes {
          unsafe VSIFWriteL($0.baseAddress, 1, $0.count, output)
        }
        isWritten = written == piece.count
      }
      let isClosed = unsafe VSIFCloseL(output) == 0
      words = messages.text
      return isWritten && isClosed
    }
    guard isWhole else { throw Self.refusal(name, words) }
  }

  package func remove(_ name: String) { unsafe _ = VSIUnlink(Self.place(name)) }

  private static func place(_ name: String) -> String { NetworkName(name)?.gdalName ?? name }

  /// The memory of a `struct stat`, with room to spare; C hides what it is.
  private static let stateSize = 1024

  private func isThere(_ name: String) throws(GridcastError) -> Bool {
    var words = ""
    let state = UnsafeMutableRawPointer.allocate(byteCount: Self.stateSize, alignment: 16)
    defer { unsafe state.deallocate() }
    let isThere = collectingMessages { messages in
      VSIErrorReset()
      let code = unsafe VSIStatExL(
        Self.place(name), OpaquePointer(state), VSI_STAT_EXISTS_FLAG | VSI_STAT_SET_ERROR_FLAG)
      words = messages.text
      if words.isEmpty {
        words = unsafe VSIGetLastErrorMsg().map { unsafe String(cString: $0) } ?? ""
      }
      return code == 0
    }
    if isThere { return true }
    if words.isEmpty || words.contains("specified key does not exist") || words.contains("404") {
      return false
    }
    throw Self.refusal(name, words)
  }

  /// What is said where a store refuses, in GDAL's words or plainer ones.
  private static func refusal(_ name: String, _ words: String) -> GridcastError {
    let said = words.isEmpty ? "it does not say why" : Sentence(message: words)
    return GridcastError(
      .unwritable, name, "nothing can be put there: \(storeWords(words) ?? said)")
  }
}

/// What GDAL says of a store of objects in plainer words; nil where there are none.
package func storeWords(_ words: String) -> Sentence? {
  if words.contains("AWS_SECRET_ACCESS_KEY") || words.contains("AWS_ACCESS_KEY_ID") {
    return
      "no key to it is known; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, or write them to ~/.aws/credentials (AWS_NO_SIGN_REQUEST=YES where it is open to all)"
  }
  if words.contains("specified bucket does not exist") || words.contains("NoSuchBucket") {
    return "there is no bucket of this name"
  }
  return nil
}
