import Foundation
import Testing

/// The built-in rules, as they are printed and as they count.
@Suite struct CategoriesCommandTests {
  @Test("Printed rules count as the built-in ones do", arguments: ["osm", "amap"])
  func countsTheSame(name: String) throws {
    let folder = try TemporaryFolder()
    let rules = try gridcast("categories", name)
    try #require(rules.code == 0)
    _ = try folder.file("rules.yaml", rules.output)
    _ = try folder.file(
      "p.csv",
      """
      lon,lat,fclass,amenity,typecode,大类,中类
      114.1,30.1,bank,,050100,餐饮服务,中餐厅
      114.2,30.2,hospital,,090100,医疗保健服务,综合医院
      114.3,30.3,,school,120201,商务住宅,楼宇
      114.4,30.4,nothing,,,公共设施,公共厕所
      """)
    for (rules, output) in [(name, "a.tif"), ("rules.yaml", "b.tif")] {
      let result = try gridcast(
        "bin", "p.csv", "--categories", rules, "--to", "EPSG:32650", "-o", output, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    let both = try ["a.tif", "b.tif"].map {
      try Data(contentsOf: URL(filePath: "\(folder.path)/\($0)"))
    }
    #expect(both[0] == both[1])
  }

  @Test("The rules there are, are listed; others are refused")
  func lists() throws {
    let list = try gridcast("categories")
    #expect(list.output.contains("amap") && list.output.contains("osm"))
    let wrong = try gridcast("categories", "omap")
    #expect(wrong.code == 66 && wrong.errors.contains("amap, osm"))
  }

  @Test("Rules look in the field that is named, by command and by plan")
  func fieldIsNamed() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "p.csv", "lon,lat,类别\n114.1,30.1,餐饮服务\n114.2,30.2,公司企业\n114.3,30.3,风景名胜\n")
    let result = try gridcast(
      "bin", "p.csv", "--categories", "amap", "--category", "类别", "--json", "-o", "a.tif",
      in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    for name in ["business", "office", "tourism"] { #expect(result.output.contains("\"\(name)\"")) }
    _ = try folder.file(
      "plan.yaml", "inputs: p.csv\ncategories: amap\ncategory: 类别\noutputs: {counts: b.tif}\n")
    #expect(try gridcast("run", "plan.yaml", in: folder.path).code == 0)
    let wrong = try gridcast(
      "bin", "p.csv", "--categories", "amap", "--category", "种类", "-o", "c.tif", in: folder.path)
    #expect(wrong.code == 65 && wrong.errors.contains("no field '种类'; its fields are lon, lat, 类别"))
  }
}
