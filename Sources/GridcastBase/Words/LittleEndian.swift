extension [UInt8] {
  /// Makes the little-endian bytes of numbers.
  package init(littleEndian values: [some FixedWidthInteger & UnsignedInteger]) {
    self = []
    for value in values { append(littleEndian: value) }
  }

  /// Adds the little-endian bytes of a number.
  package mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
