package import GridcastBase
import GridcastGeo

/// The coordinate system to move to, as the user asks for it.
package enum TargetChoice: Sendable, Hashable {
  /// The WGS 84 / UTM zone in which the data lie.
  case utm
  /// A system of its own name.
  case named(String)

  /// `utm`, or anything that names a coordinate system.
  package init(_ text: String) { self = text.lowercased() == "utm" ? .utm : .named(text) }

  /// The system for surveyed data.
  ///
  /// - Parameters:
  ///   - survey: What was learned of the data; only `utm` needs it.
  ///   - source: The system of the data.
  ///   - subject: Where the data come from, for errors.
  /// - Returns: The system of that name, or the UTM zone: of the median longitude where the data
  ///   are in degrees, of the middle of their box otherwise.
  /// - Throws: `.badData` where no data tell the zone, or the name means nothing to PROJ.
  package func resolved(
    for survey: Survey, in source: CoordinateSystem, of subject: String
  ) throws(GridcastError) -> CoordinateSystem {
    switch self {
    case .named(let name): return try .named(name)
    case .utm:
      if let zone = survey.utmZone { return try .utm(zone) }
      guard survey.count > 0 else {
        throw GridcastError(.badData, subject, "there are no features, or none that are asked for")
      }
      guard !survey.box.isEmpty else {
        throw GridcastError(
          .badData, subject,
          "no UTM zone can be found: none of \(counted(survey.count, "feature")) has coordinates, or "
            + "they are no numbers")
      }
      let center = try Reprojection.project([survey.box.center], from: source, to: .wgs84)[0]
      guard center.isFinite, abs(center.y) <= 90 else {
        throw GridcastError(
          .badData, subject,
          "no UTM zone can be found: the coordinates, such as "
            + "\(formatted(survey.box.minX, 3)), \(formatted(survey.box.minY, 3)), cannot be "
            + "\(source)\(isExchanged(survey.box) ? "; longitude and latitude look exchanged" : ""); "
            + "\(.nameTheirSystem), or \(.nameTarget)")
      }
      return try .utm(UTMZone(longitude: center.x, latitude: center.y))
    }
  }

  /// Whether degrees stand in the wrong order: the second beyond what a latitude can be.
  private func isExchanged(_ box: Box) -> Bool {
    abs(box.minX) <= 90 && abs(box.maxX) <= 90 && max(abs(box.minY), abs(box.maxY)) > 90
      && max(abs(box.minY), abs(box.maxY)) <= 180
  }
}
