internal import Foundation

/// The directions of a compass.
package enum Compass {
  private static let names = [
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW",
    "NNW",
  ]

  /// The index of the nearest of 4, 8 or 16 directions, counted clockwise from north, for a finite
  /// bearing in degrees clockwise from north.
  package static func sector(of bearing: Double, among count: Int) -> Int {
    precondition(names.count % count == 0)
    let turns = bearing / 360 - (bearing / 360).rounded(.down)
    return Int((turns * Double(count)).rounded()) % count
  }

  /// The abbreviation of one of 4, 8 or 16 directions, as in "NE".
  package static func name(_ sector: Int, among count: Int) -> String {
    names[sector * (names.count / count)]
  }

  /// An abbreviation in words, as in "north-east".
  package static func words(_ name: String) -> Sentence {
    let words = ["N": "north", "E": "east", "S": "south", "W": "west"]
    return Sentence(message: name.map { words[String($0)] ?? "" }.joined(separator: "-"))
  }

  /// The bearing of a step, in degrees clockwise from north, from 0 to below 360.
  package static func bearing(east: Double, north: Double) -> Double {
    let degrees = atan2(east, north) * 180 / .pi
    return degrees < 0 ? degrees + 360 : degrees
  }

  /// The step of length 1 along a bearing in degrees clockwise from north.
  package static func step(bearing: Double) -> (east: Double, north: Double) {
    let radians = bearing * .pi / 180
    return (sin(radians), cos(radians))
  }
}
