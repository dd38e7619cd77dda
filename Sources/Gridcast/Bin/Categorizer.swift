/// How a feature gets its category.
public enum Categorization: Sendable, Equatable {
  /// All features are of one category, `all`.
  case single
  /// The category is the value of a field.
  case field(String)
  /// The category comes from rules.
  case rules(CategoryRules)

  /// The fields to read for it.
  public var fields: [String] {
    switch self {
    case .single: []
    case .field(let name): [name]
    case .rules(let rules): rules.fields
    }
  }
}

/// Gives features their categories, and remembers the categories that it met.
struct Categorizer: Sendable {
  private let categorization: Categorization
  private(set) var names: [String]
  /// The most categories that a field may give.
  private static let limit = 1000
  private var codeOfName: [String: Int32] = [:]

  /// Whether the categories are what was found, not what rules name.
  var isNamedByData: Bool { if case .field = categorization { true } else { false } }

  init(_ categorization: Categorization) {
    self.categorization = categorization
    names =
      switch categorization {
      case .single: ["all"]
      case .field: []
      case .rules(let rules): rules.categories
      }
  }

  /// The category of each feature as an index of `names`, or −1 for none.
  ///
  /// `subject` says where the features come from, for the error.
  ///
  /// - Throws: `.badData` where the fields are missing from the layer.
  mutating func codes(of features: Features, from subject: String) throws(GridcastError) -> [Int32]
  {
    switch categorization {
    case .single: return Array(repeating: 0, count: features.count)
    case .field(let name):
      guard let texts = features.column(name)?.texts else {
        throw Self.missing([name], in: features, subject)
      }
      let codes = texts.dictionary.map { code(of: $0) }
      guard names.count <= Self.limit else {
        throw GridcastError(
          .badData, subject,
          "field '\(name)' has more than \(formatted(Self.limit)) different values, too many to be "
            + "categories; choose another field, or group them by rules with --categories")
      }
      return texts.codes.map { $0 < 0 ? -1 : codes[Int($0)] }
    case .rules(let rules): return try codes(of: features, by: rules, from: subject)
    }
  }

  private mutating func code(of text: String) -> Int32 {
    let name = text.trimmed
    if name.isEmpty { return -1 }
    if let code = codeOfName[name] { return code }
    let code = Int32(names.count)
    codeOfName[name] = code
    names.append(name)
    return code
  }

  private func codes(of features: Features, by rules: CategoryRules, from subject: String)
    throws(GridcastError) -> [Int32]
  {
    var first = [Int](repeating: .max, count: features.count)
    var isAnyFound = false
    for field in rules.fields {
      guard let column = features.column(field), let texts = column.texts else { continue }
      isAnyFound = true
      let isText = if case .texts = column.values { true } else { false }
      let matches = rules.firstMatches(of: texts.dictionary, in: field, areNumbers: !isText)
      for (index, code) in texts.codes.enumerated() where code >= 0 {
        if let match = matches[Int(code)], match < first[index] { first[index] = match }
      }
    }
    guard isAnyFound else { throw Self.missing(rules.fields, in: features, subject) }
    return first.map { $0 == .max ? -1 : Int32(rules.rules[$0].category) }
  }

  private static func missing(_ wanted: [String], in features: Features, _ subject: String)
    -> GridcastError
  {
    let list = wanted.map { "'\($0)'" }.joined(separator: ", ")
    return GridcastError(
      .badData, subject,
      wanted.count == 1
        ? "it has no field \(list) of texts or numbers" : "it has none of the fields \(list)")
  }
}
