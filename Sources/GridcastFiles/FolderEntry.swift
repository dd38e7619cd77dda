import Foundation

extension UnsafeMutablePointer<dirent> {
  /// The name of an entry that `readdir` handed out, as bytes.
  ///
  /// An entry is as long as its name and no longer: a copy of the whole structure, which has room for 256
  /// bytes, would take in what lies behind the buffer of entries.
  package var name: [UInt8] {
    guard let place = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    let start = unsafe UnsafeRawPointer(self) + place
    let length = unsafe strlen(start.assumingMemoryBound(to: CChar.self))
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
  }
}
