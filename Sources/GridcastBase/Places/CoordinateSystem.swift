/// A coordinate reference system that PROJ knows.
///
/// Two are equal when they are the same system, in whichever way each was written.
public struct CoordinateSystem: Sendable, Hashable {
  /// The name in the registry, as in "WGS 84 / UTM zone 49N".
  public let name: String
  /// The authority and code, as in "EPSG:32649", where there is one.
  public let code: String?
  /// The definition as WKT 2 on one line.
  public let wkt: String
  /// Whether coordinates are longitude and latitude in degrees.
  public let isGeographic: Bool
  /// Whether coordinates are degrees, counted from Greenwich, rather than grads or from another
  /// meridian.
  package let isPlainDegrees: Bool
  /// The length in metres of one unit of the coordinates; for degrees, of one along a meridian.
  package let metresPerUnit: Double
  /// The offset from WGS 84 of the coordinates of Chinese map services; nil where there is none.
  package let offset: ChinaOffset?
  /// The name of the vertical system of a compound one, which is ignored.
  package let vertical: String?
  /// The area of use, in degrees of longitude and latitude.
  package let areaOfUse: Box?

  /// Makes a system from known properties; GridcastGeo determines them from what a user or a file
  /// says.
  package init(
    name: String, code: String?, wkt: String, isGeographic: Bool, metresPerUnit: Double,
    areaOfUse: Box?, offset: ChinaOffset? = nil, vertical: String? = nil
  ) {
    self.name = name
    self.code = code
    self.wkt = wkt
    self.isGeographic = isGeographic
    isPlainDegrees = isGeographic && Self.hasPlainDegrees(wkt)
    self.metresPerUnit = metresPerUnit
    self.areaOfUse = areaOfUse
    self.offset = offset
    self.vertical = vertical
  }

  /// The definition that is passed to PROJ: the code, by which PROJ finds its operations, or else
  /// the WKT; the underlying WGS 84 where there is an offset.
  package var definition: String { offset == nil ? code ?? wkt : "EPSG:4326" }

  /// Whether the first system in a WKT 2 counts degrees from Greenwich.
  private static func hasPlainDegrees(_ wkt: String) -> Bool {
    func number(after mark: String, in text: Substring) -> Double? {
      guard let start = text.firstRange(of: mark)?.upperBound,
        let comma = text[start...].firstIndex(of: ",")
      else { return nil }
      return Double(text[text.index(after: comma)...].prefix { !",]".contains($0) })
    }
    let meridian = number(after: "PRIMEM[", in: wkt[...]) ?? 0
    let axes = wkt.firstRange(of: "CS[ellipsoidal").map { wkt[$0.upperBound...] } ?? ""
    let unit = number(after: "ANGLEUNIT[", in: axes) ?? .pi / 180
    return meridian == 0 && abs(unit - .pi / 180) < 1e-9
  }

  /// What identifies the system: its code, or else its WKT.
  ///
  /// A system that has a code is defined by its entry in the registry, whichever way a file spells
  /// it out.
  private var identity: String { code ?? wkt }

  /// Whether both are the same entry of a registry or, without one, have the same WKT.
  public static func == (a: Self, b: Self) -> Bool { a.identity == b.identity }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

extension CoordinateSystem {
  /// The suffix to a number in the units of the coordinates, as in " m" or "°".
  package var unitSuffix: String { isGeographic ? unit : " \(unit)" }

  /// The abbreviation of the unit of the coordinates.
  package var unit: String {
    if isGeographic { return "°" }
    if metresPerUnit == 1 { return "m" }
    // The international foot and the US survey foot.
    return abs(metresPerUnit - 0.3048) < 1e-5 ? "ft" : "units"
  }
}

extension CoordinateSystem: CustomStringConvertible {
  /// The name, with the code where there is one.
  public var description: String { code.map { "\(name) (\($0))" } ?? name }
}
