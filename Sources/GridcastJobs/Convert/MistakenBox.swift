package import GridcastBase
import GridcastGeo
import GridcastReproject

extension Box {
  /// The numbers of a box as it is given, `109.2,34.3,109.8,34.7`, also with blanks or the commas of Chinese; nil
  /// where there is anything else.
  package static func numbers(in text: String) -> [Double]? {
    let parts = text.split { $0.isWhitespace || ",，".contains($0) }
    let numbers = parts.compactMap { Double($0) }
    return numbers.count == parts.count ? numbers : nil
  }

  /// Why nothing lies within an area that was read, of which this is the box.
  func mistake(whereAll all: Box) -> Sentence {
    "nothing lies within the area, which reaches over \(numbers(6)); what is there lies within \(all.numbers(6)); see whether both are in the coordinate systems that they name"
  }

  /// Why nothing lies within a box of which a user gave the numbers.
  ///
  /// - Parameters:
  ///   - system: The system of the coordinates; nil where it is not known.
  ///   - all: The box of what is there, in that system.
  ///   - way: What else can be done than to give other numbers.
  /// - Returns: That the numbers are exchanged, or that they are degrees, and the coordinates are not, or the other way
  ///   round; otherwise where all lies.
  func mistake(
    against system: CoordinateSystem?, whereAll all: Box, or way: Sentence? = nil
  ) -> Sentence {
    let exchanged = Box(minX: minY, minY: minX, maxX: maxY, maxY: maxX)
    if exchanged.intersects(all) {
      return
        "nothing lies within the box \(numbers(6)), but within \(exchanged.numbers(6)), as if longitudes and latitudes were exchanged; give west,south,east,north"
    }
    guard let system, system.isGeographic != isDegrees else {
      return all.isEmpty
        ? "nothing lies within the box \(numbers(6))"
        : "nothing lies within the box \(numbers(6)); what is there lies within \(all.numbers(6))"
    }
    if system.isGeographic {
      return
        "nothing lies within the box \(numbers(6)), whose numbers are no degrees, and the coordinates are degrees (\(system.description)); give west,south,east,north in degrees"
    }
    var ways = [way].compactMap(\.self)
    let places = [self, exchanged].filter(\.isDegrees).compactMap {
      $0.moved(from: .wgs84, to: system)
    }
    if let same = places.first(where: { $0.intersects(all) }) ?? places.first {
      ways.insert(
        "as WGS 84 longitude and latitude the box would be \(same.numbers(0)) there", at: 0)
    }
    let fault: Sentence =
      "nothing lies within the box \(numbers(6)), whose numbers look like degrees, and the coordinates are those of \(system.description)"
    return ways.reduce(fault) { "\($0); \($1)" }
  }

  private var isDegrees: Bool { minX >= -360 && maxX <= 360 && minY >= -90 && maxY <= 90 }

  /// The box as it is given on a command line.
  private func numbers(_ decimals: Int) -> String {
    [minX, minY, maxX, maxY].map { formatted($0, decimals) }.joined(separator: ",")
  }

  /// The least box that holds this one in another system; nil where a part of it has no place there.
  func moved(from: CoordinateSystem, to: CoordinateSystem) -> Box? {
    guard let points = try? Reprojection.project(outline(), from: from, to: to),
      points.allSatisfy({ $0.x.isFinite && $0.y.isFinite })
    else { return nil }
    return Box(points)
  }
}
