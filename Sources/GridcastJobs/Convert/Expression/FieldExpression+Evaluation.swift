import Foundation
import GridcastBase

/// Values that an expression computes, one a feature.
enum ComputedValues {
  case integers([Int64?])
  case numbers([Double?])
  case texts([String?])

  /// The values as numbers; of texts those that are numbers from end to end.
  var numbers: [Double?] {
    switch self {
    case .integers(let values): values.map { $0.map(Double.init) }
    case .numbers(let values): values
    case .texts(let values):
      values.map { $0.flatMap { Double($0.trimmed) }.flatMap { $0.isFinite ? $0 : nil } }
    }
  }

  /// The values as texts; whole numbers without decimals.
  var texts: [String?] {
    switch self {
    case .integers(let values): values.map { $0.map(String.init) }
    case .numbers(let values):
      values.map { $0.map { Int64(exactly: $0).map(String.init) ?? String($0) } }
    case .texts(let values): values
    }
  }

  /// The values of a column of this type.
  func columnValues(as kind: Field.Kind) -> Column.Values {
    switch (kind, self) {
    case (.integer, .integers(let values)): .integers(Optionals(values))
    case (.text, _): .texts(Texts(texts))
    default: .numbers(Optionals(numbers))
    }
  }
}

extension FieldExpression {
  /// Computes the values for a block of features; what would not be finite is missing.
  func values(of features: Features, _ shapes: inout ShapeValues) -> ComputedValues {
    let count = features.count
    switch self {
    case .integer(let value): return .integers(Array(repeating: value, count: count))
    case .number(let value): return .numbers(Array(repeating: value, count: count))
    case .text(let text): return .texts(Array(repeating: text, count: count))
    case .field(let name):
      guard let column = features.column(name) else {
        return .texts(Array(repeating: nil, count: count))
      }
      switch column.values {
      case .integers(let values): return .integers(Array(values))
      case .numbers(let values): return .numbers(values.map { $0.flatMap(Self.finite) })
      default: return .texts(Array(column.spelled))
      }
    case .negative(let inner):
      if case .integers(let values) = inner.values(of: features, &shapes) {
        return .integers(values.map { $0.flatMap { $0 == .min ? nil : -$0 } })
      }
      return .numbers(inner.values(of: features, &shapes).numbers.map { $0.map { -$0 } })
    case .compute(let sign, let a, let b):
      return Self.compute(sign, a.values(of: features, &shapes), b.values(of: features, &shapes))
    case .joined(let a, let b):
      let values = zip(
        a.values(of: features, &shapes).texts, b.values(of: features, &shapes).texts)
      return .texts(
        values.map { first, second in
          if let first, let second { first + second } else { nil }
        })
    case .call(let function, let inner):
      if function.isOfShape { return .numbers(shapes[function]) }
      return Self.call(function, inner, inner.map { $0.values(of: features, &shapes) })
    }
  }

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  private static func compute(
    _ sign: Sign, _ a: ComputedValues, _ b: ComputedValues
  ) -> ComputedValues {
    if sign != .by, case .integers(let a) = a, case .integers(let b) = b {
      return .integers(
        zip(a, b).map { first, second in
          guard let first, let second else { return nil }
          let (result, overflows) =
            switch sign {
            case .plus: first.addingReportingOverflow(second)
            case .minus: first.subtractingReportingOverflow(second)
            case .times, .by: first.multipliedReportingOverflow(by: second)
            }
          return overflows ? nil : result
        })
    }
    return .numbers(
      zip(a.numbers, b.numbers).map { first, second in
        guard let first, let second else { return nil }
        return switch sign {
        case .plus: finite(first + second)
        case .minus: finite(first - second)
        case .times: finite(first * second)
        case .by: finite(first / second)
        }
      })
  }

  private static func call(
    _ function: Function, _ inner: [FieldExpression], _ values: [ComputedValues]
  ) -> ComputedValues {
    switch function {
    case .upper: return .texts(values[0].texts.map { $0?.uppercased() })
    case .lower: return .texts(values[0].texts.map { $0?.lowercased() })
    case .text: return .texts(values[0].texts)
    case .number: return .numbers(values[0].numbers)
    case .round:
      guard case .integer(let digits)? = inner.dropFirst().first else {
        if case .integers = values[0] { return values[0] }
        return .integers(
          values[0].numbers.map { $0.flatMap { Int64(exactly: $0.rounded()) } })
      }
      // The nearest number that is written with so many decimals.
      return .numbers(
        values[0].numbers.map { $0.flatMap { Double(String(format: "%.\(digits)f", $0)) } })
    case .coalesce:
      func first<Value>(_ lists: [[Value?]]) -> [Value?] {
        lists[0].indices.map { row in lists.lazy.compactMap { $0[row] }.first }
      }
      if values.contains(where: { if case .texts = $0 { true } else { false } }) {
        return .texts(first(values.map(\.texts)))
      }
      if values.contains(where: { if case .numbers = $0 { true } else { false } }) {
        return .numbers(first(values.map(\.numbers)))
      }
      return .integers(
        first(values.map { if case .integers(let values) = $0 { values } else { [] } }))
    case .area, .length, .lon, .lat, .x, .y: return .numbers([])
    }
  }
}
