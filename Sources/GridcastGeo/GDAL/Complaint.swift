/// What a warning or an error of GDAL means for the data that are read.
///
/// The words are those of GDAL's sources (3.6 to 3.12). What is in none of the lists is told as it is.
enum Complaint {
  /// Nothing is lost; a user need not know.
  case harmless
  /// A feature, or its shape, is missing.
  case losesFeature
  /// A value is not what the file says.
  case changesValue
  /// Something that Gridcast does not know.
  case unknown

  init(_ words: String) {
    let words = words.lowercased()
    func hasAny(_ list: [String]) -> Bool { list.contains { words.contains($0) } }
    if words.contains("parsed incompletely") {
      self = .changesValue
      return
    }
    self =
      if hasAny(Self.ofNothing) { .harmless } else if hasAny(Self.ofLostFeatures) {
        .losesFeature
      } else if hasAny(Self.ofChangedValues) { .changesValue } else { .unknown }
  }

  /// A complaint of a value that is no number, in our words; nil for others.
  ///
  /// GDAL says, "Value '0x10' of field stars.a parsed incompletely to integer 0."
  static func ofValue(_ words: String) -> String? {
    guard words.hasPrefix("Value '"), let middle = words.firstRange(of: "' of field "),
      let end = words.firstRange(of: " parsed incompletely to "),
      middle.upperBound < end.lowerBound
    else { return nil }
    let value = words[..<middle.lowerBound].dropFirst("Value '".count)
    let field = words[middle.upperBound..<end.lowerBound]
    let name = field.firstIndex(of: ".").map { field[field.index(after: $0)...] } ?? field
    let read = words[end.upperBound...].split(separator: " ").last ?? ""
    return
      "field '\(name)': the value '\(value)' is no number, and would be read as "
      + (read.hasSuffix(".") ? read.dropLast() : read)
  }

  private static let ofNothing = [
    // Shapes that are not valid are told by the commands that need valid ones.
    "self-intersection", "organizepolygons() received", "winding order of",
    "has been auto corrected",
    // Polygons with open rings are found by their vertices.
    "non closed ring", "unclosed ring",
    // The file is read all the same, by its content.
    "application_id", "user_version", "may only be partially supported",
    "non-standard file extension", "should have been declared",
    "driver was expected to", "several drivers matching", "not recognized as being",
    // What the system is called; how far it can be moved is told by PROJ.
    "deprecated", "unable to find proj.db", "axis order",
  ]

  private static let ofLostFeatures = [
    "json parsing error", "invalid geometry", "corrupt",
    "cannot parse", "cannot read", "skipping", "skipped", "discarded", "will be ignored",
    "ignoring feature", "non increasing", "incomplete", "unterminated", "unexpected end",
    "not a valid geometry", "unsupported geometry", "unhandled geometry", "without lat",
    "unbalanced", "unknown geometry", "parsing of", "read error", "premature",
  ]

  private static let ofChangedValues = [
    "clamped", "truncated", "overflow", "out of range", "lossy",
    "invalid value", "cannot be converted", "will be approximated", "invalid date",
    "recode", "not a valid utf", "bad characters",
  ]
}
