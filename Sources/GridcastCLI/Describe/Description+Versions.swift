extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "24a5cb45fff1cef7e3536aa15848ddcabc4b49002d2938e69b20bef4d14d57f6"
  ]
}
