extension [UInt8] {
  /// The bytes of numbers, the lowest of each first.
  package init(littleEndian values: [some FixedWidthInteger & UnsignedInteger]) {
    self = []
    for value in values { append(littleEndian: value) }
  }

  /// Adds the bytes of a number, the lowest first.
  package mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
