import GridcastBase

extension Condition {
  /// The tags of OSM that a condition compares, as fields of texts, spelled as they are there.
  ///
  /// - Throws: `.usage` where the condition is not understood, as nothing else reads OSM's tags rightly.
  static func onTags(_ filter: String, in source: Source) throws(GridcastError) -> (
    condition: Condition, fields: [Field]
  ) {
    guard let condition = Condition(filter) else {
      throw GridcastError(
        .usage, source.path,
        "the condition \(filter) is not understood: of OSM objects tags can be compared with texts, as in "
          + "shop = 'bakery' OR \"addr:city\" LIKE 'X%', by AND, OR, NOT, IN, BETWEEN, LIKE and IS NULL; "
          + "a key with a colon stands in double quotes")
    }
    if let name = condition.names.first(where: { $0.uppercased().hasPrefix("OGR_") }) {
      throw GridcastError(
        .usage, source.path,
        "the condition \(filter) asks for \(name), and OSM objects are told apart by their layers: "
          + "\(.chooseLayer(source.role))")
    }
    var fields: [Field] = []
    for name in condition.names {
      // Keys of OSM are in small letters, and names in SQL are not told apart by their case.
      let small = name.lowercased()
      let isKnown = LayerInfo.ofOSM.contains { $0.fields.contains { $0.name == small } }
      let field = Field(isKnown ? small : name, .text)
      if !fields.contains(field) { fields.append(field) }
    }
    guard condition.fields(among: fields) != nil else {
      throw GridcastError(
        .usage, source.path,
        "the condition \(filter) compares a tag with a number, and tags are texts: write the number in "
          + "single quotes, as in \"building:levels\" = '3'")
    }
    return (condition, fields)
  }
}
