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

  private var types: Set<String> { Set(info.bands.map(\.type)) }
  private var type: String { types.count == 1 ? info.bands[0].type : "Float64" }
  private var isWhole: Bool { info.bands.allSatisfy(\.isWhole) }
  private var isLong: Bool { !types.isDisjoint(with: ["Int64", "UInt64"]) }
  private var hasAlpha: Bool { info.bands.contains(where: \.isAlpha) }

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

  private var isComputed: Bool { method.map { Self.mixing.contains($0) } ?? false }
  private var isCoded: Bool { method == .mode }

  /// Whether bands have different nodata values, or some have none: a GeoTIFF has one for all.
  private var isUneven: Bool { Set(info.bands.map { $0.nodata.map(\.bitPattern) }).count > 1 }

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

  private func chooseNodata(_ dataset: borrowing RasterDataset, _ values: inout RasterValues)
    throws(GridcastError)
  {
    if let band = info.bands.first(where: { $0.vainNodata != nil }), let vain = band.vainNodata {
      values.notes.append(
        "the nodata value of band '\(band.name)', \(formatted(vain, 6)), is none that \(band.type) can hold, "
          + "so it stands for no cell")
    }
    guard !hasAlpha else { return }
    let tolerance = isWhole ? 0 : 1e-6
    let own = Set(info.bands.map(\.nodata))
    let infinite = isWhole ? 0 : try dataset.infiniteCount()
    if infinite > 0 {
      values.notes.append(
        "\(counted(infinite, "cell")) \(infinite == 1 ? "is" : "are") infinite, "
          + (isComputed
            ? "and \(infinite == 1 ? "counts" : "count") as unknown, as nothing can be computed with them"
            : "and \(infinite == 1 ? "stays" : "stay") so"))
    }
    let isCleaned = isComputed && infinite > 0
    let hasNaN = isCleaned ? true : isWhole ? false : try dataset.hasUntaggedNaN()
    if let nodata {
      let count =
        nodata.isNaN
        ? 0 : try dataset.count(of: nodata, tolerance: nodata.isInfinite ? 0 : tolerance)
      if count > 0 {
        values.losses.append(
          "\(counted(count, "cell")) \(have(count)) the value \(spoken(nodata, 6)), which "
            + "would then mean unknown (\(.otherNodata))")
      }
      values.nodata = nodata
      let isOther = info.bands.contains { $0.nodata != nil && $0.nodata != nodata }
      if isOther || hasNaN { recode(as: nodata, &values) }
      return
    }
    if method == .sum, let sumNodata = values.nodata {
      // The copy, if there is one, keeps its own.
      if isUneven || hasNaN || values.recoding != nil {
        recode(as: try free(in: dataset) ?? .nan, &values)
        values.nodata = sumNodata
      } else if own == [nil], !isMoved {
        values.nodata = nil
      }
      return
    }
    let isPlain = !isUneven && values.recoding == nil
    if isPlain, let nodata = own.first ?? nil {
      values.nodata = nodata
      if hasNaN && (isCleaned || !nodata.isNaN) { recode(as: nodata, &values) }
      return
    }
    if isPlain, hasNaN {
      values.nodata = .nan
      if isCleaned { recode(as: .nan, &values) }
      values.notes.append("NaN stands for cells without a value")
      return
    }
    if isPlain, !isMoved { return }
    try chooseFreeNodata(dataset, &values)
  }

  /// How it is said that cells hold a number, which they may mean otherwise.
  private func have(_ count: Int) -> String {
    let isPacked = info.bands.contains { $0.scale != 1 || $0.offset != 0 }
    return isPacked ? "\(count == 1 ? "is" : "are") stored as" : count == 1 ? "has" : "have"
  }

  /// A nodata value for a raster that has none, or several.
  private func chooseFreeNodata(
    _ dataset: borrowing RasterDataset, _ values: inout RasterValues
  ) throws(GridcastError) {
    let isOwn = info.bands.contains { $0.nodata != nil }
    if isWhole, !isOwn, values.recoding == nil, info.bands.count >= 3,
      info.bands.prefix(3).allSatisfy(\.isColor)
    {
      values.addsAlpha = true
      values.notes.append("cells without a value are see-through, by a fourth band")
      return
    }
    let isCopied = isOwn || values.recoding != nil
    guard let free = try free(in: dataset) else {
      // All are in use, so the values get a wider type with a nodata value beyond the range of the old.
      let wider: [String: (String, Double)] = [
        "Byte": ("Int16", -9999), "Int8": ("Int16", -9999), "UInt16": ("Int32", -9999),
        "Int16": ("Int32", -99_999), "UInt32": ("Float64", -9999),
        "Int32": ("Float64", -9_999_999_999),
      ]
      guard let (type, beyond) = wider[type] else {
        // No cell has the value NaN.
        values.nodata = .nan
        values.notes.append(
          "cells without a value get nan, as some have \(formatted(Double(Raster.nodata), 0))")
        if isCopied { recode(as: .nan, &values) }
        return
      }
      values.nodata = beyond
      values.type = type
      values.notes.append(
        "every value is in use, so values become \(type), and \(Int(beyond)) stands for none")
      if isCopied { recode(as: beyond, &values) }
      return
    }
    values.nodata = free
    let isUsual = isWhole ? isOwn : free == Double(Raster.nodata)
    if !isUsual || isUneven {
      values.notes.append(
        isWhole
          ? "\(Int(free)), which no cell has, stands for cells without a value"
          : "cells without a value get \(free)"
            + (isUneven ? "" : ", as some have \(formatted(Double(Raster.nodata), 0))"))
    }
    if isCopied { recode(as: free, &values) }
  }

  private func recode(as nodata: Double, _ values: inout RasterValues) {
    if values.recoding == nil {
      values.recoding = RasterRecoding(type: values.type ?? type, nodata: nodata)
    } else {
      values.recoding?.nodata = nodata
    }
    values.nodata = nodata
  }

  /// A number that no cell has: one that a band has for nodata, or a usual one.
  private func free(in dataset: borrowing RasterDataset) throws(GridcastError) -> Double? {
    let own = info.bands.compactMap(\.nodata).filter { !$0.isNaN }
    let usual: [String: [Double]] = [
      "Byte": [0, 255, 254, 253, 1], "Int8": [-128, 127], "UInt16": [0, 65535, 65534],
      "Int16": [-32768, -9999, 32767], "UInt32": [0, 4_294_967_295],
      "Int32": [-2_147_483_648, -9999],
    ]
    let floating = [Double(Raster.nodata), -Double(Float.greatestFiniteMagnitude)]
    let held = own.filter { value in
      info.bands.allSatisfy { RasterInfo.Band.holds(value, type: $0.type) }
    }
    if let free = try dataset.unused(
      among: held + (usual[type] ?? floating), tolerance: isWhole ? 0 : 1e-6)
    {
      return free
    }
    guard let range = RasterInfo.Band.ranges[type], range.upperBound < 100_000 else { return nil }
    return try dataset.unused(within: Int(range.lowerBound)...Int(range.upperBound))
  }
}
