package import GridcastBase

extension DateTime {
  /// The day that a text such as `2026-11-29`, `2026/11/29` or the beginning of a moment names; nil for other texts.
  package init?(day text: String) {
    guard
      let match = text.firstMatch(of: /^([0-9]{4})[\-\/]([0-9]{1,2})[\-\/]([0-9]{1,2})/),
      let year = Int16(match.1), let month = UInt8(match.2), let day = UInt8(match.3)
    else { return nil }
    self.init(year: year, month: month, day: day, hour: 0, minute: 0, second: 0, zone: 0)
    guard isOfCalendar, month > 0 else { return nil }
  }
}
