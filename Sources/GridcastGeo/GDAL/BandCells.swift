internal import CGDAL
import GridcastBase

/// The cells of one band as numbers, whatever way the file stores them.
///
/// Here, and nowhere else, it is decided which cells are unknown, and what a stored number means.
@safe struct BandCells {
  private let band: GDALRasterBandH
  private let path: String
  let columns: Int
  let rows: Int
  let type: GDALDataType
  /// Whether the bytes are signed, which GDAL before 3.7 tells in metadata only.
  let isSignedByte: Bool
  /// Whether numbers have an imaginary part, which is not read.
  let isComplex: Bool
  /// What stored numbers are multiplied by, and what is added then.
  let scale: Double
  let offset: Double
  /// Which of the two cannot be right; it is passed over.
  let oddPacking: Sentence?
  private let mask: GDALRasterBandH?
  /// The number that stands for unknown cells, where a comparison finds them as the mask would.
  private let plainNodata: Double?
  private let signedNodata: Double?
  /// The nodata value that is declared though no cell can have it, as −9999 of bytes.
  let vainNodata: Double?

  init(_ band: GDALRasterBandH, _ path: String) {
    unsafe self.band = band
    self.path = path
    columns = unsafe Int(GDALGetRasterBandXSize(band))
    rows = unsafe Int(GDALGetRasterBandYSize(band))
    type = unsafe GDALGetRasterDataType(band)
    isSignedByte = unsafe type == GDT_Byte && Self.isSigned(band)
    var isSet: Int32 = 0
    let scale = unsafe GDALGetRasterScale(band, &isSet)
    let hasScale = isSet == 1
    self.scale = hasScale && scale != 0 && scale.isFinite ? scale : 1
    let offset = unsafe GDALGetRasterOffset(band, &isSet)
    self.offset = isSet == 1 && offset.isFinite ? offset : 0
    oddPacking =
      hasScale && (scale == 0 || !scale.isFinite)
      ? "its scale is \(scale)" : isSet == 1 && !offset.isFinite ? "its offset is \(offset)" : nil
    let flags = unsafe GDALGetMaskFlags(band)
    let nodata = unsafe GDALGetRasterNoDataValue(band, &isSet)
    // GDAL compares the nodata value with the bytes as unsigned ones.
    signedNodata = isSignedByte && isSet == 1 ? nodata : nil
    let name = unsafe GDALGetDataTypeName(type).map { unsafe String(cString: $0) } ?? ""
    isComplex = name.hasPrefix("C")
    // GDAL takes such a number for the nearest that a cell can have.
    let isVain =
      isSet == 1 && !RasterInfo.Band.holds(nodata, type: isSignedByte ? "Int8" : name)
    vainNodata = isVain ? nodata : nil
    unsafe mask =
      flags & 0x01 != 0 || signedNodata != nil || isVain && flags & 0x08 != 0
      ? nil : GDALGetMaskBand(band)
    let isShort = type == GDT_Float32 && abs(nodata) > Double(Float.greatestFiniteMagnitude)
    plainNodata = isSet == 1 && flags & 0x08 != 0 && !isVain && !isShort ? nodata : nil
  }

  private static func isSigned(_ band: GDALRasterBandH) -> Bool {
    guard let text = unsafe GDALGetMetadataItem(band, "PIXELTYPE", "IMAGE_STRUCTURE") else {
      return false
    }
    return unsafe String(cString: text) == "SIGNEDBYTE"
  }

  /// Whether numbers are whole and may be too long for a `Float`.
  var isLongWhole: Bool {
    [GDT_Int32, GDT_UInt32, GDT_Int64, GDT_UInt64].contains(type) && scale == 1 && offset == 0
  }

  /// Whether numbers are whole ones of 64 bits without a sign, which `whole` gives by their bits.
  var isUnsignedLong: Bool { type == GDT_UInt64 }

  /// Whether a stored number is what it means, and every `Float` of it is exact enough.
  var isPlain: Bool { scale == 1 && offset == 0 && !isSignedByte && !isLongWhole }

  /// The rows in pieces that fit into memory.
  var pieces: [Range<Int>] { pieces(of: 0..<rows) }

  /// Some rows in such pieces.
  func pieces(of rows: Range<Int>) -> [Range<Int>] {
    pieces(of: rows, at: max(1, min(256, 8_000_000 / max(columns, 1))))
  }

  /// Some rows in pieces of so many.
  func pieces(of rows: Range<Int>, at height: Int) -> [Range<Int>] {
    stride(from: rows.lowerBound, to: rows.upperBound, by: height).map {
      $0..<min($0 + height, rows.upperBound)
    }
  }

