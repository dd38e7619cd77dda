public import GridcastBase
internal import GridcastGeo
internal import GridcastReproject

extension CoordinateSystem {
  /// The system of a name: a code such as `EPSG:4547` or `4547`, `gcj02`, `bd09`, WKT, or a .prj file.
  ///
  /// - Throws: `.unreadable` for a .prj file that is missing, `.badData` for what PROJ does not know.
  public init(named name: String) throws(GridcastError) { self = try .named(name) }

  /// Points of this system in another one, in order; a point without a position there becomes not finite.
  ///
  /// x is east or longitude, y north or latitude, whatever order the systems' definitions name.
  ///
  /// - Throws: `.badData` where PROJ knows no way from one to the other.
  public func move(_ points: [Point], to other: CoordinateSystem) throws(GridcastError) -> [Point] {
    try Reprojection.project(points, from: self, to: other)
  }
}
