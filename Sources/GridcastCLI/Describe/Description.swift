import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles

/// What `gridcast describe` tells: every command with its parameters, and what each takes.
///
/// Desktops make their forms of it. It is made from the commands themselves: names, defaults and help are those that
/// ArgumentParser has, kinds those that stand with the options.
struct Description: Encodable {
  /// A text in each language that there is.
  typealias Texts = [String: String]

  struct Parameter: Encodable {
    let name: String
    /// How it is written at the command line; missing of arguments, which are written in this order.
    let option: String?
    let type: String
    let of: String?
    let shapes: [String]?
    let endings: [String]?
    let choices: [String]?
    let limits: ParameterKind.Limits?
    let word: String?
    let separator: String?
    let isRequired: Bool
    /// Whether it takes several values; by `isSpread` whether these follow the option's name all at once.
    let isRepeated: Bool
    let isSpread: Bool
    let defaultValue: String?
    let section: String?
    let place: FormPlace
    let title: Texts
    let help: Texts
  }

  struct Form: Encodable {
    let name: String
    let title: Texts
    let takes: [String: Taken]
    let needs: [String]
    let single: [String]
    let without: [String]
  }

  /// What a parameter takes in one of a command's forms.
  struct Taken: Encodable {
    let type: String
    let shapes: [String]?
    let endings: [String]?
  }

  struct Command: Encodable {
    let command: [String]
    let group: Texts
    let title: Texts
    let help: Texts
    let forms: [Form]
    let parameters: [Parameter]
  }

  let version = Description.versions.count
  let digest: String
  let program = gridcastVersion
  let commands: [Command]

  /// The description of all commands.
  ///
  /// - Throws: Whatever decoding of ArgumentParser's list throws; that it lacks a declaration is for tests to find.
  init() throws {
    let declarations = Declarations()
    let dump = Declarations.$gathering.withValue(declarations) { GridcastCommand._dumpHelp() }
    let root = try JSONDecoder().decode(DumpedHelp.Tool.self, from: Data(dump.utf8)).command
    let maker = DescriptionMaker(declarations: declarations.known)
    commands = GridcastCommand.configuration.groupedSubcommands.flatMap { group in
      group.subcommands.flatMap { maker.commands(of: $0, in: root, path: [], group: group.name) }
    }
    digest = try Self.hash(of: commands)
  }

  private static func hash(of commands: [Command]) throws -> String {
    var hash = SHA256()
    hash.update(try encoder.encode(commands))
    return hash.finish()
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