  /// The numbers of some rows as they are stored, NaN where a cell is unknown.
  func stored(_ piece: Range<Int>) throws(GridcastError) -> [Double] {
    var values = try read(piece, GDT_Float64, 0.0)
    if isSignedByte {
      for cell in values.indices where values[cell] > 127 { values[cell] -= 256 }
    }
    if let signedNodata {
      for cell in values.indices where values[cell] == signedNodata { values[cell] = .nan }
    }
    if let flags = try flags(piece) {
      for cell in values.indices where flags[cell] == 0 { values[cell] = .nan }
    }
    return values
  }

  /// The numbers of some rows as they are meant; NaN where a cell is unknown or its number not finite,
  /// of which the infinite ones are counted.
  func meant(_ piece: Range<Int>, infinite: inout Int) throws(GridcastError) -> [Double] {
    var values = try stored(piece)
    for cell in values.indices {
      let value = values[cell] * scale + offset
      if value.isFinite {
        values[cell] = value
      } else {
        if value.isInfinite { infinite += 1 }
        values[cell] = .nan
      }
    }
    return values
  }

  /// The numbers of some rows where `isPlain`; NaN where a cell is unknown or its number not finite,
  /// of which the infinite ones are counted.
  func plain(_ piece: Range<Int>, infinite: inout Int) throws(GridcastError) -> [Float] {
    var values = try read(piece, GDT_Float32, Float(0))
    if let flags = try flags(piece) {
      for cell in values.indices where flags[cell] == 0 { values[cell] = .nan }
    }
    for cell in values.indices where !values[cell].isFinite {
      if values[cell].isInfinite { infinite += 1 }
      values[cell] = .nan
    }
    return values
  }

  /// What is odd among the numbers of some rows.
  func oddNumbers(_ rows: Range<Int>) throws(GridcastError) -> OddNumbers {
    try window(0..<columns, rows, isDouble: isDouble).odd
  }

  private static func odd<Value: BinaryFloatingPoint>(_ values: [Value])
    -> (hasNaN: Bool, isInfinite: Bool)
  {
    // Of an odd number the difference to itself is NaN.
    var sum = Value.zero
    for value in values { sum += value - value }
    guard sum.isNaN else { return (false, false) }
    return (values.contains(where: \.isNaN), values.contains(where: \.isInfinite))
  }

  /// Whether NaN is the nodata value that is declared.
  var isNaNDeclared: Bool {
    var isSet: Int32 = 0
    let nodata = unsafe GDALGetRasterNoDataValue(band, &isSet)
    return isSet == 1 && nodata.isNaN
  }

  /// Whether numbers are floating ones of 64 bits.
  var isDouble: Bool { type == GDT_Float64 }

  /// What tells the numbers of some rows apart: whole ones themselves, floating ones by their bits; nil
  /// where a cell is unknown.
  func keys(_ piece: Range<Int>) throws(GridcastError) -> [Int64?] {
    guard isDouble else { return try whole(piece) }
    // Of the two zeros one is enough.
    return try stored(piece).map { $0.isNaN ? nil : Int64(bitPattern: ($0 + 0).bitPattern) }
  }

  /// The whole numbers of some rows, nil where a cell is unknown; unsigned ones of 64 bits by their bits.
  func whole(_ piece: Range<Int>) throws(GridcastError) -> [Int64?] {
    let values = try read(piece, isUnsignedLong ? GDT_UInt64 : GDT_Int64, Int64(0))
    guard let flags = try flags(piece) else { return values }
    return zip(values, flags).map { $1 == 0 ? nil : $0 }
  }

  /// The whole numbers of all cells written out; nil where they are too many for codes.
  func codes() throws(GridcastError) -> BandCodes? {
    var texts: [String] = []
    var places: [Int64: Int32] = [:]
    var indices: [Int32] = []
    indices.reserveCapacity(columns * rows)
    for piece in pieces {
      for value in try whole(piece) {
        guard let value else {
          indices.append(-1)
          continue
        }
        if let place = places[value] {
          indices.append(place)
          continue
        }
        guard texts.count < BandCodes.limit else { return nil }
        places[value] = Int32(texts.count)
        indices.append(Int32(texts.count))
        texts.append(text(value))
      }
    }
    return BandCodes(texts: texts, indices: indices)
  }

  /// A whole number as `whole` gives it, written out.
  func text(_ value: Int64) -> String {
    isUnsignedLong ? "\(UInt64(bitPattern: value))" : "\(value)"
  }

