import ArgumentParser
import Foundation
import GridcastBase

/// What was meant by words of a command line that make no sense, as far as can be guessed.
enum WrongUse {
  /// A fault of the first words: they name no command; nil where they do.
  static func unknownCommand(in arguments: [String]) -> GridcastError? {
    let found = Found(asked: arguments)
    guard !found.subcommands.isEmpty, let word = found.rest.first, !word.hasPrefix("-"),
      word != "help"
    else { return nil }
    let asked = (found.path.dropFirst() + [word]).joined(separator: " ")
    return GridcastError(.usage, "command '\(asked)'", fault(of: word, in: found))
  }

  private static func fault(of word: String, in found: Found) -> Sentence {
    let isFirst = found.path.count == 1
    if isFirst, let own = synonyms[word.lowercased()] {
      return "there is none of this name; it is called '\(own)' here"
    }
    if isFirst, let command = steps[word.lowercased()] {
      return
        "there is none of this name; it is an option here: \(command)"
    }
    if isFirst, let tool = OtherTools.doing(word.lowercased()) {
      return "Gridcast does not do that; \(tool)"
    }
    let names = found.subcommands.compactMap { $0.configuration.commandName }
    let help = "`\(found.path.joined(separator: " ")) --help`"
    let listed: Sentence =
      isFirst ? "\(help) lists them" : "\(help) lists them: \(names.joined(separator: ", "))"
    return likeliest(to: word, among: names).map {
      "there is none of this name; did you mean '\($0)'? \(listed)"
    } ?? "there is none of this name; \(listed)"
  }

  /// A complaint about the first option that the command does not have; nil where it has all of them.
  ///
  /// ArgumentParser complains of a missing argument first, which may be missing because of a misspelled option.
  static func unknownOption(in arguments: [String]) -> Sentence? {
    let found = Found(arguments)
    guard found.subcommands.isEmpty, let options = options(of: found.path) else { return nil }
    var isValue = false
    for word in found.rest {
      if word == "--" { return nil }
      if isValue, !word.hasPrefix("--") {
        isValue = false
        continue
      }
      guard word.hasPrefix("--") else {
        isValue = options[word] ?? false
        continue
      }
      let name = String(word.prefix { $0 != "=" })
      guard let takesValue = options[name] else {
        let long = options.keys.filter { $0.hasPrefix("--") }
        let bare = likeliest(
          to: String(name.dropFirst(2)), among: long.map { $0.dropFirst(2) }.map(String.init))
        let meant = synonym(of: name, among: long) ?? bare.map { "--\($0)" }
        if meant == nil, found.path.last == "run" {
          return
            "Error: Unknown option '\(name)'. The keys of a plan are set by --set, as in --set cell=500m."
        }
        return meant.map { "Error: Unknown option '\(name)'. Did you mean '\($0)'?" }
          ?? "Error: Unknown option '\(name)'"
      }
      isValue = takesValue && !word.contains("=")
    }
    return nil
  }

  /// The name of the command that the first words name, with those of the commands that it belongs to.
  static func path(in arguments: [String]) -> [String] {
    Found(asked: arguments).path
  }

  /// The name of the command that the first words name, and the words after it.
  static func commandAndRest(of arguments: [String]) -> (path: [String], rest: ArraySlice<String>) {
    let found = Found(arguments)
    return (found.path, found.rest)
  }

  /// The command that the first words name; nil where they name none.
  static func command(in arguments: [String]) -> (any ParsableCommand.Type)? {
    Found(arguments).command
  }

  /// The command that the first words name.
  private struct Found {
    var command: (any ParsableCommand.Type)?
    /// Its name, with those of the commands that it belongs to.
    var path = ["gridcast"]
    var subcommands = GridcastCommand.configuration.subcommands
    /// The words after its name.
    var rest: ArraySlice<String>

    /// The command that is called, or of which help is asked for.
    init(asked arguments: [String]) {
      self.init(arguments.first == "help" ? Array(arguments.dropFirst()) : arguments)
    }

    init(_ arguments: [String]) {
      rest = arguments[...]
      while let word = rest.first,
        let next = subcommands.first(where: { $0.configuration.commandName == word })
      {
        path.append(word)
        command = next
        subcommands = next.configuration.subcommands
        rest = rest.dropFirst()
      }
    }
  }

  /// The options of a command as they are written, and whether each takes a value.
  private static func options(of path: [String]) -> [String: Bool]? {
    guard let help = DumpedHelp(of: path) else { return nil }
    var options = ["--help": false, "--version": false]
    for argument in help.arguments ?? [] {
      for name in argument.names ?? [] {
        options[(name.kind == "long" ? "--" : "-") + name.name] = argument.kind == "option"
      }
    }
    return options
  }
}
