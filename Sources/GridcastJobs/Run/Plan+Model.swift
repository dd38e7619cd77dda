import GridcastBase

extension Plan.Model {
  init(
    _ node: PlanNode, years: [Plan.Year], file: (String) -> String,
    systemFile: (String) -> String
  ) throws(GridcastError) {
    switch try node["kind"]?.text() ?? "bp" {
    case let kind where ["bp", "linear", "mean"].contains(kind):
      guard years.isEmpty else {
        throw node.fault(
          "a model of kind \(kind) learns from one year: give 'inputs' instead of 'years'")
      }
      self = .cells(try CellsPlan(node))
    case "convdeconv", "growth":
      self = .convDeconv(try YearsModel(node, years: years, file: file, systemFile: systemFile))
    case let kind:
      throw node.fault(
        "kind '\(kind)' is not known; it can be bp, linear, mean, convdeconv or growth")
    }
  }
}
