import GridcastBase

/// Adds a field whose values are computed from the others and the shape; a field of its name is replaced.
struct AddStep: BlockStep {
  private let name: String
  private let expression: FieldExpression
  private let kind: Field.Kind
  private let replaces: Bool
  private let places: ShapeValues.Maker

  /// Parses `name = expression`.
  ///
  /// - Throws: `.usage` where it cannot be read, names a field that is not there or computes with texts.
  init(_ text: String, for flow: FeatureFlow) throws(GridcastError) {
    let parts = text.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      throw GridcastError(
        .usage, "'\(text)'",
        "it adds no field; write \"name = expression\", as in \"density = people / area_m2()\"")
    }
    let path = flow.path
    let own = parts[0].hasPrefix("\"") && parts[0].hasSuffix("\"") && parts[0].count > 2
    let name = own ? String(parts[0].dropFirst().dropLast()) : parts[0]
    let found = flow.fields.first { $0.name == name } ?? flow.fields.first { $0.name.isLike(name) }
    self.name = found?.name ?? name
    replaces = found != nil
    expression = try FieldExpression(parts[1])
    kind = try expression.kind(among: flow.fields, of: path, parts[1])
    places = try ShapeValues.Maker(
      for: expression, in: flow.coordinateSystem, hasShapes: flow.hasGeometry, path)
  }

  func fields(after fields: [Field]) -> [Field] {
    let field = Field(name, kind)
    guard let index = fields.firstIndex(where: { $0.name == name }) else { return fields + [field] }
    var fields = fields
    fields[index] = field
    return fields
  }

  func apply(_ features: Features, _ count: inout StepCount) throws(GridcastError) -> Features {
    var shapes = try places.values(of: features)
    let values = expression.values(of: features, &shapes).columnValues(as: kind)
    let column = Column(Field(name, kind), values)
    count.changed = column.knownCount
    var result = features
    if let index = result.columns.firstIndex(where: { $0.field.name == name }) {
      result.columns[index] = column
    } else {
      result.columns.append(column)
    }
    return result
  }

  func told(_ count: StepCount) -> [Sentence] {
    let (known, all) = (formatted(count.changed), formatted(count.taken))
    return [
      replaces
        ? "field '\(name)' computed anew, \(kind.words): known in \(known) of \(all) features"
        : "field '\(name)' added, \(kind.words): known in \(known) of \(all) features"
    ]
  }
}
