/// What a C library said, kept for the error to be thrown.
final class Messages {
  private(set) var lines: [String] = []
  /// How many were said, also where not all were kept.
  private(set) var count = 0
  /// How many of them were errors and not warnings.
  private(set) var errorCount = 0
  /// The last error.
  private(set) var lastError: String?

  /// What was said, each line once, as one line.
  var text: String {
    var seen = Set<String>()
    return lines.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  /// The address a C callback is given to find these messages again.
  var address: UnsafeMutableRawPointer { unsafe Unmanaged.passUnretained(self).toOpaque() }

  /// Adds one line, from inside a C callback.
  static func add(
    _ text: UnsafePointer<CChar>?, isWarning: Bool = false, at address: UnsafeMutableRawPointer?
  ) {
    guard let text = unsafe text, let address = unsafe address else { return }
    let messages = unsafe Unmanaged<Messages>.fromOpaque(address).takeUnretainedValue()
    messages.count += 1
    if !isWarning {
      messages.errorCount += 1
      messages.lastError = unsafe String(cString: text)
    }
    // A broken file can raise one error a record; the first hundred tell the tale.
    if messages.lines.count < 100 { messages.lines.append(unsafe String(cString: text)) }
  }
}
