import ArgumentParser
import GridcastBase
import GridcastGeo

struct SystemsCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "systems",
    abstract: "Find a coordinate system by name, code or place.",
    discussion: """
      Searches PROJ's database. Every word must stand in the name, the code or the place of a system; a \
      position, as longitude,latitude, finds those that are meant for it, the smallest area first, and so does \
      the name of a province or city of China, CGCS2000 and WGS 84 first. The code is what --from and --to take.

      Examples:
        gridcast systems utm 49n
        gridcast systems CGCS2000 114E
        gridcast systems 大地2000 114度
        gridcast systems EPSG4547
        gridcast systems 114.3,30.6
        gridcast systems 渭南 utm
        gridcast systems -- -87.6,41.9
      """)

  static let forms: [CommandForm] = []

  @Argument(
    .text, .nowhere,
    help: ArgumentHelp(
      "Words of a name or place, a code, or a position; all systems where nothing is searched for.",
      valueName: "search"))
  var search: [String] = []
  @Option(
    .whole(1), .nowhere,
    help: ArgumentHelp("How many systems are shown at most.", valueName: "n"))
  var limit = 30
  @Flag(.nowhere, help: "Print the systems as JSON, all that are found.") var json = false

  func validate() throws {
    guard limit > 0 else { throw misuse("--limit is 1 or more.") }
  }

  func run() throws {
    let words = search.joined(separator: " ")
    let search = SystemSearch(words, among: try KnownSystem.all())
    let found = search.found
    guard !found.isEmpty else {
      throw GridcastError(.usage, "coordinate system '\(words)'", search.refusal)
    }
    for note in search.notes { Console.warn(note.worded(for: .commandLine)) }
    if json { return try Console.print(json: found) }
    var table = Table(["code", "name", "coordinates", "for"])
    for system in found.prefix(limit) {
      table.add([
        system.code, system.name, worded(system.kind == .geographic ? "degrees" : "plane"),
        system.place.count > 60 ? system.place.prefix(59) + "…" : system.place,
      ])
    }
    Console.print(plain: table.text)
    if found.count > limit {
      Console.print(
        "… and \(formatted(found.count - limit)) more; add a word, or --limit or --json to see them"
      )
    }
  }
}
