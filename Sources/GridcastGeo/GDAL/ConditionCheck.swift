internal import CGDAL
import GridcastBase

/// Checks a condition before a database gets it, which would put it into a statement as it is: what is wrong
/// with it would show only while features are read, and differently in each format.
///
/// OGR's own parser decides, as for all formats that are not databases. What it does not know, such as a
/// function of the database, the database may compile, if it is one expression and nothing behind it.
///
/// - Throws: `.usage` in the words of OGR's parser.
func check(
  _ filter: String, for layer: OGRLayerH, in dataset: GDALDatasetH, _ format: String, _ path: String
) throws(GridcastError) {
  guard ["GPKG", "SQLite", "PostgreSQL"].contains(format),
    !filter.allSatisfy(\.isWhitespace)
  else { return }
  var refusal: GridcastError?
  do { try unsafe parse(filter, for: layer, path) } catch { refusal = error }
  if let refusal, !isOneExpression(filter) { throw refusal }
  do { try unsafe compile(filter, for: layer, in: dataset, path) } catch { throw refusal ?? error }
}

/// Lets the database compile a condition.
private func compile(
  _ filter: String, for layer: OGRLayerH, in dataset: GDALDatasetH, _ path: String
) throws(GridcastError) {
  guard let name = unsafe OGR_L_GetName(layer) else { return }
  let table = unsafe String(cString: name).split(separator: ".", omittingEmptySubsequences: false)
    .map(\.asSQLName).joined(separator: ".")
  let words = collectingMessages { messages in
    let result = unsafe GDALDatasetExecuteSQL(
      dataset, "SELECT 1 FROM \(table) WHERE (\(filter)) LIMIT 1", nil, nil)
    if unsafe result != nil { unsafe GDALDatasetReleaseResultSet(dataset, result) }
    return messages.text
  }
  if !words.isEmpty { throw GridcastError(.usage, path, Sentence(message: words)) }
}

/// Lets OGR parse a condition for a layer in memory with the same fields.
private func parse(_ filter: String, for layer: OGRLayerH, _ path: String) throws(GridcastError) {
  guard let driver = unsafe GDALGetDriverByName("Memory") ?? GDALGetDriverByName("MEM"),
    let empty = unsafe GDALCreate(driver, "", 0, 0, 0, GDT_Unknown, nil)
  else { return }
  defer { unsafe GDALClose(empty) }
  guard let model = unsafe GDALDatasetCreateLayer(empty, "model", nil, wkbUnknown, nil) else {
    return
  }
  let definition = unsafe OGR_L_GetLayerDefn(layer)
  for index in 0..<(unsafe OGR_FD_GetFieldCount(definition)) {
    _ = unsafe OGR_L_CreateField(model, OGR_FD_GetFieldDefn(definition, index), 1)
  }
  _ = try gdal(.usage, path) {
    unsafe OGR_L_SetAttributeFilter(model, filter) == OGRERR_NONE ? true : nil
  }
}

/// Whether a text stays within the parentheses that are put around it, and has no comment.
private func isOneExpression(_ text: String) -> Bool {
  var depth = 0
  var quote: Character?
  var before: Character = " "
  for character in text {
    if let open = quote {
      if character == open { quote = nil }
    } else {
      switch character {
      case "'", "\"", "`": quote = character
      case "(": depth += 1
      case ")": depth -= 1
      case ";", "\0": return false
      case "-" where before == "-", "*" where before == "/": return false
      default: break
      }
    }
    if depth < 0 { return false }
    before = character
  }
  return depth == 0 && quote == nil
}
