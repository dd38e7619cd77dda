/// Identities of points in a sorted copy that stand for a way or a relation, beyond those of all nodes.
enum OSMCentre {
  /// Identities of all objects lie between this and its opposite.
  static let limit: Int64 = 1 << 54
  /// What objects may be called, above what stands for vertices without a name.
  static let identities = -(Int64(1) << 51)...limit
  private static let ways: Int64 = 1 << 56
  private static let relations: Int64 = 1 << 58

  static func id(ofWay id: Int64) -> Int64 { ways + id }
  static func id(ofRelation id: Int64) -> Int64 { relations + id }

  /// The object that a point is or stands for.
  static func object(of id: Int64) -> (id: Int64, isWay: Bool) {
    if id <= limit { return (id, false) }
    return id < relations - limit ? (id - ways, true) : (id - relations, false)
  }
}
