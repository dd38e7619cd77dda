package import GridcastBase

/// Gathers texts that lie in memory; each different one is decoded once.
@safe package struct TextRuns {
  private var runs = ByteDictionary()
  private var codes: [Int32] = []
  /// Texts that had to be made anew; their codes go down from −2.
  private var made: [[UInt8]] = []

  /// No texts.
  package init() {}

  /// The number of features.
  package var count: Int { codes.count }

  /// Adds the text of one more feature, where it lies.
  package mutating func append(_ run: UnsafeRawBufferPointer) {
    codes.append(unsafe runs.code(of: run))
  }

  /// Adds the text of one more feature that could not be left as it lies.
  package mutating func append(made bytes: [UInt8]) {
    made.append(bytes)
    codes.append(-1 - Int32(made.count))
  }

  /// Adds a feature without text.
  package mutating func appendMissing() { codes.append(-1) }

  /// The texts of all features.
  ///
  /// `add` adds a run to a table as a text.
  ///
  /// - Throws: What `add` throws.
  package func texts(_ add: (UnsafeRawBufferPointer, inout TextTable) throws(Declined) -> Void)
    throws(Declined) -> Texts
  {
    var table = TextTable()
    // Runs that all stay as they are differ; of others, two may be one text.
    var areAsTheyLie = true
    for code in 0..<runs.count {
      let start = table.bytes.count
      try unsafe add(runs[code], &table)
      areAsTheyLie = unsafe areAsTheyLie && table.ends(with: runs[code], from: start)
    }
    guard !made.isEmpty else {
      return areAsTheyLie ? Texts(table, codes: codes) : Texts(merging: table, codes: codes)
    }
    var others = TextTable()
    for bytes in made {
      let added = unsafe bytes.withUnsafeBytes { run in
        Result { () throws(Declined) in try unsafe add(run, &others) }
      }
      try added.get()
    }
    var result = Texts()
    for code in codes {
      if code == -1 {
        result.append(nil)
      } else {
        let (texts, index) = code >= 0 ? (table, Int(code)) : (others, Int(-2 - code))
        result.append(utf8: texts.bytes[texts.range(of: index)])
      }
    }
    return result
  }
}
