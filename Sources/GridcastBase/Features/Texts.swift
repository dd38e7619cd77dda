/// Texts of one attribute, one a feature, each different text kept once.
///
/// The layout is that of Arrow's dictionaries: 32-bit codes over a table of texts. Where nearly all texts
/// differ that costs 4 bytes a feature more than the texts alone; where they repeat, as categories do,
/// what is done to them is done once for each different text.
public struct Texts: ColumnStorage {
  /// The different texts, in the order in which they first came.
  public var dictionary = TextTable()
  /// For each feature the index of its text in `dictionary`, or −1 where it has none.
  public var codes: [Int32] = []
  /// Where each text is; nil until a text is added.
  @usableFromInline
  var index: TextIndex?

  /// No texts.
  @inlinable
  public init() {}

  /// The texts that codes stand for; none for a code below 0.
  ///
  /// No two texts of the dictionary are the same.
  @inlinable
  public init(_ dictionary: TextTable, codes: [Int32]) {
    self.dictionary = dictionary
    self.codes = codes
  }

  /// The texts that codes stand for, of a table in which a text may stand more than once, as where one was
  /// cut off within its last character, which is left out.
  package init(merging table: TextTable, codes: [Int32]) {
    var positions: [Int32] = []
    positions.reserveCapacity(table.count)
    for index in table.indices { positions.append(code(of: table.bytes[table.range(of: index)])) }
    self.codes = codes.map { $0 < 0 ? -1 : positions[Int($0)] }
  }

  /// The index of the first element.
  @inlinable
  public var startIndex: Int { 0 }
  /// The index after the last element.
  @inlinable
  public var endIndex: Int { codes.count }

  /// How many features have a text, if an empty one.
  @inlinable
  public var knownCount: Int { codes.count { $0 >= 0 } }

  /// The text of one feature.
  @inlinable
  public subscript(index: Int) -> String? {
    codes[index] < 0 ? nil : dictionary[Int(codes[index])]
  }

  /// The bytes of the text of one feature.
  @inlinable
  public func utf8(_ index: Int) -> ArraySlice<UInt8>? {
    codes[index] < 0 ? nil : dictionary.bytes[dictionary.range(of: Int(codes[index]))]
  }

  /// Adds the text of one more feature.
  @inlinable
  public mutating func append(_ text: String?) { append(utf8: text?.utf8) }

  /// Adds the text of one more feature, as bytes that are UTF-8.
  @inlinable
  public mutating func append(utf8 text: (some Collection<UInt8>)?) {
    guard let text else { return codes.append(-1) }
    codes.append(code(of: text))
  }

  /// Adds the texts of more features.
  @inlinable
  public mutating func append(contentsOf other: Texts) {
    if codes.isEmpty && dictionary.isEmpty {
      self = other
      return
    }
    let table = other.dictionary
    let positions = table.indices.map { code(of: table.bytes[table.range(of: $0)]) }
    codes.append(contentsOf: other.codes.lazy.map { $0 < 0 ? -1 : positions[Int($0)] })
  }

  /// The texts of features in this order, without those that no feature has.
  @inlinable
  public func rows(_ indices: some Sequence<Int>) -> Texts {
    var positions = [Int32](repeating: -1, count: dictionary.count)
    var result = Texts()
    for index in indices {
      let code = Int(codes[index])
      if code >= 0, positions[code] < 0 {
        positions[code] = Int32(result.dictionary.count)
        result.dictionary.append(utf8: dictionary.bytes[dictionary.range(of: code)])
      }
      result.codes.append(code < 0 ? -1 : positions[code])
    }
    return result
  }

  /// The texts with each different one changed.
  @inlinable
  public func mapped(_ change: (String) -> String) -> Texts {
    var positions = [Int32](repeating: -1, count: dictionary.count)
    var result = Texts()
    for code in codes {
      if code >= 0, positions[Int(code)] < 0 {
        positions[Int(code)] = result.code(of: change(dictionary[Int(code)]).utf8)
      }
      result.codes.append(code < 0 ? -1 : positions[Int(code)])
    }
    return result
  }

  @inlinable
  mutating func code(of text: some Collection<UInt8>) -> Int32 {
    // Taken out, so that it grows in place.
    var own = index ?? TextIndex(dictionary)
    index = nil
    defer { index = own }
    return own.number(of: text, in: &dictionary)
  }

  /// Compares the text of each feature, byte by byte: é is not é where it is put together otherwise.
  @inlinable
  public static func == (a: Self, b: Self) -> Bool {
    if a.codes == b.codes && a.dictionary == b.dictionary { return true }
    return a.codes.count == b.codes.count
      && a.indices.allSatisfy { index in
        guard let x = a.utf8(index), let y = b.utf8(index) else {
          return a.codes[index] < 0 && b.codes[index] < 0
        }
        return x.elementsEqual(y)
      }
  }
}
