import GridcastBase

/// Reads a column of a record batch as the pages of a Parquet file are read.
struct ArrowColumn {
  private static let early = Declined("its values end early")

  let batch: ArrowBatch
  let column: Int
  let source: ArrowLeaf

  /// The values of some rows.
  ///
  /// - Parameters:
  ///   - rows: The rows.
  ///   - dictionaries: The batches with the values of a dictionary, in their order.
  /// - Returns: The values that are known, and which they are.
  /// - Throws: Where they are damaged, or codes have no values.
  func slice(_ rows: Range<Int>, _ dictionaries: (Int64) -> [ArrowBatch]) throws(Declined)
    -> ParquetSlice
  {
    let field = source.field
    if field.dictionary == nil, field.kind == .nothing {
      return ParquetSlice(
        count: rows.count, known: rows.map { _ in false },
        values: .raw(unsafe ParquetRaw([], in: [])))
    }
    let known = try batch.known(column, rows)
    guard let dictionary = field.dictionary else {
      return ParquetSlice(
        count: rows.count, known: known, values: .raw(try raw(field.kind, rows, known)))
    }
    guard case .integer(let bits, _) = dictionary.codes, [8, 16, 32, 64].contains(bits) else {
      throw ArrowBatch.damaged
    }
    let stored = try numbers(bits / 8, rows, known)
    let codes: [Int] =
      switch bits {
      case 8: try stored.map(UInt8.self) { Int($0) }
      case 16: try stored.map(UInt16.self) { Int($0) }
      case 32: try stored.map(UInt32.self) { Int($0) }
      default: try stored.map(Int64.self) { Int($0) }
      }
    let batches = dictionaries(dictionary.id)
    guard !batches.isEmpty else { throw Declined("its dictionary is missing") }
    // Of the dictionary, too, values may be missing.
    var places: [Int32] = []
    var present: [ParquetRaw] = []
    var count = 0
    let values = ArrowLeaf(field: field.asValues, leaf: source.leaf, ordinate: nil)
    for batch in batches {
      let column = ArrowColumn(batch: batch, column: 0, source: values)
      let part = try column.slice(0..<batch.rowCount) { _ in [] }
      guard case .raw(let raw) = part.values else { throw ArrowBatch.damaged }
      present.append(raw)
      for row in 0..<batch.rowCount {
        let isKnown = field.kind != .nothing && part.known?[row] ?? true
        places.append(isKnown ? Int32(count) : -1)
        if isKnown { count += 1 }
      }
    }
    guard codes.allSatisfy({ 0..<places.count ~= $0 }) else {
      throw Declined("its dictionary lacks a value")
    }
    let all = present.count == 1 ? present[0] : ParquetRaw.joined(present)
    var next = 0
    var isKnown: [Bool] = []
    var found: [UInt32] = []
    for row in 0..<rows.count {
      guard known?[row] ?? true else {
        isKnown.append(false)
        continue
      }
      let place = places[codes[next]]
      next += 1
      isKnown.append(place >= 0)
      if place >= 0 { found.append(UInt32(place)) }
    }
    return ParquetSlice(
      count: rows.count, known: isKnown.allSatisfy(\.self) ? nil : isKnown,
      values: .codes(found, of: ParquetDictionary(all)))
  }

  /// The known values of some rows, each of so many bytes in the array, as they lie there.
  private func numbers(_ width: Int, _ rows: Range<Int>, _ known: [Bool]?) throws(Declined)
    -> ParquetRaw
  {
    let bytes = try batch.values(column, 1)
    guard rows.upperBound <= bytes.count / width else { throw Self.early }
    guard let known else {
      return try unsafe ParquetRaw(
        UnsafeRawBufferPointer(
          rebasing: bytes.bytes[rows.lowerBound * width..<rows.upperBound * width]),
        width: width, count: rows.count, in: bytes)
    }
    return try unsafe ParquetRaw(filling: known.count(where: \.self), width: width) { memory in
      var place = 0
      for (index, isKnown) in known.enumerated() where isKnown {
        let start = (rows.lowerBound + index) * width
        unsafe memory[place..<place + width].copyBytes(from: bytes.bytes[start..<start + width])
        place += width
      }
    }
  }

  /// Numbers that are stored as others than they are handed over.
  private func changed<Own: BitwiseCopyable, Other: BitwiseCopyable>(
    _ raw: ParquetRaw, _: Own.Type, _ change: (Own) throws(Declined) -> Other
  ) throws(Declined) -> ParquetRaw {
    let values = try raw.map(Own.self, change)
    return try unsafe ParquetRaw(filling: values.count, width: MemoryLayout<Other>.size) { memory in
      for index in values.indices {
        unsafe memory.storeBytes(
          of: values[index], toByteOffset: index * MemoryLayout<Other>.size, as: Other.self)
      }
    }
  }

