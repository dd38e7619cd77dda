import GridcastBase

/// The moments of a KML's placemarks, of which GDAL drops without a word what is no day: a year alone, words.
struct KMLMoments {
  /// Moments with the same fault.
  private struct Faulty {
    private(set) var count = 0
    /// The text of the first, and where it stands.
    private(set) var first = ""

    mutating func note(_ place: String) {
      if count == 0 { first = place }
      count += 1
    }
  }

  /// Those that are no moments at all.
  private var unread = Faulty()
  /// Those that lack the day.
  private var months = Faulty()
  /// Those that are no day of a calendar.
  private var impossible = Faulty()
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
      months.note(place)
    } else if let found = word.prefixMatch(of: #/(\d{4})-(\d{1,2})-(\d{1,2})(?=T|Z|$)/#) {
      let day = DateTime(
        year: Int16(found.1) ?? 0, month: UInt8(found.2) ?? 0, day: UInt8(found.3) ?? 0, hour: 0,
        minute: 0, second: 0, zone: 0)
      // Without a month it would be a time of day.
      if day.month == 0 || !day.isOfCalendar { impossible.note(place) }
    } else {
      unread.note(place)
    }
  }

  /// Which of them are not what the file says.
  var changes: [Sentence] {
    var changes: [Sentence] = []
    if unread.count > 0 {
      changes.append(
        "\(counted(unread.count, "moment")) cannot be read and would be left out (the first \(unread.first))"
      )
    }
    if months.count > 0 {
      changes.append(
        "\(counted(months.count, "moment")) without a day would be read as the first of the month (the first \(months.first))"
      )
    }
    return changes
  }

  /// What the user should know of them.
  var notes: [Sentence] {
    var notes: [Sentence] = []
    if impossible.count > 0 {
      notes.append(
        "\(counted(impossible.count, "moment")) taken as unknown, as no calendar has such a day or time (the first \(impossible.first))"
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
