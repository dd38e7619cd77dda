package import GridcastBase
package import GridcastFormats
import GridcastGeo
import GridcastReproject

/// What is known of the positions of an input before any is read: enough to judge their extent.
struct InputPlaces: Sendable {
  /// The path of the input.
  let path: String
  /// What the input is for.
  let role: InputRole
  /// The system that the input is in; nil where it is not known.
  let coordinateSystem: CoordinateSystem?
  /// The system as the user named it; nil where he did not.
  let name: String?

  /// Notes what the user should know of positions and of the way to another system, with the path.
  ///
  /// - Parameters:
  ///   - box: The extent of the positions, in the input's system.
  ///   - way: The transformation.
  ///   - target: The system that the positions must fit too, where that is to be checked.
  ///   - allowsLoss: Whether the job goes on where all positions are wrong.
  ///   - tally: Receives the notes.
  /// - Throws: `.badData` where all positions are wrong, and that is not allowed.
  func note(
    _ box: Box, movedBy way: Reprojection, into target: CoordinateSystem? = nil, allowsLoss: Bool,
    _ tally: inout Tally
  ) throws(GridcastError) {
    let place = try check(box, movedTo: target, allowsLoss: allowsLoss)
    let warnings = try way.warnings(over: box, for: role)
    for warning in [place].compactMap({ $0 }) + warnings { tally.note("\(path): \(warning)") }
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
  func check(
    _ box: Box, movedTo target: CoordinateSystem? = nil, moves: Bool = true, allowsLoss: Bool
  ) throws(GridcastError) -> Sentence? {
    guard let coordinateSystem else { return nil }
    var finding = try Misplacement(of: box, in: coordinateSystem, named: name, role: role)
    if let target, finding == nil {
      finding = Misplacement(
        of: box, in: coordinateSystem, movedTo: target, named: name, role: role)
    }
    guard let found = finding else { return nil }
    guard found.isCertain, !allowsLoss else { return found.sentence }
    // Of what else is read, losses are not allowed, and it is no way out where nothing would be left.
    var mayGoOn = role == .input
    if mayGoOn, moves { mayGoOn = try Self.leaves(box, in: coordinateSystem, target) }
    throw GridcastError(
      .badData, path, mayGoOn ? "\(found.sentence), or \(.allowLoss)" : found.sentence)
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

extension LayerReader {
  /// What is known of its positions before any is read.
  var places: InputPlaces {
    InputPlaces(
      path: source.path, role: source.role, coordinateSystem: coordinateSystem,
      name: source.coordinateSystem)
  }

  /// Notes what the user should know of positions and of the way to another system, as
  /// `InputPlaces.note` does.
  func notePlaces(
    _ box: Box, movedBy way: Reprojection, into target: CoordinateSystem? = nil, allowsLoss: Bool,
    _ tally: inout Tally
  ) throws(GridcastError) {
    try places.note(box, movedBy: way, into: target, allowsLoss: allowsLoss, &tally)
  }

  /// Checks that positions can be in the system that the input is said to be in, as `InputPlaces.check` does.
  package func checkPlaces(
    _ box: Box, movedTo target: CoordinateSystem? = nil, moves: Bool = true, allowsLoss: Bool
  ) throws(GridcastError) -> Sentence? {
    try places.check(box, movedTo: target, moves: moves, allowsLoss: allowsLoss)
  }
}
