package import GridcastBase

/// A distance on a map with its unit, as in `50m`, `0.5km`, `0.001deg`; without one, in the unit of the layer.
package struct MapDistance: Sendable, Equatable {
  /// The unit of the number.
  package enum Unit: Sendable { case metres, degrees, layer }

  /// The number.
  package let value: Double
  /// Its unit.
  package let unit: Unit
  /// As it was written.
  package let text: String

  /// Parses a distance.
  ///
  /// - Throws: `.usage` for a text that is none.
  package init(_ text: String, of subject: String) throws(GridcastError) {
    let units: [(String, Unit, Double)] = [
      ("km", .metres, 1000), ("deg", .degrees, 1), ("ft", .metres, 0.3048), ("m", .metres, 1),
      ("", .layer, 1),
    ]
    let plain = text.lowercased().filter { !$0.isWhitespace }
    for (suffix, unit, factor) in units where plain.hasSuffix(suffix) {
      guard let number = Double(plain.dropLast(suffix.count)), number.isFinite else { continue }
      value = number * factor
      self.unit = unit
      self.text = text
      return
    }
    throw GridcastError(
      .usage, "'\(text)'", "it is no distance for '\(subject)'; write it as 50m, 0.5km or 0.001deg")
  }

  /// What the distance is on a map, where it is the same everywhere.
  ///
  /// - Returns: The distance in units of the system; nil where it is in metres and the system in degrees, so that it
  ///   is another at each place.
  /// - Throws: `.usage` where the two do not go together; `.badData` where no system is known.
  func onMap(of system: CoordinateSystem?, _ path: String) throws(GridcastError) -> Double? {
    if unit == .layer {
      // Whoever writes 50 means metres.
      if let system, system.isGeographic, abs(value) >= 1 {
        throw GridcastError(
          .usage, path,
          "\(system) counts in degrees, of which '\(text)' would be many; write \(text)m, or \(text)deg if degrees are meant"
        )
      }
      return value
    }
    guard let system else {
      throw GridcastError(
        .badData, path,
        "it names no coordinate system, so nobody knows how long '\(text)' is on it; \(.nameSystem(.input)), or write the distance without a unit"
      )
    }
    if unit == .degrees {
      guard system.isGeographic else {
        throw GridcastError(
          .usage, path, "\(system) counts in a unit of length; write '\(text)' as 50m or 0.5km")
      }
      return value
    }
    guard system.isGeographic else { return value / system.metresPerUnit }
    guard system.isPlainDegrees else {
      throw GridcastError(
        .usage, path,
        "\(system) does not count degrees from Greenwich, so lengths on it are not known; move it first"
      )
    }
    return nil
  }
}
