import GridcastBase
import GridcastGeo
import GridcastReproject

extension Box {
  /// Why nothing lies within a box of which a user gave the numbers.
  ///
  /// - Parameters:
  ///   - system: The system of the coordinates; nil where it is not known.
  ///   - way: What else can be done than to give other numbers.
  /// - Returns: That they are degrees, and the coordinates are not, or the other way round; nil where neither is so.
  func mistake(against system: CoordinateSystem?, or way: Sentence? = nil) -> Sentence? {
    guard let system else { return nil }
    let isDegrees = minX >= -360 && maxX <= 360 && minY >= -90 && maxY <= 90
    guard system.isGeographic == !isDegrees else { return nil }
    if system.isGeographic {
      return
        "nothing lies within the box \(numbers(6)), whose numbers are no degrees, and the coordinates are degrees (\(system.description)); give west,south,east,north in degrees"
    }
    let same: Sentence? = moved(from: .wgs84, to: system).map {
      "as WGS 84 longitude and latitude the box would be \($0.numbers(0)) there"
    }
    let ways = [same, way].compactMap(\.self)
    let fault: Sentence =
      "nothing lies within the box \(numbers(6)), whose numbers look like degrees, and the coordinates are those of \(system.description)"
    return ways.reduce(fault) { "\($0); \($1)" }
  }

  /// The box as it is given on a command line.
  private func numbers(_ decimals: Int) -> String {
    [minX, minY, maxX, maxY].map { formatted($0, decimals) }.joined(separator: ",")
  }

  /// The least box that holds this one in another system; nil where a part of it has no place there.
  private func moved(from: CoordinateSystem, to: CoordinateSystem) -> Box? {
    guard let points = try? Reprojection.project(outline(), from: from, to: to),
      points.allSatisfy({ $0.x.isFinite && $0.y.isFinite })
    else { return nil }
    return Box(points)
  }
}
