/// A zone of WGS 84 / UTM.
package struct UTMZone: Sendable, Hashable {
  /// The number from 1 to 60, counted eastwards from 180° W.
  package let number: Int
  /// Whether the zone is of the northern hemisphere.
  package let isNorth: Bool

  /// Makes a zone from its number and hemisphere.
  package init(number: Int, isNorth: Bool) {
    precondition(1...60 ~= number)
    self.number = number
    self.isNorth = isNorth
  }

  /// The zone that contains a position in degrees; +180° belongs to zone 1, as −180° does.
  ///
  /// The irregular zones around Norway and Svalbard belong to the MGRS grid, not to EPSG's UTM.
  package init(longitude: Double, latitude: Double) {
    let turns = ((longitude + 180) / 360)
    let east = (turns - turns.rounded(.down)) * 360
    self.init(number: min(Int(east / 6), 59) + 1, isNorth: latitude >= 0)
  }

  /// Finds the zone whose system has a code of EPSG's; nil where it is another's.
  package init?(code: String) {
    guard code.hasPrefix("EPSG:32"), code.utf8.count == 10, let number = Int(code.dropFirst(5)),
      case let (hundreds, zone) = number.quotientAndRemainder(dividingBy: 100),
      hundreds == 326 || hundreds == 327, 1...60 ~= zone
    else { return nil }
    self.init(number: zone, isNorth: hundreds == 326)
  }

  /// The meridian in the middle, in degrees.
  package var meridian: Double { Double(6 * number - 183) }

  /// The area for which it is made, in degrees.
  package var area: Box {
    Box(
      minX: meridian - 3, minY: isNorth ? 0 : -80, maxX: meridian + 3, maxY: isNorth ? 84 : 0)
  }

  /// EPSG's code: 326 or 327, then the number.
  package var code: String { "EPSG:\((isNorth ? 32600 : 32700) + number)" }
}

extension UTMZone: CustomStringConvertible {
  /// The name, as in "UTM zone 49N".
  package var description: String { "UTM zone \(number)\(isNorth ? "N" : "S")" }
}
