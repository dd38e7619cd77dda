extension Description {
  /// The digests of all versions of the description; its version is their number.
  ///
  /// Forms in desktops are made of a description that was shipped with them, so it must not change under its version.
  /// Where `DescribeTests` say that it has changed, add the digest that they name, and run `make description`. A last
  /// one that no release had yet may be replaced.
  static let versions = [
    "11af36f0abf0a4f4e4f62aba12a4bd61e5481f6a9e5c11d8446f8809dc1aa06c"
  ]
}
