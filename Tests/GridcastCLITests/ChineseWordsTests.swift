import Foundation
import Testing

/// What is told in Chinese is Chinese throughout, but for names, paths, options and values, and set as Chinese is.
@Suite struct ChineseWordsTests {
  private static let points =
    "lon,lat,kind\n109.5,34.5,shop\n109.51,34.5,office\n109.52,34.5,shop\n"

  private static let files: [(name: String, text: String)] = [
    ("points.csv", points), ("quote.csv", "lon,lat,a\n109.5,34.5,x\n109.5,34.5,\"y\n"),
    ("table.csv", "a,b\n1,2\n"), ("zone.csv", "x,y\n39500000,3800000\n39510000,3810000\n"),
    (
      "map.osm",
      """
      <osm version="0.6"><node id="1" lat="34.5" lon="109.5" version="1"/>
      <node id="2" lat="34.6" lon="109.5" version="1"/>
      <way id="3" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>
      <way id="4" version="1"><nd ref="1"/><nd ref="9"/><tag k="highway" v="path"/></way></osm>
      """
    ),
    ("broken.geojson", #"{"type": "FeatureCollection", "features": [{"#),
    (
      "lines.geojsonl",
      "{\"type\": \"Feature\", \"properties\": {}, \"geometry\": null}\n{\"type\": \n"
    ),
    (
      "mixed.geojson",
      """
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"a": 1}, "geometry": null},
      {"type": "Feature", "properties": {"a": 1}, "geometry":
       {"type": "LineString", "coordinates": [[109, 34], [109.1, 34]]}},
      {"type": "Feature", "properties": {"a": 2}, "geometry":
       {"type": "MultiPolygon", "coordinates": [[[[109, 34], [109.1, 34], [109.1, 34.1], [109, 34]]],
        [[[108, 34], [108.1, 34], [108.1, 34.1], [108, 34]]]]}}]}
      """
    ),
    (
      "plan.yaml",
      "inputs: points.csv\noutputs: {folder: map, counts: counts.tif, project: p.qgz}\n"
    ),
    ("plan/map/counts.tif", ""),
    ("plan/plan.yaml", "inputs: ../points.csv\noutputs: {folder: map, counts: counts.tif}\n"),
  ]

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (name, text) in Self.files { _ = try folder.file(name, text) }
    return folder
  }

  private func told(_ line: String, in folder: TemporaryFolder) throws -> String {
    let result = try run(gridcast, words(line) + ["--lang", "zh"], in: folder.path)
    return result.output + result.errors
  }

  private static let lines: [(line: String, says: [String], not: [String])] = [
    ("info mixed.geojson", ["1 条线、1 个多部件面、1 个无几何"], ["multipolygon", "null"]),
    ("info points.csv", ["如 109.5, 109.51, 109.52"], ["e.g."]),
    ("info plan.yaml", ["\n  项目 ", "\n  运行记录 "], ["project  ", "record  "]),
    ("info plan/plan.yaml", ["counts.tif（已有）"], ["(there)"]),
    (
      "convert quote.csv -o quote.gpkg", ["1 个引号没有闭合（首个：在第 3 行）"], ["in line", "：1 引号"]
    ),
    ("convert lines.geojsonl -o lines.gpkg", ["首个：在第 2 行："], ["in line", "line 2"]),
    ("convert broken.geojson -o b.gpkg", ["第 1 行第 45 个字符：内容中断"], ["line 1"]),
    ("bin table.csv -o t.tif", ["用 --x 和 --y，或 --wkt 指定列"], ["and --y"]),
    (
      "convert mixed.geojson -o mixed.shp", ["1 个多部件面混在线几何中，而 Shapefile 只能存一种"],
      ["line", "polygon"]
    ),
    ("reproject points.csv -o p.gpkg --dry-run", ["方法：UTM zone 49N，精确", "  3 个点"], ["exact"]),
    (
      "fishnet points.csv --cell 1km -o net.gpkg", ["3 个单元格，边长 1000 m，3 列、1 行"], ["像元"]
    ),
    ("bin plan.yaml -o a.tif", ["这是 YAML 文本（如计划文件）"], ["这是YAML"]),
    ("convert points.csv -o added.gpkg --add \"b = lon\"", ["类型为"], ["numbers", "texts"]),
    ("systems 渭南", ["“渭南”位于东经 109.51°、北纬 34.5°"], ["lies"]),
    ("systems 陕西", ["“陕西”按其驻地“西安”（东经 108.93°、北纬 34.26°）查找"], ["seat"]),
    ("systems 200,30", ["坐标系“200,30”：这不是地球上的位置：经度不超过 180"], ["减少"]),
    ("systems qqqqq", ["它也不是中国的省或市"], ["减少"]),
    ("bin points.csv --category knid -o k.tif", ["csv：没有字段“knid”（是否指“kind”？）"], ["'"]),
    (
      "bin points.csv --categories osm -o k.tif", ["没有字段“amenity”、“healthcare”"],
      ["'", "字段 “", ", “"]
    ),
    (
      "info zone.csv --from EPSG:4546", ["不对应地球上的任何地点；东坐标以带号 39 开头；用 --from EPSG:4527"],
      ["; "]
    ),
    ("convert map.osm -o lines.gpkg --layer lines", ["map.osm：图层“lines”：1 条路径不完整，已略去"], ["'"]),
    ("convert points.csv -o p.dxf", ["字段“lon”无法存入 DXF"], ["field '", "more)"]),
  ]

