internal import CPROJ
package import GridcastBase
internal import Synchronization

extension CoordinateSystem {
  /// The systems of the texts that were read last: the layers of a folder mostly share one, of which PROJ's
  /// registry is asked for long.
  private static let known = Mutex<[String: CoordinateSystem]>([:])

  /// Makes a system from a text: an authority's code, WKT, PROJJSON, a PROJ string or a name.
  ///
  /// - Parameters:
  ///   - definition: The text; a byte-order mark before it is skipped.
  ///   - subject: The source of the text, for the error; nil to name the text itself.
  /// - Throws: `.badData` where PROJ does not understand the text, or it is no horizontal system; `.notInstalled`
  ///   where PROJ's database is missing.
  package init(_ definition: String, subject: String? = nil) throws(GridcastError) {
    if let known = Self.withoutPROJ(definition) ?? Self.known.withLock({ $0[definition] }) {
      self = known
      return
    }
    try self.init(parsing: definition, subject: subject)
    Self.known.withLock { [self] known in
      if known.count >= 100 { known = [:] }
      known[definition] = self
    }
  }

  private init(parsing definition: String, subject: String?) throws(GridcastError) {
    let subject = subject ?? "coordinate system '\(definition.prefix(60))'"
    let proj = try PROJContext()
    let context = unsafe proj.handle
    // .prj files often begin with a byte-order mark.
    let text = Self.withOwnName(Self.asSystem(String(definition.trimmingPrefix("\u{FEFF}"))))
    guard let parsed = unsafe proj_create(context, text) else {
      try Self.requireDatabase(proj, for: subject)
      throw GridcastError(.badData, subject, "PROJ does not know it: \(proj.words); \(.findSystem)")
    }
    defer { unsafe proj_destroy(parsed) }
    try unsafe self.init(parsed, in: context, subject: subject)
  }

  /// Asks PROJ for a system of its database.
  ///
  /// - Throws: `.notInstalled` where the database is missing.
  static func requireDatabase(for subject: String) throws(GridcastError) {
    let proj = try PROJContext()
    unsafe proj_destroy(proj_create(proj.handle, "EPSG:4326"))
    try requireDatabase(proj, for: subject)
  }

  private static func requireDatabase(_ proj: borrowing PROJContext, for subject: String)
    throws(GridcastError)
  {
    guard proj.words.contains("Cannot find proj.db") else { return }
    throw GridcastError(
      .notInstalled, subject,
      "PROJ does not find its database, proj.db; install proj-data, or let PROJ_DATA name the folder that has it"
    )
  }

  /// The definition in ESRI's dialect of WKT, as in a .prj file; nil where there is none.
  package func esriDefinition() throws(GridcastError) -> String? {
    if let definition = esriDefinitionWithoutPROJ { return definition }
    return try unsafe written { unsafe proj_as_wkt($0, $1, PJ_WKT1_ESRI, $2) }
  }

  /// The definition as PROJJSON; nil where there is none.
  package func projJSON() throws(GridcastError) -> String? {
    try unsafe written { unsafe proj_as_projjson($0, $1, $2) }
  }

  /// The definition in one line, as a function of PROJ writes it; nil where there is none.
  private func written(
    _ write: (OpaquePointer?, OpaquePointer, UnsafePointer<UnsafePointer<CChar>?>) ->
      UnsafePointer<CChar>?
  ) throws(GridcastError) -> String? {
    let proj = try PROJContext()
    let context = unsafe proj.handle
    guard let system = unsafe proj_create(context, code ?? wkt) else { return nil }
    defer { unsafe proj_destroy(system) }
    return unsafe "MULTILINE=NO".withCString { option in
      let options = unsafe [option, nil]
      return unsafe write(context, system, options).map { unsafe String(cString: $0) }
    }
  }

