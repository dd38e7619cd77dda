extension Column {
  /// The values as texts for a format that has no type for them: lists as JSON, bytes as
  /// hexadecimal digits, times as 08:30:00.
  var spelled: Texts {
    switch values {
    case .texts(let texts): texts
    case .integers(let values): Texts(values.map { $0.map(String.init) })
    case .numbers(let values): Texts(values.map { $0.map { "\($0)" } })
    case .dateTimes(let values): Texts(values.map { $0.map { spell($0) } })
    case .binaries(let values):
      Texts(values.map { $0.map { $0.map { twoDigits(Int($0), radix: 16) }.joined() } })
    case .integerLists(let values): Texts(values.map { $0.map { "\($0)" } })
    case .numberLists(let values): Texts(values.map { $0.map { "\($0)" } })
    case .textLists(let values):
      Texts(values.map { $0.map { "[" + $0.map(quoted).joined(separator: ", ") + "]" } })
    }
  }

  private func spell(_ moment: DateTime) -> String {
    let second = twoDigits(Int(moment.second), radix: 10)
    let time =
      "\(twoDigits(Int(moment.hour), radix: 10)):\(twoDigits(Int(moment.minute), radix: 10)):\(second)"
    if field.kind == .time { return time }
    let month = twoDigits(Int(moment.month), radix: 10)
    let date = "\(moment.year)-\(month)-\(twoDigits(Int(moment.day), radix: 10))"
    return field.kind == .date ? date : "\(date)T\(time)"
  }

  private func twoDigits(_ number: Int, radix: Int) -> String {
    (number < radix ? "0" : "") + String(number, radix: radix)
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
