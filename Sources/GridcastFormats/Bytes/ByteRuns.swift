internal import CFastFloat

extension UnsafeRawBufferPointer {
  /// The bytes without spaces at both ends.
  var withoutSpaces: UnsafeRawBufferPointer {
    let run = unsafe withoutSpacesAtEnd
    var start = 0
    while start < run.count, unsafe run[start] == 0x20 { start += 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: run[start...])
  }

  /// The bytes without the spaces at their end, by which a .dbf pads its texts.
  var withoutSpacesAtEnd: UnsafeRawBufferPointer {
    var end = count
    while end >= 8,
      unsafe loadUnaligned(fromByteOffset: end - 8, as: UInt64.self) == 0x2020_2020_2020_2020
    { end -= 8 }
    while end > 0, unsafe self[end - 1] == 0x20 { end -= 1 }
    return unsafe UnsafeRawBufferPointer(rebasing: self[..<end])
  }
}

extension Int64 {
  /// Parses an optional minus sign and decimal digits; nil for anything else.
  init?(digits run: UnsafeRawBufferPointer) {
    guard let first = unsafe run.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    guard run.count > (isNegative ? 1 : 0) else { return nil }
    var value: Int64 = 0
    for index in (isNegative ? 1 : 0)..<run.count {
      let digit = unsafe Int64(run[index]) - 48
      guard 0...9 ~= digit else { return nil }
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isFar) = tens.subtractingReportingOverflow(digit)
      guard !isOver, !isFar else { return nil }
      value = sum
    }
    // The number is built up as a negative one, whose range is greater by one.
    guard isNegative || value != .min else { return nil }
    self = isNegative ? value : -value
  }
}

extension Double {
  /// Parses a finite decimal number, correctly rounded; nil for anything else.
  init?(decimal run: UnsafeRawBufferPointer) {
    guard let start = run.baseAddress else { return nil }
    var value = 0.0
    let length = unsafe fast_float_parse(
      start.assumingMemoryBound(to: CChar.self), run.count, &value)
    guard length > 0, length == run.count, value.isFinite else { return nil }
    self = value
  }

  /// Parses a decimal number with one comma in the place of its point; nil for anything else.
  init?(decimalComma run: UnsafeRawBufferPointer) {
    guard let comma = unsafe run.firstIndex(of: UInt8(ascii: ",")), unsafe !run.contains(0x2E)
    else {
      return nil
    }
    var bytes = unsafe Array(run)
    bytes[comma] = UInt8(ascii: ".")
    guard let value = unsafe bytes.withUnsafeBytes({ unsafe Double(decimal: $0) }) else {
      return nil
    }
    self = value
  }
}
