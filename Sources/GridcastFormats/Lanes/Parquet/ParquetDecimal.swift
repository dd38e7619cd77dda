import GridcastBase

/// Decimal numbers: whole numbers of a unit that is a power of ten ("LogicalTypes", DECIMAL).
enum ParquetDecimal {
  /// The bytes of a whole number, the most significant first.
  private static func bytes(_ run: UnsafeRawBufferPointer, _ isLittle: Bool) -> [UInt8] {
    isLittle ? unsafe Array(run.reversed()) : unsafe Array(run)
  }

  /// The whole number in bytes.
  ///
  /// - Parameters:
  ///   - run: The bytes, in two's complement.
  ///   - isLittle: Whether the least significant one comes first.
  /// - Returns: The number.
  /// - Throws: Where it takes more than 64 bits.
  static func integer(_ run: UnsafeRawBufferPointer, _ isLittle: Bool) throws(Declined) -> Int64 {
    let bytes = unsafe bytes(run, isLittle)
    var value: Int64 = (bytes.first ?? 0) >= 0x80 ? -1 : 0
    for byte in bytes {
      guard value >> 55 == 0 || value >> 55 == -1 else {
        throw Declined("it holds a decimal number of more digits than the column tells")
      }
      value = value << 8 | Int64(byte)
    }
    return value
  }

  /// A power of ten.
  static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// All digits of a number.
  static func text(_ run: UnsafeRawBufferPointer, _ scale: Int, isLittle: Bool) -> [UInt8] {
    var bytes = unsafe bytes(run, isLittle)
    let isNegative = (bytes.first ?? 0) >= 0x80
    if isNegative {
      var carry: UInt16 = 1
      for index in bytes.indices.reversed() {
        let sum = UInt16(~bytes[index]) + carry
        bytes[index] = UInt8(truncatingIfNeeded: sum)
        carry = sum >> 8
      }
    }
    var digits: [UInt8] = []
    while bytes.contains(where: { $0 != 0 }) {
      var rest = 0
      for index in bytes.indices {
        let value = rest << 8 | Int(bytes[index])
        bytes[index] = UInt8(value / 10)
        rest = value % 10
      }
      digits.append(UInt8(ascii: "0") + UInt8(rest))
    }
    while digits.count <= scale { digits.append(UInt8(ascii: "0")) }
    if scale > 0 { digits.insert(UInt8(ascii: "."), at: scale) }
    if isNegative { digits.append(UInt8(ascii: "-")) }
    return digits.reversed()
  }
}

extension Double {
  /// A number of 16 bits (IEEE 754, binary16).
  init(half: UInt16) {
    let exponent = Int(half >> 10 & 31)
    let fraction = Double(half & 1023) / 1024
    let magnitude =
      switch exponent {
      case 0: Double(sign: .plus, exponent: -14, significand: fraction)
      case 31: fraction == 0 ? Double.infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
      }
    self = half >> 15 == 1 ? -magnitude : magnitude
  }
}

extension Texts {
  /// The texts, or the numbers that they are from end to end.
  func asKind(_ kind: Field.Kind) -> Column.Values {
    switch kind {
    case .integer: .integers(Optionals(map { $0.flatMap { Int64($0.trimmed) } }))
    case .number: .numbers(Optionals(map { $0.flatMap { Double($0.trimmed) } }))
    default: .texts(self)
    }
  }
}
