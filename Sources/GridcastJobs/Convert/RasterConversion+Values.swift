import GridcastBase
import GridcastFormats
import GridcastGeo

/// What becomes of the numbers in a raster that is converted.
struct RasterValues {
  /// What stands for unknown cells; nil where every cell is known.
  var nodata: Double?
  /// The same among the numbers that a recoding has the places of.
  var codedNodata: Int64?
  /// GDAL's name of the data type to write; nil for that of the input.
  var type: String?
  /// Whether a band of opacity is added.
  var addsAlpha = false
  /// How cells are written to a copy first; nil where GDAL understands them as they are.
  var recoding: RasterRecoding?
  /// The totals of the bands, where they are to be kept.
  var totals: [Double] = []
  /// The cells, as far as they were read on the way.
  var blocks: CellBlocks?
  /// What is lost.
  var losses: [Sentence] = []
  /// Sentences for the user.
  var notes: [Sentence] = []
}

/// What decides about the numbers: how they are made, and from what.
struct ValueChoice {
  let source: Source
  let info: RasterInfo
  /// The method; nil where cells stay as they are.
  let method: Resampling?
  /// Whether there may be cells that the input has no value for.
  let isMoved: Bool
  /// How many cells of the input one of the output holds, where they nest without remainder.
  let nesting: Double?
  /// The nodata value that the user wants.
  let nodata: Double?

  /// The methods that make new numbers of several, which classes have no use for.
  private static let mixing: Set<Resampling> = [
    .bilinear, .cubic, .cubicspline, .lanczos, .average, .rms, .med, .q1, .q3, .sum,
  ]
  private static let computing: Set<Resampling> = [
    .bilinear, .cubic, .cubicspline, .lanczos, .average, .rms,
  ]

  var types: Set<String> { Set(info.bands.map(\.type)) }
  var type: String { types.count == 1 ? info.bands[0].type : "Float64" }
  var isWhole: Bool { info.bands.allSatisfy(\.isWhole) }
  private var isLong: Bool { !types.isDisjoint(with: ["Int64", "UInt64"]) }
  var hasAlpha: Bool { info.bands.contains(where: \.isAlpha) }

  /// - Throws: `.usage` for a method or a nodata value that does not suit the numbers.
  func values(of dataset: borrowing RasterDataset) throws(GridcastError) -> RasterValues {
    try refuseMixedClasses()
    try refuseNodata()
    var values = RasterValues()
    if !hasAlpha,
      isLong
        ? method != nil || nodata != nil || isUneven
        : isCoded && (type.hasSuffix("Int32") || type == "Float64")
    {
      if let table = try dataset.codeTable(type: type), types.count == 1, !isComputed {
        try code(table, &values)
        return values
      }
      if isCoded {
        values.notes.append("the most frequent is found among values of seven digits")
      }
    }
    if isLong, isMoved || isUneven {
      values.recoding = RasterRecoding(type: "Float64", nodata: Double(Raster.nodata))
      values.type = "Float64"
      values.notes.append("whole numbers of 64 bits become Float64, which is exact up to 2⁵³")
    }
    if info.bands.contains(where: \.isMistaken) {
      values.recoding = RasterRecoding(type: "Int16", nodata: -9999)
      values.type = "Int16"
    }
    if method == .sum { try widenSums(dataset, &values) }
    if method == .rms, info.bands.contains(where: { $0.offset != 0 }) { unpack(&values) }
    try chooseNodata(dataset, &values)
    values.recoding?.dropsInfinite = isComputed
    if let method, Self.computing.contains(method), isWhole, values.type != "Float64",
      !info.bands.contains(where: \.isColor)
    {
      values.notes.append("values stay whole numbers, so \(method.rawValue) rounds them")
    }
    if isMoved, method != .sum, !hasAlpha,
      !info.bands.contains(where: { $0.isColor || $0.classes != nil })
    {
      values.notes.append("if the values are counts, their totals change; \(.sumCells)")
    }
    return values
  }

  var isComputed: Bool { method.map { Self.mixing.contains($0) } ?? false }
  private var isCoded: Bool { method == .mode }

