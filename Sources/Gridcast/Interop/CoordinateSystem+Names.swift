import Foundation

extension CoordinateSystem {
  /// WGS 84 longitude and latitude.
  public static var wgs84: CoordinateSystem {
    get throws(GridcastError) { try CoordinateSystem("EPSG:4326") }
  }

  /// The WGS 84 / UTM system of a zone.
  public static func utm(_ zone: UTMZone) throws(GridcastError) -> CoordinateSystem {
    try CoordinateSystem(zone.code)
  }

  /// The system that a user names: a code such as `EPSG:4547` or `4547`, WKT, or a .prj file.
  ///
  /// - Throws: `.unreadable` for a .prj file that is missing, `.badData` for what PROJ does not know.
  public static func named(_ name: String) throws(GridcastError) -> CoordinateSystem {
    if Int(name) != nil { return try CoordinateSystem("EPSG:\(name)") }
    guard [".prj", ".wkt"].contains(where: name.lowercased().hasSuffix) else {
      return try CoordinateSystem(name)
    }
    guard let bytes = FileManager.default.contents(atPath: name) else {
      throw GridcastError(.unreadable, name, "there is no such file")
    }
    return try CoordinateSystem(String(decoding: bytes, as: UTF8.self), subject: name)
  }
}
