/// A layer that is there, to which features are added.
struct ExistingLayer {
  /// The layer's name.
  let name: String
  /// The coordinate system, where it is known.
  let coordinateSystem: CoordinateSystem?
  /// The encoding of its texts, as iconv names it; nil where the format fixes it.
  let encoding: String?
  private let fields: [Field]
  private let kinds: Set<Shapes.Kind>

  /// - Throws: `.unreadable` where there is none.
  init(_ path: String, named name: String?) throws(GridcastError) {
    var source = Source(path)
    if let name { source.layers = [name] }
    let reader = try LayerReader(source)
    self.name = reader.layers[0].name
    coordinateSystem = reader.coordinateSystem
    fields = reader.fields
    encoding = reader.textEncoding?.name
    var survey = Survey()
    try reader.read(.named([])) { (features, _) throws(GridcastError) in survey.add(features) }
    kinds = Set(survey.kinds.keys)
  }

  /// Refuses features that have no place in the layer.
  ///
  /// - Returns: What the user should know.
  /// - Throws: `.badData` where shapes or values of a field are of another kind.
  func check(_ schema: LayerSchema, _ path: String) throws(GridcastError) -> [String] {
    guard
      ["ESRI Shapefile", "GPKG", "PostgreSQL", "SQLite", "GeoJSON", "CSV"].contains(
        schema.format.driver)
    else {
      throw GridcastError(
        .usage, path, "nothing can be added to \(schema.format.label); write a new file")
    }
    if !schema.format.holdsMixedKinds, let kind = schema.kind {
      let families: [Set<Shapes.Kind>] = [
        [.point], [.multiPoint], [.line, .multiLine], [.polygon, .multiPolygon],
      ]
      let own = kinds.subtracting([.null])
      let family = families.first { $0.contains(kind) } ?? [kind]
      guard own.isSubset(of: family) else {
        throw GridcastError(
          .badData, path,
          "its shapes are \(own.map(\.label).sorted().joined(separator: ", ")), and \(kind.label) "
            + "shapes have no place among them")
      }
    }
    var added: [String] = []
    for plan in schema.fields {
      let name = plan.target.name
      guard let theirs = fields.first(where: { $0.name.lowercased() == name.lowercased() }) else {
        added.append(name)
        continue
      }
      let isHeld =
        theirs.kind == plan.target.kind || theirs.kind == .text
        || (theirs.kind == .number && plan.target.kind == .integer)
      guard isHeld else {
        throw GridcastError(
          .badData, path,
          "field '\(name)' holds \(theirs.kind.rawValue) values, and those to add are "
            + "\(plan.target.kind.rawValue); rename it with --rename, or leave it out with --select"
        )
      }
    }
    guard !added.isEmpty else { return [] }
    guard schema.format.driver != "CSV" else {
      throw GridcastError(
        .badData, path,
        "it has no column \(added.joined(separator: ", ")); leave it out with --select")
    }
    return ["fields that the layer did not have: \(added.joined(separator: ", "))"]
  }
}
