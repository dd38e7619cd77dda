import GridcastBase

extension Column {
  /// Its days, times or moments as whole numbers: days or millionths of a second since 1970, or since the beginning of
  /// the day.
  ///
  /// - Throws: `.badData` where one has no such number: a day that no calendar has, a time beyond a day, a moment that
  ///   tells a zone where none does, or the other way round.
  func counted(_ values: Optionals<DateTime>, _ storage: ParquetPlan.Storage)
    throws(GridcastError) -> Optionals<Int64>
  {
    var numbers = Optionals<Int64>()
    numbers.reserveCapacity(values.count)
    for value in values {
      guard let value else {
        numbers.append(nil)
        continue
      }
      let number: Int64? =
        switch storage {
        case .date: value.daysSince1970
        case .time: value.month == 0 && value.hour < 24 ? value.microsecondsOfDay : nil
        case .moment(let isUniversal): value.microsecondsSince1970(isUniversal)
        default: nil
        }
      guard let number else { throw misfit }
      numbers.append(number)
    }
    return numbers
  }
}

extension DateTime {
  /// A moment in millionths of a second since 1970; nil for one that has a zone where none has, or the other way round,
  /// and for a day that no calendar has.
  fileprivate func microsecondsSince1970(_ isUniversal: Bool) -> Int64? {
    guard let days = daysSince1970, isUniversal == (zone > 1) else { return nil }
    // A zone is a number of quarters of an hour.
    let offset = isUniversal ? (Int64(zone) - 100) * 900_000_000 : 0
    return days * 86_400_000_000 + microsecondsOfDay - offset
  }
}
