/// That a layer has no field of a name, which it has instead, and which was meant.
package func absentField(_ name: String, among fields: [String]) -> Sentence {
  if fields.isEmpty { return "it has no field '\(name)', nor any other" }
  guard let meant = likeliest(to: name, among: fields) else {
    return "it has no field '\(name)'; its fields are \(listed(fields))"
  }
  return "it has no field '\(name)' (did you mean '\(meant)'?); its fields are \(listed(fields))"
}

/// That a raster has no band of a name, which it has instead, and which was meant.
func absentBand(_ name: String, among bands: [String]) -> Sentence {
  let list = firstQuoted(bands)
  guard let meant = likeliest(to: name, among: bands) else {
    return "it has no band '\(name)'; its bands are \(list)"
  }
  return "it has no band '\(name)' (did you mean '\(meant)'?); its bands are \(list)"
}

/// That a file holds no raster of a name, which it holds instead, and which was meant.
package func absentRaster(_ name: String, among rasters: [String]) -> Sentence {
  let list = firstQuoted(rasters)
  guard let meant = likeliest(to: name, among: rasters) else {
    return "it holds no raster '\(name)'; its rasters are \(list)"
  }
  return "it holds no raster '\(name)' (did you mean '\(meant)'?); its rasters are \(list)"
}

/// Names in one line, of many only the first.
package func listed(_ names: [String]) -> String {
  names.prefix(40).joined(separator: ", ") + (names.count > 40 ? ", …" : "")
}

/// Names in quotes, one after another, as in "'a', 'b'".
package func quoted(_ names: some Sequence<String>) -> Sentence {
  names.map { "'\($0)'" as Sentence }.joined(separator: ", ")
}

/// Names in quotes, of many only the first.
func firstQuoted(_ names: [String]) -> Sentence {
  names.count > 40 ? quoted(names.prefix(40)) + ", …" : quoted(names)
}
