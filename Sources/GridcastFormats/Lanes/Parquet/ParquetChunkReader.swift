import GridcastBase
import GridcastFiles

/// Reads the values of a column in a row group, page by page.
struct ParquetChunkReader {
  private let file: MappedFile
  private let leaf: ParquetLeaf
  private let codec: ParquetCodec
  private let place: Range<Int>
  /// What old writers did not count of a column: the header of its dictionary (PARQUET-816).
  private static let uncounted = 100

  /// - Parameters:
  ///   - file: The file.
  ///   - leaf: The column.
  ///   - chunk: Where it lies.
  /// - Throws: Where it lies elsewhere, is encrypted, or is compressed in a way that is not read.
  init(_ file: MappedFile, _ leaf: ParquetLeaf, _ chunk: ParquetFooter.Chunk) throws(Declined) {
    guard chunk.isHere else {
      throw Declined("it is encrypted, or lies in another file, and cannot be read")
    }
    codec = try ParquetCodec(number: chunk.codec)
    // A dictionary stands before the values, if anywhere.
    let start =
      4..<max(chunk.dataStart, 4) ~= chunk.dictionaryStart
      ? chunk.dictionaryStart : chunk.dataStart
    guard start >= 4, start <= file.count, chunk.size <= file.count - start else {
      throw Declined("it leads beyond the end of the file")
    }
    place = start..<start + chunk.size
    self.file = file
    self.leaf = leaf
  }

  /// Calls a body with each page in turn until it says that it has seen enough.
  func forEachPage(_ body: (ParquetPage) throws(Declined) -> Bool) throws(Declined) {
    var start = place.lowerBound
    let end = min(place.upperBound + Self.uncounted, file.count)
    while start < place.upperBound {
      let page = try unsafe ParquetPage(file.bytes, at: start, end: end)
      start = page.place.upperBound
      guard try body(page) else { return }
    }
  }

  /// The values of some rows, counted from the beginning of the row group.
  ///
  /// - Throws: Where they are damaged, or encoded in a way that is not known.
  func slices(of rows: Range<Int>) throws(Declined) -> [ParquetSlice] {
    if leaf.isRepeated { return try listedSlices() }
    var slices: [ParquetSlice] = []
    var dictionary: ParquetDictionary?
    var row = 0
    try forEachPage { (page) throws(Declined) in
      if page.kind == .dictionary {
        guard dictionary == nil, row == 0 else { throw Declined("it has two dictionaries") }
        dictionary = try self.dictionary(page)
      }
      guard page.holdsRows else { return true }
      let own = row..<row + page.count
      row = own.upperBound
      guard own.overlaps(rows) else { return row < rows.upperBound }
      let part = own.clamped(to: rows)
      slices.append(
        try slice(
          of: page, part.lowerBound - own.lowerBound..<part.upperBound - own.lowerBound, dictionary
        ))
      return row < rows.upperBound
    }
    guard row >= rows.upperBound else { throw Declined("it has fewer values than there are rows") }
    return slices
  }

  private func dictionary(_ page: ParquetPage) throws(Declined) -> ParquetDictionary {
    guard page.encoding == 0 || page.encoding == 2 else {
      throw Declined("its dictionary is encoded in an unusual way")
    }
    let bytes = try bytes(of: page, from: 0, isCompressed: true)
    let values = unsafe ParquetValues(leaf, bytes.bytes, in: bytes, total: page.count)
    return ParquetDictionary(try values.plain(0..<page.count))
  }

  private func bytes(of page: ParquetPage, from start: Int, isCompressed: Bool) throws(Declined)
    -> BlobBytes
  {
    try unsafe page.check(file.bytes)
    let place = page.place.lowerBound + start..<page.place.upperBound
    let packed = unsafe UnsafeRawBufferPointer(rebasing: file.bytes[place])
    guard isCompressed, codec != .none else {
      guard place.count == page.size - start else { throw ParquetPage.damaged }
      return unsafe BlobBytes(packed, of: file)
    }
    return try unsafe codec.inflated(packed, size: page.size - start)
  }

  /// The entries of all lists of the row group.
  private func listedSlices() throws(Declined) -> [ParquetSlice] {
    var slices: [ParquetSlice] = []
    var dictionary: ParquetDictionary?
    try forEachPage { (page) throws(Declined) in
      if page.kind == .dictionary { dictionary = try self.dictionary(page) }
      if page.holdsRows { slices.append(try listed(page, dictionary)) }
      return true
    }
    return slices
  }

