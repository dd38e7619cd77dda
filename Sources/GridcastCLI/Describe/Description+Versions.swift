extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "04ce2f828fdab9038cfaaefca8e48633e23133f8f31d71a36d8848959b7065c3"
  ]
}
