package import GridcastBase

/// The side of a cell, as the user writes it.
package struct CellSize: Sendable, Equatable {
  /// The unit of the number.
  package enum Unit: Sendable { case metres, degrees }

  /// The number.
  package let value: Double
  /// Its unit.
  package let unit: Unit

  /// `1km`, `500m`, `1000` (metres) or `0.01deg`.
  ///
  /// - Throws: `.usage` for anything else, and for what is not above 0.
  package init(_ text: String) throws(GridcastError) {
    let units: [(String, Unit, Double)] = [
      ("km", .metres, 1000), ("deg", .degrees, 1), ("m", .metres, 1), ("", .metres, 1),
    ]
    let text = text.lowercased().filter { !$0.isWhitespace }
    for (suffix, unit, factor) in units where text.hasSuffix(suffix) {
      guard let number = Double(text.dropLast(suffix.count)) else { continue }
      guard 1e-6...1e9 ~= number * factor else { break }
      value = number * factor
      self.unit = unit
      return
    }
    throw GridcastError(.usage, "cell size '\(text)'", "write it as 1km, 500m, 1000 or 0.01deg")
  }

  /// The size in units of a coordinate system.
  ///
  /// - Throws: `.usage` where metres meet degrees.
  package func inUnits(of coordinateSystem: CoordinateSystem) throws(GridcastError) -> Double {
    guard coordinateSystem.isGeographic == (unit == .degrees) else {
      throw GridcastError(
        .usage, "cell size",
        coordinateSystem.isGeographic
          ? "\(coordinateSystem) counts in degrees; write the size as 0.01deg, or \(.takeUTM)"
          : "\(coordinateSystem) counts in a unit of length; write the size as 1km or 500m")
    }
    return unit == .degrees ? value : value / coordinateSystem.metresPerUnit
  }
}
