package import GridcastBase

/// The selection, order and renaming of attributes.
package struct FieldMapping: Sendable, Hashable {
  /// The names of the attributes to keep, in this order; nil for all.
  package var selected: [String]?
  /// The attributes to rename.
  package var renamed: [Renaming]

  /// The renaming of one attribute.
  package struct Renaming: Sendable, Hashable {
    /// The name in the input.
    package let old: String
    /// The name in the output.
    package let new: String

    /// Makes a renaming.
    package init(_ old: String, _ new: String) {
      self.old = old
      self.new = new
    }

    /// Parses a renaming such as `old=new`.
    ///
    /// - Throws: `.usage` where either name is missing.
    package init(_ text: String) throws(GridcastError) {
      let parts = text.split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw GridcastError(.usage, "renaming '\(text)'", "write old=new")
      }
      self.init(parts[0], parts[1])
    }
  }

  /// Makes a mapping, which by default changes nothing.
  package init(selected: [String]? = nil, renamed: [Renaming] = []) {
    self.selected = selected
    self.renamed = renamed
  }

  /// The attributes to write, each with its name in the input and with its new name.
  ///
  /// - Parameters:
  ///   - fields: The attributes of the input.
  ///   - subject: The name of the input, for errors.
  /// - Returns: The fields in their new order.
  /// - Throws: `.usage` where the input lacks a name, or two attributes would have the same one.
  package func applied(to fields: [Field], of subject: String) throws(GridcastError) -> [(
    name: String, field: Field
  )] {
    var kept = fields
    if let selected {
      kept = []
      for name in selected where !name.isEmpty {
        let field = try Self.find(name, in: fields, subject)
        if !kept.contains(where: { $0.name == field.name }) { kept.append(field) }
      }
    }
    var result = kept.map { (name: $0.name, field: $0) }
    for (index, renaming) in renamed.enumerated() {
      if renamed[..<index].contains(where: { $0.old == renaming.old }) {
        throw GridcastError(.usage, subject, "field '\(renaming.old)' is renamed twice")
      }
      let old = try Self.find(renaming.old, in: kept, subject)
      guard let index = result.firstIndex(where: { $0.name == old.name }) else { continue }
      result[index].field.name = renaming.new
      // A second name would be shown in place of the new one.
      result[index].field.alias = nil
    }
    for (index, item) in result.enumerated()
    where result[..<index].contains(where: { $0.field.name == item.field.name }) {
      throw GridcastError(
        .usage, subject, "two fields would be called '\(item.field.name)'; rename the other one too"
      )
    }
    return result
  }

  static func find(_ name: String, in fields: [Field], _ subject: String)
    throws(GridcastError) -> Field
  {
    if let exact = fields.first(where: { $0.name == name }) { return exact }
    let alike = fields.filter { $0.name.lowercased() == name.lowercased() }
    if alike.count == 1 { return alike[0] }
    throw GridcastError(.badData, subject, absentField(name, among: fields.map(\.name)))
  }
}
