import Foundation
import Testing

/// What people read besides messages, such as reports, legends and projects, is in the language that was asked for.
@Suite struct ChineseTests {
  /// Names of tools, measures, units and systems, and of what Gridcast calls bands and fields.
  private static let names: Set<String> = [
    "Gridcast", "GDAL", "GEOS", "PROJ", "SHA", "RMSE", "MAE", "Gi", "Moran's", "Schoener",
    "Schoener's", "Getis", "Ord", "INSPIRE", "JavaScript", "Shift", "WGS", "UTM", "zone", "EPSG",
    "km", "kmN", "observed", "predicted", "change", "before", "error", "spread", "total",
    "pred", "oof", "transform", "none",
    "alpha", "kind", "linear", "model", "train", "cells", "forecast-cells", "function", "y",
  ]

  /// The texts that a reader sees of a file.
  private func texts(of file: String) throws -> [String] {
    let script = root.appending(path: "Tests/GridcastCLITests/words.py").path()
    let result = try run("python3", [script, file], in: "/tmp")
    #expect(result.code == 0, "\(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  private func latin(in text: String) -> Set<String> {
    Set(
      text.matches(of: /[A-Za-z]+(?:['-][A-Za-z]+)*/).map { String($0.output) }.filter {
        $0.count > 1
      })
  }

  /// The words of a record of a run that are names: its keys, and its values but for sentences.
  private func names(in value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]:
      return object.reduce(into: []) { names, item in
        names.formUnion(latin(in: item.key))
        if item.key != "notes", item.key != "reason" { names.formUnion(self.names(in: item.value)) }
      }
    case let list as [Any]: return list.reduce(into: []) { $0.formUnion(names(in: $1)) }
    case let text as String: return latin(in: text)
    default: return []
    }
  }

  private func record(_ path: String) throws -> Any {
    try JSONSerialization.jsonObject(with: try Data(contentsOf: URL(filePath: path)))
  }

  /// The keys of a record and of all in it.
  private func keys(in value: Any) -> Set<String> {
    switch value {
    case let object as [String: Any]:
      object.reduce(into: Set(object.keys)) { $0.formUnion(keys(in: $1.value)) }
    case let list as [Any]: list.reduce(into: []) { $0.formUnion(keys(in: $1)) }
    default: []
    }
  }

  private static let plans: [(name: String, model: String)] = [
    ("count", "category: function"),
    (
      "one",
      """
      category: function
      model: {kind: bp, target: business, hidden: [4], activations: [tanh, tanh], epochs: 3}
      """
    ),
    (
      "two",
      """
      category: function
      model: {kind: linear, target: [business, office]}
      """
    ),
  ]

