import GridcastBase

/// The values of a column in a row group, ready to be written.
struct ParquetChunk: Sendable {
  /// The greatest size of a dictionary; beyond it readers take longer for it than for texts.
  private static let mostBytes = 1 << 20

  private(set) var dictionary: ParquetPart?
  private(set) var pages: [ParquetPart] = []

  /// Joins the values of batches: texts as numbers of a dictionary, where at most half of them differ.
  init(_ columns: [ParquetBatch.Column]) {
    var texts: [Texts] = []
    for column in columns {
      switch column {
      case .page(let page): pages.append(page)
      case .texts(let values): texts.append(values)
      }
    }
    guard !texts.isEmpty else { return }
    var all = Texts()
    for values in texts { all.append(contentsOf: values) }
    let table = all.dictionary
    let known = all.knownCount
    if !table.isEmpty, table.count * 2 <= known,
      table.bytes.count + 4 * table.count <= Self.mostBytes
    {
      dictionary = ParquetPart(dictionary: table)
      let width = max(Int.bitWidth - (table.count - 1).leadingZeroBitCount, 1)
      var start = 0
      for values in texts {
        pages.append(Self.page(codes: all.codes[start..<start + values.count], width: width))
        start += values.count
      }
    } else {
      for values in texts { pages.append(Self.page(values)) }
    }
  }

  private static func known(_ codes: ArraySlice<Int32>) -> KnownBits {
    var known = KnownBits()
    for (row, code) in codes.enumerated() { known.append(code >= 0, after: row) }
    return known
  }

  /// A page of codes, packed in one run.
  private static func page(codes: ArraySlice<Int32>, width: Int) -> ParquetPart {
    let values = codes.filter { $0 >= 0 }
    let groups = (values.count + 7) / 8
    var bytes = [UInt8(width)]
    var head = groups << 1 | 1
    while head >= 0x80 {
      bytes.append(UInt8(head & 0x7F) | 0x80)
      head >>= 7
    }
    bytes.append(UInt8(head))
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: groups * width))
    var bit = start * 8
    for value in values {
      var (rest, place, left) = (UInt64(value) << UInt64(bit & 7), bit >> 3, width + bit & 7)
      while left > 0 {
        bytes[place] |= UInt8(truncatingIfNeeded: rest)
        rest >>= 8
        place += 1
        left -= 8
      }
      bit += width
    }
    return ParquetPart(bytes, known: known(codes), count: codes.count, encoding: 8)
  }

  /// A page of texts as they are.
  private static func page(_ texts: Texts) -> ParquetPart {
    let table = texts.dictionary
    var builder = ByteBuilder(capacity: table.bytes.count + 8 * texts.count)
    unsafe table.bytes.withUnsafeBytes { bytes in
      for code in texts.codes where code >= 0 {
        let range = table.range(of: Int(code))
        builder.put(raw: UInt32(range.count))
        unsafe builder.put(UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
    return ParquetPart(builder.bytes(), known: known(texts.codes[...]), count: texts.count)
  }

  /// How many bytes it would take without compression.
  var plainSize: Int { pages.reduce(dictionary?.plainSize ?? 0) { $0 + $1.plainSize } }

  /// What the footer says of it (parquet.thrift, `ColumnChunk`).
  func metadata(
    _ plan: ParquetPlan, _ path: [String], start: Int, dataStart: Int, size: Int
  ) -> [UInt8] {
    let limits = pages.map(\.limits)
    let known = pages.filter { $0.missingCount < $0.count }
    let least = limits.compactMap(\.self).min { $0.range.lowerBound < $1.range.lowerBound }
    let greatest = limits.compactMap(\.self).max { $0.range.upperBound < $1.range.upperBound }
    let areKnown = !known.isEmpty && known.allSatisfy { $0.limits != nil }
    return ThriftWriter.structure { chunk in
      chunk.put(2, int64: 0)
      chunk.put(3) { data in
        data.put(1, int32: plan.type.rawValue)
        data.put(2, int32s: dictionary == nil ? [0, 3] : [0, 3, 8])
        data.put(3, texts: path)
        data.put(4, int32: ParquetPart.codec)
        data.put(5, int64: pages.reduce(0) { $0 + $1.count })
        data.put(6, int64: plainSize)
        data.put(7, int64: size)
        data.put(9, int64: dataStart)
        if dictionary != nil { data.put(11, int64: start) }
        data.put(12) { statistics in
          statistics.put(3, int64: pages.reduce(0) { $0 + $1.missingCount })
          if areKnown, let least, let greatest {
            statistics.put(5, binary: greatest.greatest)
            statistics.put(6, binary: least.least)
          }
        }
      }
    }
  }
}
