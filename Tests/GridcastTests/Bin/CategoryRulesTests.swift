import GridcastBase
import GridcastBin
import GridcastGeo
import Testing

@Suite struct CategoryRulesTests {
  private func category(_ rules: CategoryRules, _ tags: [(String, String)]) throws -> String? {
    let system = try CoordinateSystem("EPSG:32649")
    var binning = Binning(by: .rules(rules), cellSize: 1, in: system)
    let columns = rules.fields.map { field in
      Column(Field(field, .text), .texts(Texts([tags.first { $0.0 == field }?.1])))
    }
    try binning.add(
      Features(
        shapes: Shapes(points: [Point(x: 0, y: 0)]), columns: columns, coordinateSystem: system),
      from: "test")
    guard binning.tally.kept == 1 else { return nil }
    return try binning.finish().sums.first { $0.total == 1 }?.name
  }

  static let osm: [([(String, String)], String?)] = [
    ([("shop", "bakery")], "business"), ([("amenity", "restaurant")], "business"),
    ([("tourism", "hotel")], "business"), ([("tourism", "museum")], "tourism"),
    ([("amenity", "clinic")], "medical"), ([("healthcare", "anything")], "medical"),
    ([("amenity", "school")], "education"), ([("office", "government")], "administration"),
    ([("office", "lawyer")], "office"), ([("highway", "bus_stop")], "traffic"),
    ([("highway", "residential")], nil), ([("building", "apartments")], "residential"),
    ([("building", "apartments"), ("shop", "yes")], "business"),
    ([("amenity", "cafe;library")], "business"), ([("historic", "ruins")], "tourism"), ([], nil),
    // Classes of Geofabrik's extracts, and the type of a building in them; `residential` is a road there, too.
    ([("fclass", "supermarket")], "business"), ([("fclass", "town_hall")], "administration"),
    ([("fclass", "railway_halt")], "traffic"), ([("fclass", "kindergarten")], "education"),
    ([("fclass", "doctors")], "medical"), ([("fclass", "viewpoint")], "tourism"),
    ([("fclass", "building"), ("type", "apartments")], "residential"),
    ([("fclass", "building"), ("type", "office")], "office"), ([("fclass", "bench")], nil),
    ([("fclass", "residential")], nil),
  ]

  @Test("OSM tags give the eight functions", arguments: osm)
  func osmRules(tags: [(String, String)], function: String?) throws {
    #expect(try category(try CategoryRules(named: "osm"), tags) == function)
  }

  /// Codes and names of Amap's table of POI classes.
  static let amap: [([(String, String)], String?)] = [
    ([("typecode", "050100")], "business"), ([("typecode", "60400")], "business"),
    ([("typecode", "120201")], "office"), ([("typecode", "120302")], "residential"),
    ([("typecode", "170200")], "office"), ([("typecode", "150500|060000")], "traffic"),
    ([("typecode", "130100")], "administration"), ([("typecode", "141200")], "education"),
    ([("typecode", "090100")], "medical"), ([("typecode", "110200")], "tourism"),
    ([("typecode", "190000")], nil), ([("type", "餐饮服务;中餐厅;中餐厅")], "business"),
    ([("type", "商务住宅;楼宇;商务写字楼")], "office"),
    ([("type", "商务住宅;住宅区;住宅小区")], "residential"),
    ([("大类", "餐饮服务"), ("中类", "中餐厅"), ("小类", "火锅店")], "business"),
    ([("大类", "商务住宅"), ("中类", "楼宇")], "office"),
    ([("大类", "商务住宅"), ("中类", "住宅区")], "residential"), ([("大类", "公共设施")], nil),
    ([("一级分类", "科教文化服务")], "education"),
  ]

  @Test("Amap's codes and names give the eight functions", arguments: amap)
  func amapRules(tags: [(String, String)], function: String?) throws {
    #expect(try category(try CategoryRules(named: "amap"), tags) == function)
  }

  @Test("Values that stand alone are looked for in the field that is named")
  func namedField() throws {
    let amap = try CategoryRules(named: "amap").looking(in: "类别")
    #expect(amap.fields == ["类别"])
    #expect(try category(amap, [("类别", "商务住宅;楼宇;商务写字楼")]) == "office")
    #expect(try category(amap, [("类别", "60400")]) == "business")
    let osm = try CategoryRules(named: "osm").looking(in: "kind")
    #expect(try category(osm, [("kind", "hotel")]) == "business")
    #expect(try category(osm, [("kind", "anything")]) == nil)
    let tags = try CategoryRules(yaml: "categories:\n  a: [{b: c}]", name: "rules.yaml")
    #expect(thrown { _ = try tags.looking(in: "kind") }?.kind == .usage)
  }

  static let faults: [(String, String)] = [
    ("categories: [", "not YAML"), ("field: a", "categories"),
    ("categories:\n  a: [x]", "field"), ("field: f\ncategories:\n  a: {b: c}", "list"),
  ]

  @Test("Rules that make no sense are refused with the reason", arguments: faults)
  func refusesNonsense(yaml: String, words: String) {
    let error = thrown { _ = try CategoryRules(yaml: yaml, name: "rules.yaml") }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains(words) ?? false, "\(String(describing: error))")
  }
}
