import GridcastBase
import GridcastGeo

extension ValueChoice {
  /// Chooses what stands for unknown cells, and says what cells become that for it.
  func chooseNodata(_ dataset: borrowing RasterDataset, _ values: inout RasterValues)
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
    if isMoved, !isWhole { values.blocks = try CellBlocks(of: dataset) }
    var odd = OddNumbers()
    if let blocks = values.blocks {
      odd = try blocks.oddNumbers()
    } else if !isWhole {
      odd = try dataset.oddNumbers()
    }
    let infinite = odd.infinite
    if infinite > 0 {
      values.notes.append(
        "\(counted(infinite, "cell")) \(infinite == 1 ? "is" : "are") infinite, "
          + (isComputed
            ? "and \(infinite == 1 ? "counts" : "count") as unknown, as nothing can be computed with them"
            : "and \(infinite == 1 ? "stays" : "stay") so"))
    }
    let isCleaned = isComputed && infinite > 0
    let hasNaN = isCleaned || odd.hasNaN
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
  func free(in dataset: borrowing RasterDataset) throws(GridcastError) -> Double? {
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
