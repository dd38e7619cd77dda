import GridcastFiles

extension Samples {
  /// The SHA-256 hash of the bits of features and target, column by column.
  static func fingerprint(_ features: [[Float]], _ target: [Float]) -> String {
    digest(ofNumbers: features + [target])
  }

  var fingerprint: String { Self.fingerprint(features, target) }
}