  private func raw(_ kind: ArrowField.Kind, _ rows: Range<Int>, _ known: [Bool]?)
    throws(Declined) -> ParquetRaw
  {
    switch kind {
    case .truth:
      let bits = try batch.values(column, 1)
      guard rows.upperBound <= bits.count * 8 else { throw Self.early }
      let wanted = rows.filter { known?[$0 - rows.lowerBound] ?? true }
      return try unsafe ParquetRaw(filling: wanted.count, width: 1) { memory in
        for (place, row) in wanted.enumerated() {
          unsafe memory[place] = unsafe bits.bytes[row >> 3] >> UInt8(row & 7) & 1
        }
      }
    case .integer(8, _):
      return try changed(try numbers(1, rows, known), Int8.self) { Int32($0) }
    case .integer(16, _):
      return try changed(try numbers(2, rows, known), Int16.self) { Int32($0) }
    case .integer(let bits, _): return try numbers(bits / 8, rows, known)
    case .number(let bits): return try numbers(bits / 8, rows, known)
    case .fixed(let size): return try numbers(size, rows, known)
    case .decimal(_, _, let bits) where bits <= 64: return try numbers(bits / 8, rows, known)
    case .decimal(_, _, let bits):
      let width = bits / 8
      let raw = try numbers(width, rows, known)
      // Here the least significant byte comes first.
      return try unsafe ParquetRaw(filling: raw.count, width: width) { memory in
        for index in 0..<raw.count {
          let run = unsafe raw.run(index)
          for byte in 0..<width {
            unsafe memory[index * width + byte] = unsafe run[width - 1 - byte]
          }
        }
      }
    case .date(let isMilliseconds):
      guard isMilliseconds else { return try numbers(4, rows, known) }
      return try changed(try numbers(8, rows, known), Int64.self) { (value) throws(Declined) in
        guard value % 86_400_000 == 0, let days = Int32(exactly: value / 86_400_000) else {
          throw Declined("it holds a day that is none")
        }
        return days
      }
    case .time(1, 32):
      return try changed(try numbers(4, rows, known), Int32.self) { (value) throws(Declined) in
        guard 0..<86_400 ~= value else { throw Declined("it holds a time beyond a day") }
        return value * 1000
      }
    case .time(_, let bits): return try numbers(bits / 8, rows, known)
    case .moment: return try numbers(8, rows, known)
    case .bytes(let isLarge, _): return try runs(isLarge ? 8 : 4, rows, known)
    case .views: return try views(rows, known)
    case .fixedList(let count): return try ordinates(count, rows, known)
    case .nothing, .group, .other: throw ArrowBatch.damaged
    }
  }

  /// Byte runs, whose ends stand in a buffer of their own.
  private func runs(_ width: Int, _ rows: Range<Int>, _ known: [Bool]?) throws(Declined)
    -> ParquetRaw
  {
    let (offsets, bytes) = (try batch.values(column, 1), try batch.values(column, 2))
    guard rows.isEmpty || rows.upperBound < offsets.count / width else { throw Self.early }
    func offset(_ row: Int) -> Int {
      unsafe width == 8
        ? Int(
          truncatingIfNeeded: offsets.bytes.loadUnaligned(fromByteOffset: row * 8, as: Int64.self))
        : Int(offsets.bytes.loadUnaligned(fromByteOffset: row * 4, as: Int32.self))
    }
    var runs = unsafe [UnsafeRawBufferPointer]()
    unsafe runs.reserveCapacity(rows.count)
    for row in rows where known?[row - rows.lowerBound] ?? true {
      let (start, end) = (offset(row), offset(row + 1))
      guard start >= 0, start <= end, end <= bytes.count else { throw ArrowBatch.damaged }
      unsafe runs.append(UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<end]))
    }
    return unsafe ParquetRaw(runs, in: [bytes])
  }

  /// Byte runs of which those of at most 12 bytes stand in the array.
  private func views(_ rows: Range<Int>, _ known: [Bool]?) throws(Declined) -> ParquetRaw {
    let views = try batch.values(column, 1)
    guard rows.upperBound <= views.count / 16 else { throw Self.early }
    var memory = [views]
    for number in 0..<batch.viewBuffers(column) {
      memory.append(try batch.values(column, 2 + number))
    }
    var runs = unsafe [UnsafeRawBufferPointer]()
    for row in rows where known?[row - rows.lowerBound] ?? true {
      let view = unsafe UnsafeRawBufferPointer(rebasing: views.bytes[row * 16..<row * 16 + 16])
      let size = unsafe Int(view.littleEndian(at: 0))
      if size <= 12 {
        unsafe runs.append(UnsafeRawBufferPointer(rebasing: view[4..<4 + size]))
        continue
      }
      let (number, start) = unsafe (Int(view.littleEndian(at: 8)), Int(view.littleEndian(at: 12)))
      guard number + 1 < memory.count, start <= memory[number + 1].count,
        size <= memory[number + 1].count - start
      else { throw ArrowBatch.damaged }
      unsafe runs.append(
        UnsafeRawBufferPointer(rebasing: memory[number + 1].bytes[start..<start + size]))
    }
    return unsafe ParquetRaw(runs, in: memory)
  }

  /// One of the numbers of each row, which lie side by side; the array of numbers stands behind that of the list.
  private func ordinates(_ count: Int, _ rows: Range<Int>, _ known: [Bool]?) throws(Declined)
    -> ParquetRaw
  {
    let values = try batch.values(column, 2)
    guard let ordinate = source.ordinate, rows.upperBound <= values.count / 8 / count else {
      throw Self.early
    }
    let wanted = rows.filter { known?[$0 - rows.lowerBound] ?? true }
    return try unsafe ParquetRaw(filling: wanted.count, width: 8) { memory in
      for (place, row) in wanted.enumerated() {
        let number = unsafe values.bytes.loadUnaligned(
          fromByteOffset: (row * count + ordinate.index) * 8, as: UInt64.self)
        unsafe memory.storeBytes(of: number, toByteOffset: place * 8, as: UInt64.self)
      }
    }
  }
}
