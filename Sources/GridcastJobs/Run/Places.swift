import GridcastBase
import GridcastBin
package import GridcastFormats

/// A layer of things with names, by which people know where a cell lies.
package struct Places: Sendable {
  /// The layer.
  package let source: Source
  /// The field of the names; nil for one that is usually called so.
  package let field: String?

  /// Reads the section `places` of a plan: a path, or a path with what else is said of an input and `name`, the field
  /// of the names.
  init(_ node: PlanNode, _ file: (String) -> String, _ systemFile: (String) -> String)
    throws(GridcastError)
  {
    source = try node.source(file, systemFile, as: .places, and: ["name"])
    field = try node.isScalar ? nil : node["name"]?.text()
  }

  /// What fields of names are called, the likeliest first.
  private static let usual = ["name", "名称", "名字", "name_zh", "name_en", "title", "label", "地名"]

  /// The field of the names among those of a layer; nil where there is none.
  static func field(_ wanted: String?, of reader: LayerReader) throws(GridcastError) -> String? {
    if reader.isOSM { return wanted ?? "name" }
    let names = reader.fields.map(\.name)
    for name in [wanted].compactMap(\.self) + (wanted == nil ? usual : []) {
      if let found = names.first(where: { $0.lowercased() == name.lowercased() }) { return found }
    }
    guard let wanted else { return nil }
    throw GridcastError(
      .badData, reader.source.path,
      Categorization.missing([wanted], andHas: names))
  }
}
