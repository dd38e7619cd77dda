import GridcastBase
import GridcastFiles

extension TextRuns {
  /// The texts as they lie, or as the numbers that they are from end to end.
  ///
  /// - Throws: Where one is not UTF-8, or has a byte 0, at which C's texts end.
  func plainValues(as kind: Field.Kind) throws(Declined) -> Column.Values {
    let texts = try unsafe texts { (run, table) throws(Declined) in
      guard unsafe run.firstIndex(of: 0, from: 0) == run.count, unsafe table.append(run) else {
        throw Declined("a text is not in UTF-8")
      }
    }
    switch kind {
    case .integer: return .integers(Optionals(texts.map { $0.flatMap { Int64($0.trimmed) } }))
    case .number: return .numbers(Optionals(texts.map { $0.flatMap { Double($0.trimmed) } }))
    default: return .texts(texts)
    }
  }
}

extension DateTime {
  /// Reads a day, or a day and a time, as GDAL writes them: "2020-02-29", "2020-02-29T12:30:05.25+08:00".
  ///
  /// nil for one that no calendar has, and for anything else, of which GDAL may make something.
  init?(plain run: UnsafeRawBufferPointer) {
    func digits(_ start: Int, _ number: Int) -> Int? {
      guard start + number <= run.count else { return nil }
      var value = 0
      for index in start..<start + number {
        let digit = unsafe Int(run[index]) - 48
        guard 0...9 ~= digit else { return nil }
        value = value * 10 + digit
      }
      return value
    }
    func isThere(_ sign: UInt8, at index: Int) -> Bool {
      guard index < run.count else { return false }
      return unsafe run[index] == sign
    }
    guard let year = digits(0, 4), isThere(0x2D, at: 4), let month = digits(5, 2),
      isThere(0x2D, at: 7), let day = digits(8, 2), year > 0, month > 0, day > 0
    else { return nil }
    var (hour, minute, second, millionths, zone) = (0, 0, 0, 0, 0)
    if run.count > 10 {
      guard isThere(0x54, at: 10), let hours = digits(11, 2), isThere(0x3A, at: 13),
        let minutes = digits(14, 2), isThere(0x3A, at: 16), let seconds = digits(17, 2),
        hours < 24, minutes < 60, seconds < 60
      else { return nil }
      (hour, minute, second) = (hours, minutes, seconds)
      var place = 19
      if isThere(0x2E, at: place) {
        place += 1
        var unit = 100_000
        while let digit = digits(place, 1) {
          guard unit >= 1000 else { return nil }
          millionths += digit * unit
          unit /= 10
          place += 1
        }
        guard unit < 100_000 else { return nil }
      }
      if isThere(0x5A, at: place) {
        zone = 100
        place += 1
      } else if place < run.count {
        guard let hours = digits(place + 1, 2), isThere(0x3A, at: place + 3),
          let minutes = digits(place + 4, 2), hours <= 14, minutes % 15 == 0, minutes < 60,
          case let quarters = hours * 4 + minutes / 15, quarters > 0
        else { return nil }
        if isThere(0x2B, at: place) {
          zone = 100 + quarters
        } else if isThere(0x2D, at: place) {
          zone = 100 - quarters
        } else {
          return nil
        }
        place += 6
      }
      guard place == run.count else { return nil }
    }
    self.init(
      year: Int16(year), month: UInt8(month), day: UInt8(day), hour: UInt8(hour),
      minute: UInt8(minute), second: 0, zone: UInt8(zone))
    microseconds = UInt32(second * 1_000_000 + millionths)
    guard isOfCalendar else { return nil }
  }
}
