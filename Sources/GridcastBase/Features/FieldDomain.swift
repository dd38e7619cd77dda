/// What values a field may have, as a geodatabase or a GeoPackage says: codes with their meanings, or a range.
package struct FieldDomain: Sendable, Hashable {
  /// A code as text, and what it means, where that is told.
  package struct Code: Sendable, Hashable {
    package let code: String
    package let meaning: String?

    /// Makes a code with its meaning.
    package init(_ code: String, _ meaning: String?) {
      self.code = code
      self.meaning = meaning
    }
  }

  /// One end of a range.
  package struct Limit: Sendable, Hashable {
    package let value: Double
    package let isIncluded: Bool

    /// Makes a limit, which belongs to the range itself or not.
    package init(_ value: Double, isIncluded: Bool) {
      self.value = value
      self.isIncluded = isIncluded
    }
  }

  /// The values that are allowed.
  package enum Values: Sendable, Hashable {
    case codes([Code])
    /// A range; nil where it has no end.
    case range(Limit?, Limit?)
  }

  /// The name, which fields refer to.
  package let name: String
  /// What it is for, in words; empty where that is not told.
  package let description: String
  /// The values that are allowed.
  package let values: Values

  /// Describes a domain.
  package init(_ name: String, description: String, _ values: Values) {
    self.name = name
    self.description = description
    self.values = values
  }
}
