extension Column {
  /// The values as texts for a format that has no type for them: lists as JSON, bytes as
  /// hexadecimal digits, moments after ISO 8601, as 2020-05-01T08:30:00.5+08:00.
  package var spelled: Texts {
    switch values {
    case .texts(let texts): texts
    case .integers(let values): Texts(values.map { $0.map(String.init) })
    case .numbers(let values): Texts(values.map { $0.map { Self.spell($0) } })
    case .dateTimes(let values): Texts(values.map { $0.map { spell($0) } })
    case .binaries(let values):
      Texts(values.map { $0.map { $0.map(\.hexadecimal).joined() } })
    case .integerLists(let values): Texts(values.map { $0.map { "\($0)" } })
    case .numberLists(let values):
      Texts(values.map { $0.map { "[" + $0.map(Self.spell).joined(separator: ", ") + "]" } })
    case .textLists(let values):
      Texts(values.map { $0.map { "[" + $0.map(\.asJSON).joined(separator: ", ") + "]" } })
    }
  }

  /// Moments as `spelled`, each with three digits of its second's fraction, and days.
  package var spelledToThousandths: Texts {
    guard case .dateTimes(let values) = values else { return spelled }
    return Texts(values.map { $0.map { spell($0.toMilliseconds, toThousandths: true) } })
  }

  /// The shortest text that is this number; whole numbers keep one decimal, so that they stay apart
  /// from integers.
  private static func spell(_ number: Double) -> String { "\(number)" }

  private func spell(_ moment: DateTime, toThousandths: Bool = false) -> String {
    let microseconds = Int(moment.microseconds)
    var second = twoDigits(microseconds / 1_000_000)
    if toThousandths {
      second += ".\("\(1000 + microseconds / 1000 % 1000)".dropFirst())"
    } else if microseconds % 1_000_000 != 0 {
      var fraction = "\(1_000_000 + microseconds % 1_000_000)".dropFirst()
      while fraction.last == "0" { fraction.removeLast() }
      second += "." + fraction
    }
    let time = "\(twoDigits(Int(moment.hour))):\(twoDigits(Int(moment.minute))):\(second)"
    if field.kind == .time { return time }
    let date =
      "\(fourDigits(Int(moment.year)))-\(twoDigits(Int(moment.month)))-\(twoDigits(Int(moment.day)))"
    return field.kind == .date ? date : "\(date)T\(time)\(zone(of: moment))"
  }

  private func zone(of moment: DateTime) -> String {
    guard moment.zone > 1 else { return "" }
    let minutes = (Int(moment.zone) - 100) * 15
    if minutes == 0 { return "Z" }
    return (minutes < 0 ? "-" : "+") + twoDigits(abs(minutes) / 60) + ":"
      + twoDigits(abs(minutes) % 60)
  }

  private func fourDigits(_ number: Int) -> String {
    0...999 ~= number ? String("\(10_000 + number)".dropFirst()) : "\(number)"
  }

  private func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
}
