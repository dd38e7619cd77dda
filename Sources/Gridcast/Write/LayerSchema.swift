/// What a layer that is to be written declares.
public struct LayerSchema: Sendable {
  /// The layer's name.
  public var name: String
  /// What every shape is; `.collection` for mixed kinds, nil for a table without geometry.
  public var kind: Shapes.Kind?
  /// Whether vertices have heights.
  public var hasZ = false
  /// Whether vertices have measures.
  public var hasM = false
  /// The attributes, under the names the user knows.
  public var fields: [Field]
  /// The coordinate system.
  public var coordinateSystem: CoordinateSystem?

  /// A layer of one kind of shape and some attributes.
  public init(
    name: String, kind: Shapes.Kind?, fields: [Field], coordinateSystem: CoordinateSystem?
  ) {
    self.name = name
    self.kind = kind
    self.fields = fields
    self.coordinateSystem = coordinateSystem
  }

  /// The layer that holds surveyed features.
  public init(
    name: String, survey: Survey, fields: [Field], coordinateSystem: CoordinateSystem?
  ) {
    self.init(
      name: name, kind: Self.kind(holding: survey.kinds), fields: fields,
      coordinateSystem: coordinateSystem)
    hasZ = survey.hasZ
    hasM = survey.hasM
  }

  /// The one kind that holds all, single shapes becoming multiple ones; `.collection` for mixed.
  private static func kind(holding kinds: [Shapes.Kind: Int]) -> Shapes.Kind? {
    let present = Set(kinds.keys).subtracting([.null])
    guard let first = present.first else { return kinds.isEmpty ? .collection : nil }
    if present.count == 1 { return first }
    for (single, multiple) in [
      (Shapes.Kind.point, Shapes.Kind.multiPoint), (.line, .multiLine), (.polygon, .multiPolygon),
    ] where present == [single, multiple] { return multiple }
    return .collection
  }
}
