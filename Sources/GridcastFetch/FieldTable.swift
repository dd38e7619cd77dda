package import GridcastBase

/// Fields that are found one after another, as not every answer has all of them.
package struct FieldTable {
  /// The greatest number of fields; an answer that has more is damaged, or hostile.
  private static let most = 300

  private var names: [String] = []
  private var columns: [String: Texts] = [:]
  /// Names of what no field holds.
  package var unheld: Set<String> = []

  package init() {}

  /// Adds the values of a row; rows come in their order, and some may be left out.
  package mutating func add(_ fields: [(name: String, value: String)], row: Int) {
    for (name, value) in fields {
      var column: Texts
      if let own = columns.removeValue(forKey: name) {
        column = own
      } else {
        guard names.count < Self.most else {
          unheld.insert("more than \(Self.most) different names")
          continue
        }
        names.append(name)
        column = Texts()
      }
      while column.count < row { column.append(nil) }
      if column.count == row { column.append(value) }
      columns[name] = column
    }
  }

  /// The columns of some rows: those that are published in their order, then others in that of the alphabet.
  package func columns(of rows: [Int], published: [String], prefix: String = "") -> [Column] {
    let first = published.filter { columns[$0] != nil }
    let others = names.filter { !first.contains($0) }.sorted()
    let count = (rows.max() ?? -1) + 1
    return (first + others).map { name in
      var texts = columns[name] ?? Texts()
      while texts.count < count { texts.append(nil) }
      return Column(Field(prefix + name, .text), .texts(texts.rows(rows)))
    }
  }
}
