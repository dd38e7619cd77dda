/// Field names that a Shapefile can store: of at most 10 bytes, cut between characters, without
/// spaces and punctuation, and different even when case is ignored.
///
/// - Parameters:
///   - names: The full names.
///   - byteCount: The length of a text in the encoding of the file.
/// - Returns: One name for each full name, in the same order.
package func shapefileNames(
  _ names: [String], _ byteCount: (String) -> Int = { $0.utf8.count }
) -> [String] {
  // ArcGIS allows no punctuation in a field name, and GDAL writes none.
  let clean = names.map { name in
    String(name.map { $0.isASCII && !$0.isLetter && !$0.isNumber ? "_" : $0 })
  }
  return uniqueNames(clean, bytes: 10, byteCount)
}

/// A name of letters, digits and underscores only that SQL does not use for itself, as a file geodatabase wants it;
/// the rules are GDAL's.
func wordName(_ name: String) -> String {
  var word = String(
    name.map { $0.isASCII && !$0.isLetter && !$0.isNumber ? "_" : $0 })
  if let first = word.first, first.isASCII, first.isNumber { word = "_" + word }
  return wordsOfSQL.contains(word.uppercased()) ? word + "_" : word
}

/// The name of a feature class: a word of at most 160 characters that does not begin as the names of a geodatabase's own
/// tables do; the rules are GDAL's.
func className(_ name: String) -> String {
  var word = wordName(name)
  if ["gdb_", "sde_", "delta_"].contains(where: { word.lowercased().hasPrefix($0) }) {
    word = "_" + word
  }
  return cut(word, toBytes: 160) { $0.unicodeScalars.count }
}

/// A name that an element of XML can have, in which what is no letter, digit, point, hyphen or underscore became an
/// underscore.
func elementName(_ name: String) -> String {
  var word = String(name.map { $0.isLetter || $0.isNumber || ".-_".contains($0) ? $0 : "_" })
  if let first = word.first, !first.isLetter, first != "_" { word = "_" + word }
  return word.isEmpty ? "_" : word
}

private let wordsOfSQL: Set = [
  "ADD", "ALTER", "AND", "AS", "ASC", "BETWEEN", "BY", "COLUMN", "CREATE", "DATE", "DELETE", "DESC",
  "DROP", "EXISTS", "FOR", "FROM", "GROUP", "IN", "INSERT", "INTO", "IS", "LIKE", "NOT", "NULL",
  "OR", "ORDER", "SELECT", "SET", "TABLE", "UPDATE", "VALUES", "WHERE",
]

/// Field names that differ from each other and from reserved ones, even when case is ignored.
///
/// Names longer than `limit` bytes are cut between characters.
package func uniqueNames(
  _ names: [String], bytes limit: Int = .max, reserved: [String] = [],
  _ byteCount: (String) -> Int = { $0.utf8.count }
) -> [String] {
  let reserved = Set(reserved.map { $0.lowercased() })
  // A name that fits keeps priority over one that was cut to the same.
  var taken = Set(names.filter { byteCount($0) <= limit }.map { $0.lowercased() })
  taken.formUnion(reserved)
  var used = reserved
  return names.map { name in
    if byteCount(name) <= limit, used.insert(name.lowercased()).inserted { return name }
    var candidate = cut(name, toBytes: limit, byteCount)
    var number = 1
    while candidate.isEmpty || !taken.insert(candidate.lowercased()).inserted {
      let suffix = "_\(number)"
      candidate = cut(name, toBytes: limit - suffix.utf8.count, byteCount) + suffix
      number += 1
    }
    used.insert(candidate.lowercased())
    return candidate
  }
}

/// The longest prefix of whole characters that fits into `limit` bytes.
func cut(_ text: String, toBytes limit: Int, _ byteCount: (String) -> Int = { $0.utf8.count })
  -> String
{
  var result = ""
  var size = 0
  for character in text {
    size += byteCount(String(character))
    if size > limit { break }
    result.append(character)
  }
  return result
}
