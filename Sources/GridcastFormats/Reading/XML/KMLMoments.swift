import GridcastBase

/// The moments of a KML's placemarks, of which GDAL drops without a word what is no day: a year alone, words.
struct KMLMoments {
  /// Those that are no day of a calendar, that lack the day, and that are none at all.
  private var unreadCount = 0, monthCount = 0, impossibleCount = 0
  private var firstUnread = "", firstMonth = "", firstImpossible = ""
  /// How many positions of tracks have a moment.
  private var trackCount = 0

  /// Notes the text of an element that tells a moment.
  mutating func note(_ text: [UInt8], isOfTrack: Bool, inFeature number: Int) {
    if isOfTrack {
      trackCount += 1
      return
    }
    let word = String(decoding: text, as: UTF8.self).trimmed
    guard !word.isEmpty else { return }
    let place = "'\(String(word.prefix(40)))' in placemark \(formatted(number))"
    if word.wholeMatch(of: #/-?\d{4}-\d{2}(Z|[+-]\d\d:\d\d)?/#) != nil {
      if monthCount == 0 { firstMonth = place }
      monthCount += 1
    } else if let found = word.prefixMatch(of: #/(\d{4})-(\d{1,2})-(\d{1,2})(?=T|Z|$)/#) {
      let (year, month, day) = (Int(found.1) ?? 0, Int(found.2) ?? 0, Int(found.3) ?? 0)
      guard !Self.isDay(year, month, day) else { return }
      if impossibleCount == 0 { firstImpossible = place }
      impossibleCount += 1
    } else {
      if unreadCount == 0 { firstUnread = place }
      unreadCount += 1
    }
  }

  /// Whether the Gregorian calendar has a day.
  private static func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return 1...12 ~= month && 1...lengths[month - 1] ~= day
  }

  /// Which of them are not what the file says.
  var changes: [Sentence] {
    var changes: [Sentence] = []
    if unreadCount > 0 {
      changes.append(
        "\(counted(unreadCount, "moment")) cannot be read and would be left out (the first \(firstUnread))"
      )
    }
    if monthCount > 0 {
      changes.append(
        "\(counted(monthCount, "moment")) without a day would be read as the first of the month (the first \(firstMonth))"
      )
    }
    return changes
  }

  /// What the user should know of them.
  var notes: [Sentence] {
    var notes: [Sentence] = []
    if impossibleCount > 0 {
      notes.append(
        "\(counted(impossibleCount, "moment")) taken as unknown, as no calendar has such a day or time (the first \(firstImpossible))"
      )
    }
    if trackCount > 0 {
      notes.append(
        "of the moments of tracks, \(formatted(trackCount)) in all, the first and the last of each are kept"
      )
    }
    return notes
  }
}
