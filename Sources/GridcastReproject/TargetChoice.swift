package import GridcastBase
import GridcastGeo

/// The coordinate system to transform to, as the user specifies it.
package enum TargetChoice: Sendable, Hashable {
  /// The WGS 84 / UTM zone that contains the data.
  case utm
  /// A system with this name.
  case named(String)

  /// Parses `utm` or the name of a coordinate system.
  package init(_ text: String) { self = text.lowercased() == "utm" ? .utm : .named(text) }

  /// Determines the system for surveyed data.
  ///
  /// - Parameters:
  ///   - survey: The survey of the data, which only `utm` needs.
  ///   - source: The coordinate system of the data.
  ///   - subject: The name of the data, for errors.
  ///   - lost: What was left out of the data, which may be why there are none.
  /// - Returns: The named system, or the UTM zone: that of the median longitude where the data are
  ///   in degrees, otherwise that of the middle of their extent.
  /// - Throws: `.badData` where there are no data to find the zone, or PROJ does not know the name.
  package func resolved(
    for survey: Survey, in source: CoordinateSystem, of subject: String, lost: [Sentence] = []
  ) throws(GridcastError) -> CoordinateSystem {
    switch self {
    case .named(let name): return try .named(name)
    case .utm:
      if let zone = survey.utmZone { return .utm(zone) }
      guard survey.count > 0 else {
        let nothing: Sentence =
          lost.isEmpty
          ? "there are no features, or none that are asked for"
          : "there are no features left to take"
        throw GridcastError(
          .badData, subject,
          lost.reduce(nothing) { $0 + "; " + $1.without(prefix: subject) })
      }
      guard !survey.box.isEmpty else {
        throw GridcastError(
          .badData, subject,
          "no UTM zone can be found: none of \(counted(survey.count, "feature")) has coordinates, or "
            + "they are no numbers")
      }
      let center = try Reprojection.project([survey.box.center], from: source, to: .wgs84)[0]
      guard center.isFinite, abs(center.y) <= 90 else {
        if let mixture = Misplacement.zoneMixture(survey.box, source) {
          throw GridcastError(.badData, subject, "no UTM zone can be found: \(mixture)")
        }
        throw GridcastError(
          .badData, subject,
          "no UTM zone can be found: the coordinates, such as "
            + "\(formatted(survey.box.minX, 3)), \(formatted(survey.box.minY, 3)), cannot be "
            + "\(source)\(isExchanged(survey.box) ? "; longitude and latitude look exchanged" as Sentence : ""); "
            + "\(.nameTheirSystem), or \(.nameTarget)")
      }
      return .utm(UTMZone(longitude: center.x, latitude: center.y))
    }
  }

  /// Whether longitude and latitude seem exchanged: the second coordinate exceeds 90 degrees.
  private func isExchanged(_ box: Box) -> Bool {
    abs(box.minX) <= 90 && abs(box.maxX) <= 90 && max(abs(box.minY), abs(box.maxY)) > 90
      && max(abs(box.minY), abs(box.maxY)) <= 180
  }
}