  @Test(
    "A report and a project of cells have no English but names, and the same tags as the English ones",
    arguments: plans.map(\.name))
  func tellsCells(name: String) throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "4000", in: folder.path)
    _ = try folder.file(
      "市/base.geojson",
      """
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"highway": "primary"}, "geometry":
       {"type": "LineString", "coordinates": [[109.2, 34.4], [109.5, 34.5], [109.8, 34.6]]}}]}
      """)
    let model = try #require(Self.plans.first { $0.name == name }).model
    for language in ["en", "zh"] {
      _ = try folder.file(
        "市/plan.yaml",
        """
        inputs: pois.shp
        cell: 2km
        study-area: study-area.shp
        places: stations.shp
        base: base.geojson
        about: {author: 规划局, licence: CC}
        \(model)
        outputs: {folder: \(language), counts: counts.tif\(model.contains("model") ? ", forecast: forecast.tif" : "")}
        """)
      let result = try gridcast("run", "市/plan.yaml", "--lang", language, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    try check(folder.path + "/市", named: "plan")
  }

  @Test("So do those of years")
  func tellsYears() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "8000", in: folder.path)
    for language in ["en", "zh"] {
      let result = try gridcast(
        "run", "市/plan-years.yaml", "--set", "model.epochs=2", "--set", "model.members=2", "--set",
        "outputs.folder=\(language)", "--set", "about.title=城市", "--set", "about.source=样例",
        "--set", "about.licence=CC", "--lang", language, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    try check(folder.path + "/市", named: "plan-years")
  }

  private func check(_ folder: String, named name: String) throws {
    let records = try ["en", "zh"].map { try record("\(folder)/\($0)/run.json") }
    #expect(keys(in: records[0]) == keys(in: records[1]), "the keys of run.json stay")
    let known = Self.names.union(names(in: records[1])).union(["CC"])
    for file in ["report.html", "\(name).qgz"] {
      let told = try texts(of: "\(folder)/zh/\(file)")
      #expect(told.count > 5 && told.contains { $0.contains(/[\u{4E00}-\u{9FFF}]/) })
      let foreign = told.filter { !latin(in: $0).isSubset(of: known) }
      #expect(foreign.isEmpty, "\(file): \(foreign.joined(separator: "\n"))")
      let english = try texts(of: "\(folder)/en/\(file)")
        .filter { $0.contains(/[\u{4E00}-\u{9FFF}]/) && !$0.contains(/规划局|城市|样例|火车站/) }
      #expect(english.isEmpty, "\(file): \(english.joined(separator: "\n"))")
    }
    let pages = try ["en", "zh"].map {
      try String(contentsOfFile: "\(folder)/\($0)/report.html", encoding: .utf8)
    }
    #expect(pages[0].contains(#"<html lang="en">"#) && pages[1].contains(#"<html lang="zh-CN">"#))
    let tags = pages.map { page in
      page.replacing(/<script.*?<\/script>/.dotMatchesNewlines(), with: "")
        .matches(of: /<\/?([a-z0-9]+)[ >]/).map { String($0.output.1) }
    }
    #expect(tags[0] == tags[1])
    let again = try gridcast(
      "report", "zh", "-o", "again.html", "--lang", "zh", in: folder)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try String(contentsOfFile: "\(folder)/again.html", encoding: .utf8) == pages[1])
  }

  @Test("Labels of styles are Chinese, and what is stored is not")
  func labelsStyles() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", "市", "--points", "4000", in: folder.path)
    try gridcast(
      "bin", "市/pois.shp", "--within", "市/study-area.shp", "--cell", "2km", "-o", "c.tif",
      in: folder.path)
    for language in ["en", "zh"] {
      let found = try gridcast(
        "hotspots", "c.tif", "-o", "\(language).tif", "--lang", language, in: folder.path)
      #expect(found.code == 0, "\(found.errors)")
    }
    #expect(try texts(of: "\(folder.path)/zh.qml").contains("热点，99 %"))
    #expect(try texts(of: "\(folder.path)/en.qml").contains("hot, 99 %"))
    let both = ["en", "zh"].map { FileManager.default.contents(atPath: "\(folder.path)/\($0).tif") }
    #expect(both[0] != nil && both[0] == both[1])
  }

  @Test(
    "Wrong use is told in Chinese, and in English as ArgumentParser has it",
    arguments: [
      ("info", "缺少参数", "Missing expected argument"),
      ("bin a.shp -o b.tif --cel 1km", "--cell", "Did you mean '--cell'?"),
      ("map a.tif -o b.png --classes nice", "可用的值：'natural'", "is invalid for"),
      ("map a.tif -o b.png --width", "“--width <", "Missing value for"),
      ("bin a.shp -o b.tif --cell", "“--cell <", "Missing value for '--cell <"),
      ("map a.tif -o b.txt", "地图写为 PNG、SVG 或 PDF", "A map is written as PNG"),
      ("correlate a.tif -o b.tif", "矩阵写为 CSV", "The matrix is written as CSV"),
      ("report a b", "多余的参数“b”", "Unexpected argument 'b'"),
    ])
  func tellsWrongUse(line: String, chinese: String, english: String) throws {
    let zh = try run(gridcast, ["--lang", "zh"] + words(line), in: "/tmp")
    let en = try run(gridcast, ["--lang", "en"] + words(line), in: "/tmp")
    #expect(zh.code == 64 && en.code == 64)
    #expect(zh.errors.hasPrefix("错误：") && zh.errors.contains(chinese), "\(zh.errors)")
    #expect(zh.errors.contains("用法：") && zh.errors.contains("更多信息见"), "\(zh.errors)")
    #expect(en.errors.hasPrefix("Error: ") && en.errors.contains(english), "\(en.errors)")
    #expect(!en.errors.contains(/[\u{4E00}-\u{9FFF}]/))
  }
}
