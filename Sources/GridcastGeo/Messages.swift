/// The messages of a C library, collected for an error.
final class Messages {
  private(set) var lines: [String] = []
  /// The number of messages, including those that were not kept.
  private(set) var count = 0
  /// How many of them were errors and not warnings.
  private(set) var errorCount = 0
  /// Which messages mean nothing where the work succeeds, and are not kept.
  var isHarmless: (String) -> Bool = { _ in false }
  /// The last error.
  private(set) var lastError: String?

  /// The distinct messages as one line.
  var text: String {
    var seen = Set<String>()
    return lines.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  /// The pointer that is passed to a C callback, which finds this object by it.
  var address: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  /// Adds a message, from within a C callback.
  static func add(
    _ text: UnsafePointer<CChar>?, isWarning: Bool = false, at address: UnsafeMutableRawPointer?
  ) {
    guard let text = unsafe text, let address = unsafe address else { return }
    let messages = unsafe Unmanaged<Messages>.fromOpaque(address).takeUnretainedValue()
    if unsafe messages.isHarmless(String(cString: text)) { return }
    messages.count += 1
    if !isWarning {
      messages.errorCount += 1
      messages.lastError = unsafe String(cString: text)
    }
    // A damaged file may cause an error for every record, of which the first hundred are enough.
    if messages.lines.count < 100 { messages.lines.append(unsafe String(cString: text)) }
  }
}
