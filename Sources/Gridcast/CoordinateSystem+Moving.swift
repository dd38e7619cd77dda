public import GridcastBase
internal import GridcastGeo
internal import GridcastReproject

extension CoordinateSystem {
  /// Finds a system by a code such as `EPSG:4547` or `4547`, by `gcj02` or `bd09`, by WKT, or by a
  /// .prj file.
  ///
  /// - Throws: `.unreadable` for a missing .prj file; `.badData` where PROJ does not know the
  ///   system.
  public init(named name: String) throws(GridcastError) { self = try .named(name) }

  /// Transforms points of this system to another, in order; a point without a position there
  /// becomes infinite or NaN.
  ///
  /// x is east or longitude and y north or latitude, whatever the axis order of the systems.
  ///
  /// - Throws: `.badData` where PROJ knows no operation between the two systems.
  public func move(_ points: [Point], to other: CoordinateSystem) throws(GridcastError) -> [Point] {
    try Reprojection.project(points, from: self, to: other)
  }
}
