import GridcastBase
package import GridcastBin
import GridcastFiles

/// How is counted: what all parts of one count must have in common.
package struct CountRules: Sendable {
  /// How the categories come about.
  struct Categories: Sendable, Equatable, Codable {
    /// The field whose values they are; nil where they are known beforehand.
    var field: String?
    /// The hash of the rules that give them; nil where there are none.
    var rules: String?
  }

  /// The cells.
  package let cells: BinnedSums.Cells
  let measure: Measure
  /// The field that is summed; nil to count.
  let weight: String?
  let categories: Categories
  /// The version of Gridcast that counted.
  let program: String

  /// The rules of a count on cells.
  init(_ counting: Counting, _ cells: BinnedSums.Cells) {
    var categories = Categories()
    switch counting.categorization {
    case .single: break
    case .field(let name): categories.field = name
    case .rules(let rules):
      // The same rules may look in other fields.
      categories.rules = digest((rules.text + rules.fields.joined(separator: "\n")).utf8)
    }
    self.init(
      cells: cells, measure: counting.measure, weight: counting.weight, categories: categories,
      program: gridcastVersion)
  }

  init(
    cells: BinnedSums.Cells, measure: Measure, weight: String?, categories: Categories,
    program: String
  ) {
    self.cells = cells
    self.measure = measure
    self.weight = weight
    self.categories = categories
    self.program = program
  }

  /// In what the rules of another count differ; nil where in nothing.
  func difference(from other: CountRules) -> String? {
    func named(_ field: String?, _ otherwise: String) -> String {
      field.map { "field '\($0)'" } ?? otherwise
    }
    let pairs: [(what: String, own: String, other: String)] = [
      ("by Gridcast", program, other.program),
      ("in", "\(cells.coordinateSystem)", "\(other.cells.coordinateSystem)"),
      ("on cells of", formatted(cells.size, 9), formatted(other.cells.size, 9)),
      ("as", measure.rawValue, other.measure.rawValue),
      ("by", named(weight, "number"), named(other.weight, "number")),
      (
        "with categories by",
        named(categories.field, categories.rules.map { "rules (\($0.prefix(8)))" } ?? "nothing"),
        named(
          other.categories.field,
          other.categories.rules.map { "rules (\($0.prefix(8)))" } ?? "nothing")
      ),
    ]
    if let pair = pairs.first(where: { $0.own != $0.other }) {
      return "counted \(pair.what) \(pair.own), and not \(pair.other)"
    }
    return cells == other.cells ? nil : "counted on other cells: the study areas differ"
  }
}
