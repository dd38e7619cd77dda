import GridcastBase
import GridcastGeo

/// Makes shapes of what a block of rows has of them.
struct ParquetShapes {
  /// Which rows have shapes that are lost.
  private(set) var isKept: [Bool]?

  private let keepsOpenRings: Bool

  init(keepsOpenRings: Bool) { self.keepsOpenRings = keepsOpenRings }

  /// Shapes in well-known binary.
  ///
  /// - Throws: Where one is damaged.
  mutating func shapes(wkb slices: [ParquetSlice], _ tally: inout Tally) throws(Declined) -> Shapes
  {
    if let points = Self.points(slices) { return Shapes(points: points) }
    do throws(Declined) {
      var shapes = Shapes()
      try unsafe Self.forEachRun(slices) { (run) throws(Declined) in
        guard let run = unsafe run else { return shapes.addNull() }
        if let point = unsafe WKBReader.point(run) { return shapes.addPoint(point) }
        var reader = unsafe WKBReader(run)
        try reader.read(into: &shapes)
      }
      return shapes
    } catch {
      return try unusual(slices, &tally)
    }
  }

  /// The points, where every row has a single one in two dimensions, as in most layers of points.
  private static func points(_ slices: [ParquetSlice]) -> [Point]? {
    var all: [Point] = []
    all.reserveCapacity(slices.reduce(0) { $0 + $1.count })
    for slice in slices {
      guard slice.known == nil else { return nil }
      switch slice.values {
      case .raw(let raw):
        guard raw.count == slice.count else { return nil }
        for index in 0..<raw.count {
          guard let point = unsafe WKBReader.point(raw.run(index)) else { return nil }
          all.append(point)
        }
      case .codes(let codes, let dictionary):
        for code in codes {
          guard let point = unsafe WKBReader.point(dictionary.values.run(Int(code))) else {
            return nil
          }
          all.append(point)
        }
      }
    }
    return all
  }

  /// Shapes of which GDAL knows what is meant: curves, big-endian ones, and rings that are not closed.
  private mutating func unusual(_ slices: [ParquetSlice], _ tally: inout Tally) throws(Declined)
    -> Shapes
  {
    var texts = TextShapes()
    var row = 0
    try unsafe Self.forEachRun(slices) { (run) throws(Declined) in
      row += 1
      guard let run = unsafe run else { return texts.appendMissing() }
      guard unsafe texts.append(wkb: run) else {
        throw Declined("its shape \(formatted(row)) of a block is no well-known binary, or damaged")
      }
    }
    let open = texts.openOnes
    let shapes = texts.finish(&tally)
    guard !open.isEmpty, !keepsOpenRings else { return shapes }
    tally.lose(VectorDataset.openRing, open.count)
    let kept = (0..<shapes.count).map { !open.contains($0) }
    isKept = kept
    return shapes.filtered(kept)
  }

  /// Points of which each ordinate has a column of its own.
  ///
  /// - Throws: Where the columns have different numbers of values.
  func shapes(points ordinates: [Optionals<Double>]) throws(Declined) -> Shapes {
    let (x, y) = (ordinates[0], ordinates[1])
    let others = ordinates.dropFirst(2)
    guard ordinates.allSatisfy({ $0.count == x.count }) else {
      throw Declined("its ordinates are of different numbers")
    }
    var shapes = Shapes()
    if others.isEmpty, x.knownCount == x.count, y.knownCount == y.count {
      let points = zip(x.slots, y.slots).map { Point(x: $0, y: $1) }
      if points.allSatisfy({ !$0.x.isNaN || !$0.y.isNaN }) { return Shapes(points: points) }
    }
    for index in x.indices {
      guard let x = x[index], let y = y[index] else {
        shapes.addNull()
        continue
      }
      shapes.beginShape(.point)
      // A point without a place is written as none of the numbers.
      if x.isNaN && y.isNaN { continue }
      shapes.beginPart(.points)
      let more = others.map { $0[index] }
      shapes.add(
        [Point(x: x, y: y)], z: more.first.flatMap { $0 }.map { [$0] } ?? [],
        m: more.dropFirst().first.flatMap { $0 }.map { [$0] } ?? [])
    }
    return shapes
  }

  /// Calls a body with the bytes of the value of each row, nil where it has none.
  static func forEachRun(
    _ slices: [ParquetSlice], _ body: (UnsafeRawBufferPointer?) throws(Declined) -> Void
  ) throws(Declined) {
    for slice in slices { try unsafe slice.forEachRun(body) }
  }
}

extension ParquetSlice {
  /// Calls a body with the bytes of the value of each row, nil where it has none.
  ///
  /// - Throws: Where there are fewer values than rows have, and what `body` throws.
  func forEachRun(_ body: (UnsafeRawBufferPointer?) throws(Declined) -> Void) throws(Declined) {
    var next = 0
    for row in 0..<count {
      guard known?[row] ?? true else {
        try body(nil)
        continue
      }
      switch values {
      case .raw(let raw):
        guard next < raw.count else { throw Declined("it has fewer values than rows") }
        try unsafe body(raw.run(next))
      case .codes(let codes, let dictionary):
        guard next < codes.count else { throw Declined("it has fewer values than rows") }
        try unsafe body(dictionary.values.run(Int(codes[next])))
      }
      next += 1
    }
  }
}
