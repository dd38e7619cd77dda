import GridcastBase
import GridcastFormats

extension Conversion {
  /// The field that becomes the features' own id again, where it keeps its name and no feature lacks one, as
  /// GDAL would write 0 for it; otherwise it is a property.
  static func identity(
    of reader: LayerReader, _ chosen: [(name: String, field: Field)], _ survey: Survey
  ) -> String? {
    guard let name = reader.identityField, survey.columns[name]?.knownCount == survey.count,
      chosen.contains(where: { $0.name == name && $0.field.name == name })
    else { return nil }
    return name
  }
}
