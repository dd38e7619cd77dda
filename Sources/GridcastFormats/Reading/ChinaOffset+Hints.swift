import GridcastBase

extension ChinaOffset {
  /// Sentences about an input that names map services whose coordinates have an offset, though its
  /// coordinate system has none.
  static func hints(of source: Source, fields: [String], coordinates: [String]) -> [Sentence] {
    // Amap's interface calls its fields so, and no other does.
    let names = Set(fields.map { $0.lowercased() })
    if names.contains("typecode"), !names.isDisjoint(with: ["adcode", "pcode", "citycode"]) {
      return [warning(of: "Amap's coordinates are GCJ-02", .gcj02, source)]
    }
    let file = source.path.split(separator: "/").last?.lowercased() ?? ""
    for name in coordinates.map({ $0.lowercased() }) + [file] where !name.contains("wgs") {
      for (offset, marks) in marks where marks.contains(where: name.contains) {
        return [warning(of: "'\(name)' speaks of \(offset.name)", offset, source)]
      }
    }
    return []
  }

  private static let marks: [(ChinaOffset, [String])] = [
    (.gcj02, ["gcj02", "gcj-02", "gcj_", "火星", "高德", "amap", "autonavi"]),
    (.bd09, ["bd09", "bd-09", "bd_09", "bd_l", "百度", "baidu"]),
  ]

  private static func warning(of start: String, _ offset: ChinaOffset, _ source: Source) -> Sentence
  {
    "\(start); unless these were converted, everything lies 100 to 700 m off: "
      + "\(.readAs(source.role, offset.rawValue))"
  }
}
