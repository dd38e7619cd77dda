import GridcastBase

/// The fields of several layers put together by their names, without regard to capital letters.
struct FieldUnion {
  private var inputs: [(path: String, fields: [Field])] = []
  /// Each field once, of a type that has room for the values of all layers.
  private(set) var fields: [Field] = []

  /// Adds the fields of one more layer.
  mutating func add(_ own: [Field], of path: String) {
    inputs.append((path, own))
    // Two fields of one layer that differ in capital letters stay two.
    var taken: Set<Int> = []
    for field in own {
      let index =
        fields.indices.first { fields[$0].name == field.name && !taken.contains($0) }
        ?? fields.indices.first { fields[$0].name.isLike(field.name) && !taken.contains($0) }
      if let index {
        taken.insert(index)
        fields[index] = Self.joined(fields[index], field)
      } else {
        taken.insert(fields.count)
        fields.append(field)
      }
    }
  }

  /// The name of each field in one of the layers; nil where it has none.
  func names(in index: Int) -> [String?] {
    let own = inputs[index].fields
    var free = own
    return fields.map { field in
      guard
        let place = free.firstIndex(where: { $0.name == field.name })
          ?? free.firstIndex(where: { $0.name.isLike(field.name) })
      else { return nil }
      return free.remove(at: place).name
    }
  }

  /// What differs between the layers: types that had to be widened, and fields that a layer lacks.
  var notes: [Sentence] {
    var notes: [Sentence] = []
    for (index, field) in fields.enumerated() {
      var kinds: [Sentence] = []
      for (number, input) in inputs.enumerated() {
        guard let name = names(in: number)[index],
          let own = input.fields.first(where: { $0.name == name })
        else { continue }
        if !kinds.contains(own.kind.words) { kinds.append(own.kind.words) }
      }
      guard kinds.count > 1 else { continue }
      notes.append(
        "field '\(field.name)' holds \(kinds.joined(separator: ", ")) in different inputs, and is written as \(field.kind.words)"
      )
    }
    for (number, input) in inputs.enumerated() {
      let missing = zip(fields, names(in: number)).filter { $1 == nil }.map(\.0.name)
      guard !missing.isEmpty else { continue }
      notes.append(
        "\(input.path): it has no \(quoted(missing)), which stay empty for its features"
      )
    }
    return notes
  }

  private static func joined(_ a: Field, _ b: Field) -> Field {
    var field = a
    if a.kind != b.kind {
      field.kind =
        switch Set([a.kind, b.kind]) {
        case [.integer, .number]: .number
        case [.date, .dateTime]: .dateTime
        default: .text
        }
      field.detail = .none
      field.width = 0
      field.precision = 0
    } else {
      if a.detail != b.detail { field.detail = .none }
      field.width = a.width == 0 || b.width == 0 ? 0 : max(a.width, b.width)
      field.precision = a.precision == 0 || b.precision == 0 ? 0 : max(a.precision, b.precision)
    }
    if a.alias != b.alias { field.alias = nil }
    if a.domain != b.domain { field.domain = nil }
    return field
  }
}

extension Field.Kind {
  /// The type in words, of several values.
  var words: Sentence {
    switch self {
    case .integer: "whole numbers"
    case .number: "numbers"
    case .text: "texts"
    case .date: "dates"
    case .time: "times"
    case .dateTime: "moments"
    case .binary: "bytes"
    case .integerList: "lists of whole numbers"
    case .numberList: "lists of numbers"
    case .textList: "lists of texts"
    }
  }
}

extension String {
  /// Whether two names are the same but for capital letters.
  func isLike(_ other: String) -> Bool { self == other || lowercased() == other.lowercased() }
}
