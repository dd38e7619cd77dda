package import GridcastBase

/// What a layer that is to be written declares, as its format can hold it.
package struct LayerSchema: Sendable {
  /// The format.
  package let format: VectorFormat
  /// The layer's name.
  package let name: String
  /// What every shape is; `.collection` for mixed kinds, nil for a table without geometry.
  package let kind: Shapes.Kind?
  /// Whether vertices have heights.
  package let hasZ: Bool
  /// Whether vertices have measures.
  package let hasM: Bool
  /// How each attribute stands, in order.
  package let fields: [FieldPlan]
  /// The coordinate system.
  package let coordinateSystem: CoordinateSystem?
  /// The encoding of texts, where the format leaves a choice.
  package let encoding: String
  /// What of the shapes the format cannot hold, a sentence each.
  package let shapeLosses: [Sentence]
  /// What becomes of the shapes without anything being lost.
  package let shapeChanges: [Sentence]
  /// How many features are without a position, where the format keeps none such.
  package let unplacedCount: Int
  /// How many shapes of each kind have no place.
  package let misfits: [Shapes.Kind: Int]

  /// The layer of a format that holds features of which a survey learned something.
  ///
  /// A table that is kept has its fields as they are. A table leaves geometry out; without a kind, the survey decides what every shape is, and where
  /// it saw none, what the input declares.
  package init(
    _ format: VectorFormat, name: String, kind: Shapes.Kind? = nil,
    declared: Shapes.Kind? = nil, isTable: Bool = false,
    fields: [Field], survey: Survey?, keepsTable: Bool = false, coordinateSystem: CoordinateSystem?,
    encoding: String = TextEncoding.utf8, appends: Bool = false
  ) {
    self.format = format
    self.name = name
    self.encoding = encoding
    self.coordinateSystem = coordinateSystem
    let kinds = survey?.kinds ?? [:]
    var chosen = isTable || format.isTable ? nil : kind ?? Self.kind(holding: kinds)
    var misfits: [Shapes.Kind: Int] = [:]
    let isBare = kinds.keys.allSatisfy { $0 == .null }
    if chosen == .collection && !format.holdsMixedKinds {
      (chosen, misfits) = Self.largestFamily(in: kinds)
    }
    // Without a shape, the input's word on its kind; a Shapefile must be of some kind.
    if isBare, !isTable, !format.isTable, survey != nil, kind == nil {
      chosen = declared ?? (format.isShapefile ? .point : .collection)
    }
    self.kind = chosen
    self.misfits = misfits
    hasZ = survey?.hasZ ?? false
    hasM = (survey?.hasM ?? false) && format.holdsMeasures
    let names = format.names(fields.map(\.name), for: chosen, encoding: encoding)
    self.fields =
      keepsTable
      ? fields.map(FieldPlan.init(kept:))
      : zip(fields, names).map { field, name in
        var plan = FieldPlan(
          field, survey?.columns[field.name], in: format, encoding: encoding, appends: appends)
        plan.target.name = name
        return plan
      }
    var losses: [Sentence] = []
    if format.isTable, kinds.keys.contains(where: { $0 != .null }) {
      losses.append("\(format.label) is a table and has no place for geometry")
    }
    if !misfits.isEmpty {
      let list = misfits.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { "\(formatted($0.value)) \($0.key.label)" }.joined(separator: ", ")
      losses.append(
        "\(list) among \(chosen?.label ?? "") shapes, and a \(format.label) holds one kind; "
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
    if format.known == .flatGeobuf, !isTable, (survey?.count ?? 0) > 1 {
      changes.append("features stand in the order of FlatGeobuf's spatial index")
    }
    shapeChanges = changes
  }

  /// What of the features the format cannot hold, a sentence each.
  package var losses: [Sentence] { shapeLosses + fields.compactMap(\.loss) }
  /// What becomes of attributes without any value being lost, a sentence each.
  package var changes: [Sentence] { shapeChanges + fields.compactMap(\.change) }
  /// The fields whose names had to be changed, as (full, short).
  package var renamedFields: [(full: String, short: String)] {
    fields.filter { $0.source.name != $0.target.name }.map { ($0.source.name, $0.target.name) }
  }

  /// A sentence on the fields whose names had to be changed; nil where there are none.
  package var renaming: Sentence? {
    let list = renamedFields.map { "\($0.full) → \($0.short)" }.joined(separator: ", ")
    return list.isEmpty ? nil : "fields renamed: \(list)"
  }

  private static let families: [(Shapes.Kind, Shapes.Kind)] = [
    (.point, .multiPoint), (.line, .multiLine), (.polygon, .multiPolygon),
  ]

  /// The one kind that holds all, single shapes becoming multiple ones; `.collection` for mixed.
  private static func kind(holding kinds: [Shapes.Kind: Int]) -> Shapes.Kind? {
    let present = Set(kinds.keys).subtracting([.null])
    guard let first = present.first else { return kinds.isEmpty ? .collection : nil }
    if present.count == 1 { return first }
    for (single, multiple) in families where present == [single, multiple] { return multiple }
    return .collection
  }

  /// The kind of which there are most, single and multiple together, and what does not fit it.
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
