import GridcastBase
import GridcastFiles

/// A field of an Arrow schema (Schema.fbs), with those within it.
struct ArrowField: Sendable {
  /// The types of values.
  enum Kind: Sendable, Equatable {
    case nothing, truth
    case integer(bits: Int, isSigned: Bool)
    case number(bits: Int)
    /// Bytes with offsets of 32 or 64 bits.
    case bytes(isLarge: Bool, areText: Bool)
    /// Bytes of which short ones stand in the array.
    case views(areText: Bool)
    case fixed(Int)
    case decimal(precision: Int, scale: Int, bits: Int)
    case date(isMilliseconds: Bool)
    case time(perSecond: Int, bits: Int)
    case moment(perSecond: Int, zone: String)
    case group
    case fixedList(Int)
    /// One whose values lie in a way that is not read, by its name.
    case other(String)
  }

  let name: String
  let kind: Kind
  let children: [ArrowField]
  /// The number of the dictionary whose values codes stand for, and how the codes are stored; nil where values stand for
  /// themselves.
  let dictionary: (id: Int64, codes: Kind)?
  /// What is added under names, such as that values are shapes.
  let words: [String: String]

  /// How many buffers an array of its values has, without those of what is within it.
  let valueBufferCount: Int

  /// How many buffers an array has, without those of what is within it.
  var bufferCount: Int { dictionary == nil ? valueBufferCount : 2 }
}

/// The schema of an Arrow stream.
struct ArrowSchema: Sendable {
  static let damaged = Declined(
    "the schema of its Arrow stream is damaged; fetch it again", isFinal: true)
  private static let greatestDepth = 16

  let fields: [ArrowField]
  let words: [String: String]

  /// - Throws: Where it is damaged, or values are big-endian.
  init(_ file: MappedFile, _ message: ArrowMessages.Message) throws(Declined) {
    do throws(Declined) {
      let buffer = unsafe FlatBuffer(
        UnsafeRawBufferPointer(rebasing: file.bytes[message.header]))
      let root = try buffer.root()
      guard let schema = try buffer.table(2, in: root) else { throw Self.damaged }
      // Until the version that counts as 4, unions told which rows are known.
      let isEarly = try buffer.scalar(0, in: root, Int16(0)) < 4
      guard try buffer.scalar(0, in: schema, Int16(0)) == 0 else {
        throw Declined(
          "its values are big-endian, which is not read; write it on a usual machine",
          isFinal: true)
      }
      var fields: [ArrowField] = []
      // A damaged schema may lead to one field again and again.
      var room = 1 << 16
      for table in try buffer.tables(1, in: schema) {
        fields.append(try Self.field(table, in: buffer, isEarly, depth: 0, &room))
      }
      self.fields = fields
      words = try Self.words(2, of: schema, in: buffer)
    } catch { throw error.isFinal ? error : Self.damaged }
  }

  private static func words(_ member: Int, of table: FlatBuffer.Table, in buffer: FlatBuffer)
    throws(Declined) -> [String: String]
  {
    var words: [String: String] = [:]
    for pair in try buffer.tables(member, in: table) {
      guard let key = try buffer.text(0, in: pair) else { continue }
      words[key] = try buffer.text(1, in: pair) ?? ""
    }
    return words
  }

  private static func field(
    _ table: FlatBuffer.Table, in buffer: FlatBuffer, _ isEarly: Bool, depth: Int,
    _ room: inout Int
  ) throws(Declined) -> ArrowField {
    room -= 1
    guard depth < greatestDepth, room > 0 else { throw damaged }
    var children: [ArrowField] = []
    for child in try buffer.tables(5, in: table) {
      children.append(try field(child, in: buffer, isEarly, depth: depth + 1, &room))
    }
    var dictionary: (Int64, ArrowField.Kind)?
    if let encoding = try buffer.table(4, in: table) {
      var codes = ArrowField.Kind.integer(bits: 32, isSigned: true)
      if let type = try buffer.table(1, in: encoding) {
        codes = .integer(
          bits: Int(try buffer.scalar(0, in: type, Int32(0))),
          isSigned: try buffer.byte(1, in: type) != 0)
      }
      dictionary = (try buffer.scalar(0, in: encoding, Int64(0)), codes)
    }
    let (number, type) = (try buffer.byte(2, in: table), try buffer.table(3, in: table))
    let kind = try kind(number, type, buffer)
    return ArrowField(
      name: try buffer.text(0, in: table) ?? "", kind: kind,
      children: children, dictionary: dictionary, words: try words(6, of: table, in: buffer),
      valueBufferCount: try bufferCount(of: kind, number, type, buffer, isEarly))
  }

