package import GridcastBase

/// How features are assigned to categories.
package enum Categorization: Sendable, Equatable {
  /// All features belong to one category, `all`.
  case single
  /// The category is the value of a field.
  case field(String)
  /// The category follows from rules.
  case rules(CategoryRules)

  /// The fields that must be read for it.
  package var fields: [String] {
    switch self {
    case .single: []
    case .field(let name): [name]
    case .rules(let rules): rules.fields
    }
  }
}

extension Categorization {
  /// What is wrong with a layer of these fields: that it lacks those of the categories; nil where it has them.
  package func fault(amongFields names: [String]) -> Sentence? {
    let wanted =
      switch self {
      case .single: [String]()
      case .field(let name): [name]
      case .rules(let rules): rules.ruledFields
      }
    let there = Set(names.map { $0.lowercased() })
    guard !wanted.isEmpty, !wanted.contains(where: { there.contains($0.lowercased()) }) else {
      return nil
    }
    return Self.missing(wanted, andHas: names)
  }

  /// That a layer lacks fields, and which it has instead.
  package static func missing(_ wanted: [String], andHas names: [String]) -> Sentence {
    if wanted.count == 1 { return absentField(wanted[0], among: names) }
    let list = quoted(wanted)
    let has: Sentence =
      names.isEmpty ? "it has no field at all" : "its fields are \(listed(names))"
    return "it has none of the fields \(list); \(has)"
  }

  /// The category of each feature as an index into the returned names, or −1 for none.
  ///
  /// `subject` is the name of the input, for errors.
  ///
  /// - Throws: `.badData` where the fields are missing from the layer.
  func codes(of features: Features, from subject: String) throws(GridcastError) -> (
    codes: [Int32], names: [String]
  ) {
    switch self {
    case .single: return (Array(repeating: 0, count: features.count), ["all"])
    case .field(let name):
      guard let texts = features.column(name)?.texts else {
        throw Self.missing([name], in: features, subject)
      }
      var names: [String] = []
      var codeOfName: [String: Int32] = [:]
      let codes = texts.dictionary.map { text in
        let name = text.trimmed
        if name.isEmpty { return Int32(-1) }
        if let code = codeOfName[name] { return code }
        codeOfName[name] = Int32(names.count)
        names.append(name)
        return Int32(names.count - 1)
      }
      return (texts.codes.map { $0 < 0 ? -1 : codes[Int($0)] }, names)
    case .rules(let rules):
      return (try Self.codes(of: features, by: rules, from: subject), rules.categories)
    }
  }

  /// The features that have a category.
  ///
  /// - Throws: `.badData` where the fields are missing from the layer.
  package func counted(among features: Features, from subject: String) throws(GridcastError)
    -> Features
  {
    guard self != .single else { return features }
    return features.filtered(try codes(of: features, from: subject).codes.map { $0 >= 0 })
  }

  /// A column with the category of each feature, missing where it has none.
  ///
  /// `subject` is the name of the input, for errors.
  ///
  /// - Throws: `.badData` where the fields are missing from the layer.
  package func column(_ name: String, of features: Features, _ subject: String)
    throws(GridcastError) -> Column
  {
    let (codes, names) = try codes(of: features, from: subject)
    return Column(
      Field(name, .text), .texts(Texts(codes.lazy.map { $0 < 0 ? nil : names[Int($0)] })))
  }

  private static func codes(
    of features: Features, by rules: CategoryRules, from subject: String
  ) throws(GridcastError) -> [Int32] {
    var first = [Int](repeating: .max, count: features.count)
    var isAnyFound = false
    for field in rules.ruledFields {
      guard let column = features.column(field), let texts = column.texts else { continue }
      isAnyFound = true
      let isText = if case .texts = column.values { true } else { false }
      let matches = rules.firstMatches(of: texts.dictionary, in: field, areNumbers: !isText)
      for (index, code) in texts.codes.enumerated() where code >= 0 {
        if let match = matches[Int(code)], match < first[index] { first[index] = match }
      }
    }
    guard isAnyFound else { throw missing(rules.ruledFields, in: features, subject) }
    for field in rules.gone {
      guard let texts = features.column(field)?.texts else { continue }
      let gone = rules.sayGone(texts.dictionary)
      for (index, code) in texts.codes.enumerated() where code >= 0 && gone[Int(code)] {
        first[index] = .max
      }
    }
    return first.map { $0 == .max ? -1 : Int32(rules.rules[$0].category) }
  }

  private static func missing(_ wanted: [String], in features: Features, _ subject: String)
    -> GridcastError
  {
    let list = quoted(wanted)
    return GridcastError(
      .badData, subject,
      wanted.count == 1
        ? "it has no field \(list) of texts or numbers" : "it has none of the fields \(list)")
  }
}

/// The categories found so far in the order of their first occurrence, or all categories of the
/// rules.
struct CategoryNames: Sendable {
  /// The greatest number of categories from a field.
  private static let limit = 1000

  private(set) var names: [String]
  private var codeOfName: [String: Int32] = [:]
  private let field: String?

  /// Whether the categories come from the data rather than from rules.
  var isNamedByData: Bool { field != nil }

  /// Categories that are known already; those of a field where one is named.
  init(_ names: [String], of field: String?) {
    self.names = names
    self.field = field
    for (code, name) in names.enumerated() { codeOfName[name] = Int32(code) }
  }

  init(_ categorization: Categorization) {
    names =
      switch categorization {
      case .single: ["all"]
      case .field: []
      case .rules(let rules): rules.categories
      }
    field = if case .field(let name) = categorization { name } else { nil }
  }

  /// The indices in `names` of the category names of a batch.
  ///
  /// - Throws: `.badData` where a field has too many categories; the error names the subject.
  mutating func codes(of batch: [String], from subject: String) throws(GridcastError) -> [Int32] {
    guard let field else { return Array(0..<Int32(names.count)) }
    let codes = batch.map { name in
      if let code = codeOfName[name] { return code }
      codeOfName[name] = Int32(names.count)
      names.append(name)
      return Int32(names.count - 1)
    }
    guard names.count <= Self.limit else {
      throw GridcastError(
        .badData, subject,
        "field '\(field)' has more than \(formatted(Self.limit)) different values, too many to be "
          + "categories; choose another field, or \(.groupCategories)")
    }
    return codes
  }
}
