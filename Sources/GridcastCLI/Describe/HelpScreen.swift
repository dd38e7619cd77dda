import ArgumentParser
import Foundation
import GridcastBase

/// The help of a command in the language of the process, where that is not English.
///
/// ArgumentParser knows its own headings in English only and breaks lines at spaces, which Chinese has not; so its
/// help is laid out anew from what it tells of the command.
struct HelpScreen {
  private let help: DumpedHelp
  private let groups: [(name: String, commands: [String])]
  private let usage: String
  private let detail: String

  /// The help of the command that these words name; nil in English, and of a command that there is not.
  ///
  /// Of `english`, ArgumentParser's own help, the line that shows the usage is taken.
  init?(of path: [String], english: String) {
    guard Language.current != .english, let help = DumpedHelp(of: path) else { return nil }
    self.help = help
    let start = english.firstRange(of: "USAGE: ")?.upperBound
    usage = Self.usage(
      start.map { String(english[$0...].prefix { $0 != "\n" }) } ?? path.joined(separator: " "))
    let names = ["gridcast", "help"] + path.dropFirst()
    detail = Self.usage("\(names.joined(separator: " ")) <subcommand>")
    groups =
      path.count == 1
      ? GridcastCommand.configuration.groupedSubcommands.map { group in
        (group.name, group.subcommands.compactMap { $0.configuration.commandName })
      } : [("", (help.subcommands ?? []).map(\.commandName))]
  }

  /// The whole text.
  var text: String {
    var blocks = [
      [help.abstract, help.discussion].compactMap { $0 }.map(told).joined(separator: "\n\n")
    ]
    blocks.append("\(heading("Usage"))\(usage)")
    var sections: [(title: String, arguments: [DumpedHelp.Argument])] = []
    for argument in (help.arguments ?? []) where argument.shouldDisplay {
      let title =
        argument.sectionTitle ?? (argument.kind == "positional" ? "Arguments" : "Options")
      if let index = sections.firstIndex(where: { $0.title == title }) {
        sections[index].arguments.append(argument)
      } else {
        sections.append((title, [argument]))
      }
    }
    // What every command takes comes last, as in ArgumentParser's own help.
    let common = sections.filter { $0.title == "Options" }
    for section in sections.filter({ $0.title != "Options" }) + common {
      blocks.append(
        ([heading(section.title)] + section.arguments.map { Self.entry(label($0), remarks(of: $0)) })
          .joined(separator: "\n"))
    }
    for group in groups where !group.commands.isEmpty {
      let entries = group.commands.compactMap { name in
        help.subcommands?.first { $0.commandName == name }.map {
          Self.entry($0.commandName, translated($0.abstract ?? ""))
        }
      }
      blocks.append(
        ([heading(group.name.isEmpty ? "Subcommands" : group.name)] + entries)
          .joined(separator: "\n"))
    }
    if groups.contains(where: { !$0.commands.isEmpty }) {
      blocks.append(("  See '\(detail)' for detailed help." as Sentence).description)
    }
    return blocks.joined(separator: "\n\n")
  }

  /// The line that shows how a command is written, with the names of values in the language of the process.
  static func usage(_ english: String) -> String {
    english.replacing(/<([^<>]+)>/) { "<\(Sentence(message: String($0.1)).description)>" }
  }

  private func translated(_ english: String) -> String { Sentence(message: english).description }

  private func heading(_ english: String) -> String {
    ("\(Sentence(message: english)): " as Sentence).description
  }

  /// A text of whole paragraphs, broken into lines.
  private func told(_ english: String) -> String {
    translated(english).split(separator: "\n", omittingEmptySubsequences: false)
      .map { Self.wrapped(String($0), to: 80).joined(separator: "\n") }.joined(separator: "\n")
  }

  private func label(_ argument: DumpedHelp.Argument) -> String {
    guard let names = argument.names, !names.isEmpty else {
      return "<\(translated(argument.valueName ?? ""))>" + (argument.isRepeating ? " ..." : "")
    }
    let spelled = names.map { ($0.kind == "long" ? "--" : "-") + $0.name }.joined(separator: ", ")
    return argument.kind == "flag"
      ? spelled : "\(spelled) <\(translated(argument.valueName ?? ""))>"
  }

  private func remarks(of argument: DumpedHelp.Argument) -> String {
    let values = argument.allValues.map { $0.joined(separator: ", ") }
    let preset = argument.kind == "flag" ? nil : argument.defaultValue
    let remark: Sentence? =
      switch (values, preset) {
      case (let values?, let preset?): "(values: \(values); default: \(preset))"
      case (let values?, nil): "(values: \(values))"
      case (nil, let preset?): "(default: \(preset))"
      case (nil, nil): nil
      }
    return translated(argument.abstract ?? "") + (remark?.description ?? "")
  }

  /// A name and what is told of it, beside it where the name is short enough.
  private static func entry(_ name: String, _ words: String) -> String {
    let lines = wrapped(words, to: 54)
    let margin = String(repeating: " ", count: 26)
    let first = Table.width(name) > 22 ? "  \(name)\n\(margin)" : "  " + Table.padded(name, to: 24)
    return first + lines.joined(separator: "\n\(margin)")
  }

  /// The lines of a text, none wider than `width` columns of a terminal where that can be.
  ///
  /// Lines are broken at spaces and between Chinese characters, but not before punctuation.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var pieces: [String] = []
    for character in text {
      let glues =
        pieces.last.map { last in
          "，。；：、！？）”》".contains(character) || "（“《".contains(last.last ?? " ")
            || (character != " " && last.last != " " && Table.width(String(character)) == 1
              && Table.width(String(last.last ?? " ")) == 1)
        } ?? false
      if glues { pieces[pieces.count - 1].append(character) } else { pieces.append("\(character)") }
    }
    var lines = [""]
    var used = 0
    for piece in pieces {
      let size = Table.width(piece)
      if used + size > width, used > 0 {
        lines.append("")
        used = 0
        if piece == " " { continue }
      }
      lines[lines.count - 1] += piece
      used += size
    }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
