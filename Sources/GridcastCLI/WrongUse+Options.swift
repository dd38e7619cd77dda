import ArgumentParser
import GridcastBase

/// Options whose values ArgumentParser would take otherwise than they are meant.
extension WrongUse {
  /// A fault where an option that takes one value is given twice, of which ArgumentParser would keep the last.
  static func repeatedOption(in arguments: [String]) -> GridcastError? {
    let (path, rest) = commandAndRest(of: arguments)
    // The list of options takes time to make, and is of use only where two words may name the same one.
    guard mayRepeat(rest), let help = DumpedHelp(of: path) else { return nil }
    let options = valued(help)
    var given: [String: String] = [:]
    var isValue = false
    for word in rest {
      if isValue {
        isValue = false
        continue
      }
      if word == "--" { return nil }
      let name = String(word.prefix { $0 != "=" })
      guard let option = options[name] else { continue }
      isValue = name == word
      if option.isRepeating { continue }
      if let before = given.updateValue(name, forKey: option.name) {
        return GridcastError(
          .usage, "command '\(path.dropFirst().joined(separator: " "))'",
          before == name
            ? "\(name) is given twice; it takes one value, so leave one of them out"
            : "\(before) and \(name) are the same option, which takes one value, so leave one of them out"
        )
      }
    }
    return nil
  }

  /// The words with each negative number where ArgumentParser does not take it for an option: joined to the option
  /// that it follows, as `--cell=-1`, and otherwise behind `--`, as a place to search for.
  static func placingNegatives(in arguments: [String]) -> [String] {
    let (path, rest) = commandAndRest(of: arguments)
    let words = rest.prefix { $0 != "--" }
    guard words.contains(where: isNegative), let help = DumpedHelp(of: path) else {
      return arguments
    }
    let options = valued(help)
    var given: [String] = []
    var free: [String] = []
    var awaiting = false
    for word in words {
      if awaiting, isNegative(word) {
        given[given.count - 1] += "=" + word
      } else if awaiting || (word.hasPrefix("-") && !isNegative(word)) {
        given.append(word)
      } else {
        free.append(word)
      }
      awaiting = !awaiting && options[word] != nil
    }
    let behind = rest.dropFirst(words.count + 1)
    let isClear = behind.isEmpty && !free.contains(where: isNegative)
    return arguments.prefix(arguments.count - rest.count) + given + (isClear ? [] : ["--"]) + free
      + behind
  }

  /// What ArgumentParser tells of wrong use, with the usage of the command that was called: of faults that are found
  /// when the command runs it shows that of `gridcast` itself.
  static func withOwnUsage(_ text: String, in arguments: [String]) -> String {
    guard let own = command(in: arguments), let usage = text.firstRange(of: "\nUsage:"),
      text[usage.lowerBound...].contains("See 'gridcast --help'")
    else { return text }
    let name = path(in: arguments).joined(separator: " ")
    return text[..<usage.lowerBound] + "\nUsage: \(GridcastCommand.usageString(for: own))"
      + "\n  See '\(name) --help' for more information."
  }

  private static func isNegative(_ word: String) -> Bool {
    guard word.first == "-", let next = word.dropFirst().first else { return false }
    return "0"..."9" ~= next || next == "."
  }

  /// The options that take values, by each way in which they are written.
  private static func valued(_ help: DumpedHelp) -> [String: DumpedHelp.Argument] {
    var options: [String: DumpedHelp.Argument] = [:]
    for argument in help.arguments ?? [] where argument.kind == "option" {
      for name in argument.names ?? [] {
        options[(name.kind == "long" ? "--" : "-") + name.name] = argument
      }
    }
    return options
  }

  /// Whether two words are the same option, or a short one and a long one that begins with its letter.
  private static func mayRepeat(_ words: ArraySlice<String>) -> Bool {
    var long: Set<Substring> = []
    var initials: Set<Character> = []
    var short: Set<Character> = []
    for word in words.prefix(while: { $0 != "--" }) where word.hasPrefix("-") {
      if word.hasPrefix("--") {
        guard long.insert(word.prefix { $0 != "=" }).inserted else { return true }
        if let first = word.dropFirst(2).first { initials.insert(first) }
      } else if let letter = word.dropFirst().first {
        guard short.insert(letter).inserted else { return true }
      }
    }
    return !short.isDisjoint(with: initials)
  }
}
