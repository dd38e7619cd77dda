extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "5e78249c77eb18dc25c2bf10bf7a4aec8637357e69dcbf0efb7bf923deb5a326"
  ]
}
