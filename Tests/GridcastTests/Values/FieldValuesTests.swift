import GridcastBase
import Testing

/// What is told of the values of a field, however many features there are.
@Suite struct FieldValuesTests {
  private func values(_ column: Column, room: Int = 4096, times: Int = 1) -> FieldValues {
    var values = FieldValues(room: room)
    for _ in 0..<times { values.add(column) }
    return values
  }

  private func texts(_ texts: [String?]) -> Column {
    Column(Field("f", .text), .texts(Texts(texts)))
  }

  @Test("Texts: the most frequent first, empty ones apart, examples in file order")
  func ofTexts() {
    let found = values(texts(["b", "a", nil, "", "a", "  ", "c", "b", "a"]))
    #expect(found.known == 8 && found.blank == 2 && found.different == 3)
    #expect(
      found.frequent(5) == [.init(value: "a", count: 3), .init(value: "b", count: 2)])
    #expect(found.examples == ["b", "a", "c"] && found.limits == nil && !found.areLeast)
  }

  @Test("Integers and numbers: the least and the greatest, to the last digit")
  func ofNumbers() {
    let long = values(
      Column(Field("f", .integer), .integers([9_007_199_254_740_993, nil, -3, -3])))
    #expect(long.limits?.least == "-3" && long.limits?.greatest == "9007199254740993")
    #expect(long.frequent(5) == [.init(value: "-3", count: 2)] && long.known == 3)
    let numbers = values(Column(Field("f", .number), .numbers([0.1, .nan, nil, -.infinity, 2])))
    #expect(numbers.range == 0.1...2 && numbers.limits?.least == "0.1")
    #expect(numbers.limits?.greatest == "2")
  }

  @Test("Texts that are all numbers, as those of a CSV, have a least and a greatest")
  func ofNumbersAsTexts() {
    let found = values(texts(["10", "9.5", " -2 ", "", nil, "007"]))
    #expect(found.range == -2...10 && found.limits?.least == "-2")
    #expect(values(texts(["10", "a few", "12"])).range == nil)
    #expect(values(texts(["nan", "1"])).range == nil)
  }

  @Test("Moments: the first and the last, as ISO 8601 has them")
  func ofMoments() {
    func day(_ year: Int16, _ month: UInt8) -> DateTime {
      DateTime(year: year, month: month, day: 1, hour: 0, minute: 0, second: 0, zone: 0)
    }
    let found = values(
      Column(Field("f", .date), .dateTimes([day(2019, 3), day(2013, 11), nil])))
    #expect(found.limits?.least == "2013-11-01" && found.limits?.greatest == "2019-03-01")
  }

  @Test("Memory is bounded: frequent values stay, and are counted at least")
  func isBounded() {
    var found = FieldValues(room: 100)
    for batch in 0..<50 {
      found.add(texts((0..<200).map { $0 % 2 == 0 ? "often" : "once \(batch) \($0)" }))
      found.add(texts((0..<60).map { _ in "now and then" }))
    }
    #expect(found.differentAtLeast <= 100 && found.different == nil)
    let frequent = found.frequent(5)
    #expect(frequent.first?.value == "often")
    #expect((4_900...5_000).contains(frequent.first?.count ?? 0))
    #expect(found.examples.count == 3)
  }

  @Test("Where all values differ, counting them ends, and examples are told")
  func ofIdentifiers() {
    var found = FieldValues(room: 100)
    for batch in 0..<20 { found.add(texts((0..<100).map { "id \(batch)-\($0)" })) }
    #expect(found.known == 2000 && found.different == nil && found.frequent(5).isEmpty)
    #expect(found.examples == ["id 0-0", "id 0-1", "id 0-2"] && found.differentAtLeast == 100)
  }

  @Test("A long text is an example, cut, and no value to count")
  func ofLongTexts() {
    let found = values(texts([String(repeating: "长", count: 5000), "short", "short"]))
    #expect(found.examples[0].count == 60 && found.examples[0].hasSuffix("…"))
    #expect(found.different == nil && found.known == 3)
  }
}
