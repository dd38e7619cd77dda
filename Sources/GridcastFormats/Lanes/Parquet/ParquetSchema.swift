import GridcastBase

/// A column of values, which lies at the end of a branch of the tree of columns.
struct ParquetLeaf: Sendable {
  /// Its name, with those of the groups around it before it.
  let path: [String]
  /// The number of its values among those of a row group.
  let number: Int
  let type: ParquetType
  /// The number of bytes of a value of fixed length.
  let length: Int
  /// What its values mean; nil where that is not told.
  let logical: ParquetLogicalType?
  /// The level of a value that is there; what is missing, itself or as a group around it, has a lesser one.
  let level: Int
  /// Whether a row may have more than one value.
  let isRepeated: Bool
  /// The levels from which on each list around it has an entry, the outermost first.
  var lists: [Int] = []
  /// The level from which on the outermost group around it is there.
  var topLevel = 0

  /// The name as fields have it.
  var name: String { path.joined(separator: ".") }

  /// The number of bytes of a value; nil for values of different lengths.
  var width: Int? { type == .fixed ? length : type.width }
}

/// The columns of a Parquet file.
struct ParquetSchema: Sendable {
  private static let damaged = Declined(
    "the description of its columns is damaged; fetch it again", isFinal: true)
  /// How deep columns may lie in groups.
  private static let greatestDepth = 24

  private(set) var leaves: [ParquetLeaf] = []

  /// - Throws: Where the tree of columns is damaged.
  init(_ elements: [ParquetFooter.Element]) throws(Declined) {
    var next = 1
    for _ in 0..<elements[0].childCount {
      try add(elements, &next, [], level: 0, lists: [], topLevel: nil)
    }
    guard next == elements.count else { throw Self.damaged }
  }

  private mutating func add(
    _ elements: [ParquetFooter.Element], _ next: inout Int, _ above: [String], level: Int,
    lists: [Int], topLevel: Int?
  ) throws(Declined) {
    guard next < elements.count, above.count < Self.greatestDepth else { throw Self.damaged }
    let element = elements[next]
    next += 1
    let path = above + [element.name]
    let level = level + (element.repetition == 0 ? 0 : 1)
    let lists = lists + (element.repetition == 2 ? [level] : [])
    let topLevel = topLevel ?? level
    guard let type = element.type, element.childCount == 0 else {
      for _ in 0..<element.childCount {
        try add(elements, &next, path, level: level, lists: lists, topLevel: topLevel)
      }
      return
    }
    guard type != .fixed || 1...(1 << 20) ~= element.length else { throw Self.damaged }
    leaves.append(
      ParquetLeaf(
        path: path, number: leaves.count, type: type, length: element.length,
        logical: element.logical ?? ParquetLogicalType(element), level: level,
        isRepeated: !lists.isEmpty, lists: lists, topLevel: topLevel))
  }
}
