import ArgumentParser
import GridcastBase
import GridcastBin

/// What is made of places that services list.
struct PlaceLayerOptions: ParsableArguments {
  @Option(
    .newLayer, name: [.short, .long],
    help: ArgumentHelp("The layer of points to write.", valueName: "file"))
  var output: String
  @Option(
    .system(or: "utm"),
    help: ArgumentHelp(
      "Move the places to this coordinate system: utm, a code, WKT or .prj file. Default: they stay as the service has them.",
      valueName: "system"))
  var to: String?
  @Option(
    .choice(of: ["osm", "amap"], orFile: "yaml", "yml"),
    help: ArgumentHelp(
      "Add a field of categories by rules: osm, amap, or a YAML file.", valueName: "rules"))
  var categories: String?

  /// The categories that are added; nil for none.
  ///
  /// - Throws: The errors of reading the rules.
  var categorization: Categorization? {
    get throws { try categories.map { .rules(try CategoryRules(named: $0)) } }
  }
}
