import GridcastBase

extension WireReader {
  /// The next object of a group of ways or relations; nil after the last.
  ///
  /// - Throws: Where it is another kind of object, or damaged.
  mutating func next(of kind: PBFBlock.Kind) throws(Declined) -> WireReader? {
    try unsafe next(field: kind.rawValue)
  }

  /// The next message of those that stand in fields of this number; nil after the last.
  ///
  /// - Throws: Where it is another field, or damaged.
  mutating func next(field number: Int) throws(Declined) -> WireReader? {
    guard unsafe hasMore else {
      guard unsafe !isBroken else { throw PBFBlock.unusual }
      return nil
    }
    guard unsafe field() == (number, 2) else { throw PBFBlock.unusual }
    return unsafe piece()
  }
}

/// The content of one data blob: texts, and groups of nodes, ways or relations that refer to the
/// texts by index.
@safe struct PBFBlock {
  /// The kind of objects in a group, in the order in which they come in a sorted file.
  enum Kind: Int, Comparable, Sendable {
    case nodes = 2, ways, relations

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  /// The groups: the packed nodes, or the other objects one after another, as nodes are where
  /// `hasPlainNodes`.
  private(set) var groups: [(kind: Kind, reader: WireReader)] = unsafe []
  /// The range of the kinds of the groups.
  private(set) var kinds: ClosedRange<Kind> = .nodes ... .nodes
  /// Whether nodes come one by one, as old programs write them, and not packed.
  private(set) var hasPlainNodes = false
  private(set) var granularity: Int64 = 100
  private(set) var latitudeOffset: Int64 = 0
  private(set) var longitudeOffset: Int64 = 0
  /// The position of each text.
  private var texts: [(start: UInt32, count: UInt32)] = []
  private let storage: BlobBytes

  var textCount: Int { texts.count }

  /// - Throws: Where the block is damaged or contains anything unusual.
  init(_ storage: BlobBytes) throws(Declined) {
    self.storage = storage
    var reader = unsafe WireReader(storage.bytes)
    while unsafe reader.hasMore {
      switch unsafe reader.field() {
      case (1, 2):
        guard texts.isEmpty else { throw Self.unusual }
        try unsafe readTexts(reader.piece())
      case (2, 2):
        let group = unsafe reader.piece()
        if unsafe group.hasMore { try unsafe add(group) }
      case (17, 0): granularity = unsafe Int64(clamping: reader.varint())
      case (19, 0): latitudeOffset = unsafe Int64(bitPattern: reader.varint())
      case (20, 0): longitudeOffset = unsafe Int64(bitPattern: reader.varint())
      case (_, let type): unsafe reader.skip(type)
      }
    }
    guard unsafe !reader.isBroken, 1...Int64(Int32.max) ~= granularity,
      let lowest = unsafe groups.first?.kind, let highest = unsafe groups.last?.kind,
      unsafe zip(groups, groups.dropFirst()).allSatisfy({ unsafe $0.kind <= $1.kind })
    else { throw Self.unusual }
    kinds = lowest...highest
  }

  /// The number of the field of a node that stands alone.
  static let plainNode = 1

  /// Whether there is a group of this kind.
  func holds(_ kind: Kind) -> Bool { unsafe groups.contains { unsafe $0.kind == kind } }

  static let unusual = Declined("a block is damaged, or holds something unusual")

  private mutating func readTexts(_ reader: WireReader) throws(Declined) {
    var reader = unsafe reader
    let start = unsafe storage.bytes.baseAddress
    while unsafe reader.hasMore {
      guard unsafe reader.field() == (1, 2) else { throw Self.unusual }
      let text = unsafe reader.piece().bytes
      guard let start = unsafe start, let place = text.baseAddress else {
        throw Self.unusual
      }
      texts.append((UInt32(unsafe place - start), UInt32(text.count)))
    }
    guard unsafe !reader.isBroken else { throw Self.unusual }
  }

