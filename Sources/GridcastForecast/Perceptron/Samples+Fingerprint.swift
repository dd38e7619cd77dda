import GridcastFiles

extension Samples {
  /// SHA-256 over the bits of features and target, column after column.
  static func fingerprint(_ features: [[Float]], _ target: [Float]) -> String {
    digest(ofNumbers: features + [target])
  }

  var fingerprint: String { Self.fingerprint(features, target) }
}
