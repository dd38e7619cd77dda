package import GridcastBase

/// A share of a list of jobs, every N-th, so that a scheduler can distribute them.
package struct Shard: Sendable, Hashable {
  /// The number of the share, from 1.
  package let index: Int
  /// The number of shares.
  package let count: Int

  /// The whole list.
  package static let whole = Shard(index: 1, count: 1)

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// Parses a share such as `2/8`.
  ///
  /// - Throws: `.usage` for any other text.
  package init(_ text: String) throws(GridcastError) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], count > 0,
      1...count ~= index
    else { throw GridcastError(.usage, "shard '\(text)'", "write 1/8 to 8/8 for eight shares") }
    self.init(index: index, count: count)
  }

  /// The items of the share: every N-th of a list.
  package func share<Item>(of items: [Item]) -> [Item] {
    items.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }
}
