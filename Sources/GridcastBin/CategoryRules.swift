import Foundation
package import GridcastBase
import GridcastGeo
import Yams

/// Rules that assign features to categories by the values of fields.
///
/// Rules are written in YAML:
/// ```
/// field: fclass                 # the field of values that stand alone, or a list of fields
/// separator: "|"                # of several values in one, the first counts
/// digits: 6                     # whole numbers get their leading zeros back
/// absent: ["no", vacant]        # values that say that there is nothing, in large or small letters
/// gone: [disused, abandoned]    # fields whose value `yes` says that it is there no longer
/// categories:
///   business: [restaurant, bank, "05*"]     # * at the end: any ending
///   office: [{office: "*"}, {building: [office, commercial]}]
/// ```
/// The first rule that matches, in file order, decides.
package struct CategoryRules: Sendable, Equatable {
  /// The name of the rules, for messages.
  package let name: String
  /// The rules as they were written.
  package let text: String
  /// The categories, in file order.
  package let categories: [String]
  private(set) var rules: [Rule]
  let separator: Character?
  let digits: Int?
  /// Values that say that there is nothing, or no longer.
  let absent: Set<String>
  /// Fields that say by `yes` that what the others tell is there no longer.
  private(set) var gone: [String]

  struct Rule: Sendable, Equatable {
    let field: String
    let pattern: Pattern
    let category: Int
    /// Whether the value stands in the rules without a field, or with that in which such are looked for.
    var standsAlone = false
  }

  enum Pattern: Sendable, Equatable {
    case exactly(String), beginning(String)

    init(_ text: String) {
      self = text.hasSuffix("*") ? .beginning(String(text.dropLast())) : .exactly(text)
    }

    func matches(_ text: String) -> Bool {
      switch self {
      case .exactly(let value): text == value
      case .beginning(let start): text.hasPrefix(start)
      }
    }
  }

  /// The fields that the rules use, each once.
  package var fields: [String] { ruledFields + gone.filter { !ruledFields.contains($0) } }

  /// The fields whose values have a category.
  var ruledFields: [String] {
    rules.reduce(into: []) { if !$0.contains($1.field) { $0.append($1.field) } }
  }

  /// Reads the rules with a built-in name, `osm` or `amap`, or from a YAML file.
  ///
  /// - Throws: `.unreadable` where the file is missing; `.badData` where it contains no such rules.
  package init(named name: String) throws(GridcastError) {
    if let text = builtInCategories[name.lowercased()] {
      try self.init(yaml: text, name: name)
      return
    }
    guard let bytes = FileManager.default.contents(atPath: name) else {
      throw GridcastError(
        .unreadable, name,
        "there is no such file, and it is none of the built-in rules \(builtInCategories.keys.sorted().joined(separator: ", "))"
      )
    }
    try self.init(yaml: String(written: bytes), name: name)
  }

  /// Reads rules by name, and has them look in this field where one is named.
  ///
  /// - Throws: As the others do; `.usage` where the rules say their fields themselves.
  package init(named name: String, in field: String?) throws(GridcastError) {
    let rules = try CategoryRules(named: name)
    self = try field.map { field throws(GridcastError) in try rules.looking(in: field) } ?? rules
  }

  /// Parses rules from YAML.
  package init(yaml: String, name: String) throws(GridcastError) {
    func fault(_ reason: Sentence) -> GridcastError { GridcastError(.badData, name, reason) }
    let root: Node?
    do { root = try Yams.compose(yaml: yaml) } catch {
      throw fault("it is not YAML: \(yamlFault(in: yaml) ?? Sentence(message: "\(error)"))")
    }
    guard let mapping = root?.mapping, let categories = mapping["categories"]?.mapping,
      !categories.isEmpty
    else {
      let missing: Sentence = "it has no list 'categories' of names and values"
      throw fault(yamlFault(in: yaml).map { "\(missing); \($0)" } ?? missing)
    }
    let fields =
      mapping["field"]?.sequence?.compactMap(\.string)
      ?? [mapping["field"]?.string].compactMap(\.self)
    var rules: [Rule] = []
    for (index, (key, value)) in categories.enumerated() {
      guard let items = value.sequence.map(Array.init) ?? value.scalar.map({ [Node.scalar($0)] })
      else {
        throw fault("category '\(key.string ?? "")' is not a list")
      }
      for item in items {
        if let text = item.string {
          guard !fields.isEmpty else {
            throw fault("value '\(text)' stands alone, but no 'field' says where to look for it")
          }
          rules += fields.map { field in
            Rule(field: field, pattern: Pattern(text), category: index, standsAlone: true)
          }
        } else if let tags = item.mapping {
          for (tag, values) in tags {
            let texts = values.sequence.map { $0.map { $0.string ?? "" } } ?? [values.string ?? ""]
            for text in texts {
              let field = tag.string ?? ""
              rules.append(
                Rule(
                  field: field, pattern: Pattern(text), category: index,
                  standsAlone: fields.contains(field)))
            }
          }
        } else {
          throw fault("category '\(key.string ?? "")' holds neither values nor field: values")
        }
      }
    }
    self.name = name
    text = yaml
    self.categories = categories.map { $0.key.string ?? "" }
    self.rules = rules
    separator = mapping["separator"]?.string?.first
    digits = mapping["digits"]?.int
    absent = Set(mapping["absent"]?.sequence?.compactMap { $0.string?.lowercased() } ?? [])
    gone = mapping["gone"]?.sequence?.compactMap(\.string) ?? []
  }

  /// The rules with the values that stand alone looked for in this field, and no others.
  ///
  /// - Throws: `.usage` where no value stands alone, so that a field cannot be said for them.
  package func looking(in field: String) throws(GridcastError) -> CategoryRules {
    guard let first = rules.first(where: \.standsAlone)?.field else {
      throw GridcastError(
        .usage, name, "its rules say their fields themselves; no other field can be named for them")
    }
    var result = self
    result.rules = rules.filter { $0.standsAlone && $0.field == first }
      .map { Rule(field: field, pattern: $0.pattern, category: $0.category, standsAlone: true) }
    result.gone = []
    return result
  }

  /// The index of the first rule that each text of a field matches; nil where none does.
  func firstMatches(of texts: some Collection<String>, in field: String, areNumbers: Bool) -> [Int?]
  {
    let own = rules.indices.filter { rules[$0].field == field }
    return texts.map { text in
      var text = text.trimmed
      if let separator, let end = text.firstIndex(of: separator) {
        text = String(text[..<end]).trimmed
      }
      if let digits, areNumbers || text.allSatisfy(\.isWholeNumber), !text.isEmpty {
        text = String(repeating: "0", count: max(0, digits - text.count)) + text
      }
      return text.isEmpty || absent.contains(text.lowercased())
        ? nil : own.first { rules[$0].pattern.matches(text) }
    }
  }

  /// Which texts of a field of `gone` say that what is told is there no longer.
  func sayGone(_ texts: some Collection<String>) -> [Bool] {
    texts.map { $0.trimmed.lowercased() == "yes" }
  }
}
