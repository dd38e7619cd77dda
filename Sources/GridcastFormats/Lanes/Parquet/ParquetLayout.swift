import GridcastBase

/// What of the columns of a Parquet file are shapes, fields, or nothing that is read.
struct ParquetLayout: Sendable {
  /// Where shapes are.
  enum Geometry: Sendable {
    case none
    /// Well-known binary in a column.
    case binary(ParquetLeaf)
    /// A column for each ordinate of a point: x, y, and where there are such, z and m.
    case points([ParquetLeaf])
    /// Columns likewise, of lists of vertices.
    case lists(ParquetLists.Encoding, [ParquetLeaf])
  }

  /// A column that becomes a field.
  struct Item: Sendable {
    let field: Field
    let leaf: ParquetLeaf
    let form: ParquetForm
  }

  private(set) var geometry = Geometry.none
  private(set) var words = GeoParquetWords.Column()
  private(set) var items: [Item] = []
  private(set) var repeatedNames: [String] = []
  /// What is not read, one sentence for each column.
  private(set) var losses: [Sentence] = []
  private(set) var notes: [Sentence] = []

  /// The names of columns that hold shapes in well-known binary though the file does not say so.
  private static let usualNames: Set = [
    "geometry", "geom", "wkb", "wkb_geometry", "geom_wkb", "geometry_wkb", "the_geom", "shape",
  ]

  /// - Parameters:
  ///   - leaves: The columns of values.
  ///   - names: What the file has under names.
  ///   - told: What it says of its shapes; nil to look under the names.
  /// - Throws: Where shapes are encoded in a way that is not read.
  init(_ leaves: [ParquetLeaf], _ names: [String: String], _ told: GeoParquetWords? = nil)
    throws(Declined)
  {
    var geo = told
    if geo == nil, let text = names["geo"] { geo = try GeoParquetWords(text) }
    if let geo {
      words = geo.columns[geo.primary] ?? words
      geometry = try Self.geometry(geo.primary, words, leaves)
    } else if let leaf = leaves.first(where: Self.isGeometry),
      case .geometry(let system, let isGeography)? = leaf.logical
    {
      geometry = .binary(leaf)
      words = GeoParquetWords.Column(
        system: system, isGeography: isGeography, names)
    } else if let leaf = leaves.first(where: { leaf in
      leaf.path.count == 1 && leaf.type == .bytes && leaf.logical == nil && !leaf.isRepeated
        && Self.usualNames.contains(leaf.name.lowercased())
    }) {
      geometry = .binary(leaf)
      notes.append(
        "shapes from column '\(leaf.name)', by its name, as well-known binary; the file does not say so"
      )
    }
    if let name = words.unknownSystem {
      notes.append(
        "its coordinate system is called '\(name)', which is not known, and counts as not told")
    }
    if words.isSpherical {
      notes.append(
        "its lines follow the curvature of the earth from vertex to vertex, and are taken as straight ones"
      )
    }
    let shapes: Set<Int> =
      switch geometry {
      case .none: []
      case .binary(let leaf): [leaf.number]
      case .points(let leaves), .lists(_, let leaves): Set(leaves.map(\.number))
      }
    var used = Set<String>()
    var refused: [String] = []
    for leaf in leaves where !shapes.contains(leaf.number) {
      // They only repeat the extents of shapes.
      if words.covering.contains(leaf.name) { continue }
      let isOtherShape =
        geo?.columns[leaf.path[0]] != nil && leaf.path[0] != geo?.primary || Self.isGeometry(leaf)
      guard !isOtherShape, !leaf.isRepeated, let form = ParquetForm(leaf) else {
        let name = isOtherShape || leaf.isRepeated ? Self.top(leaf) : leaf.name
        guard !refused.contains(name) else { continue }
        refused.append(name)
        losses.append(
          isOtherShape
            ? "column '\(name)' has further shapes, and a feature has one; it is not read"
            : leaf.isRepeated
              ? "column '\(name)' holds lists or maps, which are not read"
              : "column '\(name)' holds intervals, which no field has; it is not read")
        continue
      }
      var field = form.field(leaf)
      var number = 2
      while !used.insert(field.name).inserted {
        if number == 2 { repeatedNames.append(leaf.name) }
        field.name = "\(leaf.name)_\(number)"
        number += 1
      }
      items.append(Item(field: field, leaf: leaf, form: form))
    }
  }

  private static func isGeometry(_ leaf: ParquetLeaf) -> Bool {
    guard case .geometry? = leaf.logical else { return false }
    return leaf.type == .bytes && !leaf.isRepeated
  }

  /// The name of a column of lists, without what is within them.
  private static func top(_ leaf: ParquetLeaf) -> String {
    let end = leaf.path.firstIndex { ["list", "key_value", "bag", "array", "map"].contains($0) }
    return leaf.path[..<max(end ?? 1, 1)].joined(separator: ".")
  }

  private static func geometry(
    _ name: String, _ words: GeoParquetWords.Column, _ all: [ParquetLeaf]
  ) throws(Declined) -> Geometry {
    let leaves = all.filter { $0.path[0] == name }
    let missing = Declined(
      "it has no column '\(name)' with the shapes that it says are there; repair it or fetch it again",
      isFinal: true)
    switch words.encoding {
    case "WKB":
      guard leaves.count == 1, leaves[0].path.count == 1, !leaves[0].isRepeated,
        leaves[0].type == .bytes || leaves[0].type == .fixed
      else { throw missing }
      return .binary(leaves[0])
    case "point":
      var ordinates: [ParquetLeaf] = []
      for ordinate in ["x", "y", "z", "m"] {
        guard let leaf = leaves.first(where: { $0.path == [name, ordinate] }) else { break }
        guard leaf.type == .double, !leaf.isRepeated else { throw missing }
        ordinates.append(leaf)
      }
      guard ordinates.count >= 2, ordinates.count == leaves.count else { throw missing }
      return .points(ordinates)
    default:
      if let encoding = ParquetLists.Encoding(rawValue: words.encoding),
        let ordinates = encoding.ordinates(leaves)
      {
        return .lists(encoding, ordinates)
      }
      throw Declined(
        "its shapes are encoded as '\(words.encoding)', which is not read; write them as WKB, or points as 'point'",
        isFinal: true)
    }
  }
}
