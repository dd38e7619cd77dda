import GridcastBase

/// Lines, areas and several of them, whose vertices lie in lists of a column for each ordinate (GeoParquet 1.1, "native
/// encodings"; GeoArrow).
struct ParquetLists {
  /// The types of shapes, under the names that GeoParquet has for them.
  enum Encoding: String, Sendable {
    case linestring, polygon, multipoint, multilinestring, multipolygon

    /// How many lists are within each other, the innermost of vertices.
    fileprivate var depth: Int {
      switch self {
      case .linestring, .multipoint: 1
      case .polygon, .multilinestring: 2
      case .multipolygon: 3
      }
    }

    /// The number of the type in well-known binary.
    fileprivate var type: UInt32 {
      switch self {
      case .linestring: 2
      case .polygon: 3
      case .multipoint: 4
      case .multilinestring: 5
      case .multipolygon: 6
      }
    }

    /// The number of the type of each entry of the outermost list; nil where that is a vertex or ring.
    fileprivate var memberType: UInt32? {
      switch self {
      case .linestring, .polygon: nil
      case .multipoint: 1
      case .multilinestring: 2
      case .multipolygon: 3
      }
    }

    /// The columns of x, y, and where there are such, z and m; nil where they do not lie as they must.
    func ordinates(_ leaves: [ParquetLeaf]) -> [ParquetLeaf]? {
      let names = leaves.compactMap(\.path.last)
      guard
        [["x", "y"], ["x", "y", "z"], ["x", "y", "m"], ["x", "y", "z", "m"]].contains(names),
        leaves.allSatisfy({ leaf in
          leaf.type == .double && leaf.lists.count == depth && leaf.lists == leaves[0].lists
            && leaf.level == leaves[0].level && leaf.topLevel < leaf.lists[0]
        })
      else { return nil }
      return leaves
    }
  }

  private static let damaged = Declined("its lists of vertices are damaged")

  private let encoding: Encoding
  private let leaf: ParquetLeaf
  private let hasZ: Bool
  private let hasM: Bool
  private var levels = ParquetSlice.Levels()
  /// For each column its values, in the order of the vertices.
  private var values: [[Double]] = []

  /// - Parameters:
  ///   - encoding: The type of shapes.
  ///   - leaf: The column of x.
  ///   - ordinates: The entries of each column.
  ///   - hasM: Whether a third column has measures.
  /// - Throws: Where the columns have different lists.
  init(_ encoding: Encoding, _ leaf: ParquetLeaf, _ ordinates: [[ParquetSlice]], hasM: Bool)
    throws(Declined)
  {
    self.encoding = encoding
    self.leaf = leaf
    self.hasM = hasM
    hasZ = ordinates.count - (hasM ? 1 : 0) > 2
    for (number, slices) in ordinates.enumerated() {
      var all = ParquetSlice.Levels()
      var numbers: [Double] = []
      for slice in slices {
        guard let own = slice.levels else { throw Self.damaged }
        all.repetitions += own.repetitions
        all.definitions += own.definitions
        switch slice.values {
        case .raw(let raw): numbers += try raw.map(Double.self) { $0 }
        case .codes(let codes, let dictionary):
          let table = try dictionary.values.map(Double.self) { $0 }
          for code in codes { numbers.append(table[Int(code)]) }
        }
      }
      if number == 0 { levels = all }
      guard all == levels, numbers.count == all.definitions.count(where: { $0 == leaf.level })
      else { throw Self.damaged }
      values.append(numbers)
    }
  }

  /// The shapes in well-known binary, a run a row.
  ///
  /// - Parameter count: The number of rows.
  /// - Returns: The runs, and which rows have one.
  /// - Throws: Where there are more or fewer, and where lists break off.
  func binary(_ count: Int) throws(Declined) -> ParquetSlice {
    var builder = ByteBuilder(capacity: 16 * levels.repetitions.count + 64 * count)
    var known: [Bool] = []
    var starts: [Int] = []
    // Where the number of entries of each list stands, and how many it has so far.
    var lists = [(place: Int, count: UInt32)](repeating: (0, 0), count: encoding.depth)
    var vertex = 0
    for (repetition, definition) in zip(levels.repetitions, levels.definitions) {
      let (repetition, definition) = (Int(repetition), Int(definition))
      if repetition == 0 {
        let isKnown = definition >= leaf.topLevel
        known.append(isKnown)
        guard isKnown else { continue }
        starts.append(builder.count)
        put(type: encoding.type, in: &builder)
        lists[0] = (builder.count, 0)
        builder.put(raw: UInt32(0))
      }
      let filled = leaf.lists.count { $0 <= definition }
      guard known.last ?? false, repetition == 0 || filled >= repetition else { throw Self.damaged }
      for list in 0..<filled where repetition <= list + 1 {
        lists[list].count += 1
        builder.put(raw: lists[list].count, at: lists[list].place)
        if list == 0, let type = encoding.memberType { put(type: type, in: &builder) }
        if list + 1 < encoding.depth {
          lists[list + 1] = (builder.count, 0)
          builder.put(raw: UInt32(0))
        } else {
          guard definition == leaf.level else { throw Self.damaged }
          for ordinate in values { builder.put(raw: ordinate[vertex]) }
          vertex += 1
        }
      }
    }
    guard known.count == count else { throw Declined("it has fewer or more lists than rows") }
    let bytes = builder.bytes()
    let memory = unsafe BlobBytes(max(bytes.count, 1), areChecked: false) { memory in
      unsafe memory.copyBytes(from: bytes)
      return true
    }
    guard let memory else { throw Self.damaged }
    var runs = unsafe [UnsafeRawBufferPointer]()
    for (start, end) in zip(starts, starts.dropFirst() + [bytes.count]) {
      unsafe runs.append(UnsafeRawBufferPointer(rebasing: memory.bytes[start..<end]))
    }
    return ParquetSlice(
      count: count, known: known.allSatisfy(\.self) ? nil : known,
      values: .raw(unsafe ParquetRaw(runs, in: [memory])))
  }

  /// Begins a shape: the order of bytes, and its type.
  private func put(type: UInt32, in builder: inout ByteBuilder) {
    builder.put(1, times: 1)
    builder.put(raw: type + (hasZ ? 1000 : 0) + (hasM ? 2000 : 0))
  }
}
