import GridcastBase

/// Gathers texts that lie in memory; each different one is decoded once.
@safe struct TextRuns {
  private var runs = ByteDictionary()
  private var codes: [Int32] = []
  /// Texts that had to be made anew; their codes go down from −2.
  private var made: [[UInt8]] = []

  /// The number of features.
  var count: Int { codes.count }

  /// Adds the text of one more feature, where it lies.
  mutating func append(_ run: UnsafeRawBufferPointer) { codes.append(unsafe runs.code(of: run)) }

  /// Adds the text of one more feature that could not be left as it lies.
  mutating func append(made bytes: [UInt8]) {
    made.append(bytes)
    codes.append(-1 - Int32(made.count))
  }

  /// Adds a feature without text.
  mutating func appendMissing() { codes.append(-1) }

  /// The texts of all features.
  ///
  /// - Throws: What decoding throws.
  func texts(_ decode: (UnsafeRawBufferPointer) throws(Declined) -> String) throws(Declined)
    -> Texts
  {
    var texts: [String] = []
    for code in 0..<runs.count { texts.append(try unsafe decode(runs[code])) }
    guard !made.isEmpty else { return Texts(texts, codes: codes) }
    var others: [String] = []
    for bytes in made {
      let decoded = unsafe bytes.withUnsafeBytes { run in
        Result { () throws(Declined) in try unsafe decode(run) }
      }
      others.append(try decoded.get())
    }
    return Texts(codes.map { $0 >= 0 ? texts[Int($0)] : $0 == -1 ? nil : others[Int(-2 - $0)] })
  }
}
