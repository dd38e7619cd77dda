import Foundation
package import GridcastBase
import GridcastFiles

extension CoordinateSystem {
  /// WGS 84 with the offset of Chinese map services, under its own name, so that files show it.
  static func china(_ offset: ChinaOffset) throws(GridcastError) -> CoordinateSystem {
    try CoordinateSystem(
      """
      GEOGCRS["\(offset.name)",DATUM["\(offset.name)",\
      ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],\
      PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],\
      AXIS["longitude",east,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],\
      AXIS["latitude",north,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]]]
      """)
  }

  /// The system that a user names: by a code such as `EPSG:4547`, `EPSG4547` or `4547`, by `gcj02` or `bd09`,
  /// by WKT, or by a .prj file.
  ///
  /// - Throws: `.unreadable` for a missing .prj file; `.badData` where PROJ does not know the
  ///   system.
  package static func named(_ name: String) throws(GridcastError) -> CoordinateSystem {
    if let offset = ChinaOffset(named: name) { return try china(offset) }
    if Int(name) != nil { return try CoordinateSystem("EPSG:\(name)") }
    if let code = name.wholeMatch(of: /(?i)epsg[\s_-]*([0-9]+)/) {
      return try CoordinateSystem("EPSG:\(code.1)")
    }
    guard [".prj", ".wkt"].contains(where: name.lowercased().hasSuffix) else {
      return try CoordinateSystem(name)
    }
    guard let bytes = FileManager.default.contents(atPath: name) else {
      throw GridcastError(.unreadable, name, InputFiles.fault(of: name) ?? "it cannot be read")
    }
    return try CoordinateSystem(String(decoding: bytes, as: UTF8.self), subject: name)
  }

  /// Whether a definition says that no system is known: what GDAL makes of a GeoPackage's srs_id 0, -1 and 99999, and
  /// writes on as if it were one.
  package static func isUndefined(_ definition: String) -> Bool {
    definition.contains(
      /^(GEOGCRS|GEOGCS|ENGCRS|LOCAL_CS)\["(GCS_)?Undefined[ _](geographic[ _]|Cartesian[ _])?SRS"/)
  }
}
