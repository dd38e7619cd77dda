package import GridcastBase
import GridcastGeo

/// Which layers of an input are read, and in which coordinate system they are.
extension LayerReader {
  /// GDAL's names of the formats that look up what a condition asks for, and need not be read whole.
  static let answersQueries: Set = [
    "GPKG", "SQLite", "PostgreSQL", "OpenFileGDB", "FileGDB", "OSM",
  ]

  /// The condition of a source, where Gridcast can apply it.
  ///
  /// GDAL, given a condition, hands out what it finds, and tells less of what it cannot read; and of most
  /// files it does not know the encoding.
  static func condition(
    _ source: Source, _ opening: Opening, _ lane: (any Lane)?, _ layers: [LayerInfo],
    _ format: String
  ) -> (condition: Condition, fields: [Field])? {
    guard let filter = source.filter, let condition = Condition(filter), layers.count == 1,
      lane != nil || !answersQueries.contains(format),
      let fields = condition.fields(among: layers[0].fields)
    else { return nil }
    return (condition, fields)
  }

  /// Of a table GDAL would say no more than "type mismatch".
  ///
  /// - Throws: `.usage` where the condition compares a field of texts with a number.
  static func refuseNumbers(
    _ source: Source, _ opening: Opening, _ layers: [LayerInfo]
  ) throws(GridcastError) {
    guard let filter = source.filter, let table = opening.tableCopy, layers.count == 1,
      let name = Condition(filter)?.textComparedWithNumber(among: layers[0].fields)
    else { return }
    let isLong = table.longNumbers(among: layers[0].fields).contains {
      $0.lowercased() == name.lowercased()
    }
    throw GridcastError(
      .usage, source.path,
      "the condition '\(filter)' is refused: field '\(name)' "
        + (isLong
          ? "has whole numbers of more than 64 bits, which are kept as texts" : "holds texts")
        + "; put what it is compared with in quotes, as in \(name) = '5'")
  }

  static func choose(
    from all: [LayerInfo], source: Source, format: String, purpose: ReadingPurpose
  ) throws(GridcastError) -> [LayerInfo] {
    guard !all.isEmpty else {
      throw GridcastError(
        .badData, source.path, source.holdsRaster ? Opening.isRaster : "it holds no layer")
    }
    let names = quoted(all.map(\.name))
    if !source.layers.isEmpty {
      var chosen: [LayerInfo] = []
      for name in source.layers {
        guard let layer = all.first(where: { $0.name == name }) else {
          throw GridcastError(
            .badData, source.path, "it has no layer '\(name)'; its layers are \(names)")
        }
        chosen.append(layer)
      }
      return chosen
    }
    if all.count == 1 { return all }
    if Format.driver(format) == .osm {
      let wanted: Set<String> =
        switch purpose {
        case .features: []
        case .points: ["points", "lines", "multipolygons"]
        // Routes run along ways that are lines by themselves.
        case .lines: ["lines"]
        case .areas: ["multipolygons"]
        }
      if !wanted.isEmpty { return all.filter { wanted.contains($0.name) } }
    }
    throw GridcastError(
      .usage, source.path,
      "it has several layers, \(names); \(.chooseLayer(source.role))"
    )
  }
  /// The same reader with some text fields read as other types.
  package func typed(_ kinds: [String: Field.Kind]) -> LayerReader {
    var typed = self
    // Their texts are no numbers.
    if opening.xml?.marksTexts == true { return self }
    typed.kept = nil
    for index in fields.indices where fields[index].kind == .text {
      typed.fields[index].kind = kinds[fields[index].name] ?? .text
    }
    return typed
  }
}
