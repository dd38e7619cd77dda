import GridcastBase
import Testing

@Suite struct ColumnStorageTests {
  /// Values of which every third, or none, is missing.
  private static func values(_ count: Int, gaps: Bool) -> [Int64?] {
    (0..<count).map { gaps && $0 % 3 == 1 ? nil : Int64($0) }
  }

  @Test("Values with gaps are those of an array of optionals, however they were put together")
  func optionals() {
    for first in [0, 1, 5, 63, 64, 65, 128, 200] {
      for second in [0, 1, 62, 64, 67, 130] {
        for (gapsInFirst, gapsInSecond) in [
          (false, false), (true, false), (false, true), (true, true),
        ] {
          let a = Self.values(first, gaps: gapsInFirst)
          let b = Self.values(second, gaps: gapsInSecond)
          var joined = Optionals(a)
          joined.append(contentsOf: Optionals(b))
          joined.append(7)
          joined.append(nil)
          let expected = a + b + [7, nil]
          #expect(Array(joined) == expected, "\(first) and \(second)")
          #expect(joined.knownCount == expected.count { $0 != nil })
          #expect(joined == Optionals(expected))
          #expect(joined.rows([expected.count - 1, 0]) == Optionals([nil, expected[0]]))
        }
      }
    }
  }

  @Test(
    "Validity bits are Arrow's: least significant bit first, 0 beyond the end, none without gaps")
  func layout() {
    // Worked by hand after the Arrow columnar format, "Validity bitmaps".
    #expect(Optionals<Int64>([1, nil, 3, 4, nil]).known.words == [0b01101])
    #expect(Optionals<Int64>([1, 2]).known.words.isEmpty)
    #expect(Optionals<Int64>([1, nil, 3]).slots == [1, 0, 3])
    #expect(MemoryLayout<DateTime>.stride == 12)
    let lists: OptionalLists<[UInt8]> = [[1, 2], nil, [], [3]]
    #expect(lists.offsets == [0, 2, 2, 2, 3] && lists.items == [1, 2, 3])
    #expect(lists.known.words == [0b1101])
    let texts = Texts(["é", nil, "", "é", "b"])
    #expect(texts.dictionary.bytes == [0xC3, 0xA9, 0x62])
    #expect(texts.dictionary.offsets == [0, 2, 2, 3])
    #expect(texts.codes == [0, -1, 1, 0, 2])
  }

  @Test("An integer or a number takes 8 bytes and a bit, half of what an array of optionals takes")
  func memory() {
    let column = Optionals(Self.values(65_536, gaps: true))
    let bytes = 8 * column.slots.count + 8 * column.known.words.count
    #expect(MemoryLayout<Int64?>.stride * column.count == 1_048_576)
    #expect(bytes == 532_480)
  }

  @Test("Missing lists, empty ones and lists of empty texts stay apart when batches are joined")
  func lists() {
    var texts: OptionalLists<TextTable> = [["a", "商业"], nil, []]
    texts.append(contentsOf: [[""], nil, ["b"]])
    #expect(Array(texts) == [["a", "商业"], nil, [], [""], nil, ["b"]])
    #expect(texts.knownCount == 4)
    #expect(texts.rows([3, 1, 0]) == [[""], nil, ["a", "商业"]])
    #expect(texts != [["a", "商业"], [], [], [""], nil, ["b"]])
  }

