import GridcastBase

/// The columns of a block of features, which are filled by the names of properties.
@safe struct GeoJSONColumns {
  private let bytes: UnsafeRawBufferPointer
  private let columns: [GeoJSONColumn]
  /// The names of all columns, end to end.
  private let names: [UInt8]
  /// Where each name begins, and where the last one ends.
  private let starts: [Int]

  init(_ fields: [Field], in bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = unsafe bytes
    columns = fields.map { unsafe GeoJSONColumn($0, in: bytes) }
    names = fields.flatMap { Array($0.name.utf8) }
    starts = fields.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.name.utf8.count) }
  }

  /// Reads the properties of the feature that follows `count` others.
  ///
  /// - Throws: Where a property is unusual or occurs twice.
  @inline(__always)
  func read(_ scanner: inout JSONScanner, after count: Int) throws(Declined) {
    if try scanner.peek() == UInt8(ascii: "n") {
      try scanner.passLetters("null")
    } else {
      var next = 0
      try scanner.forEachMember { (name, scanner) throws(Declined) in
        guard !name.hasEscapes else { throw Declined("a property's name has escapes") }
        // Properties usually come in the order of the fields.
        if next < columns.count, isCalled(next, name) {
          try take(&scanner, into: next, after: count)
          next += 1
        } else if let other = columns.indices.first(where: { isCalled($0, name) }) {
          try take(&scanner, into: other, after: count)
        } else {
          try scanner.skip()
        }
      }
    }
    for column in columns where column.count == count { column.appendMissing() }
  }

  /// The columns of all features.
  ///
  /// - Throws: Where a text is not UTF-8.
  func finish() throws(Declined) -> [Column] {
    var finished: [Column] = []
    for column in columns { finished.append(try column.finish()) }
    return finished
  }

  @inline(__always)
  private func isCalled(_ index: Int, _ text: JSONScanner.Text) -> Bool {
    let start = starts[index]
    let length = starts[index + 1] - start
    guard text.end - text.start == length else { return false }
    for offset in 0..<length
    where unsafe bytes[text.start + offset] != names[start + offset] {
      return false
    }
    return true
  }

  @inline(__always)
  private func take(
    _ scanner: inout JSONScanner, into index: Int, after count: Int
  ) throws(Declined) {
    guard columns[index].count == count else { throw Declined("a feature has a property twice") }
    try columns[index].append(&scanner)
  }
}