  @Test("What English was left is told in Chinese", arguments: lines.map(\.line))
  func tells(line: String) throws {
    let folder = try folder()
    let expected = try #require(Self.lines.first { $0.line == line })
    let text = try told(line, in: folder)
    for words in expected.says { #expect(text.contains(words), "\(text)") }
    for words in expected.not { #expect(!text.contains(words), "\(words): \(text)") }
  }

  @Test(
    "Chinese is set off from Latin letters and digits by one space, and not from Chinese",
    arguments: lines.map(\.line))
  func spaces(line: String) throws {
    let text = try told(line, in: try folder())
      .replacing(#/“[^”]*”|'[^']*'|"[^"]*"|`[^`]*`/#, with: "“”")
    // Columns of tables are apart by more than one space.
    #expect(!text.contains(#/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han}/#), "\(text)")
    #expect(!text.contains(#/\p{Script=Han} \p{Script=Han}/#), "\(text)")
  }

  @Test("Every format is described in Chinese, and to programs as ever")
  func tellsFormats() throws {
    struct Format: Decodable { let name: String, endings: [String], alsoRead: [String] }
    let english = try gridcast("formats", "--json", "--lang", "en").output
    #expect(try gridcast("formats", "--json", "--lang", "zh").output == english)
    let formats = try JSONDecoder().decode([Format].self, from: Data(english.utf8))
    let lines = try gridcast("formats", "--lang", "zh").output.split(separator: "\n").dropFirst(2)
    #expect(lines.count == formats.count && lines.count > 50)
    for (format, line) in zip(formats, lines) {
      let endings = (format.endings + format.alsoRead).joined(separator: " ")
      let known = Set(endings.matches(of: #/[A-Za-z]+/#).map { String($0.output) })
        .union(["Gridcast", "GDAL", "WGS", "libmongoc"])
      let foreign = line.dropFirst(format.name.count).matches(of: #/[A-Za-z]+/#)
        .map { String($0.output) }.filter { !known.contains($0) }
      #expect(line.hasPrefix(format.name) && foreign.isEmpty, "\(foreign): \(line)")
    }
  }

  @Test("Programs are told kinds, types and facts by their English names")
  func keepsCodes() throws {
    let folder = try folder()
    for file in ["mixed.geojson", "points.csv"] {
      let both = try ["en", "zh"].map { language in
        try JSONSerialization.jsonObject(
          with: Data(
            try gridcast("info", file, "--json", "--lang", language, in: folder.path).output.utf8))
      }
      let plain = both.map { value in
        (value as? [[String: Any]] ?? []).map {
          NSDictionary(dictionary: $0.filter { !["notes", "read"].contains($0.key) })
        }
      }
      #expect(!plain[0].isEmpty && plain[0] == plain[1], "\(plain)")
    }
    let facts = try gridcast("info", "plan.yaml", "--json", "--lang", "zh", in: folder.path).output
    #expect(
      facts.contains(#""name" : "project""#) && facts.contains(#""name" : "counts""#), "\(facts)")
  }

  @Test("A language without messages is refused in that of the environment")
  func refusesLanguages() throws {
    let result = try run(
      "/usr/bin/env",
      [
        "-u", "LC_ALL", "-u", "LC_MESSAGES", "LANG=zh_CN.UTF-8", gridcast, "info", "x.shp",
        "--lang", "fr",
      ],
      in: "/tmp")
    #expect(result.errors.contains("语言“fr”：没有该语言的消息；可用 en, zh"), "\(result.errors)")
  }
}
