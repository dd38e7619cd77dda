import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastReproject

/// One or several inputs whose features become one layer: fields by name, and all in the system of the first.
struct JoinedInputs: Sendable {
  private struct Input: Sendable {
    let reader: LayerReader
    /// The way to the system of the first input; nil where coordinates stay.
    let reprojection: Reprojection?
    /// The name of each field of the layer in this input; nil where it has none.
    let names: [String?]
  }

  private let inputs: [Input]
  /// The fields of all inputs together.
  let fields: [Field]
  /// What differs between the inputs.
  let notes: [Sentence]
  private let sourceField: String?

  /// Joins inputs that were opened; with `sourceField`, a field of this name tells each feature's file.
  ///
  /// - Throws: `.badData` where of the systems of two inputs only one is known.
  init(_ readers: [LayerReader], sourceField: String? = nil) throws(GridcastError) {
    var union = FieldUnion()
    var inputs: [Input] = []
    let system = readers[0].coordinateSystem
    var notes: [Sentence] = []
    var seen: Set<String> = []
    var repeated: Set<String> = []
    for reader in readers {
      let path = reader.source.path
      if !seen.insert(path).inserted, repeated.insert(path).inserted {
        notes.append("\(path): it is given more than once, so all in it is written more than once")
      }
      union.add(try reader.fields(for: .all), of: path)
      var way: Reprojection?
      if reader.hasGeometry, readers[0].hasGeometry, reader.coordinateSystem != system {
        guard let own = reader.coordinateSystem, let system else {
          throw GridcastError(
            .badData, reader.coordinateSystem == nil ? path : readers[0].source.path,
            "it names no coordinate system, and \(reader.coordinateSystem == nil ? readers[0].source.path : path) is in \((reader.coordinateSystem ?? system)?.description ?? ""), so they do not become one layer; write it with its system first or, where all are in the same, \(.nameSystem(.input))"
          )
        }
        way = Reprojection(from: own, to: system)
        notes.append("\(path): moved from \(own) to \(system), the system of the first input")
      }
      inputs.append(Input(reader: reader, reprojection: way, names: []))
    }
    if let sourceField, union.fields.contains(where: { $0.name.isLike(sourceField) }) {
      throw GridcastError(
        .usage, readers[0].source.path,
        "it has a field '\(sourceField)' already; choose another name for that of the inputs")
    }
    self.inputs = inputs.enumerated().map { index, input in
      Input(
        reader: input.reader, reprojection: input.reprojection, names: union.names(in: index))
    }
    self.sourceField = sourceField
    fields = union.fields + (sourceField.map { [Field($0, .text)] } ?? [])
    self.notes = notes + (readers.count > 1 ? union.notes : [])
  }

  /// The first input.
  var first: LayerReader { inputs[0].reader }
  /// All inputs, in their order.
  var readers: [LayerReader] { inputs.map(\.reader) }
  /// Whether there is one input, whose features have its fields only.
  var isSingle: Bool { inputs.count == 1 && sourceField == nil }
  /// The system of the first input.
  var coordinateSystem: CoordinateSystem? { first.coordinateSystem }

  /// Reads the features of all inputs, one input after the other.
  func readWhile<Made: Sendable>(
    make: @escaping @Sendable (Features, Tally) throws(GridcastError) -> Made,
    take: (Made) throws(GridcastError) -> Bool
  ) throws(GridcastError) {
    var goesOn = true
    for input in inputs where goesOn {
      try input.reader.readWhile(.all) { (features, lost) throws(GridcastError) in
        var tally = lost
        tally.read = features.count + lost.droppedCount
        let moved = try input.reprojection?.move(features, &tally) ?? features
        return try make(unified(moved, of: input, &tally), tally)
      } take: { (made) throws(GridcastError) in
        goesOn = try take(made)
        return goesOn
      }
    }
  }

  /// The box of all that the inputs hold, which are read for it.
  func box() throws(GridcastError) -> Box {
    var box = Box.empty
    try readWhile { (features, _) in
      Box(features.shapes.points)
    } take: { (part) in
      box.add(part)
      return true
    }
    return box
  }

  /// Features of one input with the fields of all.
  private func unified(_ features: Features, of input: Input, _ tally: inout Tally) -> Features {
    var result = features
    result.coordinateSystem = coordinateSystem
    result.columns = zip(fields, input.names).map { field, name in
      guard let own = name.flatMap({ features.column($0) }) else {
        return Column(field, .init(missing: features.count, as: field.kind))
      }
      let values = own.widened(to: field.kind)
      if case .numbers(let numbers) = values, case .integers(let whole) = own.values,
        zip(numbers, whole).contains(where: { $0.flatMap { Int64(exactly: $0) } != $1 })
      {
        tally.change(
          "field '\(field.name)': whole numbers of more than 15 digits become inexact, as other inputs have numbers with decimals"
        )
      }
      return Column(field, values)
    }
    if let sourceField {
      let name = URL(filePath: input.reader.source.path).lastPathComponent
      result.columns.append(
        Column(
          Field(sourceField, .text),
          .texts(Texts(repeatElement(Optional(name), count: features.count))))
      )
    }
    return result
  }
}

extension Column {
  /// The values as ones of a type that has room for them: `.number` of whole numbers, `.dateTime` of days, `.text` of
  /// all.
  fileprivate func widened(to kind: Field.Kind) -> Values {
    if field.kind == kind { return values }
    if kind == .number, let numbers { return .numbers(numbers) }
    if kind == .dateTime, case .dateTimes = values { return values }
    return .texts(spelled)
  }
}
