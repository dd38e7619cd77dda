import ArgumentParser
import Foundation

/// What ArgumentParser tells of a command, in the words of its own JSON.
struct DumpedHelp: Decodable {
  struct Tool: Decodable { let command: DumpedHelp }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let shouldDisplay: Bool
    let sectionTitle: String?
    let isOptional: Bool
    let isRepeating: Bool
    let parsingStrategy: String
    let names: [Name]?
    let preferredName: Name?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    /// The name without dashes; of an argument, that of its value.
    var name: String { preferredName?.name ?? valueName ?? "" }
    /// How it is written at the command line; nil of an argument.
    var spelling: String? { preferredName.map { ($0.kind == "short" ? "-" : "--") + $0.name } }
  }

  let commandName: String
  let abstract: String?
  let discussion: String?
  let subcommands: [DumpedHelp]?
  let arguments: [Argument]?

  /// What it tells of the command that these words name, the first of which is the program; nil where there is none.
  init?(of path: [String]) {
    let dump = Data(GridcastCommand._dumpHelp().utf8)
    guard var help = try? JSONDecoder().decode(Tool.self, from: dump).command else { return nil }
    for name in path.dropFirst() {
      guard let next = help.subcommands?.first(where: { $0.commandName == name }) else {
        return nil
      }
      help = next
    }
    self = help
  }
}
