import Foundation
import GridcastBase
import GridcastGeo

/// The first rows of a sheet of which GDAL finds no header.
///
/// GDAL tells a header by numbers below nothing but texts, and takes the first row for values where years stand
/// among the names, or where what is below are texts too.
struct SheetNames {
  /// The columns, from the top, as texts; where nothing stands, empty ones.
  private let columns: [[String]]

  /// Reads the first rows of a layer; nil where GDAL found its names, and for other formats.
  init?(_ layers: [LayerInfo], _ format: String, _ opening: Opening) throws(GridcastError) {
    guard opening.sheetHeader == nil, ["XLSX", "ODS", "XLS"].contains(format), layers.count == 1,
      case let fields = layers[0].fields, !fields.isEmpty,
      fields.indices.allSatisfy({ fields[$0].name == "Field\($0 + 1)" })
    else { return nil }
    var columns: [[String]] = []
    try opening.open().read(
      layers: layers.map(\.name), fields: fields, isInterleaved: false, filter: nil
    ) { (features, _) throws(GridcastError) in
      columns = features.columns.map { column in
        guard let texts = column.texts else { return [] }
        return texts.prefix(1000).map { ($0 ?? "").trimmed }
      }
      return false
    }
    self.columns = columns
  }

  /// Whether the first row holds the names of the columns.
  var areFirst: Bool {
    let names = columns.map { $0.first ?? "" }
    let words = names.filter { !Self.isYear($0) }
    guard Set(names).count == names.count, !words.isEmpty,
      words.allSatisfy({ !$0.isEmpty && !Self.isValue($0) })
    else { return false }
    return columns.contains { column in
      guard let name = column.first, !Self.isYear(name) else { return false }
      let below = column.dropFirst().filter { !$0.isEmpty }
      return !below.isEmpty && below.count(where: Self.isValue) * 2 > below.count
    }
  }

  /// The title above the names, and the number of the row that these stand in; nil where there is none.
  var title: (text: String, row: Int)? {
    let count = columns.map(\.count).max() ?? 0
    guard columns.count > 1, count > 2 else { return nil }
    func row(_ index: Int) -> [String] { columns.map { index < $0.count ? $0[index] : "" } }
    func known(_ row: [String]) -> Int { row.count { !$0.isEmpty } }
    let rows = (0..<min(count, 20)).map(row)
    let titles = rows.prefix { known($0) <= 1 || known($0) * 2 < columns.count }
    guard let text = titles.first?.first(where: { !$0.isEmpty }), titles.count < rows.count - 1,
      case let names = rows[titles.count], !names.contains(where: { $0.isEmpty }),
      names.contains(where: { !Self.isYear($0) }),
      names.allSatisfy({ Self.isYear($0) || !Self.isValue($0) })
    else { return nil }
    return (text, titles.count + 1)
  }

  private static func isValue(_ text: String) -> Bool {
    PositionText(of: [text]).read(text) != nil || TextShapes.isLikely(text)
      || PairText(of: "", [text]).isPair(text)
  }

  private static func isYear(_ text: String) -> Bool {
    text.utf8.count == 4 && (Int(text).map { 1500...2200 ~= $0 } ?? false)
  }
}
