import GridcastBase
import GridcastFiles

/// The values of one wanted field of a block, feature by feature; one list is filled, by what the file has.
struct GatheredValues {
  private let field: Field
  private let kind: Field.Kind?
  var integers = Optionals<Int64>()
  var numbers = Optionals<Double>()
  var texts = TextRuns()
  var moments = Optionals<DateTime>()
  var binaries = OptionalLists<[UInt8]>()

  /// Begins without values.
  ///
  /// - Parameters:
  ///   - field: The field that is wanted.
  ///   - kind: As what the file has its values; nil where it has none, and all will be missing.
  ///   - capacity: How many values will be added.
  /// - Throws: Where the values are asked for as others than they are.
  init(_ field: Field, from kind: Field.Kind?, capacity: Int) throws(Declined) {
    self.field = field
    self.kind = kind
    guard let kind else { return }
    let isParsed = kind == .text && [.integer, .number].contains(field.kind)
    guard kind == field.kind || isParsed else {
      throw Declined("a field is asked for as one of another type")
    }
    switch kind {
    case .integer: integers.reserveCapacity(capacity)
    case .number: numbers.reserveCapacity(capacity)
    default: break
    }
  }

  /// Adds a feature without a value.
  mutating func appendMissing() {
    switch kind {
    case .integer: integers.append(nil)
    case .number: numbers.append(nil)
    case .text: texts.appendMissing()
    case .date, .dateTime: moments.append(nil)
    case .binary: binaries.append(nil as [UInt8]?)
    default: break
    }
  }

  /// The column, of so many features.
  ///
  /// - Throws: Where a text is not UTF-8.
  func finish(count: Int) throws(Declined) -> Column {
    switch kind {
    case .integer: Column(field, .integers(integers))
    case .number: Column(field, .numbers(numbers))
    case .text: Column(field, try texts.plainValues(as: field.kind))
    case .date, .dateTime: Column(field, .dateTimes(moments))
    case .binary: Column(field, .binaries(binaries))
    default: Column(field, Column.Values(missing: count, as: field.kind))
    }
  }
}
