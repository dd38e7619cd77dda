import GridcastAnalyse
import Testing

@Suite struct ConnectedPiecesTests {
  /// A map of known cells by rows, and the sizes of its pieces in order.
  static let maps: [(rows: [String], sizes: [Int])] = [
    (["##.", "...", "..#"], [2, 1]),
    // Corners connect.
    (["#..", ".#.", "..#"], [3]),
    // The end of a row is no neighbour of the next row's beginning.
    (["..#", "#..", "..."], [1, 1]), (["...", "...", "..."], []),
  ]

  private func pieces(_ rows: [String]) -> ConnectedPieces {
    ConnectedPieces(of: rows.joined().map { $0 == "#" }, columns: rows[0].count)
  }

  @Test("Known cells fall into pieces over eight neighbours", arguments: maps)
  func sizes(_ map: (rows: [String], sizes: [Int])) {
    #expect(pieces(map.rows).pieces.map(\.count) == map.sizes)
  }

  @Test("Small pieces are those below a size, but never all there are")
  func small() {
    let map = pieces(["##.", "...", "..#"])
    #expect(map.smaller(than: 2) == [[8]])
    #expect(map.smaller(than: 1) == [])
    #expect(map.smaller(than: 3) == [])
  }
}
