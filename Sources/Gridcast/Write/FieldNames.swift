/// Field names as a Shapefile can hold them: at most 10 bytes of UTF-8, cut at a character, without
/// spaces and punctuation, each different from the others also when case is ignored.
///
/// - Returns: One name for each given, in order.
public func shapefileNames(_ names: [String]) -> [String] {
  shapefileNames(names, bytes: 10, cleans: true)
}

private func shapefileNames(_ names: [String], bytes limit: Int, cleans: Bool) -> [String] {
  // ArcGIS takes no punctuation in a field's name, and GDAL writes none.
  let names = names.map { name in
    cleans ? String(name.map { $0.isASCII && !$0.isLetter && !$0.isNumber ? "_" : $0 }) : name
  }
  // A name that fits is not taken from its owner by another that was cut to it.
  var taken = Set(names.filter { $0.utf8.count <= limit }.map { $0.lowercased() })
  var used = Set<String>()
  return names.map { name in
    let fits = name.utf8.count <= limit && used.insert(name.lowercased()).inserted
    if fits { return name }
    var candidate = cut(name, toBytes: limit)
    var number = 1
    while candidate.isEmpty || !taken.insert(candidate.lowercased()).inserted {
      let suffix = "_\(number)"
      candidate = cut(name, toBytes: limit - suffix.utf8.count) + suffix
      number += 1
    }
    used.insert(candidate.lowercased())
    return candidate
  }
}

/// Field names as most formats want them: each different from the others also when case is ignored.
func uniqueNames(_ names: [String]) -> [String] {
  shapefileNames(names, bytes: .max, cleans: false)
}

/// A sentence on the field names that a format made shorter, where there are any.
public func renamedNotes(_ renamed: [(full: String, short: String)], in path: String) -> [String] {
  let list = renamed.map { "\($0.full) → \($0.short)" }.joined(separator: ", ")
  return renamed.isEmpty ? [] : ["\(path): fields renamed: \(list)"]
}

/// The longest beginning of whole characters that fits.
func cut(_ text: String, toBytes limit: Int) -> String {
  var result = ""
  var size = 0
  for character in text {
    size += character.utf8.count
    if size > limit { break }
    result.append(character)
  }
  return result
}
