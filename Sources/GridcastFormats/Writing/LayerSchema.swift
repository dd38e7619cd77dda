package import GridcastBase

/// The declaration of a layer to be written, adapted to its format.
package struct LayerSchema: Sendable {
  /// The format.
  package let format: VectorFormat
  /// The layer's name.
  package private(set) var name: String
  /// The geometry type of all shapes; `.collection` for mixed types, nil for a table without
  /// geometry.
  package let kind: Shapes.Kind?
  /// Whether vertices have heights.
  package let hasZ: Bool
  /// Whether vertices have measures.
  package let hasM: Bool
  /// How each attribute is stored, in order.
  package let fields: [FieldPlan]
  /// The coordinate system.
  package let coordinateSystem: CoordinateSystem?
  /// The encoding of texts, where the format allows a choice.
  package let encoding: String
  /// What the format cannot store of the shapes, one sentence for each loss.
  package let shapeLosses: [Sentence]
  /// How the shapes are changed without loss, one sentence for each change.
  package let shapeChanges: [Sentence]
  /// The number of features without a position, where the format does not store them.
  package let unplacedCount: Int
  /// The field that is written as the features' own id rather than a property, where the format has such ids.
  package let identity: String?
  /// The number of shapes of each type that the layer cannot store.
  package let misfits: [Shapes.Kind: Int]

  /// Plans a layer for surveyed features.
  ///
  /// A table that is kept has its fields unchanged. A table has no geometry. Where `kind` is nil,
  /// the survey decides the geometry type, and where it saw no shapes, the declaration of the
  /// input.
  package init(
    _ format: VectorFormat, name: String, kind: Shapes.Kind? = nil,
    declared: Shapes.Kind? = nil, isTable: Bool = false,
    fields: [Field], survey: Survey?, keepsTable: Bool = false, coordinateSystem: CoordinateSystem?,
    encoding: String = TextEncoding.utf8, appends: Bool = false, disarmsFormulas: Bool = false,
    identity: String? = nil
  ) {
    let hasIDs = [Format.geoJSON, .geoJSONSeq].contains(format.known)
    self.identity = hasIDs && fields.contains { $0.name == identity } ? identity : nil
    self.format = format
    self.name = format.layerName(name)
    self.encoding = encoding
    self.coordinateSystem = coordinateSystem
    let kinds = survey?.kinds ?? [:]
    var chosen = isTable || format.isTable ? nil : kind ?? Self.kind(holding: kinds)
    var misfits: [Shapes.Kind: Int] = [:]
    let isBare = kinds.keys.allSatisfy { $0 == .null }
    if chosen == .collection && !format.holdsMixedKinds {
      (chosen, misfits) = Self.largestFamily(in: kinds)
    }
    // Without shapes the declaration of the input counts, as a Shapefile must have a geometry type.
    if isBare, !isTable, !format.isTable, survey != nil, kind == nil {
      chosen = declared ?? (format.holdsMixedKinds ? .collection : .point)
    }
    self.kind = chosen
    self.misfits = misfits
    hasZ = survey?.hasZ ?? false
    hasM = (survey?.hasM ?? false) && format.holdsMeasures
    let names = format.names(
      fields.map(\.name), for: chosen, encoding: encoding,
      disarmsFormulas: disarmsFormulas)
    self.fields =
      keepsTable
      ? fields.map(FieldPlan.init(kept:))
      : zip(fields, names).map { field, name in
        var plan = FieldPlan(
          field, survey?.columns[field.name], in: format, encoding: encoding, appends: appends,
          disarmsFormulas: disarmsFormulas)
        plan.rename(name, in: format)
        if format.leavesOut(field.name, for: chosen) { plan.leaveOut(of: format) }
        return plan
      }
    var losses: [Sentence] = []
    if format.isTable, kinds.keys.contains(where: { $0 != .null }) {
      losses.append("\(format.label) is a table and has no place for geometry")
    }
    if !misfits.isEmpty {
      let list = misfits.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { Shapes.Kind.told($0.value, of: $0.key.label) }.joined(separator: ", ")
      losses.append(
        "\(list) among \(chosen?.told ?? "") shapes, and a \(format.label) holds one kind; "
          + "\(.takeOneKind), or write .gpkg")
    }
    if survey?.hasM ?? false, !format.holdsMeasures {
      losses.append("vertices have measures, which \(format.label) does not keep")
    }
    shapeLosses = losses
    let empty = survey?.emptyCount ?? 0
    unplacedCount =
      format.keepsUnplaced ? 0 : isTable ? survey?.count ?? 0 : empty + (kinds[.null] ?? 0)
    var changes: [Sentence] = []
    if empty > 0 && !format.keepsEmpty && format.keepsUnplaced {
      changes.append(
        "\(counted(empty, "empty shape")) without geometry, as \(format.label) knows no empty ones")
    }
    if let survey, survey.hasZ, survey.hasFlat, format.isShapefile {
      changes.append("shapes without a height get height 0, as in a Shapefile all have one")
    }
    if format.known == .fileGeodatabase, chosen != nil, survey?.box.isEmpty == false {
      changes.append(
        "positions are rounded to 0.1 mm, or a billionth of a degree, as \(format.label)s keep them"
      )
    }
    if self.name != name { changes.append("the layer is called '\(self.name)'") }
    if format.known == .flatGeobuf, !isTable, (survey?.count ?? 0) > 1 {
      changes.append("features stand in the order of FlatGeobuf's spatial index")
    }
    shapeChanges = changes
  }

  /// The same under another name.
  func called(_ name: String) -> Self {
    var copy = self
    copy.name = name
    return copy
  }

  /// What the format cannot store of the features, one sentence for each loss.
  package var losses: [Sentence] { shapeLosses + fields.compactMap(\.loss) }
  /// How the attributes and shapes are changed without loss, one sentence for each change.
  package var changes: [Sentence] { shapeChanges + fields.compactMap(\.change) }
  /// The fields whose names had to be shortened, as (full, short).
  package var renamedFields: [(full: String, short: String)] {
    fields.filter { $0.source.name != $0.target.name }.map { ($0.source.name, $0.target.name) }
  }

  /// A sentence about the fields whose names had to be changed; nil where there are none.
  package var renaming: Sentence? {
    let list = renamedFields.map { "\($0.full) → \($0.short)" }.joined(separator: ", ")
    return list.isEmpty ? nil : "fields renamed: \(list)"
  }

  private static let families: [(Shapes.Kind, Shapes.Kind)] = [
    (.point, .multiPoint), (.line, .multiLine), (.polygon, .multiPolygon),
  ]

  /// The one type that holds all shapes, where single ones may become multiple; `.collection` for
  /// mixed types.
  private static func kind(holding kinds: [Shapes.Kind: Int]) -> Shapes.Kind? {
    let present = Set(kinds.keys).subtracting([.null])
    guard let first = present.first else { return kinds.isEmpty ? .collection : nil }
    if present.count == 1 { return first }
    for (single, multiple) in families where present == [single, multiple] { return multiple }
    return .collection
  }

  /// The most frequent type, single and multiple together, and the shapes that are of other types.
  private static func largestFamily(in kinds: [Shapes.Kind: Int]) -> (
    Shapes.Kind?, [Shapes.Kind: Int]
  ) {
    func size(_ family: (Shapes.Kind, Shapes.Kind)) -> Int {
      (kinds[family.0] ?? 0) + (kinds[family.1] ?? 0)
    }
    var largest = families[0]
    for family in families where size(family) > size(largest) { largest = family }
    guard size(largest) > 0 else { return (nil, kinds.filter { $0.key != .null }) }
    let members: Set = [largest.0, largest.1, .null]
    return (
      kinds[largest.1] == nil ? largest.0 : largest.1, kinds.filter { !members.contains($0.key) }
    )
  }
}
