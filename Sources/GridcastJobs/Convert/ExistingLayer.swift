import GridcastBase
import GridcastFormats
import GridcastGeo

/// An existing layer to which features are added.
struct ExistingLayer {
  /// The layer's name.
  let name: String
  /// The coordinate system, where it is known.
  let coordinateSystem: CoordinateSystem?
  /// The encoding of its texts as iconv names it; nil where the format fixes it.
  let encoding: String?
  private let fields: [Field]
  private let kinds: Set<Shapes.Kind>
  private let survey: Survey
  private let hasCoordinateColumns: Bool

  /// What is added to an existing file by the name that the user gives: features of the layer that has it, or of the
  /// only one; else a new layer, where the file can have one more.
  ///
  /// - Returns: The addition, and the name as the file has it.
  /// - Throws: `.unreadable` where there is no such file; `.usage` where one of several layers must be named.
  static func addition(to path: String, _ name: String?, _ format: VectorFormat)
    throws(GridcastError) -> (Addition, String?)
  {
    guard format.canAddLayers else { return (.features, name) }
    let names = try LayerReader.layers(of: Source(path)).layers.map(\.name)
    guard let name else {
      guard names.count > 1 else { return (.features, nil) }
      let list = quoted(names)
      throw GridcastError(.usage, path, "it has several layers, \(list); \(.nameTheirLayer)")
    }
    let wanted = format.layerName(name).lowercased()
    let own = names.first { $0.lowercased() == wanted }
    return (own == nil ? .layer : .features, own ?? name)
  }

  /// - Throws: `.unreadable` where there is no such layer.
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
    self.survey = survey
    hasCoordinateColumns = !reader.coordinateFields.isEmpty
  }

  /// Rejects features that do not fit the layer.
  ///
  /// - Returns: Sentences for the user.
  /// - Throws: `.badData` where shapes or values of a field are of another type.
  func check(_ schema: LayerSchema, new: Survey, path: String) throws(GridcastError)
    -> [Sentence]
  {
    try checkShapes(schema, new: new, path: path)
    return try checkFields(schema, new: new, path: path)
  }

  private func checkShapes(_ schema: LayerSchema, new: Survey, path: String)
    throws(GridcastError)
  {
    guard schema.format.canAppend else {
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
        let listed = own.sorted { $0.label < $1.label }.map(\.told).joined(separator: ", ")
        throw GridcastError(
          .badData, path,
          "its shapes are \(listed), and \(kind.told) "
            + "shapes have no place among them")
      }
    }
    guard !hasCoordinateColumns else {
      throw GridcastError(
        .usage, path,
        "nothing can be added to a CSV that keeps its coordinates in columns; write a new file")
    }
    let isUneven =
      (new.hasZ && !survey.hasZ) || (new.hasM && !survey.hasM)
      || (schema.format.isShapefile
        && (survey.hasZ && !new.hasZ || survey.hasM && !new.hasM))
    if isUneven, survey.count > 0, !new.box.isEmpty {
      throw GridcastError(
        .badData, path,
        "of its shapes and those to add only some have heights or measures, which would be lost or "
          + "made up; write a new file")
    }
  }

  private func checkFields(_ schema: LayerSchema, new: Survey, path: String)
    throws(GridcastError) -> [Sentence]
  {
    var added: [String] = []
    for plan in schema.fields {
      let name = plan.target.name
      guard let theirs = fields.first(where: { $0.name.lowercased() == name.lowercased() }) else {
        added.append(name)
        continue
      }
      let column = new.columns[plan.source.name]
      let isHeld =
        theirs.kind == plan.target.kind || column?.knownCount == 0
        || (theirs.kind == .number && plan.target.kind == .integer)
      if theirs.kind == .number, let column, column.knownCount > 0 {
        let isNarrow =
          (theirs.precision > 0 && column.decimals > theirs.precision)
          || (theirs.detail == .float32 && plan.source.detail != .float32)
        if isNarrow {
          throw GridcastError(
            .badData, path,
            "field '\(name)' would round the numbers to add; \(.renameField), or "
              + "\(.leaveOutField)")
        }
      }
      guard isHeld else {
        throw GridcastError(
          .badData, path,
          "field '\(name)' holds \(theirs.kind.told) values, and those to add are "
            + "\(plan.target.kind.told); \(.renameField), or \(.leaveOutField)"
        )
      }
    }
    guard !added.isEmpty else { return [] }
    guard !schema.format.isCSV else {
      throw GridcastError(
        .badData, path,
        "it has no column \(added.joined(separator: ", ")); \(.leaveOutField)")
    }
    return ["fields that the layer did not have: \(added.joined(separator: ", "))"]
  }
}
