import GridcastBase
import GridcastGeo

/// Makes one feature of all that have the same values in some fields.
struct DissolveStep: LayerStep {
  /// The word for all features together.
  static let all = "all"

  let work: Sentence = "dissolve its features"
  let changesKinds = true
  private let names: [String]

  /// - Throws: `.usage` where there is no such field.
  init(by names: [String], among fields: [Field], of subject: String) throws(GridcastError) {
    if names == [Self.all], !fields.contains(where: { $0.name.isLike(Self.all) }) {
      self.names = []
      return
    }
    var found: [String] = []
    for name in names { found.append(try FieldMapping.find(name, in: fields, subject).name) }
    self.names = found
  }

  func apply(_ features: Features, _ told: inout [Sentence]) throws(GridcastError) -> Features {
    let codes = features.columns.map(\.codes)
    let keys = names.compactMap { name in features.columns.firstIndex { $0.field.name == name } }
    var places: [[Int32]: Int] = [:]
    var groups: [[Int]] = []
    for row in 0..<features.count {
      let key = keys.map { codes[$0][row] }
      if let place = places[key] {
        groups[place].append(row)
      } else {
        places[key] = groups.count
        groups.append([row])
      }
    }
    var shapes = Shapes()
    var repaired = 0
    let rows = groups
    try orderedMap(rows.count) { (group) throws(GridcastError) -> (shape: Shapes, repaired: Int) in
      guard let united = try features.shapes.united(rows[group]) else {
        throw GridcastError(
          .badData, "dissolve", "GEOS cannot unite a group of features; repair the shapes first")
      }
      return united
    } take: { (united) throws(GridcastError) in
      shapes.append(united.shape)
      repaired += united.repaired
      return true
    }
    let isEven = codes.map { codes in
      groups.allSatisfy { rows in rows.allSatisfy { codes[$0] == codes[rows[0]] } }
    }
    let firsts = groups.map { $0[0] }
    var columns = zip(features.columns, isEven).filter(\.1).map { $0.0.rows(firsts) }
    let dropped = zip(features.columns, isEven).filter { !$0.1 }.map(\.0.field.name)
    columns.append(
      Column(
        Field(Self.freeName(among: columns.map(\.field)), .integer),
        .integers(Optionals(known: groups.map { Int64($0.count) }))))
    told.append(
      "dissolved: \(formatted(features.count)) features became \(formatted(groups.count)); field '\(columns[columns.count - 1].field.name)' tells how many each was"
    )
    if !dropped.isEmpty {
      told.append(
        "dissolved: fields left out, as they differ within a group: \(quoted(dropped))"
      )
    }
    if repaired > 0 {
      told.append("dissolved: invalid polygons that were made valid before: \(formatted(repaired))")
    }
    if features.shapes.hasM { told.append("dissolved: measures are not kept") }
    return Features(
      shapes: shapes, columns: columns, coordinateSystem: features.coordinateSystem)
  }

  private static func freeName(among fields: [Field]) -> String {
    var name = "count"
    var number = 2
    while fields.contains(where: { $0.name.isLike(name) }) {
      name = "count_\(number)"
      number += 1
    }
    return name
  }
}

extension Column {
  /// A number for each value, the same for equal ones; −1 for missing ones.
  fileprivate var codes: [Int32] {
    switch values {
    case .integers(let values): Self.codes(values)
    case .numbers(let values): Self.codes(values)
    case .dateTimes(let values): Self.codes(values)
    default: spelled.codes
    }
  }

  private static func codes<Value: ColumnValue>(_ values: Optionals<Value>) -> [Int32] {
    var known: [Value: Int32] = [:]
    return values.map { value in
      guard let value else { return -1 }
      if let code = known[value] { return code }
      let code = Int32(known.count)
      known[value] = code
      return code
    }
  }
}
