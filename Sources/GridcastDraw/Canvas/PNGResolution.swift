/// How many pixels of a PNG file are a metre, which Cairo does not write, and without which other programs print
/// a page at a scale of their own.
enum PNGResolution {
  /// The signature and the first chunk, IHDR, behind which the resolution may stand.
  private static let beginning = 8 + 25

  /// Adds the chunk pHYs to a PNG file (PNG specification, 11.3.4.3).
  ///
  /// - Parameters:
  ///   - perInch: The pixels of an inch; what is written is pixels of a metre, as a whole number.
  ///   - bytes: The file as Cairo writes it.
  /// - Returns: The file with the chunk.
  static func add(perInch: Double, to bytes: [UInt8]) -> [UInt8] {
    let perMetre = bigEndian(UInt32((perInch / 0.0254).rounded()))
    let content = Array("pHYs".utf8) + perMetre + perMetre + [1]
    let chunk = bigEndian(UInt32(content.count - 4)) + content + bigEndian(checksum(content))
    return bytes[..<beginning] + chunk + bytes[beginning...]
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    unsafe withUnsafeBytes(of: value.bigEndian) { unsafe Array($0) }
  }

  /// The CRC-32 of ISO 3309, as every chunk has it.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in
        rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }
}
