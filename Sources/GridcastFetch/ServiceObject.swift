import Foundation
import GridcastBase

/// An object of JSON as services send it, where numbers come as texts and texts as numbers, and what is empty as `[]`.
package struct ServiceObject {
  private let members: [String: Any]

  private init(_ members: [String: Any]) { self.members = members }

  /// Parses a body; nil where it is not an object of JSON in UTF-8.
  init?(_ body: Data) {
    // Foundation would also guess other encodings.
    guard String(validating: body, as: UTF8.self) != nil,
      let members = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
    else { return nil }
    self.members = members
  }

  /// The object that a record is; empty where it is none.
  init(_ record: RecordValue) {
    members = Self.foundation(record) as? [String: Any] ?? [:]
  }

  private static func foundation(_ value: RecordValue) -> Any {
    switch value {
    case .null: NSNull()
    case .boolean(let value): NSNumber(value: value)
    case .integer(let value): NSNumber(value: value)
    case .number(let value): NSNumber(value: value)
    case .decimal, .text, .moment, .binary: value.spelled
    case .list(let items): items.map(foundation)
    case .object(let members):
      Dictionary(members.map { ($0.name, foundation($0.value)) }, uniquingKeysWith: { $1 })
    }
  }

  /// The names of the members in the order of the alphabet, as JSON has none.
  var names: [String] { members.keys.sorted() }

  /// A text or number as a text; nil where there is none, or it is empty.
  package func text(_ name: String) -> String? { Self.text(members[name]) }

  private static func text(_ value: Any?) -> String? {
    switch value {
    case let text as String:
      let text = text.trimmed
      return text.isEmpty ? nil : text
    case let number as NSNumber: return number.stringValue
    default: return nil
    }
  }

  /// All members that are texts or numbers, in the order of the alphabet.
  var texts: [(name: String, value: String)] {
    names.compactMap { name in text(name).map { (name: name, value: $0) } }
  }

  /// A whole number, which may stand as a text.
  package func whole(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

  /// A number, which may stand as a text.
  package func number(_ name: String) -> Double? {
    text(name).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }

  /// A place on Earth of which two members have longitude and latitude.
  func point(_ longitude: String, _ latitude: String) -> Point? {
    guard let x = number(longitude), let y = number(latitude) else { return nil }
    let point = Point(x: x, y: y)
    return point.isOnEarth ? point : nil
  }

  /// A place on Earth whose longitude and latitude are the first numbers of a list.
  func point(inList name: String) -> Point? {
    guard let numbers = (members[name] as? [Any])?.compactMap({ ($0 as? NSNumber)?.doubleValue }),
      numbers.count >= 2
    else { return nil }
    let point = Point(x: numbers[0], y: numbers[1])
    return point.isOnEarth ? point : nil
  }

  /// An object within this one.
  package func object(_ name: String) -> ServiceObject? {
    (members[name] as? [String: Any]).map(Self.init)
  }

  /// A list of objects; nil where there is no list.
  package func objects(_ name: String) -> [ServiceObject]? {
    (members[name] as? [Any])?.map { Self($0 as? [String: Any] ?? [:]) }
  }

  /// The texts of all members and of the objects within them, whose names are put before with an underscore; texts in a
  /// list are joined by `|`.
  ///
  /// - Parameters:
  ///   - left: Members that are left out.
  ///   - unheld: Receives the names of lists of objects, which a field does not hold.
  ///   - prefix: What is put before each name.
  /// - Returns: Names and values, in the order of the alphabet.
  package func fields(
    leaving left: Set<String>, unheld: inout Set<String>, prefix: String = ""
  ) -> [(name: String, value: String)] {
    var fields: [(String, String)] = []
    for name in names where !left.contains(prefix + name) {
      if let text = text(name) {
        fields.append((prefix + name, text))
      } else if let object = object(name), prefix.utf8.count < 60 {
        fields += object.fields(leaving: left, unheld: &unheld, prefix: prefix + name + "_")
      } else if let list = members[name] as? [Any], !list.isEmpty {
        let texts = list.compactMap(Self.text)
        if texts.count == list.count {
          fields.append((prefix + name, texts.joined(separator: "|")))
        } else {
          unheld.insert(prefix + name)
        }
      }
    }
    return fields
  }
}
