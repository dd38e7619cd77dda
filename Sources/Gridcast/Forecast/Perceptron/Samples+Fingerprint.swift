extension Samples {
  /// SHA-256 over the bits of features and target, column after column.
  static func fingerprint(_ features: [[Float]], _ target: [Float]) -> String {
    var bytes: [UInt8] = []
    for column in features + [target] {
      for value in column {
        let bits = value.bitPattern
        for shift in stride(from: 0, to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
      }
    }
    return digest(bytes)
  }

  var fingerprint: String { Self.fingerprint(features, target) }
}