  private mutating func add(_ group: WireReader) throws(Declined) {
    var first = unsafe group
    guard case (let number, 2) = unsafe first.field(), !texts.isEmpty else { throw Self.unusual }
    if number == Self.plainNode {
      hasPlainNodes = true
      return unsafe groups.append((.nodes, group))
    }
    guard let kind = Kind(rawValue: number) else {
      throw Declined("a block holds something else than nodes, ways and relations")
    }
    guard kind == .nodes else { return unsafe groups.append((kind, group)) }
    unsafe groups.append((kind, first.piece()))
    guard unsafe !first.hasMore, unsafe !first.isBroken else { throw Self.unusual }
  }

  /// Checks the author and time of an object, which GDAL reads too, where no checksum has shown
  /// that the block is intact.
  func check(information: WireReader) throws(Declined) {
    guard !storage.areChecked else { return }
    var reader = unsafe information
    while unsafe reader.hasMore {
      let type = unsafe reader.field().type
      unsafe reader.skip(type)
    }
    guard unsafe !reader.isBroken else { throw Self.unusual }
  }

  /// Checks the authors and times of `count` nodes.
  func check(information: WireReader, of count: Int) throws(Declined) {
    guard !storage.areChecked else { return }
    var reader = unsafe information
    while unsafe reader.hasMore {
      let (number, type) = unsafe reader.field()
      guard type == 2 else { throw Self.unusual }
      var numbers = unsafe reader.piece()
      guard unsafe numbers.countOfVarints() == count else { throw Self.unusual }
      var user: Int64 = 0
      while unsafe numbers.hasMore {
        unsafe user &+= numbers.signed()
        guard number != 5 || 0..<Int64(textCount) ~= user else { throw Self.unusual }
      }
      guard unsafe !numbers.isBroken else { throw Self.unusual }
    }
    guard unsafe !reader.isBroken else { throw Self.unusual }
  }

  /// The place that numbers in the block's own unit, from its own origin, mean.
  @inline(__always)
  func degrees(longitude: Int64, latitude: Int64) -> Point {
    // A quotient is the number that stands in the map, such as 0.3; a product with 10⁻⁹, as GDAL has
    // it, may be the next one.
    Point(
      x: Double(longitudeOffset &+ granularity &* longitude) / 1e9,
      y: Double(latitudeOffset &+ granularity &* latitude) / 1e9)
  }

  /// The text with this index.
  func text(_ index: Int) -> UnsafeRawBufferPointer {
    let place = texts[index]
    return unsafe UnsafeRawBufferPointer(
      rebasing: storage.bytes[Int(place.start)..<Int(place.start) + Int(place.count)])
  }

  /// Whether the text with this index equals another.
  func text(_ index: Int, is other: StaticString) -> Bool {
    let text = unsafe text(index)
    return text.count == other.utf8CodeUnitCount
      && (unsafe text.elementsEqual(
        UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)))
  }

  /// Reads the indices of keys and of values as tags.
  ///
  /// - Throws: Where their numbers differ, or an index is out of range.
  func read(_ keys: WireReader, _ values: WireReader, into tags: inout [OSMTag]) throws(Declined) {
    var keys = unsafe keys
    var values = unsafe values
    tags.removeAll(keepingCapacity: true)
    while unsafe keys.hasMore {
      let tag = unsafe OSMTag(
        key: Int32(truncatingIfNeeded: keys.varint()),
        value: Int32(truncatingIfNeeded: values.varint()))
      try check(tag)
      tags.append(tag)
    }
    guard unsafe !values.hasMore, unsafe !values.isBroken, unsafe !keys.isBroken else {
      throw Self.unusual
    }
  }

  /// - Throws: Where an index of the tag is out of range.
  @inline(__always)
  func check(_ tag: OSMTag) throws(Declined) {
    guard 0..<textCount ~= Int(tag.key), 0..<textCount ~= Int(tag.value) else {
      throw Self.unusual
    }
  }
}

/// A tag as the indices of its two texts.
struct OSMTag: BitwiseCopyable, Sendable {
  let key: Int32
  let value: Int32
}
