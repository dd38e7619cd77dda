import GridcastBase
import GridcastGeo

extension CoordinateColumns {
  /// The shape of each feature: none where nothing is told; and whether each is understood, or nil where
  /// all are.
  ///
  /// `place` tells where a row is, as in "in line 3", for the first that is not understood.
  func shapes(
    from columns: [Column], keepsOpenRings: Bool, _ tally: inout Tally,
    place: (_ row: Int) -> Sentence? = { _ in nil }
  ) -> (Shapes, isKept: [Bool]?) {
    let (shapes, faults) =
      switch content {
      case .coordinates(let ofX, let ofY): points(from: columns, ofX, ofY)
      case .pairs(let pairs): points(from: columns[0], by: pairs)
      case .shapes(let system):
        self.shapes(from: columns[0], system, keepsOpenRings: keepsOpenRings, &tally)
      }
    faults.tell(&tally, place)
    return (shapes, faults.isKept)
  }

  private func points(
    from columns: [Column], _ ofX: PositionText, _ ofY: PositionText
  ) -> (Shapes, Faults) {
    if columns.count == 2, case .numbers(let xs) = columns[0].values,
      case .numbers(let ys) = columns[1].values
    {
      let points = zip(xs, ys).map { Point(x: $0 ?? .nan, y: $1 ?? .nan) }
      if points.allSatisfy(\.isFinite) { return (Shapes(points: points), Faults()) }
    }
    let xs = Axis(columns[0], by: ofX, .x)
    let ys = Axis(columns[1], by: ofY, .y)
    let zs = columns.count > 2 ? columns[2].numbers : nil
    var shapes = Shapes()
    var faults = Faults()
    for index in 0..<columns[0].count {
      if xs.isFault(index) || ys.isFault(index) || (xs[index] == nil) != (ys[index] == nil) {
        faults.add(index, of: columns[0].count, "'\(xs.text(index))', '\(ys.text(index))'")
      } else if let x = xs[index], let y = ys[index], x.isFinite, y.isFinite {
        if let zs, let z = zs[index] {
          shapes.beginShape(.point)
          shapes.beginPart(.points)
          shapes.add([Point(x: x, y: y)], z: [z])
        } else {
          shapes.addPoint(Point(x: x, y: y))
        }
      } else {
        shapes.addNull()
      }
    }
    return (shapes, faults)
  }

  private func points(
    from column: Column, by pairs: PairText
  ) -> (Shapes, Faults) {
    var shapes = Shapes()
    var faults = Faults()
    let texts = column.texts ?? Texts()
    for index in texts.indices {
      let text = texts[index] ?? ""
      if Self.isBlank(text) {
        shapes.addNull()
      } else if let point = pairs.read(text) {
        shapes.addPoint(point)
      } else {
        let isTurned = pairs.isMixed && pairs.isPair(text)
        faults.add(
          index, of: texts.count,
          isTurned ? "'\(text)', whose order is not that of other rows," : "'\(text)'")
      }
    }
    return (shapes, faults)
  }

  private func shapes(
    from column: Column, _ system: Int?, keepsOpenRings: Bool, _ tally: inout Tally
  ) -> (Shapes, Faults) {
    var shapes = TextShapes()
    var faults = Faults()
    // The row of each shape.
    var rows: [Int] = []
    let texts = column.texts ?? Texts()
    for index in texts.indices {
      let text = texts[index] ?? ""
      if Self.isBlank(text) {
        shapes.appendMissing()
      } else if (TextShapes.system(of: text) ?? system) != system || !shapes.append(text) {
        faults.add(index, of: texts.count, "'\(text.prefix(60))'")
        continue
      }
      rows.append(index)
    }
    let open = keepsOpenRings ? [] : shapes.openOnes
    let all = shapes.finish(&tally)
    guard !open.isEmpty else { return (all, faults) }
    tally.lose(VectorDataset.openRing, open.count)
    faults.leaveOut(open.map { rows[$0] }, of: texts.count)
    return (all.filtered(rows.indices.map { !open.contains($0) }), faults)
  }

  /// The values of one coordinate of a block.
  private struct Axis {
    private var numbers: Optionals<Double>?
    private var texts = Texts()
    /// The number of each different text; not a number where it tells none.
    private var parsed: [Double?] = []

    init(_ column: Column, by notation: PositionText, _ axis: PositionText.Reading.Axis) {
      if case .texts(let texts) = column.values {
        self.texts = texts
        parsed = texts.dictionary.map { text in
          if CoordinateColumns.isBlank(text) { return nil }
          guard let reading = notation.read(text), reading.axis == nil || reading.axis == axis
          else { return .nan }
          return reading.value
        }
      } else {
        numbers = column.numbers ?? Optionals(repeatElement(nil, count: column.count))
      }
    }

    subscript(index: Int) -> Double? {
      if let numbers { return numbers[index] }
      return texts.codes[index] < 0 ? nil : parsed[Int(texts.codes[index])]
    }

    /// Whether something is there that is no place.
    func isFault(_ index: Int) -> Bool {
      guard let value = self[index] else { return false }
      return numbers == nil ? !value.isFinite : value.isInfinite
    }

    func text(_ index: Int) -> String {
      numbers.map { numbers in numbers[index].map { "\($0)" } ?? "" } ?? texts[index] ?? ""
    }
  }

  /// The features of a block whose positions are not understood.
  private struct Faults {
    private(set) var isKept: [Bool]?
    private var first: (row: Int, text: Sentence)?
    private var count = 0

    mutating func add(_ index: Int, of count: Int, _ text: Sentence) {
      if first == nil { first = (index, text) }
      self.count += 1
      leaveOut([index], of: count)
    }

    /// Leaves out what is told for another reason.
    mutating func leaveOut(_ rows: [Int], of count: Int) {
      if isKept == nil { isKept = [Bool](repeating: true, count: count) }
      for row in rows { isKept?[row] = false }
    }

    func tell(_ tally: inout Tally, _ place: (_ row: Int) -> Sentence?) {
      guard let first else { return }
      tally.lose(
        CoordinateColumns.notUnderstood, count,
        first: place(first.row).map { "\(first.text) \($0)" } ?? first.text)
    }
  }
}
