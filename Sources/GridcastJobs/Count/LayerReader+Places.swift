package import GridcastBase
package import GridcastFormats
import GridcastGeo
import GridcastReproject

extension LayerReader {
  /// Notes what the user should know of positions and of the way to another system, with the path.
  ///
  /// - Parameters:
  ///   - box: The extent of the positions, in the input's system.
  ///   - way: The transformation.
  ///   - target: The system that the positions must fit too, where that is to be checked.
  ///   - allowsLoss: Whether the job goes on where all positions are wrong.
  ///   - tally: Receives the notes.
  /// - Throws: `.badData` where all positions are wrong, and that is not allowed.
  func notePlaces(
    _ box: Box, movedBy way: Reprojection, into target: CoordinateSystem? = nil, allowsLoss: Bool,
    _ tally: inout Tally
  ) throws(GridcastError) {
    let place = try checkPlaces(box, movedTo: target, allowsLoss: allowsLoss)
    let warnings = try way.warnings(over: box, for: source.role)
    for warning in [place].compactMap({ $0 }) + warnings {
      tally.note("\(source.path): \(warning)")
    }
  }

  /// Checks that positions can be in the system that the input is said to be in.
  ///
  /// - Parameters:
  ///   - box: The extent of the positions, in that system.
  ///   - target: The system that they are moved to, where that is known.
  ///   - moves: Whether they are moved, be it to a system that is still to be found.
  ///   - allowsLoss: Whether the job goes on where all of them are wrong.
  /// - Returns: A warning; nil where there is none.
  /// - Throws: `.badData` where all positions are wrong, and that is not allowed.
  package func checkPlaces(
    _ box: Box, movedTo target: CoordinateSystem? = nil, moves: Bool = true, allowsLoss: Bool
  ) throws(GridcastError) -> Sentence? {
    guard let coordinateSystem else { return nil }
    let name = source.exchangesAxes ? nil : source.coordinateSystem
    var finding = try Misplacement(of: box, in: coordinateSystem, named: name, role: source.role)
    if let target, finding == nil {
      finding = Misplacement(
        of: box, in: coordinateSystem, movedTo: target, named: name, role: source.role)
    }
    guard let found = finding else { return nil }
    guard found.isCertain, !allowsLoss else { return found.sentence }
    // Of what else is read, losses are not allowed, and it is no way out where nothing would be left.
    var mayGoOn = source.role == .input
    if mayGoOn, moves { mayGoOn = try Self.leaves(box, in: coordinateSystem, target) }
    throw GridcastError(
      .badData, source.path, mayGoOn ? "\(found.sentence), or \(.allowLoss)" : found.sentence)
  }

  /// Whether anything within a box can be moved to a system, or, where that is still to be found by its
  /// place, has one.
  private static func leaves(
    _ box: Box, in own: CoordinateSystem, _ target: CoordinateSystem?
  ) throws(GridcastError) -> Bool {
    var tally = Tally()
    let places = Features(
      shapes: Shapes(points: target == nil ? [box.center] : box.outline() + [box.center]),
      coordinateSystem: own)
    var system = target
    if system == nil { system = .wgs84 }
    guard let goal = system else { return false }
    return try Reprojection(from: own, to: goal).move(places, &tally).count > 0
  }
}
