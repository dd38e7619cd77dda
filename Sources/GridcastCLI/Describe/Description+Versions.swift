extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "13b98b3fa35c6cb20d8b9409fe71988f8c220149b64c95d4e579db47774aef40"
  ]
}
