extension UInt8 {
  /// Whether it is a letter from A to Z or a to z, or a digit, of ASCII.
  package var isLetterOrDigit: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
  }
}
