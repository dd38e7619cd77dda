package import GridcastBase
import GridcastGeo

extension Reprojection {
  /// What the user should know of a transformation over an extent, in the source system.
  ///
  /// - Throws: `.badData` where PROJ knows no operation from the source to WGS 84.
  package func warnings(over box: Box, for role: InputRole) throws(GridcastError) -> [Sentence] {
    let scale = try warning(over: box)
    let shift = try shiftWarning(over: box, for: role)
    return [shift, scale].compactMap { $0 }
  }

  /// A warning where the two systems have different datums between which PROJ knows no shift.
  ///
  /// Between systems on the ellipsoid of WGS 84 or GRS 80, which lie within a metre or two of each
  /// other, none is missed.
  private func shiftWarning(over box: Box, for role: InputRole) throws(GridcastError) -> Sentence? {
    guard source.definition != target.definition, !box.isEmpty,
      let from = source.datumName, let to = target.datumName, from != to,
      !(source.isGeocentric && target.isGeocentric)
    else { return nil }
    let used = try way.operations(at: Self.places(of: box))
    guard used.contains(where: \.skipsShift) else { return nil }
    guard used.allSatisfy(\.skipsShift) else {
      return
        "a shift from \(from) to \(to) is known for a part of this extent only, and none is made "
        + "elsewhere: at the border between them positions jump, and may be off by about 100 m; "
        + "\(.giveShift(role))"
    }
    return "no shift from \(from) to \(to) is known here, so none is made: positions may be off by "
      + "about 100 m; \(.giveShift(role))"
  }
}

extension CoordinateSystem {
  /// The name of the geographic system that it is based on, or else of its datum.
  fileprivate var datumName: String? {
    let name = wkt.firstMatch(of: #/(?:BASE)?GEOGCRS\["([^"]*)"/#).map { String($0.1) }
    guard name == "unknown" else { return name }
    return wkt.firstMatch(of: #/DATUM\["([^"]*)"/#).map { String($0.1) } ?? name
  }

  /// Whether its ellipsoid is that of WGS 84 or GRS 80, so that its middle is that of the Earth.
  fileprivate var isGeocentric: Bool {
    guard let match = wkt.firstMatch(of: #/ELLIPSOID\["[^"]*",([0-9.]+),([0-9.]+)/#),
      let axis = Double(match.1), let flattening = Double(match.2)
    else { return false }
    return abs(axis - 6_378_137) < 0.5 && abs(flattening - 298.257222) < 1e-4
  }
}
