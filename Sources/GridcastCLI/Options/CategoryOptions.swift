import ArgumentParser
import GridcastBin

/// What features are counted by.
struct CategoryOptions: ParsableArguments {
  @Option(
    .field(of: "inputs"), .front,
    help: ArgumentHelp(
      "The field whose values are the categories; with --categories the one in which the rules look.",
      valueName: "field"))
  var category: String?
  @Option(
    .choice(of: ["osm", "amap"], orFile: "yaml", "yml"), .front,
    help: ArgumentHelp(
      "Rules that give the categories: osm, amap, or a YAML file.", valueName: "rules"))
  var categories: String?
  @Option(
    .field(of: "inputs"),
    help: ArgumentHelp("A field of numbers to sum instead of counting.", valueName: "field"))
  var weight: String?

  /// The categories that are meant.
  ///
  /// - Throws: The errors of reading the rules.
  var categorization: Categorization {
    get throws {
      if let categories { return .rules(try CategoryRules(named: categories, in: category)) }
      return category.map(Categorization.field) ?? .single
    }
  }
}