  @Test("Texts are told apart by their bytes, and kept once however they come")
  func texts() {
    let whole = "\u{E9}"
    let composed = "e\u{301}"
    var texts = Texts([whole, composed, nil])
    texts.append(contentsOf: Texts(["x", composed, "", whole]))
    #expect(
      texts.dictionary.map { Array($0.utf8) } == [whole, composed, "x", ""].map { Array($0.utf8) })
    #expect(texts.codes == [0, 1, -1, 2, 1, 3, 0])
    #expect(Texts([whole]) != Texts([composed]))
    #expect(texts.rows([5, 3, 3]) == Texts(["", "x", "x"]))
    #expect(texts.rows([5, 3]).dictionary == ["", "x"])
    let many = (0..<10_000).map { "text \($0 * 7919 % 5000)" }
    var joined = Texts()
    for start in stride(from: 0, to: many.count, by: 1000) {
      joined.append(contentsOf: Texts(many[start..<start + 1000].map(Optional.init)))
    }
    #expect(Array(joined) == many && joined.dictionary.count == 5000)
  }

  @Test("Two that are NaN are alike, so that a column is equal to its copy however that was made")
  func notANumber() {
    let numbers: Optionals<Double> = [1, .nan, nil, -0.0]
    #expect(numbers == numbers && numbers == Optionals(Array(numbers)))
    #expect(numbers == [1, -.nan, nil, 0])
    #expect(numbers != [1, nil, nil, 0] && numbers != [.nan, .nan, nil, 0])
    #expect(numbers != [1, .nan, nil])
    let lists: OptionalLists<[Double]> = [[.nan, 1], nil, []]
    #expect(lists == lists && lists == OptionalLists(Array(lists)))
    #expect(lists != [[1, .nan], nil, []] && lists != [[.nan, 1], [], []])
  }

  @Test("Texts of which a table holds one twice are kept once")
  func merging() {
    let texts = Texts(merging: ["a", "b", "a", ""], codes: [2, -1, 0, 1, 3])
    #expect(texts.dictionary == ["a", "b", ""] && texts.codes == [0, -1, 0, 1, 2])
    #expect(texts == ["a", nil, "a", "b", ""])
  }

  /// One column of each type of values, all of a number of features.
  private static func columns(_ count: Int) -> [Column] {
    let rows = 0..<count
    return [
      Column(Field("i", .integer), .integers(Optionals(values(count, gaps: true)))),
      Column(Field("n", .number), .numbers(Optionals(rows.map { Double($0) }))),
      Column(Field("t", .text), .texts(Texts(rows.map { "\($0 % 5)" }))),
      Column(
        Field("d", .date),
        .dateTimes(
          Optionals(
            rows.map { _ in
              DateTime(year: 1900, month: 2, day: 3, hour: 0, minute: 0, second: 0, zone: 0)
            }))),
      Column(Field("b", .binary), .binaries(OptionalLists(rows.map { [UInt8($0 % 256)] }))),
      Column(Field("l", .integerList), .integerLists(OptionalLists(rows.map { [Int64($0)] }))),
      Column(Field("m", .numberList), .numberLists(OptionalLists(rows.map { [Double($0)] }))),
      Column(Field("s", .textList), .textLists(OptionalLists(rows.map { ["\($0)"] }))),
    ]
  }

  /// The memory of a column's values, as far as an address can tell it: it changes only when they are
  /// moved.
  private static func addresses(of column: Column) -> [Int] {
    func address(_ array: [some Any]) -> Int {
      unsafe array.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
    }
    return switch column.values {
    case .integers(let values): [address(values.slots), address(values.known.words)]
    case .numbers(let values): [address(values.slots)]
    case .texts(let values): [address(values.codes)]
    case .dateTimes(let values): [address(values.slots)]
    case .binaries(let values): [address(values.items), address(values.offsets)]
    case .integerLists(let values): [address(values.items), address(values.offsets)]
    case .numberLists(let values): [address(values.items), address(values.offsets)]
    case .textLists(let values): [address(values.items.bytes), address(values.items.offsets)]
    }
  }

  @Test("Adding 200 batches moves the values a few times, not 200 times")
  func appendsInPlace() {
    let batch = Features(
      shapes: Shapes(points: (0..<300).map { Point(x: Double($0), y: 0) }),
      columns: Self.columns(300), coordinateSystem: nil)
    var whole = batch
    var moves = Array(repeating: 0, count: batch.columns.count)
    for _ in 0..<200 {
      let before = whole.columns.map(Self.addresses)
      whole.append(batch)
      for (index, column) in whole.columns.enumerated()
      where zip(before[index], Self.addresses(of: column)).contains(where: { $0 != $1 }) {
        moves[index] += 1
      }
    }
    #expect(whole.count == 201 * 300)
    // Memory that doubles when it is full is moved eight times on the way to 201 batches; bytes and
    // offsets can come at different times.
    for (column, moves) in zip(whole.columns, moves) {
      #expect(moves <= 24, "\(column.field.name)")
      #expect(
        column.rows(Array(60_000..<60_300)).values
          == batch.columns.first { $0.field == column.field }?.values)
    }
  }
}
