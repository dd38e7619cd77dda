/// The word that was most likely meant by a misspelled one: that with the fewest letters to add, leave out, change or
/// exchange, of equals the first in the alphabet; nil where none is near enough.
package func likeliest(to word: String, among words: some Collection<String>) -> String? {
  let word = word.lowercased()
  guard word.count > 1 else { return nil }
  let allowed = word.count < 5 ? 1 : word.count < 9 ? 2 : 3
  let begun = words.filter { word.count > 2 && $0.lowercased().hasPrefix(word) }
  if begun.count == 1 { return begun.first }
  return words.map { (distance: distance(Array(word), Array($0.lowercased())), word: $0) }
    .filter { $0.distance <= allowed }.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
}

/// The number of letters to add, leave out, change or exchange with their neighbour (optimal string alignment).
private func distance(_ a: [Character], _ b: [Character]) -> Int {
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        least = min(least, rows[i - 1][j - 1] + 1)
      }
      row.append(least)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}
