import GridcastBase
import GridcastFiles

/// What of a JSON in Esri's notation GDAL passes over without a word.
enum EsriShapes {
  /// Shapes with curves, which come as features without any, a sentence for each kind.
  static func losses(in path: String, format: String) -> [Sentence] {
    guard format == "ESRIJSON", let file = MappedFile(path) else { return [] }
    return ["curveRings", "curvePaths"].compactMap { name in
      let count = count(of: "\"\(name)\"", in: file)
      return count == 0
        ? nil
        : "\(counted(count, "shape")) with curves (\(name)), which cannot be read; fetch it again with true curves left out (returnTrueCurves=false)"
    }
  }

  /// What the user should know of its moments.
  static func notes(in path: String, format: String) -> [Sentence] {
    guard format == "ESRIJSON", let file = MappedFile(path),
      count(of: "\"esriFieldTypeDate\"", in: file) > 0
    else { return [] }
    return ["its dates are kept as it tells them, in milliseconds since 1970 in universal time"]
  }

  private static func count(of word: String, in file: MappedFile) -> Int {
    let word = Array(word.utf8)
    let bytes = unsafe file.bytes
    var count = 0
    var place = unsafe bytes.firstIndex(of: word[0], from: 0)
    while place + word.count <= file.count {
      if unsafe bytes[place..<place + word.count].elementsEqual(word) { count += 1 }
      place = unsafe bytes.firstIndex(of: word[0], from: place + 1)
    }
    return count
  }
}
