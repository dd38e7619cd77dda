internal import CGDAL
import GridcastBase

extension BandClasses {
  /// The classes of a band that has a palette in colour, names of classes, or an attribute table of them;
  /// nil for a band of amounts.
  init?(_ band: GDALRasterBandH) {
    let colors = unsafe Self.palette(of: band)
    let names = unsafe Self.names(of: band)
    if let rows = unsafe Self.table(of: band, colors) {
      self.init(evidence: "an attribute table of classes", rows: rows)
    } else if !colors.isEmpty || !names.isEmpty {
      let rows = (0..<max(colors.count, names.count)).map { index in
        Row(
          value: Double(index),
          label: index < names.count && !names[index].isEmpty ? names[index] : nil,
          color: index < colors.count ? colors[index] : nil)
      }
      self.init(evidence: colors.isEmpty ? "names of classes" : "a palette", rows: rows)
    } else if let rows = unsafe Self.flags(of: band) {
      self.init(evidence: "the meanings of flags", rows: rows)
    } else {
      return nil
    }
  }

  /// The classes of a netCDF variable by the conventions for climate and forecasts (CF 1.10, 3.5).
  private static func flags(of band: GDALRasterBandH) -> [Row]? {
    guard let meanings = unsafe GDALGetMetadataItem(band, "flag_meanings", nil) else { return nil }
    let names = unsafe DecodedText(meanings).text.split(separator: " ").map(String.init)
    var values: [Double] = []
    if let text = unsafe GDALGetMetadataItem(band, "flag_values", nil) {
      values = unsafe DecodedText(text).text.split { !"+-.0123456789eE".contains($0) }
        .compactMap { Double($0) }
    }
    return zip(values, names).map { Row(value: $0, label: $1, color: nil) }
  }

  /// The colours of the values from 0; none for shades of grey, which show amounts.
  private static func palette(of band: GDALRasterBandH) -> [Color] {
    guard let table = unsafe GDALGetRasterColorTable(band) else { return [] }
    let colors = (0..<(unsafe GDALGetColorEntryCount(table))).map { index in
      var entry = GDALColorEntry()
      _ = unsafe GDALGetColorEntryAsRGB(table, index, &entry)
      func byte(_ part: Int16) -> UInt32 { UInt32(max(0, min(255, part))) }
      return Color(byte(entry.c1) << 16 | byte(entry.c2) << 8 | byte(entry.c3))
    }
    return colors.allSatisfy { $0.red == $0.green && $0.green == $0.blue } ? [] : colors
  }

  private static func names(of band: GDALRasterBandH) -> [String] {
    guard let list = unsafe GDALGetRasterCategoryNames(band) else { return [] }
    let names = (0..<Int(unsafe CSLCount(list))).map { unsafe DecodedText(list[$0]).text }
    return names.allSatisfy(\.isEmpty) ? [] : names
  }

  /// The rows of an attribute table with a column of names or colours; one that only counts cells, as a
  /// histogram does, says nothing about classes.
  private static func table(of band: GDALRasterBandH, _ palette: [Color]) -> [Row]? {
    guard let table = unsafe GDALGetDefaultRAT(band) else { return nil }
    let columns = (0..<(unsafe GDALRATGetColumnCount(table))).map { column in
      unsafe (
        number: column, usage: GDALRATGetUsageOfCol(table, column),
        name: DecodedText(GDALRATGetNameOfCol(table, column)).text.lowercased(),
        isText: GDALRATGetTypeOfCol(table, column) == GFT_String
      )
    }
    func column(_ usages: GDALRATFieldUsage...) -> Int32? {
      usages.lazy.compactMap { usage in columns.first { $0.usage == usage }?.number }.first
    }
    // Imagine files tell what a column is for by its name only.
    let name = column(GFU_Name) ?? columns.first(where: \.isText)?.number
    let parts = [column(GFU_Red), column(GFU_Green), column(GFU_Blue)].compactMap(\.self)
    let isOfRanges = column(GFU_Min) != nil && column(GFU_Max) != nil
    guard name != nil || parts.count == 3, !isOfRanges else { return nil }
    let value = column(GFU_MinMax, GFU_Min) ?? columns.first { $0.name == "value" }?.number
    var rows: [Row] = []
    for row in 0..<(unsafe GDALRATGetRowCount(table)) {
      var number = Double(row)
      if let value { number = unsafe GDALRATGetValueAsDouble(table, row, value) }
      var label = ""
      if let name { label = unsafe DecodedText(GDALRATGetValueAsString(table, row, name)).text }
      var bytes: [UInt32] = []
      for part in parts {
        let byte = unsafe GDALRATGetValueAsInt(table, row, part)
        bytes.append(UInt32(clamping: min(byte, 255)))
      }
      var color = bytes.count == 3 ? Color(bytes[0] << 16 | bytes[1] << 8 | bytes[2]) : nil
      if color == nil, let index = Int(exactly: number), palette.indices.contains(index) {
        color = palette[index]
      }
      rows.append(Row(value: number, label: label.isEmpty ? nil : label, color: color))
    }
    return rows
  }
}