  private init(_ parsed: OpaquePointer, in context: OpaquePointer, subject: String)
    throws(GridcastError)
  {
    // The definition stays bound to WGS 84, for the datum shift; everything else is taken from the
    // system inside.
    let isBound = unsafe proj_get_type(parsed) == PJ_TYPE_BOUND_CRS
    var crs = unsafe proj_clone(context, parsed)
    func take(_ next: OpaquePointer?) {
      guard let next = unsafe next else { return }
      unsafe proj_destroy(crs)
      unsafe crs = next
    }
    defer { unsafe proj_destroy(crs) }
    if unsafe proj_get_type(crs) == PJ_TYPE_BOUND_CRS {
      unsafe take(proj_get_source_crs(context, crs))
    }
    var vertical: String?
    if unsafe proj_get_type(crs) == PJ_TYPE_COMPOUND_CRS {
      let height = unsafe proj_crs_get_sub_crs(context, crs, 1)
      vertical = unsafe proj_get_name(height).map { unsafe String(cString: $0) }
      unsafe proj_destroy(height)
      unsafe take(proj_crs_get_sub_crs(context, crs, 0))
    }
    if unsafe proj_get_type(crs) == PJ_TYPE_GEOGRAPHIC_3D_CRS {
      // Heights are not transformed, and few formats tell which ellipsoid or geoid they refer to.
      unsafe take(proj_crs_demote_to_2D(context, nil, crs))
    }
    let type = unsafe proj_get_type(crs)
    let isGeographic =
      type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS
    guard isGeographic || type == PJ_TYPE_PROJECTED_CRS || type == PJ_TYPE_OTHER_CRS
    else {
      throw GridcastError(
        .badData, subject, "it is neither geographic nor projected; name one that is")
    }
    let wkt = unsafe "MULTILINE=NO".withCString { option in
      let options = unsafe [option, nil]
      return unsafe proj_as_wkt(context, isBound ? parsed : crs, PJ_WKT2_2019, options).map {
        unsafe String(cString: $0)
      }
    }
    guard let wkt = wkt.map(Self.withOwnName) else {
      throw GridcastError(.badData, subject, "PROJ cannot write it as WKT")
    }
    let told = unsafe proj_get_name(crs).map { unsafe String(cString: $0) } ?? "unnamed"
    let name = wkt.hasPrefix("PROJCRS[\"\(Self.otherMercator)\"") ? Self.otherMercator : told
    let offset = isGeographic ? ChinaOffset(named: name) : nil
    let code =
      unsafe offset != nil
      ? nil : Self.code(of: crs, in: context) ?? Self.code(ofNorthingFirst: wkt, in: context)
    unsafe self.init(
      name: offset?.name ?? name, code: isBound ? nil : code, wkt: wkt,
      isGeographic: isGeographic, metresPerUnit: Self.unit(of: crs, in: context, isGeographic),
      areaOfUse: Self.area(of: crs, code, in: context) ?? Self.zone(around: wkt),
      offset: offset, vertical: vertical)
  }

  /// The text, where it is a PROJ string with what tells a system from an operation.
  private static func asSystem(_ text: String) -> String {
    guard text.contains(#/^\s*\+?(proj|init)=/#), !text.contains("proj=pipeline") else {
      return text
    }
    if let code = text.firstMatch(of: #/init=([A-Za-z]+:\w+)/#) {
      return code.1.uppercased()
    }
    return text.contains("type=crs") ? text : text + " +type=crs"
  }

  private static let otherMercator = "Pseudo-Mercator"

