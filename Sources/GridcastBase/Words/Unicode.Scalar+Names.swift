extension Unicode.Scalar {
  /// Whether it is a digit from 0 to 9.
  package var isPlainDigit: Bool { "0"..."9" ~= self }

  /// Whether a bare name of a condition or an expression can begin with it; digits can follow.
  package var beginsName: Bool {
    "a"..."z" ~= self || "A"..."Z" ~= self || self == "_" || !isASCII
  }
}

extension String {
  /// The text of some scalars.
  package init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var text = UnicodeScalarView()
    text.append(contentsOf: scalars)
    self.init(text)
  }
}
