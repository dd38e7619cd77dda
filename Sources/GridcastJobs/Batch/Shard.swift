package import GridcastBase

/// Every N-th of a list of jobs, so that a scheduler can share them out.
package struct Shard: Sendable, Hashable {
  /// Which share, from 1.
  package let index: Int
  /// Of how many.
  package let count: Int

  /// All of it.
  package static let whole = Shard(index: 1, count: 1)

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// What a user writes as `2/8`.
  ///
  /// - Throws: `.usage` for anything that is no share.
  package init(_ text: String) throws(GridcastError) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], count > 0,
      1...count ~= index
    else { throw GridcastError(.usage, "shard '\(text)'", "write 1/8 to 8/8 for eight shares") }
    self.init(index: index, count: count)
  }

  /// The share of a list: every N-th item.
  package func share<Item>(of items: [Item]) -> [Item] {
    items.enumerated().filter { $0.offset % count == index - 1 }.map(\.element)
  }
}
