import Foundation
import GridcastBase

/// Whether the results of several addresses or points that were asked for at once can be in the order of these, which
/// the services' documents do not promise: no two of them may fit better the other way round.
enum ResultOrder {
  /// Whether the addresses that were found fit those that were asked for in their order, by the pairs of neighbouring
  /// characters that are in both.
  static func isKept(_ found: [String], of addresses: [String]) -> Bool {
    let asked = addresses.map(pairs)
    let found = found.map(pairs)
    return isKept(addresses.count) { address, result in
      let both = asked[address].intersection(found[result]).count
      return 2 * Double(both) / Double(max(1, asked[address].count + found[result].count))
    }
  }

  /// Whether houses fit the points that are to be near them in their order, as far as it is told where they are.
  static func isKept(_ houses: [Point?], of points: [Point]) -> Bool {
    isKept(min(points.count, houses.count)) { point, result in
      houses[result].map { -hypot($0.x - points[point].x, $0.y - points[point].y) } ?? 0
    }
  }

  /// The pairs of neighbouring characters.
  private static func pairs(_ text: String) -> Set<String> {
    let characters = Array(text)
    return Set(zip(characters, characters.dropFirst()).map { "\($0)\($1)" })
  }

  private static func isKept(_ count: Int, fit: (_ asked: Int, _ result: Int) -> Double) -> Bool {
    for one in 0..<count {
      for other in one + 1..<count {
        let kept = fit(one, one) + fit(other, other)
        if fit(one, other) + fit(other, one) > kept + 1e-6 { return false }
      }
    }
    return true
  }
}
