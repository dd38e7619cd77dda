import GridcastBase

/// How values are stored (parquet.thrift, `Type`).
enum ParquetType: Int, Sendable {
  case boolean, int32, int64, int96, float, double, bytes, fixed

  /// The number of bytes of a value; nil for bytes, and for values of a length that the column tells.
  var width: Int? {
    switch self {
    case .boolean: 1
    case .int32, .float: 4
    case .int64, .double: 8
    case .int96: 12
    case .bytes, .fixed: nil
    }
  }
}

/// What values mean (parquet.thrift, `LogicalType`).
enum ParquetLogicalType: Sendable, Equatable {
  /// The unit of times and moments: how many make a second.
  typealias PerSecond = Int

  case text, enumeration, json, uuid, float16, date, list, map, unknown, variant
  case decimal(precision: Int, scale: Int)
  case integer(bits: Int, isSigned: Bool)
  case time(PerSecond, isUniversal: Bool)
  case moment(PerSecond, isUniversal: Bool)
  case interval
  /// Shapes in well-known binary, with the name of their system where that is told, and whether lines follow the
  /// curvature of the earth.
  case geometry(system: String?, isGeography: Bool)
  /// One that is newer than this reader.
  case other

  init(_ reader: inout ThriftReader) {
    var type = Self.other
    reader.structure { reader, number, kind in
      guard kind == .structure else { return reader.skip(kind) }
      var (scale, precision, isUniversal, unit, bits, isSigned) = (0, 0, false, 1_000, 0, false)
      var system: String?
      reader.structure { reader, member, kind in
        switch (number, member, kind) {
        case (5, 1, .int32): scale = reader.size()
        case (5, 2, .int32): precision = reader.size()
        case (7...8, 1, .yes): isUniversal = true
        case (7...8, 2, .structure):
          reader.structure { reader, number, kind in
            unit = [1: 1_000, 2: 1_000_000, 3: 1_000_000_000][number] ?? 0
            reader.skip(kind)
          }
        case (10, 1, .byte): bits = Int(reader.byte())
        case (10, 2, .yes): isSigned = true
        case (17...18, 1, .binary): system = reader.text()
        default: reader.skip(kind)
        }
      }
      type =
        switch number {
        case 1: .text
        case 2: .map
        case 3: .list
        case 4: .enumeration
        case 5: .decimal(precision: precision, scale: scale)
        case 6: .date
        case 7: .time(unit, isUniversal: isUniversal)
        case 8: .moment(unit, isUniversal: isUniversal)
        case 10: .integer(bits: bits, isSigned: isSigned)
        case 11: .unknown
        case 12: .json
        case 13: .other
        case 14: .uuid
        case 15: .float16
        case 16: .variant
        case 17, 18: .geometry(system: system, isGeography: number == 18)
        default: .other
        }
    }
    self = type
  }

  /// By the older names (`ConvertedType`); nil where values mean nothing else than they are.
  init?(_ element: ParquetFooter.Element) {
    switch element.converted {
    case 0: self = .text
    case 1, 2: self = .map
    case 3: self = .list
    case 4: self = .enumeration
    case 5: self = .decimal(precision: element.precision, scale: element.scale)
    case 6: self = .date
    case 7: self = .time(1_000, isUniversal: true)
    case 8: self = .time(1_000_000, isUniversal: true)
    case 9: self = .moment(1_000, isUniversal: true)
    case 10: self = .moment(1_000_000, isUniversal: true)
    case let number? where 11...18 ~= number:
      self = .integer(bits: 8 << ((number - 11) & 3), isSigned: number > 14)
    case 19: self = .json
    case 21: self = .interval
    default: return nil
    }
  }
}
