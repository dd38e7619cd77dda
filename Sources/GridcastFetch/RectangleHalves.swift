import Foundation
import GridcastBase

extension Rectangle {
  /// Whether it can be cut at all.
  var canBeCut: Bool { east - west > 1 || north - south > 1 }

  /// The two parts of the rectangle, cut across its longer side so that each has about half of some places; none where
  /// it cannot be cut.
  ///
  /// Where there is a way, none of the places is on the cut, as those there belong to both parts.
  ///
  /// - Parameters:
  ///   - places: Places within it; where there are too few, it is cut in its middle.
  ///   - step: Of how many places a multiple should be in the first part, if that leaves the parts alike.
  /// - Returns: The western and the eastern part, or the southern and the northern one.
  func halves(of places: [Point], by step: Int) -> [Rectangle] {
    guard canBeCut else { return [] }
    let narrowing = cos((box.minY + box.maxY) / 2 * .pi / 180)
    let isAcross =
      north - south <= 1
      || (east - west > 1 && Double(east - west) * narrowing >= Double(north - south))
    let low = isAcross ? west : south
    let high = isAcross ? east : north
    let sorted = places.map { 1e6 * (isAcross ? $0.x : $0.y) }.sorted()
    let cut = Self.cut(sorted, by: step, within: low + 1...high - 1)
    return isAcross
      ? [
        Rectangle(west: west, south: south, east: cut, north: north),
        Rectangle(west: cut, south: south, east: east, north: north),
      ]
      : [
        Rectangle(west: west, south: south, east: east, north: cut),
        Rectangle(west: west, south: cut, east: east, north: north),
      ]
  }

  /// How near a place may be to a cut, in millionths, and still be beside it.
  private static let clearance = 0.6
  /// What a number that is no multiple of the step weighs against a part that has none of the places.
  private static let unevenness = 0.3

  private static func cut(_ sorted: [Double], by step: Int, within range: ClosedRange<Int>) -> Int {
    var best = (cost: 1.0, cut: range.lowerBound + (range.upperBound - range.lowerBound) / 2)
    while best.cut < range.upperBound,
      sorted.contains(where: { abs($0 - Double(best.cut)) < clearance })
    { best.cut += 1 }
    guard sorted.count >= 4 else { return best.cut }
    for index in 1..<sorted.count {
      let cut = Int(((sorted[index - 1] + sorted[index]) / 2).rounded())
      guard range.contains(cut), Double(cut) - sorted[index - 1] > clearance,
        sorted[index] - Double(cut) > clearance
      else { continue }
      let cost =
        Double(abs(2 * index - sorted.count)) / Double(sorted.count)
        + (index.isMultiple(of: step) ? 0 : unevenness)
      if cost < best.cost { best = (cost, cut) }
    }
    return best.cut
  }
}
