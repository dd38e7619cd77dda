import GridcastBase

/// The columns to read from OSM objects: tags, and fields that GDAL adds.
struct OSMFields: Sendable {
  /// The source of a column's values.
  enum Content: Sendable {
    case tag, objectID, wayID, otherTags
  }

  let fields: [Field]
  let contents: [Content]
  /// The keys of the tags as bytes; empty for columns that are no tag.
  let keys: [[UInt8]]
  /// The number of the columns that were asked for; the others are only tested, and their tags counted
  /// among all others too.
  let ownCount: Int

  /// The names of GDAL's own fields, which no tag may have.
  static let reserved: [StaticString] = ["osm_id", "osm_way_id", "other_tags", "all_tags"]

  /// - Throws: Where a name would have another meaning in GDAL's configuration.
  init(_ own: [Field], onlyTested tested: [Field] = []) throws(Declined) {
    let fields = own + tested
    self.fields = fields
    ownCount = own.count
    var contents: [Content] = []
    for field in fields {
      switch field.name {
      case "osm_id": contents.append(.objectID)
      case "osm_way_id": contents.append(.wayID)
      case "other_tags": contents.append(.otherTags)
      default:
        contents.append(.tag)
        let isPlain =
          !field.name.isEmpty && field.name != "all_tags" && field.name.utf8.count < 256
          && field.name.trimmed == field.name
          && field.name.utf8.allSatisfy { $0 >= 0x20 && !"\"'#=,[]\\;".utf8.contains($0) }
        guard isPlain else { throw Declined("a field of an unusual name is wanted") }
      }
      guard field.kind == .text else {
        throw Declined("a tag is wanted as something else than text")
      }
    }
    guard Set(fields.map(\.name)).count == fields.count else {
      throw Declined("a field is wanted twice")
    }
    self.contents = contents
    keys = zip(fields, contents).map { $1 == .tag ? Array($0.name.utf8) : [] }
  }

  /// The index of a tag's column; nil where it has none.
  func column(of key: UnsafeRawBufferPointer) -> Int? {
    for index in keys.indices where keys[index].count == key.count && contents[index] == .tag {
      if unsafe key.elementsEqual(keys[index]) { return index }
    }
    return nil
  }
}

/// How GDAL treats the tags of an object, looked up once for each key of a block.
struct OSMKeys {
  /// The meaning of a key.
  struct Meaning: OptionSet {
    let rawValue: UInt8

    /// A closed way with this key is an area.
    static let area = Meaning(rawValue: 1)
    /// The key's value tells whether the way is an area.
    static let saysArea = Meaning(rawValue: 2)
    /// A closed way is an area if the value is `platform`.
    static let platform = Meaning(rawValue: 4)
    /// The key tells the type of a relation.
    static let type = Meaning(rawValue: 8)
    /// The key does not count as a tag of a relation.
    static let program = Meaning(rawValue: 16)
    /// Tells where the data come from or how they were measured, and not what there is.
    static let remark = Meaning(rawValue: 32)
    /// Tells an editor about an area, and not what it is.
    static let aside = Meaning(rawValue: 64)
    /// It was looked up.
    static let known = Meaning(rawValue: 128)
  }

  private static let areaKeys: Set<String> = [
    "aeroway", "amenity", "boundary", "building", "craft", "geological", "historic", "landuse",
    "leisure", "military", "natural", "office", "place", "shop", "sport", "tourism",
    // GDAL keeps keys and pairs of key and value in one list.
    "highway=platform", "public_transport=platform",
  ]

  /// Those that GDAL's own configuration calls insignificant for points.
  static let remarkKeys = [
    "created_by", "converted_by", "source", "time", "ele", "attribution",
  ]

  /// Those that GDAL drops from areas.
  private static let asideKeys: Set = [
    "area", "created_by", "converted_by", "note", "todo", "fixme", "FIXME",
  ]

  private let fields: OSMFields
  private var meanings: [Meaning]
  private var columns: [Int16]

  init(_ block: borrowing PBFBlock, _ fields: OSMFields) {
    self.fields = fields
    meanings = Array(repeating: [], count: block.textCount)
    columns = Array(repeating: -1, count: block.textCount)
  }

  /// The meaning of a key.
  ///
  /// - Throws: Where it is the name of one of GDAL's own fields.
  @inline(__always)
  mutating func meaning(of key: Int32, in block: borrowing PBFBlock) throws(Declined) -> Meaning {
    let meaning = meanings[Int(key)]
    return try meaning.contains(.known) ? meaning : lookUp(Int(key), block)
  }

  /// The index of a tag's column, or −1; the key must have been looked up.
  func column(of key: Int32) -> Int { Int(columns[Int(key)]) }

  private mutating func lookUp(_ key: Int, _ block: borrowing PBFBlock) throws(Declined) -> Meaning
  {
    for name in OSMFields.reserved where block.text(key, is: name) {
      throw Declined("a tag is called as a field of GDAL's own")
    }
    let text = unsafe block.text(key)
    guard unsafe !text.contains(0) else { throw PBFBlock.unusual }
    var meaning = Meaning.known
    let name = unsafe String(decoding: text, as: UTF8.self)
    switch name {
    case "area": meaning.insert(.saysArea)
    case "highway", "public_transport": meaning.insert(.platform)
    case "type": meaning.insert(.type)
    case "created_by": meaning.insert(.program)
    default: if Self.areaKeys.contains(name) { meaning.insert(.area) }
    }
    columns[key] = Int16(unsafe fields.column(of: text) ?? -1)
    if Self.remarkKeys.contains(name) { meaning.insert(.remark) }
    if Self.asideKeys.contains(name) { meaning.insert(.aside) }
    meanings[key] = meaning
    return meaning
  }

  /// Whether any of the tags tells what there is, and is not of some meaning.
  mutating func sayWhat(
    _ tags: [OSMTag], besides other: Meaning, in block: borrowing PBFBlock
  ) throws(Declined) -> Bool {
    for tag in tags where try !meaning(of: tag.key, in: block).contains(other) { return true }
    return false
  }

  /// Whether a closed way with these tags is an area.
  mutating func areArea(_ tags: [OSMTag], in block: borrowing PBFBlock) throws(Declined) -> Bool {
    var isArea = false
    for tag in tags {
      let meaning = try meaning(of: tag.key, in: block)
      if meaning == .known { continue }
      if meaning.contains(.saysArea) {
        if block.text(Int(tag.value), is: "yes") { return true }
        if block.text(Int(tag.value), is: "no") { return false }
      } else if meaning.contains(.area)
        || (meaning.contains(.platform) && block.text(Int(tag.value), is: "platform"))
      {
        isArea = true
      }
    }
    return isArea
  }
}
