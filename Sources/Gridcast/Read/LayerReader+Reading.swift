import Foundation

extension LayerReader {
  /// Reads all features, batch by batch, in file order.
  ///
  /// - Parameters:
  ///   - selection: The attributes to read. A name that only differs in case is found too.
  ///   - body: Is handed each batch, with what was lost on the way to it.
  /// - Throws: `.badData` where reading ended early, and what `body` throws.
  public func read(
    _ selection: FieldSelection = .all, _ body: (Features, Tally) throws(GridcastError) -> Void
  ) throws(GridcastError) {
    try readWhile(selection) { (features, tally) throws(GridcastError) in
      try body(features, tally)
      return true
    }
  }

  /// Reads features, batch by batch, in file order, as long as the body wants more.
  public func readWhile(
    _ selection: FieldSelection = .all, _ body: (Features, Tally) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    if isOSM { return try readOSM(selection, body) }
    let dataset = try opening.open()
    let wanted = chosen(selection)
    let extra = coordinates?.fields ?? []
    do {
      try dataset.read(
        layers: layers.map(\.name), fields: wanted + extra, isInterleaved: false,
        filter: source.filter
      ) { (features, tally) throws(GridcastError) in
        try body(self.assemble(features, attributeCount: wanted.count), self.relabelled(tally))
      }
    } catch {
      throw relabelled(error)
    }
  }

  /// The fields that a selection means; for all tags of OSM the file is read through.
  public func fields(for selection: FieldSelection) throws(GridcastError) -> [Field] {
    isOSM ? try tagFields(for: selection) : chosen(selection)
  }

  /// The same reader with fields of texts read as values of these types.
  public func typed(_ kinds: [String: Field.Kind]) -> LayerReader {
    var typed = self
    for index in fields.indices where fields[index].kind == .text {
      typed.fields[index].kind = kinds[fields[index].name] ?? .text
    }
    return typed
  }

  private func chosen(_ selection: FieldSelection) -> [Field] {
    guard case .named(let names) = selection else { return fields }
    return names.compactMap { name in
      fields.first { $0.name == name } ?? fields.first { $0.name.lowercased() == name.lowercased() }
    }
  }

  /// Puts the coordinate system on the features, and the points where they came as columns.
  private func assemble(_ features: Features, attributeCount: Int) -> Features {
    var features = features
    if let coordinates {
      features.shapes = coordinates.shapes(from: Array(features.columns[attributeCount...]))
      features.columns.removeSubrange(attributeCount...)
    }
    // In KML a position without a height is one of height 0.
    if format == "LIBKML" { features.shapes.dropHeights { $0 == 0 } }
    features.coordinateSystem = coordinateSystem
    return features
  }

  /// Says the user's path where GDAL says its own.
  func relabelled(_ error: GridcastError) -> GridcastError {
    guard error.subject == opening.gdalPath else { return error }
    return GridcastError(
      error.kind, source.path, Opening.explain(error.reason, opening.gdalPath, source.path))
  }

  func relabelled(_ tally: Tally) -> Tally {
    var result = Tally()
    for (reason, count) in tally.dropped { result.drop(reason, count) }
    for note in tally.notes {
      let note = note.replacingOccurrences(of: opening.gdalPath, with: source.path)
      result.note(note.hasPrefix(source.path) ? note : "\(source.path): \(note)")
    }
    return result
  }
}