  private func flags(_ piece: Range<Int>) throws(GridcastError) -> [UInt8]? {
    guard let mask = unsafe mask else { return nil }
    return try unsafe Self.read(mask, 0..<columns, piece, GDT_Byte, UInt8(0), path)
  }

  private func read<Value>(_ piece: Range<Int>, _ type: GDALDataType, _ blank: Value)
    throws(GridcastError) -> [Value]
  {
    try unsafe Self.read(band, 0..<columns, piece, type, blank, path)
  }

  /// The numbers of a rectangle as they are stored, NaN where a cell is unknown, and what is odd among them.
  struct Window {
    let values: CellWindow.Values
    let odd: OddNumbers
  }

  /// The rectangle; `isDouble` says whether its numbers come with 64 bits.
  func window(_ columns: Range<Int>, _ rows: Range<Int>, isDouble: Bool) throws(GridcastError)
    -> Window
  {
    if isDouble {
      let (values, odd) = try numbers(columns, rows, GDT_Float64, 0.0)
      return Window(values: .doubles(values), odd: odd)
    }
    let (values, odd) = try numbers(columns, rows, GDT_Float32, Float(0))
    return Window(values: .floats(values), odd: odd)
  }

  private func numbers<Value: BinaryFloatingPoint>(
    _ columns: Range<Int>, _ rows: Range<Int>, _ kind: GDALDataType, _ blank: Value
  ) throws(GridcastError) -> ([Value], OddNumbers) {
    var values = try unsafe Self.read(band, columns, rows, kind, blank, path)
    let found = Self.odd(values)
    try hideUnknown(&values, columns, rows)
    let infinite = found.isInfinite ? values.count(where: \.isInfinite) : 0
    return (values, OddNumbers(infinite: infinite, hasNaN: found.hasNaN && !isNaNDeclared))
  }

  private func hideUnknown<Value: BinaryFloatingPoint>(
    _ values: inout [Value], _ columns: Range<Int>, _ rows: Range<Int>
  ) throws(GridcastError) {
    if let plainNodata {
      guard !plainNodata.isNaN else { return }
      // So far off may a number be that GDAL still takes for the nodata value.
      let step =
        type == GDT_Float32
        ? Double(Float.ulpOfOne) : type == GDT_Float64 ? Double.ulpOfOne : 0
      let margin = plainNodata.isFinite ? 4 * step * abs(plainNodata) : 0
      let (least, greatest) = (Value(plainNodata - margin), Value(plainNodata + margin))
      for cell in values.indices where values[cell] >= least && values[cell] <= greatest {
        values[cell] = .nan
      }
    } else if let mask = unsafe mask {
      let flags = try unsafe Self.read(mask, columns, rows, GDT_Byte, UInt8(0), path)
      for cell in values.indices where flags[cell] == 0 { values[cell] = .nan }
    }
  }

  private static func read<Value>(
    _ band: GDALRasterBandH, _ columns: Range<Int>, _ piece: Range<Int>, _ type: GDALDataType,
    _ blank: Value, _ path: String
  ) throws(GridcastError) -> [Value] {
    do throws(GridcastError) {
      return try unsafe readWhole(band, columns, piece, type, blank, path)
    } catch {
      // Of libtiff's words on strips and scan lines nobody knows what they mean for the file.
      let words = error.reason.replacing("\(path):", with: "").replacing("\(path), ", with: "")
        .split(separator: "; ").filter { part in
          !["TIFF", "scanline", "IReadBlock failed"].contains(where: part.contains)
        }.joined(separator: "; ")
      throw GridcastError(
        error.kind, path,
        "its cells cannot be read, so it is damaged or breaks off\(words.isEmpty ? "" : " (\(words))"); fetch it again, or make it anew"
      )
    }
  }

  private static func readWhole<Value>(
    _ band: GDALRasterBandH, _ columns: Range<Int>, _ piece: Range<Int>, _ type: GDALDataType,
    _ blank: Value, _ path: String
  ) throws(GridcastError) -> [Value] {
    try gdal(.unreadable, path) { () -> [Value]? in
      var values = [Value](repeating: blank, count: columns.count * piece.count)
      let state = unsafe values.withUnsafeMutableBytes { bytes in
        unsafe GDALRasterIO(
          band, GF_Read, Int32(columns.lowerBound), Int32(piece.lowerBound), Int32(columns.count),
          Int32(piece.count), bytes.baseAddress, Int32(columns.count), Int32(piece.count), type, 0,
          0)
      }
      return state == CE_None ? values : nil
    }
  }
}
