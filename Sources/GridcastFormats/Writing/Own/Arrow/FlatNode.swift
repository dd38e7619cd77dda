/// A table that is to be written as a flatbuffer ("FlatBuffers", Internals); `FlatBuffer` reads it.
struct FlatNode: Sendable {
  /// What a member is.
  enum Member: Sendable {
    case byte(UInt8)
    case short(Int16)
    case int(Int32)
    case long(Int64)
    case text(String)
    case table(FlatNode)
    case tables([FlatNode])
    /// Structs of so many numbers of 64 bits each, end to end.
    case structs([Int64], of: Int)
  }

  /// The members that are there, by their numbers in the schema.
  let members: [Int: Member]

  init(_ members: [Int: Member]) { self.members = members }

  /// The buffer whose outermost table it is, padded to a multiple of 8 bytes.
  func buffer() -> [UInt8] {
    var builder = ByteBuilder(capacity: 1 << 12)
    builder.put(raw: UInt32(0))
    builder.put(raw: UInt32(put(in: &builder)), at: 0)
    Self.pad(to: 8, before: 0, &builder)
    return builder.bytes()
  }

  /// Pads so that what stands behind so many more bytes begins at a multiple of `size`.
  private static func pad(to size: Int, before next: Int, _ builder: inout ByteBuilder) {
    builder.put(0, times: (size - (builder.count + next) % size) % size)
  }

  /// Writes the table, and behind it what its members lead to, as offsets lead forward only; each member has 8 bytes, so
  /// that all are aligned.
  ///
  /// - Returns: Where the table begins.
  private func put(in builder: inout ByteBuilder) -> Int {
    let order = members.sorted { $0.key < $1.key }
    let count = (order.last?.key ?? -1) + 1
    Self.pad(to: 8, before: 4 + 2 * count, &builder)
    let list = builder.count
    builder.put(raw: UInt16(4 + 2 * count))
    builder.put(raw: UInt16(8 + 8 * order.count))
    var places = [UInt16](repeating: 0, count: count)
    for (index, member) in order.enumerated() { places[member.key] = UInt16(8 + 8 * index) }
    for place in places { builder.put(raw: place) }
    let table = builder.count
    builder.put(raw: Int64(table - list))
    for (_, member) in order {
      switch member {
      case .byte(let value): builder.put(raw: UInt64(value))
      case .short(let value): builder.put(raw: Int64(value))
      case .int(let value): builder.put(raw: Int64(value))
      case .long(let value): builder.put(raw: value)
      case .text, .table, .tables, .structs: builder.put(raw: Int64(0))
      }
    }
    for (index, member) in order.enumerated() {
      guard let target = Self.putTarget(member.value, &builder) else { continue }
      let slot = table + 8 + 8 * index
      builder.put(raw: UInt32(target - slot), at: slot)
    }
    return table
  }

  /// Writes what a member leads to; nil where it is a number.
  private static func putTarget(_ member: Member, _ builder: inout ByteBuilder) -> Int? {
    switch member {
    case .byte, .short, .int, .long: return nil
    case .table(let node): return node.put(in: &builder)
    case .text(let text):
      pad(to: 4, before: 0, &builder)
      let start = builder.count
      builder.put(raw: UInt32(text.utf8.count))
      builder.put(Array(text.utf8))
      builder.put(0, times: 1)
      return start
    case .tables(let nodes):
      pad(to: 4, before: 0, &builder)
      let start = builder.count
      builder.put(raw: UInt32(nodes.count))
      builder.put(0, times: 4 * nodes.count)
      for (index, node) in nodes.enumerated() {
        let slot = start + 4 + 4 * index
        builder.put(raw: UInt32(node.put(in: &builder) - slot), at: slot)
      }
      return start
    case .structs(let numbers, let size):
      pad(to: 8, before: 4, &builder)
      let start = builder.count
      builder.put(raw: UInt32(numbers.count / size))
      for number in numbers { builder.put(raw: number) }
      return start
    }
  }
}
