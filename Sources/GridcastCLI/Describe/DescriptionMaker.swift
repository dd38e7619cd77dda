import ArgumentParser
import GridcastBase

/// Joins what ArgumentParser tells of commands with what stands with their options.
struct DescriptionMaker {
  let declarations: [String: Declaration]

  /// A command without subcommands, or those below it.
  func commands(
    of type: any ParsableCommand.Type, in parent: DumpedHelp, path: [String], group: String
  ) -> [Description.Command] {
    guard let name = type.configuration.commandName,
      let dumped = parent.subcommands?.first(where: { $0.commandName == name })
    else { return [] }
    let path = path + [name]
    let below = type.configuration.subcommands
    if !below.isEmpty {
      return below.flatMap { commands(of: $0, in: dumped, path: path, group: group) }
    }
    let title = Self.title(of: dumped.abstract ?? "")
    let forms =
      (type as? any FormedCommand.Type)?.forms
      ?? [CommandForm(name: path.joined(separator: ""), title: title)]
    return [
      Description.Command(
        command: path, group: Self.texts(group), title: Self.titles(of: dumped.abstract ?? ""),
        help: Self.texts(of: [dumped.abstract, dumped.discussion].compactMap { $0 }),
        forms: forms.map(Self.form), parameters: (dumped.arguments ?? []).compactMap(parameter))
    ]
  }

  private static func form(_ form: CommandForm) -> Description.Form {
    Description.Form(
      name: form.name, title: texts(form.title),
      takes: form.takes.mapValues {
        Description.Taken(
          type: $0.type, shapes: $0.shapes.nilIfEmpty, endings: $0.endings.nilIfEmpty)
      },
      needs: form.needs.sorted(), single: form.single.sorted(), without: form.without.sorted())
  }

  /// A parameter; nil of help, version and what is hidden.
  ///
  /// What is declared nowhere is "unknown", which no test lets pass.
  private func parameter(_ argument: DumpedHelp.Argument) -> Description.Parameter? {
    guard argument.shouldDisplay, !["help", "version"].contains(argument.name) else { return nil }
    let help = argument.abstract ?? ""
    let declared = declarations[help]
    let kind =
      declared?.kind ?? (argument.kind == "flag" ? .flag : ParameterKind(type: "unknown"))
    let choices = argument.allValues ?? kind.choices
    return Description.Parameter(
      name: argument.name, option: argument.spelling, type: kind.type, of: kind.of,
      shapes: kind.shapes.nilIfEmpty, endings: kind.endings.nilIfEmpty,
      choices: choices.nilIfEmpty,
      limits: kind.limits == ParameterKind.Limits() ? nil : kind.limits, word: kind.word,
      separator: kind.separator,
      isRequired: !argument.isOptional, isRepeated: argument.isRepeating,
      isSpread: argument.parsingStrategy == "upToNextOption",
      defaultValue: argument.kind == "flag" ? nil : argument.defaultValue,
      section: argument.sectionTitle,
      place: declared?.place ?? (argument.isOptional ? .more : .front),
      title: Self.titles(of: help), help: Self.texts(help))
  }

  /// A text in every language that has it.
  static func texts(_ english: String) -> Description.Texts { texts(of: [english]) }

  /// Paragraphs in every language that has them all.
  private static func texts(of paragraphs: [String]) -> Description.Texts {
    var texts: Description.Texts = [:]
    for language in Language.allCases {
      let told = paragraphs.compactMap { Catalogue.of(language)?.messages[$0] }
      let words = language == .english ? paragraphs : told
      if words.count == paragraphs.count {
        texts[language.rawValue] = words.joined(separator: "\n\n")
      }
    }
    return texts
  }

  /// The beginning of a help text in every language that has it.
  private static func titles(of help: String) -> Description.Texts {
    texts(help).mapValues(title)
  }

  /// The beginning of a help text, to stand beside a field of a form.
  static func title(of help: String) -> String {
    var text = help[...]
    // "Of rasters: the side of a cell" is about the side of a cell.
    if text.hasPrefix("Of ") || text.hasPrefix("对"), let colon = text.firstRange(of: /: |：/) {
      text = text[colon.upperBound...]
    }
    text = text[..<(text.firstRange(of: /\. |: |; |。|：|；/)?.lowerBound ?? text.endIndex)]
    if text.hasSuffix(".") { text.removeLast() }
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension Array {
  fileprivate var nilIfEmpty: Self? { isEmpty ? nil : self }
}