  /// How many buffers an array of a type has ("Arrow Columnar Format", buffer listing for each layout).
  private static func bufferCount(
    of kind: ArrowField.Kind, _ number: UInt8, _ type: FlatBuffer.Table?, _ buffer: FlatBuffer,
    _ isEarly: Bool
  ) throws(Declined) -> Int {
    switch (kind, number) {
    case (.nothing, _): return 0
    case (.group, _), (.fixedList, _): return 1
    case (.bytes, _): return 3
    // Of unions those whose children have as many rows have kinds, and others offsets too.
    case (_, 14):
      let isDense = try type.map { (type) throws(Declined) in
        try buffer.scalar(0, in: type, Int16(0)) == 1
      }
      return (isDense ?? false ? 2 : 1) + (isEarly ? 1 : 0)
    // Runs have all in their children, views of lists have offsets and lengths.
    case (_, 22): return 0
    case (_, 25), (_, 26): return 3
    default: return 2
    }
  }

  private static func kind(_ number: UInt8, _ type: FlatBuffer.Table?, _ buffer: FlatBuffer)
    throws(Declined) -> ArrowField.Kind
  {
    func int(_ member: Int, _ missing: Int32 = 0) throws(Declined) -> Int {
      guard let type else { return Int(missing) }
      return Int(try buffer.scalar(member, in: type, missing))
    }
    func short(_ member: Int, _ missing: Int16 = 0) throws(Declined) -> Int {
      guard let type else { return Int(missing) }
      return Int(try buffer.scalar(member, in: type, missing))
    }
    func perSecond(_ unit: Int) -> Int {
      [1, 1_000, 1_000_000, 1_000_000_000].indices.contains(unit)
        ? [1, 1_000, 1_000_000, 1_000_000_000][unit] : 1
    }
    switch number {
    case 1: return .nothing
    case 2:
      let isSigned = try type.map { (type) throws(Declined) in try buffer.byte(1, in: type) != 0 }
      return .integer(bits: try int(0), isSigned: isSigned ?? false)
    case 3: return .number(bits: [16, 32, 64][min(max(try short(0), 0), 2)])
    case 4: return .bytes(isLarge: false, areText: false)
    case 5: return .bytes(isLarge: false, areText: true)
    case 6: return .truth
    case 7: return .decimal(precision: try int(0), scale: try int(1), bits: try int(2, 128))
    case 8: return .date(isMilliseconds: try short(0, 1) == 1)
    case 9: return .time(perSecond: perSecond(try short(0, 1)), bits: try int(1, 32))
    case 10:
      let zone = try type.map { (type) throws(Declined) in try buffer.text(1, in: type) ?? "" }
      return .moment(perSecond: perSecond(try short(0)), zone: zone ?? "")
    case 13: return .group
    case 15: return .fixed(try int(0))
    case 16: return .fixedList(try int(0))
    case 19: return .bytes(isLarge: true, areText: false)
    case 20: return .bytes(isLarge: true, areText: true)
    case 23: return .views(areText: false)
    case 24: return .views(areText: true)
    default:
      let names: [UInt8: String] = [
        11: "intervals", 12: "lists", 14: "unions", 17: "maps", 18: "durations", 21: "lists",
        22: "runs", 25: "lists", 26: "lists",
      ]
      return .other(names[number] ?? "values of type \(number)")
    }
  }
}
