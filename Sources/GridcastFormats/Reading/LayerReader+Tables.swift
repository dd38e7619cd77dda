import Foundation
package import GridcastBase
import GridcastGeo

extension LayerReader {
  /// Whether QGIS puts the points of a table of texts where Gridcast does.
  package var isPlainTable: Bool {
    guard let lane = lane as? CSVLane, opening.textCopy == nil, lane.dialect.notes.isEmpty,
      source.columns.isEmpty, let coordinates, coordinates.y != nil
    else { return false }
    return lane.dialect.sample(of: coordinates.names).allSatisfy { values in
      values.allSatisfy { $0.isEmpty || Double($0) != nil }
    }
  }

  /// How many values are looked at to find out how positions are written.
  private static let sampleCount = 1000

  /// The columns that tell positions, where the input is a table, or the user names them.
  static func coordinates(
    of layers: [LayerInfo], in source: Source, _ opening: Opening, lane: (any Lane)?, isCSV: Bool
  ) throws(GridcastError) -> CoordinateColumns? {
    let isTable = !layers.isEmpty && !layers.contains(where: \.hasGeometry)
    let records = lane as? RecordLane
    guard isCSV || isTable || !source.columns.isEmpty, records?.geometry == nil else { return nil }
    let fields = union(of: layers)
    return try CoordinateColumns(
      among: fields, named: source.columns, namesTell: isCSV || records != nil,
      isText: lane is CSVLane,
      of: source.path
    ) { (wanted) throws(GridcastError) in
      if let lane = lane as? CSVLane { return lane.dialect.sample(of: wanted.map(\.name)) }
      if let lane = lane as? any SampledLane {
        do throws(Declined) { return try lane.sample(of: wanted, sampleCount) } catch {
          throw GridcastError(.badData, source.path, error.reason)
        }
      }
      if let records { return records.sample(of: wanted.map(\.name), count: sampleCount) }
      var values = wanted.map { _ in [String]() }
      try opening.open().read(
        layers: layers.map(\.name), fields: wanted, isInterleaved: false, filter: nil
      ) { (features, _) throws(GridcastError) in
        for (index, column) in features.columns.enumerated() {
          let texts = column.texts ?? Texts()
          values[index] = texts.prefix(sampleCount).map { $0 ?? "" }
        }
        return false
      }
      return values
    }
  }

}

extension LayerReader {
  /// Why a table has no positions, and how they are named.
  package var withoutPositions: Sentence {
    guard isCSV, CoordinateColumns.namedPairs(among: fields).count < 2 else { return asTable }
    return
      "it has no coordinates: no columns such as lon/lat, lng/lat, x/y or 经度/纬度; its columns are "
      + Sentence(fields.map(\.name).joined(separator: ", ")) + "; \(namingColumns)"
  }

  /// What is told of a table without positions that is used as such.
  package var asTable: Sentence {
    let pairs = CoordinateColumns.namedPairs(among: fields)
    guard pairs.count > 1 else {
      return "it is a table without geometry; if columns tell positions, \(namingColumns)"
    }
    let list = pairs.map { "'\($0.x.name)' and '\($0.y.name)'" as Sentence }
      .joined(separator: ", ")
    return
      "it is a table without geometry, as more than one pair of columns may tell positions: \(list); "
      + "\(.nameColumnsAs(x: pairs[0].x.name, y: pairs[0].y.name))"
  }

  private var namingColumns: NextStep {
    likelyColumns.map { .nameColumnsAs(x: $0.x, y: $0.y) } ?? .nameColumns
  }

  /// The numbers of the columns that may hold longitude and latitude in a table without a header.
  private var likelyColumns: (x: String, y: String)? {
    guard let dialect = (lane as? CSVLane)?.dialect,
      dialect.names.allSatisfy({ $0.hasPrefix("field_") })
    else { return nil }
    let numbers = dialect.sample(of: dialect.names).map { values -> [Double]? in
      let numbers = values.compactMap { Double($0.trimmed) }
      return numbers.count == values.count && numbers.contains { $0 != $0.rounded() }
        ? numbers : nil
    }
    for index in numbers.indices.dropLast() {
      guard numbers[index] != nil, let second = numbers[index + 1] else { continue }
      let isYFirst = second.contains { abs($0) > 90 }
      return isYFirst ? ("\(index + 2)", "\(index + 1)") : ("\(index + 1)", "\(index + 2)")
    }
    return nil
  }

}

extension CSVDialect {
  /// The first values of some columns, as they are read.
  func sample(of columns: [String]) -> [[String]] {
    columns.map { name in
      guard let place = names.firstIndex(of: name) else { return [] }
      let hasComma = commaColumns.contains(place)
      return sample.compactMap { row in
        guard place < row.count else { return nil }
        return hasComma ? DecimalComma(row[place].trimmed)?.text ?? row[place] : row[place]
      }
    }
  }
}
