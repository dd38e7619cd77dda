package import GridcastBase

extension CoordinateSystem {
  /// The meridian at the middle of a transverse Mercator projection, in degrees; nil for others.
  package var centralMeridian: Double? { Self.centralMeridian(in: wkt) }

  static func centralMeridian(in wkt: String) -> Double? {
    guard wkt.contains("METHOD[\"Transverse Mercator\"") else { return nil }
    return Self.parameter("Longitude of natural origin", in: wkt)
  }

  /// The easting of the middle of a projection, in its own units; nil where it has none.
  package var falseEasting: Double? { Self.parameter("False easting", in: wkt) }

  /// The easting of the edge of a Mercator map that goes round the Earth, seen from its middle meridian,
  /// in its own units; nil for others.
  package var halfTurn: Double? {
    let methods = ["Popular Visualisation Pseudo Mercator", "Mercator (variant A)"]
    guard methods.contains(where: { wkt.contains("METHOD[\"\($0)\"") }),
      Self.parameter("Longitude of natural origin", in: wkt) == 0, falseEasting == 0,
      (Self.parameter("Scale factor at natural origin", in: wkt) ?? 1) == 1
    else { return nil }
    return 6_378_137 * .pi / metresPerUnit
  }

  /// The meridian at the middle of a cylindrical map that goes round the Earth, on which eastings grow evenly
  /// with longitude; nil for others.
  package var middleOfCylinder: Double? {
    guard !isGeographic, let range = wkt.firstRange(of: "METHOD[\"") else { return nil }
    let method = wkt[range.upperBound...].prefix { $0 != "\"" }
    let known = [
      "Popular Visualisation Pseudo Mercator", "Miller Cylindrical", "Gall Stereographic",
    ]
    let families = ["Mercator (", "Equidistant Cylindrical", "Lambert Cylindrical Equal Area"]
    guard known.contains(String(method)) || families.contains(where: method.hasPrefix) else {
      return nil
    }
    return Self.parameter("Longitude of natural origin", in: wkt)
      ?? Self.parameter("Longitude of false origin", in: wkt)
  }

  /// The system of the same datum and projection whose eastings begin with the number of a zone, or,
  /// for nil, of the same meridian whose eastings do not; nil where there is none in the registry.
  ///
  /// Gauss–Krüger zones 13 to 23 are 6° wide and the 25th to 45th are 3° wide in China; elsewhere the
  /// zones of this system's own width are meant.
  package func gaussKrueger(zone: Int?) -> CoordinateSystem? {
    guard let own = centralMeridian, let falseEasting else { return nil }
    guard let zone else { return system(around: own, easting: 500_000) }
    let (narrow, wide) = (Double(3 * zone), Double(6 * zone - 3))
    let number = (falseEasting / 1e6).rounded(.down)
    let isNarrow =
      own == narrow || own == 3 * number
      || (own != wide && own != 6 * number - 3 && zone > 24)
    let easting = Double(zone * 1_000_000 + 500_000)
    return system(around: isNarrow ? narrow : wide, easting: easting)
      ?? system(around: isNarrow ? wide : narrow, easting: easting)
  }

  /// What names the system that is this one but for the unit of its coordinates: a code of the
  /// registry; nil where there is none.
  package func inUnit(of length: Double) -> String? {
    // Feet are those of the survey in the USA, and the international ones elsewhere.
    let units: [Double: [String]] = [
      1: ["\"metre\",1"], 0.3048: ["\"US survey foot\",0.304800609601219", "\"foot\",0.3048"],
    ]
    for unit in units[length] ?? [] {
      var definition = unnamed
      guard let axes = definition.ranges(of: "CS[Cartesian,2]").last else { return nil }
      let tail = definition[axes.lowerBound...].replacing(
        #/LENGTHUNIT\["[^"]*",[0-9.]+/#, with: "LENGTHUNIT[\(unit)"
      ).replacing(#/,ID\["EPSG",[0-9]+\]/#, with: "")
      definition = String(definition[..<axes.lowerBound]) + tail
      if let code = try? CoordinateSystem(definition).code { return code }
    }
    return nil
  }

  /// The definition without the names and codes of the registry.
  private var unnamed: String {
    // The registry's own entry has its axes as those of its neighbours.
    var definition = code.flatMap { try? CoordinateSystem($0) }?.wkt ?? wkt
    for tail in [",USAGE[", ",ID[\"EPSG\"," + (code?.split(separator: ":").last ?? "") + "]]"] {
      if let range = definition.ranges(of: tail).last {
        definition = definition[..<range.lowerBound] + "]"
      }
    }
    return definition.replacing(#/^PROJCRS\["[^"]*"/#, with: "PROJCRS[\"unknown\"")
      .replacing(#/CONVERSION\["[^"]*"/#, with: "CONVERSION[\"unknown\"")
  }

  /// The system of the registry that is this one but for its meridian and false easting.
  private func system(around middle: Double, easting: Double) -> CoordinateSystem? {
    var definition = unnamed
    Self.set("Longitude of natural origin", to: middle, in: &definition)
    Self.set("False easting", to: easting, in: &definition)
    guard let found = try? CoordinateSystem(definition), let code = found.code else { return nil }
    return try? CoordinateSystem(code)
  }

  private static func range(of name: String, in wkt: String) -> Range<String.Index>? {
    guard let start = wkt.firstRange(of: "PARAMETER[\"\(name)\",")?.upperBound,
      let end = wkt[start...].firstIndex(where: { $0 == "," || $0 == "]" })
    else { return nil }
    return start..<end
  }

  private static func parameter(_ name: String, in wkt: String) -> Double? {
    range(of: name, in: wkt).flatMap { Double(wkt[$0]) }
  }

  private static func set(_ name: String, to value: Double, in wkt: inout String) {
    guard let range = range(of: name, in: wkt) else { return }
    wkt.replaceSubrange(range, with: formatted(value, 9))
  }
}
