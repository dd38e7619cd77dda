/// A coordinate system that PROJ can name.
///
/// Two are equal when they are the same system, however each was written.
public struct CoordinateSystem: Sendable, Hashable {
  /// The name in the registry, as in "WGS 84 / UTM zone 49N".
  public let name: String
  /// The authority's code, as in "EPSG:32649", where there is one.
  public let code: String?
  /// The definition as WKT 2, one line.
  public let wkt: String
  /// Whether coordinates are longitude and latitude in degrees.
  public let isGeographic: Bool
  /// Metres in one unit of the coordinates; for degrees, along a meridian.
  package let metresPerUnit: Double
  /// The offset from WGS 84 that the coordinates bear, as those of Chinese map services do.
  package let offset: ChinaOffset?
  /// The name of the system of heights that it was joined with, which is left out.
  package let vertical: String?
  /// Where the system is meant to be used, in degrees of longitude and latitude.
  package let areaOfUse: Box?

  /// A system of known properties; Interop makes it from what a user or a file says.
  package init(
    name: String, code: String?, wkt: String, isGeographic: Bool, metresPerUnit: Double,
    areaOfUse: Box?, offset: ChinaOffset? = nil, vertical: String? = nil
  ) {
    self.name = name
    self.code = code
    self.wkt = wkt
    self.isGeographic = isGeographic
    self.metresPerUnit = metresPerUnit
    self.areaOfUse = areaOfUse
    self.offset = offset
    self.vertical = vertical
  }

  /// What PROJ is told of the system: its code, by which PROJ finds its operations, else its WKT; of
  /// one with an offset, WGS 84 that lies under it.
  package var definition: String { offset == nil ? code ?? wkt : "EPSG:4326" }

  /// What tells a system from others: its code, else its WKT.
  ///
  /// The registry's entry says all of a system that has a code, in whatever words a file spells it out.
  private var identity: String { code ?? wkt }

  /// Whether both are the same entry of a registry or, where neither is in one, have the same WKT.
  public static func == (a: Self, b: Self) -> Bool { a.identity == b.identity }

  /// Hashes what is compared.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

extension CoordinateSystem {
  /// What follows a number of the coordinates' units, as " m" or "°".
  package var unitSuffix: String { isGeographic ? unit : " \(unit)" }

  /// The unit of the coordinates.
  package var unit: String {
    if isGeographic { return "°" }
    if metresPerUnit == 1 { return "m" }
    // The international foot and that of the United States' survey.
    return abs(metresPerUnit - 0.3048) < 1e-5 ? "ft" : "units"
  }
}

extension CoordinateSystem: CustomStringConvertible {
  /// The name, with the code where there is one.
  public var description: String { code.map { "\(name) (\($0))" } ?? name }
}

/// A zone of WGS 84 / UTM.
package struct UTMZone: Sendable, Hashable {
  /// 1 to 60, from 180° W eastwards.
  package let number: Int
  /// Whether the zone counts its northings from the equator up.
  package let isNorth: Bool

  /// The zone of a number and a half of the Earth.
  package init(number: Int, isNorth: Bool) {
    precondition(1...60 ~= number)
    self.number = number
    self.isNorth = isNorth
  }

  /// The zone of a position in degrees; +180° belongs to zone 1, as −180° does.
  ///
  /// The wider zones around Norway and Svalbard belong to the MGRS grid, not to EPSG's UTM.
  package init(longitude: Double, latitude: Double) {
    let turns = ((longitude + 180) / 360)
    let east = (turns - turns.rounded(.down)) * 360
    self.init(number: min(Int(east / 6), 59) + 1, isNorth: latitude >= 0)
  }

  /// EPSG's code: 326 or 327, then the number.
  package var code: String { "EPSG:\((isNorth ? 32600 : 32700) + number)" }
}
