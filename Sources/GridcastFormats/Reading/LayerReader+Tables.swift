import Foundation
import GridcastBase
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
    guard isCSV || isTable || !source.columns.isEmpty else { return nil }
    let fields = union(of: layers)
    return try CoordinateColumns(
      among: fields, named: source.columns, namesTell: isCSV, isText: lane is CSVLane,
      of: source.path
    ) { (wanted) throws(GridcastError) in
      if let lane = lane as? CSVLane { return lane.dialect.sample(of: wanted.map(\.name)) }
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

  /// The coordinate system that the user names, or the texts of shapes, or a file beside a table of
  /// texts.
  static func toldSystem(
    _ source: Source, _ coordinates: CoordinateColumns?, _ path: String
  ) throws(GridcastError) -> CoordinateSystem? {
    guard source.coordinateSystem == nil, let coordinates else { return nil }
    if case .shapes(let system?) = coordinates.content, system > 0 {
      return try .named("EPSG:\(system)")
    }
    guard Format.of(path: path) == .csv else { return nil }
    let stem = URL(filePath: path).deletingPathExtension().plainPath
    for ending in ["prj", "PRJ"] {
      if let text = FileManager.default.contents(atPath: "\(stem).\(ending)") {
        return try CoordinateSystem(
          String(decoding: text, as: UTF8.self).trimmed, subject: "\(stem).\(ending)")
      }
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
