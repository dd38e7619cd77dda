/// Field names as a Shapefile can hold them: at most 10 bytes, cut at a character, without spaces
/// and punctuation, each different from the others also when case is ignored.
///
/// - Parameters:
///   - names: The full names.
///   - byteCount: The length of a text in the encoding of the file.
/// - Returns: One name for each given, in order.
package func shapefileNames(
  _ names: [String], _ byteCount: (String) -> Int = { $0.utf8.count }
) -> [String] {
  // ArcGIS takes no punctuation in a field's name, and GDAL writes none.
  let clean = names.map { name in
    String(name.map { $0.isASCII && !$0.isLetter && !$0.isNumber ? "_" : $0 })
  }
  return uniqueNames(clean, bytes: 10, byteCount)
}

/// Field names each different from the others also when case is ignored, and from reserved ones.
///
/// Names longer than `limit` bytes are cut at a character.
package func uniqueNames(
  _ names: [String], bytes limit: Int = .max, reserved: [String] = [],
  _ byteCount: (String) -> Int = { $0.utf8.count }
) -> [String] {
  let reserved = Set(reserved.map { $0.lowercased() })
  // A name that fits is not taken from its owner by another that was cut to it.
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

/// The longest beginning of whole characters that fits.
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
