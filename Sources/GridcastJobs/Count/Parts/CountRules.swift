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
  func difference(from other: CountRules) -> Sentence? {
    func named(_ field: String?, _ otherwise: Sentence) -> Sentence {
      field.map { "field '\($0)'" } ?? otherwise
    }
    func categories(_ rules: CountRules) -> Sentence {
      let own = rules.categories
      return named(own.field, own.rules.map { "rules (\(String($0.prefix(8))))" } ?? "nothing")
    }
    if program != other.program {
      return "counted by Gridcast \(program), and not \(other.program)"
    }
    let (system, otherSystem) = (cells.coordinateSystem, other.cells.coordinateSystem)
    if system != otherSystem { return "counted in \(system), and not \(otherSystem)" }
    let (size, otherSize) = (formatted(cells.size, 9), formatted(other.cells.size, 9))
    if size != otherSize { return "counted on cells of \(size), and not \(otherSize)" }
    if measure != other.measure {
      return "counted as \(measure.rawValue), and not \(other.measure.rawValue)"
    }
    if weight != other.weight {
      return "counted by \(named(weight, "number")), and not \(named(other.weight, "number"))"
    }
    let (own, others) = (categories(self), categories(other))
    if own != others { return "counted with categories by \(own), and not \(others)" }
    return cells == other.cells ? nil : "counted on other cells: the study areas differ"
  }
}
