import GridcastBase

/// What a command answers to a program where it fails: the sentence that people read, and its parts.
struct ErrorReport: Encodable {
  struct Fault: Encodable {
    let code: Int32
    /// What can be done about it, in one word, such as `usage` or `badData`.
    let kind: String
    /// The file, field or system at fault; missing where the words of the command line are.
    let subject: String?
    let message: String
  }

  let error: Fault

  init(_ error: GridcastError, for audience: Audience) {
    self.error = Fault(
      code: error.exitCode, kind: "\(error.kind)", subject: error.subject,
      message: error.worded(for: audience))
  }

  /// What ArgumentParser says of wrong use, without what it says of help.
  init(usage text: String, code: Int32) {
    let line = text.prefix { $0 != "\n" }
    error = Fault(
      code: code, kind: "usage", subject: nil,
      message: String(line.trimmingPrefix("Error: ")))
  }
}
