import GridcastBase

/// Keeps the first of features that are the same: in shape and all fields, or in some fields.
struct DedupeStep: LayerStep {
  /// The word for the shape among the names of fields.
  static let shape = "shape"

  let work: Sentence = "find features that are the same"
  private let names: [String]?

  /// Compares all, or fields of these names.
  ///
  /// - Throws: `.usage` where there is no such field.
  init(by names: [String]?, among fields: [Field], of subject: String) throws(GridcastError) {
    var found: [String] = []
    for name in names ?? [] {
      let isShape = name == Self.shape && !fields.contains { $0.name.isLike(name) }
      found.append(isShape ? name : try FieldMapping.find(name, in: fields, subject).name)
    }
    self.names = names == nil ? nil : found
  }

  /// What tells two features apart: 128 bits of a hash.
  private struct Mark: Hashable {
    let first: Int, second: Int
  }

  func apply(_ features: Features, _ told: inout [Sentence]) throws(GridcastError) -> Features {
    let columns =
      names.map { names in names.compactMap { features.column($0) } } ?? features.columns
    let hasShape = names?.contains(Self.shape) ?? true
    let size = Features.batchSize
    let marks = concurrentMap((features.count + size - 1) / size) { block in
      (block * size..<min((block + 1) * size, features.count)).map { row in
        Mark(
          first: Self.hash(row, 1, hasShape ? features.shapes : nil, columns),
          second: Self.hash(row, 2, hasShape ? features.shapes : nil, columns))
      }
    }.flatMap(\.self)
    var seen: Set<Mark> = []
    let rows = marks.indices.filter { seen.insert(marks[$0]).inserted }
    let (gone, all) = (formatted(features.count - rows.count), formatted(features.count))
    told.append("dedupe: \(gone) of \(all) features left out, as another before them is the same")
    return rows.count == features.count ? features : features.rows(rows)
  }

  private static func hash(_ row: Int, _ seed: Int, _ shapes: Shapes?, _ columns: [Column]) -> Int {
    var hasher = Hasher()
    hasher.combine(seed)
    if let shapes {
      hasher.combine(shapes.kinds[row])
      for part in shapes.parts(of: row) {
        hasher.combine(shapes.partKinds[part])
        let range = shapes.vertices(ofPart: part)
        hasher.combine(range.count)
        for vertex in range {
          hasher.combine(shapes.points[vertex])
          // One that is NaN is like no other.
          if shapes.hasZ { hasher.combine(shapes.z[vertex].isNaN ? nil : shapes.z[vertex]) }
          if shapes.hasM { hasher.combine(shapes.m[vertex].isNaN ? nil : shapes.m[vertex]) }
        }
      }
    }
    for column in columns {
      switch column.values {
      case .integers(let values): hasher.combine(values[row])
      case .numbers(let values):
        hasher.combine(values[row]?.isNaN == true ? -.infinity : values[row])
      case .dateTimes(let values): hasher.combine(values[row])
      case .texts(let texts):
        hasher.combine(texts.codes[row] < 0)
        if let bytes = texts.utf8(row) { hasher.combine(bytes) }
      case .binaries(let values): hasher.combine(values[row])
      case .integerLists(let values): hasher.combine(values[row])
      case .numberLists(let values): hasher.combine(values[row])
      case .textLists(let values): hasher.combine(values[row].map { Array($0) })
      }
    }
    return hasher.finalize()
  }
}