  private func listed(_ page: ParquetPage, _ dictionary: ParquetDictionary?) throws(Declined)
    -> ParquetSlice
  {
    func numbers(_ runs: ParquetRuns) throws(Declined) -> [UInt32] {
      var runs = runs
      var numbers: [UInt32] = []
      try runs.read(page.count, into: &numbers)
      return numbers
    }
    let widths = [leaf.lists.count, leaf.level].map { Int.bitWidth - $0.leadingZeroBitCount }
    var levels = ParquetSlice.Levels()
    let bytes: BlobBytes
    var start = 0
    if case .second(let size, let repetitions, let isCompressed) = page.kind {
      let place = page.place.lowerBound
      levels.repetitions = try numbers(
        try unsafe ParquetRuns(
          UnsafeRawBufferPointer(rebasing: file.bytes[place..<place + repetitions]),
          width: widths[0]))
      levels.definitions = try numbers(
        try unsafe ParquetRuns(
          UnsafeRawBufferPointer(
            rebasing: file.bytes[place + repetitions..<place + repetitions + size]),
          width: widths[1]))
      bytes = try self.bytes(of: page, from: size + repetitions, isCompressed: isCompressed)
    } else {
      bytes = try self.bytes(of: page, from: 0, isCompressed: true)
      let (repetitions, first) = try self.levels(of: page, in: bytes, widths[0])
      levels.repetitions = try numbers(repetitions)
      let (definitions, second) = try self.levels(of: page, in: bytes, widths[1], from: first)
      levels.definitions = try numbers(definitions)
      start = second
    }
    let here = levels.definitions.count { $0 == leaf.level }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.bytes[start...])
    let values = unsafe ParquetValues(leaf, rest, in: bytes, total: page.count)
    return ParquetSlice(
      count: page.count, known: nil, values: try values.read(page.encoding, 0..<here, dictionary),
      levels: levels)
  }

  private func slice(of page: ParquetPage, _ rows: Range<Int>, _ dictionary: ParquetDictionary?)
    throws(Declined) -> ParquetSlice
  {
    var start = 0
    var runs: ParquetRuns?
    let width = leaf.level == 0 ? 0 : Int.bitWidth - leaf.level.leadingZeroBitCount
    let bytes: BlobBytes
    if case .second(let levels, let repetitions, let isCompressed) = page.kind {
      let place = page.place.lowerBound + repetitions
      if leaf.level > 0 {
        runs = try unsafe ParquetRuns(
          UnsafeRawBufferPointer(rebasing: file.bytes[place..<place + levels]), width: width)
      }
      bytes = try self.bytes(of: page, from: levels + repetitions, isCompressed: isCompressed)
    } else {
      bytes = try self.bytes(of: page, from: 0, isCompressed: true)
      if leaf.level > 0 {
        (runs, start) = try levels(of: page, in: bytes, width)
      }
    }
    var (before, here) = (rows.lowerBound, rows.count)
    var known: [Bool]?
    if var levels = runs {
      before = try levels.skip(rows.lowerBound, counting: UInt32(leaf.level))
      known = try levels.known(rows.count, wanted: UInt32(leaf.level))
      if let known { here = known.count(where: \.self) }
    }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.bytes[start...])
    let values = unsafe ParquetValues(leaf, rest, in: bytes, total: page.count)
    return ParquetSlice(
      count: rows.count, known: known,
      values: try values.read(page.encoding, before..<before + here, dictionary))
  }

  /// The levels at a place of a page, and where what follows them begins.
  private func levels(
    of page: ParquetPage, in bytes: BlobBytes, _ width: Int, from place: Int = 0
  ) throws(Declined) -> (ParquetRuns, Int) {
    func part(_ start: Int, _ size: Int) throws(Declined) -> UnsafeRawBufferPointer {
      guard size <= bytes.count - start else { throw ParquetRuns.damaged }
      return unsafe UnsafeRawBufferPointer(rebasing: bytes.bytes[start..<start + size])
    }
    if page.levelEncoding == 4 {
      let size = (page.count * width + 7) / 8
      return unsafe (
        ParquetRuns(packed: try part(place, size), width: width, count: page.count), place + size
      )
    }
    guard bytes.count - place >= 4 else { throw ParquetRuns.damaged }
    let size = unsafe Int(bytes.bytes.littleEndian(at: place))
    return unsafe (try ParquetRuns(try part(place + 4, size), width: width), place + 4 + size)
  }
}
