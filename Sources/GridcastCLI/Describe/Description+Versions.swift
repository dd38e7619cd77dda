extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "d56eaa02f43c57d89c173d46b42c66291a88c53f38693e1596749e2dfc8e34c5"
  ]
}
