import GridcastAnalyse
import GridcastBase

extension MapStyle {
  /// The style of bands and fields in which Gridcast stores numeric codes: `cluster`, `class` of
  /// hot spots, `level` of an overlap.
  ///
  /// - Parameters:
  ///   - name: The name of the band or field.
  ///   - values: The known values.
  /// - Returns: nil for another name, or where a value is not one of the codes.
  static func codes(named name: String, _ values: some Sequence<Double>) -> MapStyle? {
    guard [Hotspots.style.name, BandOverlap.levelStyle.name, "cluster"].contains(name),
      values.allSatisfy({ $0 == $0.rounded() && abs($0) <= 10_000 })
    else { return nil }
    let present = Set(values)
    let style: MapStyle
    switch name {
    case Hotspots.style.name: style = Hotspots.style
    case BandOverlap.levelStyle.name: style = BandOverlap.levelStyle
    default:
      guard let last = present.max(), last >= 1 else { return nil }
      style = .clusters(Int(last))
    }
    return present.allSatisfy { style.rule(for: $0) != nil } ? style : nil
  }

  /// The style that a raster of classes brings: its names and colours of the values that occur; nil where
  /// it tells neither.
  init?(_ name: String, _ classes: BandClasses, present: Set<Double>) {
    let rows = classes.rows.filter { present.contains($0.value) }
    guard rows.contains(where: { $0.color != nil || $0.label != nil }) else { return nil }
    let usual = Color.categories
    self.init(
      name,
      .categories(
        rows.enumerated().map { index, row in
          let code = Self.code(row.value)
          return Category(
            code, label: row.label ?? code, color: row.color ?? usual[index % usual.count])
        }))
  }

  /// A code as a text: the shortest decimal that is no other number.
  static func code(_ number: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  /// The style of this number of clusters, counted from 1.
  static func clusters(_ count: Int, form: Form = .plain) -> MapStyle {
    var style = MapStyle(
      "cluster", categories: (1...count).map { ("\($0)", worded("cluster \($0)")) })
    style.form = form
    return style
  }
}

extension BandOverlap {
  /// The style of the levels of an overlap.
  static var levelStyle: MapStyle {
    MapStyle(
      "level",
      .categories([
        .init("3", label: worded("much of both"), color: Color(0x7A3E9D)),
        .init("2", label: worded("of the second only"), color: Color(0xD55E00)),
        .init("1", label: worded("of the first only"), color: Color(0x56B4E9)),
        .init("0", label: worded("neither"), color: Color(0xF0F0F0)),
      ]))
  }
}