  /// WKT that is not EPSG:3857 under a name that is not that system's either.
  ///
  /// By the names of EPSG:3857, PROJ 9.1 takes its own parameters for those that stand in WKT.
  private static func withOwnName(_ wkt: String) -> String {
    guard let start = wkt.firstMatch(of: #/^\s*PROJ(CS|CRS)\["([^"]*)"/#),
      ["pseudo-mercator", "pseudo_mercator", "web mercator", "web_mercator"]
        .contains(where: start.2.lowercased().contains)
    else { return wkt }
    let numbers = wkt.matches(of: #/PARAMETER\["([^"]*)",\s*([-+0-9.eE]+)/#)
    let isUsual = numbers.allSatisfy { match in
      Double(match.2) == (match.1.lowercased().hasPrefix("scale") ? 1 : 0)
    }
    let units = wkt.matches(of: #/UNIT\["([^"]*)",\s*([-+0-9.eE]+)/#)
    // The other units are of angles.
    let areMetres = units.allSatisfy {
      ["1", "1.0"].contains($0.2) || $0.2.hasPrefix("0.01745329")
    }
    return isUsual && areMetres
      ? wkt : wkt[..<start.2.startIndex] + otherMercator + wkt[start.2.endIndex...]
  }

  /// The area of use that the system names, or else its entry in the registry.
  private static func area(of crs: OpaquePointer?, _ code: String?, in context: OpaquePointer)
    -> Box?
  {
    var west = 0.0, south = 0.0, east = 0.0, north = 0.0
    if unsafe proj_get_area_of_use(context, crs, &west, &south, &east, &north, nil) == 1,
      west > -1000
    {
      return Box(minX: west, minY: south, maxX: east < west ? east + 360 : east, maxY: north)
    }
    // A .prj file names none.
    guard let code, unsafe proj_get_id_code(crs, 0) == nil,
      let entry = unsafe proj_create(context, code)
    else { return nil }
    defer { unsafe proj_destroy(entry) }
    return unsafe area(of: entry, nil, in: context)
  }

  /// The six degrees around the middle of a transverse Mercator projection that is in no registry.
  private static func zone(around wkt: String) -> Box? {
    guard wkt.contains("PROJCRS["), let middle = centralMeridian(in: wkt) else { return nil }
    return Box(minX: middle - 3, minY: -84, maxX: middle + 3, maxY: 84)
  }

  /// The authority's code: the given one, or that of the same system in the registry.
  private static func code(of crs: OpaquePointer?, in context: OpaquePointer) -> String? {
    if let authority = unsafe proj_get_id_auth_name(crs, 0),
      let code = unsafe proj_get_id_code(crs, 0)
    {
      return unsafe "\(String(cString: authority)):\(String(cString: code))"
    }
    var confidence: UnsafeMutablePointer<Int32>? = nil
    guard let found = unsafe proj_identify(context, crs, "EPSG", nil, &confidence) else {
      return nil
    }
    defer {
      unsafe proj_list_destroy(found)
      unsafe proj_int_list_destroy(confidence)
    }
    // A confidence of 70 means the same system under an equivalent name, as in ESRI's dialect of
    // WKT.
    let count = unsafe proj_list_get_count(found)
    for index in 0..<count {
      guard let confidence = unsafe confidence, unsafe confidence[Int(index)] >= 70 else {
        continue
      }
      guard let candidate = unsafe proj_list_get(context, found, index) else { continue }
      defer { unsafe proj_destroy(candidate) }
      guard
        unsafe proj_is_equivalent_to_with_ctx(
          context, crs, candidate, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) == 1
      else { continue }
      if let authority = unsafe proj_get_id_auth_name(candidate, 0),
        let code = unsafe proj_get_id_code(candidate, 0)
      {
        return unsafe "\(String(cString: authority)):\(String(cString: code))"
      }
    }
    return nil
  }

  /// The code of a system that is the same but for the order of its axes, which is east first here.
  private static func code(ofNorthingFirst wkt: String, in context: OpaquePointer) -> String? {
    guard wkt.hasPrefix("PROJCRS["), wkt.contains(#/,east,ORDER\[1\]/#),
      wkt.contains(#/,north,ORDER\[2\]/#),
      let start = wkt.ranges(of: "CS[Cartesian,2]").last?.upperBound
    else { return nil }
    // Of another unit, it is another system.
    let units = wkt[start...].matches(of: #/LENGTHUNIT\["([^"]*)",([0-9.]+)/#)
    guard !units.isEmpty, units.allSatisfy({ $0.1 == "metre" && $0.2 == "1" }) else { return nil }
    let turned =
      wkt[..<start]
      + ",AXIS[\"northing (X)\",north,ORDER[1],LENGTHUNIT[\"metre\",1]]"
      + ",AXIS[\"easting (Y)\",east,ORDER[2],LENGTHUNIT[\"metre\",1]]]"
    guard let system = unsafe proj_create(context, String(turned)) else { return nil }
    defer { unsafe proj_destroy(system) }
    return unsafe code(of: system, in: context)
  }

  private static func unit(
    of crs: OpaquePointer?, in context: OpaquePointer, _ isGeographic: Bool
  ) -> Double {
    guard !isGeographic else { return 111_320 }
    guard let axes = unsafe proj_crs_get_coordinate_system(context, crs) else { return 1 }
    defer { unsafe proj_destroy(axes) }
    var factor = 1.0
    unsafe proj_cs_get_axis_info(context, axes, 0, nil, nil, nil, &factor, nil, nil, nil)
    return factor
  }
}
