import GridcastBase
import GridcastFiles

/// Gathers the tags of the objects of one block into columns.
///
/// Of a tag only the numbers of its texts are kept, so that a text that many objects share is made
/// once.
struct OSMColumns {
  /// Tags with texts of their own, for where they come from another block.
  typealias Texts = [(key: [UInt8], value: [UInt8])]

  private struct Cell: BitwiseCopyable {
    let row: Int32
    let value: Int32
  }

  private let fields: OSMFields
  private var cells: [[Cell]]
  private var foreign: [(row: Int, tags: Texts)] = []
  private var objectIDs = Optionals<Int64>()
  private var wayIDs = Optionals<Int64>()
  private var others: [[UInt8]] = []
  private let hasOthers: Bool

  /// The number of objects.
  private(set) var count = 0

  init(_ fields: OSMFields) {
    self.fields = fields
    cells = Array(repeating: [], count: fields.fields.count)
    hasOthers = fields.contents.contains(.otherTags)
  }

  /// Adds an object with its tags; that of a way among areas has its identity in a column of its own.
  ///
  /// - Throws: Where a tag is called as a field of GDAL's own.
  mutating func add(
    _ id: Int64, isWay: Bool = false, _ tags: some Sequence<OSMTag>, _ keys: inout OSMKeys,
    in block: borrowing PBFBlock
  ) throws(Declined) {
    add(id, isWay: isWay)
    var other = OtherTags()
    for tag in tags {
      _ = try keys.meaning(of: tag.key, in: block)
      let column = keys.column(of: tag.key)
      if column >= 0 {
        cells[column].append(Cell(row: Int32(count), value: tag.value))
      } else if hasOthers {
        unsafe other.add(block.text(Int(tag.key)), block.text(Int(tag.value)))
      }
    }
    if hasOthers { others.append(other.bytes) }
    count += 1
  }

  /// Adds an object with tags of another block.
  mutating func add(_ id: Int64, _ tags: Texts) {
    add(id, isWay: false)
    var other = OtherTags()
    for (key, value) in tags {
      unsafe key.withUnsafeBytes { key in
        if unsafe hasOthers && fields.column(of: key) == nil {
          unsafe value.withUnsafeBytes { unsafe other.add(key, $0) }
        }
      }
    }
    foreign.append((count, tags))
    if hasOthers { others.append(other.bytes) }
    count += 1
  }

  private mutating func add(_ id: Int64, isWay: Bool) {
    if fields.contents.contains(.objectID) { objectIDs.append(isWay ? nil : id) }
    if fields.contents.contains(.wayID) { wayIDs.append(isWay ? id : nil) }
  }

  /// The columns.
  ///
  /// - Throws: Where a text is not UTF-8.
  func finish(_ block: borrowing PBFBlock) throws(Declined) -> [Column] {
    var result: [Column] = []
    var codeOfText = [Int32](repeating: -1, count: block.textCount)
    for (index, field) in fields.fields.enumerated() {
      let texts: GridcastBase.Texts
      switch fields.contents[index] {
      case .tag: texts = try self.texts(of: index, block, &codeOfText)
      case .objectID: texts = Self.texts(of: objectIDs)
      case .wayID: texts = Self.texts(of: wayIDs)
      case .otherTags: texts = try Self.texts(of: others)
      }
      result.append(Column(field, .texts(texts)))
    }
    return result
  }

  private func texts(
    of column: Int, _ block: borrowing PBFBlock, _ codeOfText: inout [Int32]
  ) throws(Declined) -> GridcastBase.Texts {
    var codes = [Int32](repeating: -1, count: count)
    guard !cells[column].isEmpty || !foreign.isEmpty else {
      return GridcastBase.Texts(TextTable(), codes: codes)
    }
    var different = ByteDictionary()
    for cell in cells[column] {
      let text = Int(cell.value)
      if codeOfText[text] < 0 { codeOfText[text] = unsafe different.code(of: block.text(text)) }
      codes[Int(cell.row)] = codeOfText[text]
    }
    for cell in cells[column] { codeOfText[Int(cell.value)] = -1 }
    var texts = TextTable()
    for code in 0..<different.count { try unsafe Self.append(different[code], to: &texts) }
    guard !foreign.isEmpty else { return GridcastBase.Texts(texts, codes: codes) }
    var all = codes.map { $0 < 0 ? nil : texts[Int($0)] }
    for (row, tags) in foreign {
      for (key, value) in tags where key == fields.keys[column] {
        all[row] = try Self.text(value)
      }
    }
    return GridcastBase.Texts(all)
  }

  /// Identities are all different.
  private static func texts(of ids: Optionals<Int64>) -> GridcastBase.Texts {
    var texts = TextTable()
    var codes: [Int32] = []
    for id in ids {
      codes.append(id == nil ? -1 : Int32(texts.count))
      if let id { texts.append(String(id)) }
    }
    return GridcastBase.Texts(texts, codes: codes)
  }

  private static func texts(of others: [[UInt8]]) throws(Declined) -> GridcastBase.Texts {
    var result = GridcastBase.Texts()
    for bytes in others {
      result.append(bytes.isEmpty ? nil : try text(bytes))
    }
    return result
  }

  private static func append(_ run: UnsafeRawBufferPointer, to texts: inout TextTable)
    throws(Declined)
  {
    guard unsafe run.firstIndex(of: 0, from: 0) == run.count, unsafe texts.append(run) else {
      throw Declined("some texts are not UTF-8")
    }
  }

  private static func text(_ bytes: some Collection<UInt8>) throws(Declined) -> String {
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self)
    else { throw Declined("some texts are not UTF-8") }
    return text
  }
}

/// The tags that have no column, in one text as GDAL writes it.
private struct OtherTags {
  private(set) var bytes: [UInt8] = []
  /// GDAL leaves out what might go beyond it.
  private static let limit = 8191

  mutating func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    guard bytes.count + 2 * key.count + 2 * value.count + 7 < Self.limit else { return }
    if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
    unsafe quote(key)
    bytes.append(UInt8(ascii: "="))
    bytes.append(UInt8(ascii: ">"))
    unsafe quote(value)
  }

  private mutating func quote(_ text: UnsafeRawBufferPointer) {
    bytes.append(UInt8(ascii: "\""))
    for byte in unsafe Array(text) {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