  /// Whether bands have different nodata values, or some have none: a GeoTIFF has one for all.
  var isUneven: Bool { Set(info.bands.map { $0.nodata.map(\.bitPattern) }).count > 1 }

  private func refuseMixedClasses() throws(GridcastError) {
    guard let method, Self.mixing.contains(method),
      let band = info.bands.first(where: { $0.classes != nil }), let classes = band.classes
    else { return }
    throw GridcastError(
      .usage, source.path,
      "the numbers of band '\(band.name)' are classes, as it has \(classes.evidence), and "
        + "\(method.rawValue) would make others of them; \(.takeMode)")
  }

  /// Rejects a nodata value that the data type cannot hold.
  private func refuseNodata() throws(GridcastError) {
    guard let nodata else { return }
    if isLong, abs(nodata) > 0x1p53 {
      throw GridcastError(
        .usage, source.path,
        "a nodata value is taken exactly up to 9,007,199,254,740,992 only; choose a shorter one")
    }
    for band in info.bands where !RasterInfo.Band.holds(nodata, type: band.type) {
      let range = RasterInfo.Band.ranges[band.type] ?? 0...0
      throw GridcastError(
        .usage, source.path,
        "its values are \(band.type), which cannot hold \(formatted(nodata, 6)); choose a whole number "
          + "from \(formatted(range.lowerBound, 0)) to \(formatted(range.upperBound, 0))")
    }
  }

  /// GDAL moves whole numbers as a `Float` or a `Double`, which rounds long ones; their places in a table
  /// are short (gdal#3714, #3956).
  private func code(_ table: RasterRecoding.CodeTable, _ values: inout RasterValues)
    throws(GridcastError)
  {
    let own = info.bands.compactMap { $0.longNodata ?? $0.nodata.flatMap(table.key) }
    let told = nodata.flatMap(table.key)
    let numbers = [Double(Raster.nodata), -.greatestFiniteMagnitude, .nan].compactMap(table.key)
    let usual: [Int64] =
      type == "Float64"
      ? numbers
      : type.hasPrefix("U")
        ? [0, type == "UInt32" ? 4_294_967_295 : -1]
        : [-9999, type == "Int32" ? Int64(Int32.min) : .min, 0]
    if let told, table.contains(told) {
      values.losses.append("cells have the value \(table.text(told)), which would then be unknown")
    }
    guard
      let free = told
        ?? (own + usual + Array(1...1000)).first(where: { !table.contains($0) })
    else {
      throw GridcastError(.badData, source.path, "no number is free to stand for unknown cells")
    }
    if told == nil && own.isEmpty && isMoved {
      values.notes.append(
        "\(table.text(free)), which no cell has, stands for cells without a value")
    }
    var recoding = RasterRecoding(
      type: table.values.count < 65_535 ? "UInt16" : "Int32", nodata: 0)
    recoding.codes = table
    values.recoding = recoding
    values.nodata = 0
    values.codedNodata = free
  }

  private func unpack(_ values: inout RasterValues) {
    if values.recoding == nil { values.recoding = RasterRecoding(type: "Float64", nodata: -9999) }
    values.recoding?.type = "Float64"
    values.recoding?.isUnpacked = true
    values.type = "Float64"
  }

  /// A sum needs more room than what is summed.
  private func widenSums(_ dataset: borrowing RasterDataset, _ values: inout RasterValues)
    throws(GridcastError)
  {
    if info.bands.contains(where: { $0.offset != 0 }) { unpack(&values) }
    let isShort = types.isSubset(of: ["Byte", "Int8", "UInt16", "Int16"])
    if let nesting, isShort, values.recoding?.isUnpacked != true, nesting * 65536 < 0x1p31 {
      values.type = "Int32"
    } else {
      values.type = "Float64"
    }
    // A sum can be any number; what is below all of them cannot be one.
    var isNegative = false
    for number in info.bands.indices {
      let found = try dataset.values(ofBand: number)
      values.totals.append(found.total)
      if found.range?.lowerBound ?? 0 < 0 { isNegative = true }
    }
    values.nodata =
      !isNegative
      ? Double(Raster.nodata)
      : values.type == "Int32" ? -2_147_483_648 : -Double.greatestFiniteMagnitude
  }
}
