import ArgumentParser
import GridcastBase
import GridcastBin

struct CategoriesCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "categories",
    abstract: "Print the built-in rules of categories, to make your own of them.",
    discussion: """
      osm are the rules for OpenStreetMap's tags and Geofabrik's fclass, amap those for Amap's codes and \
      classes. Written to a file (> rules.yaml) and changed, they are what `bin --categories rules.yaml` and \
      `categories:` of a plan take; unchanged, they count as the built-in ones do.

      Examples:
        gridcast categories osm
        gridcast categories amap
      """)

  static let forms: [CommandForm] = []

  @Argument(
    .choice(of: "osm", "amap"), .nowhere,
    help: ArgumentHelp(
      "The rules to print, osm or amap, or a YAML file to see how it is read; without, what there is.",
      valueName: "rules"))
  var rules: String?

  func run() throws {
    guard let rules else { return try printList() }
    guard let text = builtInCategories[rules.lowercased()] else {
      return try Self.print(CategoryRules(named: rules))
    }
    let name = rules.lowercased()
    Console.print(
      "# The rules that `--categories \(name)` stands for. The first that matches decides.")
    Console.print(plain: text)
  }

  private func printList() throws {
    var table = Table(["rules", "categories", "fields"])
    for name in builtInCategories.keys.sorted() {
      let rules = try CategoryRules(named: name)
      table.add([
        name, rules.categories.joined(separator: ", "), rules.fields.joined(separator: ", "),
      ])
    }
    Console.print(plain: table.text)
    Console.print()
    Console.print("`gridcast categories osm > rules.yaml` writes rules to start from.")
  }

  private static func print(_ rules: CategoryRules) {
    Console.print(
      "\(rules.name): \(counted(rules.categories.count, "category", plural: "categories"))")
    Console.print("  categories         \(rules.categories.joined(separator: ", "))")
    Console.print("  fields             \(rules.fields.joined(separator: ", "))")
  }
}
