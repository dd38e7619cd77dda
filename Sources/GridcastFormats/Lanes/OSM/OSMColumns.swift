import GridcastBase
import GridcastFiles

/// Collects the tags of the objects of one block into columns.
///
/// Only the indices of a tag's texts are stored, so that a text that many objects share is decoded
/// once.
struct OSMColumns {
  /// Tags as bytes, for tags that come from another block.
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

  /// Adds an object with its tags.
  ///
  /// The identifier of an area that is a way goes to the column osm_way_id.
  ///
  /// - Throws: Where a tag has the name of one of GDAL's own fields.
  mutating func add(
    _ id: Int64, isWay: Bool = false, tags: some Sequence<OSMTag>, keys: inout OSMKeys,
    in block: borrowing PBFBlock
  ) throws(Declined) {
    add(id, isWay: isWay)
    var other = OtherTags()
    for tag in tags {
      _ = try keys.meaning(of: tag.key, in: block)
      let column = keys.column(of: tag.key)
      if column >= 0 { cells[column].append(Cell(row: Int32(count), value: tag.value)) }
      if hasOthers, column < 0 || column >= fields.ownCount {
        unsafe other.add(block.text(Int(tag.key)), block.text(Int(tag.value)))
      }
    }
    if hasOthers { others.append(other.bytes) }
    count += 1
  }

  /// Adds an object with tags from another block.
  mutating func add(_ id: Int64, _ tags: Texts) {
    add(id, isWay: false)
    var other = OtherTags()
    for (key, value) in tags {
      unsafe key.withUnsafeBytes { key in
        let column = unsafe fields.column(of: key)
        if hasOthers, column ?? .max >= fields.ownCount {
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

  /// Decodes the columns.
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

  /// All identifiers differ, so no dictionary of them is built.
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

/// The tags without a column of their own, as one text in GDAL's notation.
private struct OtherTags {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
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
