internal import CPROJ
package import GridcastBase

/// A coordinate system of PROJ's database, as it stands in the list there.
package struct KnownSystem: Sendable, Hashable, Encodable {
  /// What the coordinates are.
  package enum Kind: String, Sendable, Encodable {
    /// Longitude and latitude in degrees.
    case geographic
    /// Eastings and northings on a plane.
    case projected
  }

  /// The code by which it is named, such as `EPSG:4547`.
  package let code: String
  /// Its name in the database.
  package let name: String
  /// What its coordinates are.
  package let kind: Kind
  /// Where it is meant for, in words; empty where nothing is told.
  package let place: String
  /// The same in degrees: west, south, east, north; an east below the west lies beyond 180°.
  package let extent: [Double]?

  /// Makes an entry.
  package init(code: String, name: String, kind: Kind, place: String, extent: [Double]? = nil) {
    self.code = code
    self.name = name
    self.kind = kind
    self.place = place
    self.extent = extent
  }

  /// Whether a position in degrees lies in the extent.
  func holds(longitude: Double, latitude: Double) -> Bool {
    guard let extent, extent[1]...max(extent[1], extent[3]) ~= latitude else { return false }
    return extent[0] <= extent[2]
      ? extent[0] <= longitude && longitude <= extent[2]
      : longitude >= extent[0] || longitude <= extent[2]
  }

  /// All systems of the Earth's surface that nobody has withdrawn, in the order of the database, and those that map
  /// services in China use.
  ///
  /// - Throws: `.notInstalled` where PROJ or its database is missing.
  package static func all() throws(GridcastError) -> [KnownSystem] {
    let proj = try PROJContext()
    let parameters = unsafe proj_get_crs_list_parameters_create()
    defer { unsafe proj_get_crs_list_parameters_destroy(parameters) }
    var count: Int32 = 0
    guard
      let list = unsafe proj_get_crs_info_list_from_database(proj.handle, nil, parameters, &count),
      count > 0
    else {
      throw GridcastError(.notInstalled, "PROJ", "its database cannot be read: \(proj.words)")
    }
    defer { unsafe proj_crs_info_list_destroy(list) }
    var all = [offset("gcj02", "GCJ-02"), offset("bd09", "BD-09")]
    for index in 0..<Int(count) {
      guard let entry = unsafe list[index]?.pointee, let known = unsafe KnownSystem(entry) else {
        continue
      }
      all.append(known)
    }
    return all
  }

  private static func offset(_ code: String, _ name: String) -> KnownSystem {
    let services = code == "gcj02" ? "Amap, Tencent" : "Baidu"
    return KnownSystem(
      code: code, name: "\(name), WGS 84 with the offset of \(services)", kind: .geographic,
      place: "China - mainland.", extent: [73, 18, 136, 54])
  }

  /// nil for what is no horizontal system of the Earth.
  private init?(_ entry: PROJ_CRS_INFO) {
    func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
      unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
    let type = unsafe entry.type
    let isGeographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS
    let isDeprecated = unsafe entry.deprecated != 0
    let body = unsafe text(entry.celestial_body_name)
    guard isGeographic || type == PJ_TYPE_PROJECTED_CRS, !isDeprecated,
      body.isEmpty || body == "Earth"
    else { return nil }
    let authority = unsafe text(entry.auth_name)
    let code = unsafe text(entry.code)
    let edges = unsafe [
      entry.west_lon_degree, entry.south_lat_degree, entry.east_lon_degree, entry.north_lat_degree,
    ]
    let hasExtent = unsafe entry.bbox_valid != 0
    let (name, place) = unsafe (text(entry.name), text(entry.area_name))
    self.init(
      code: "\(authority):\(code)", name: name, kind: isGeographic ? .geographic : .projected,
      place: place, extent: hasExtent ? edges : nil)
  }
}
