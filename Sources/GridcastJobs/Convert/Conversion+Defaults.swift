import GridcastBase

extension Conversion {
  /// The fields without those that GDAL adds to all placemarks and that no placemark uses.
  static func withoutDefaults(
    _ fields: [(name: String, field: Field)], _ survey: Survey
  ) -> [(name: String, field: Field)] {
    let texts: Set = [
      "id", "Name", "description", "timestamp", "begin", "end", "altitudeMode", "icon",
    ]
    // The values are −1 or 0 where the placemark has none.
    let switches: Set = ["tessellate", "extrude", "visibility", "drawOrder"]
    return fields.filter { item in
      guard let column = survey.columns[item.field.name] else { return true }
      if texts.contains(item.name) { return column.knownCount > 0 }
      guard switches.contains(item.name) else { return true }
      return column.integers.map { $0.lowerBound < -1 || $0.upperBound > 0 } ?? false
    }
  }
}
