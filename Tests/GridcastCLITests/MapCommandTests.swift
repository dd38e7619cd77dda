import Foundation
import Testing

@Suite struct MapCommandTests {
  /// Points in two cells, one of which also has another function; a raster of them; a layer in degrees.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "点.csv",
      "x,y,种类\n500500,3800500,商店\n500600,3800500,商店\n501500,3800500,学校\n501500,3801500,学校\n")
    for arguments in [
      [
        "bin", "点.csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "--category", "种类", "-o",
        "a.tif",
      ],
      ["reproject", "点.csv", "--from", "EPSG:32649", "--to", "EPSG:4326", "-o", "点.geojson"],
    ] {
      let result = try run(gridcast, arguments, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    return folder
  }

  @Test("Rasters and layers are drawn in any format, Chinese names and all")
  func draws() throws {
    let folder = try folder()
    for (arguments, words) in [
      (["a.tif", "-o", "a.png"], "1 panel drawn"),
      (["a.tif:商店,学校", "--change", "-o", "b.svg", "--title", "渭南 <市>"], "3 panels drawn"),
      (["点.geojson:种类", "-o", "c.pdf"], "1 panel drawn"),
      (["a.tif:商店", "--points", "点.geojson", "--label", "种类", "-o", "d.png"], "1 panel drawn"),
      (
        ["a.tif:商店", "--classes", "continuous", "--ramp", "Viridis", "-o", "e.png"], "1 panel drawn"
      ),
      (
        ["a.tif:商店", "--limits", "0,1", "--no-grid", "--width", "400", "-o", "f.png"],
        "1 panel drawn"
      ), (["a.tif:商店", "--limits", "-1,0,1", "-o", "g.png"], "1 panel drawn"),
      (["a.tif:商店", "--classes", "categories", "-o", "h.svg"], "1 panel drawn"),
      (
        ["a.tif:商店", "--paper", "a4", "--landscape", "--credit", "规划局", "-o", "i.pdf"],
        "1 panel drawn"
      ),
      (["a.tif", "--paper", "A3", "--scale", "1:12,500", "-o", "j.png"], "1 panel drawn"),
    ] {
      let result = try run(gridcast, ["map"] + arguments, in: folder.path)
      #expect(result.code == 0 && result.output.contains(words), "\(arguments): \(result.errors)")
    }
  }

  static let faults: [([String], Int32, String)] = [
    (["a.tif:医院", "-o", "x.png"], 65, "it has no band '医院'; its bands are"),
    (["点.geojson:名", "-o", "x.png"], 65, "it has no field '名'; its fields are x, y, 种类"),
    (["b.tif", "-o", "x.png"], 66, "there is no such file"),
    (["a.tif", "-o", "x.jpg"], 64, "PNG, SVG or PDF"),
    (["a.tif", "-o", "a.tif"], 64, "PNG, SVG or PDF"),
    (["a.tif", "--class-count", "1", "-o", "x.png"], 64, "one class alone shows nothing"),
    (["a.tif", "--limits", "5,1", "-o", "x.png"], 64, "rising numbers"),
    (["a.tif", "--limits", "0,nan", "-o", "x.png"], 64, "rising numbers"),
    (["a.tif", "--change", "-o", "x.png"], 64, "there is one panel"),
    (["a.tif", "--width", "6000", "-o", "x.png"], 64, "lower --resolution"),
    (["a.tif", "--font", "No Such Font", "-o", "x.png"], 66, "there is none of this name"),
    (["a.tif", "点.geojson:种类", "--change", "-o", "x.png"], 64, "change is shown between rasters"),
    (
      ["a.tif", "--points", "点.geojson", "--label", "名", "-o", "x.png"], 65, "it has no field '名'"
    ),
    (["a.tif", "--label", "名", "-o", "x.png"], 64, "--label goes with"),
    (
      ["a.tif", "--panel-title", "a", "--panel-title", "b", "-o", "x.png"], 64,
      "2 titles for 1 panel"
    ),
    (["a.tif", "-o", "x.png", "--width", "20000"], 64, "from 300 to 10,000"),
    (["a.tif", "-o", "x.pdf", "--scale", "1:5000"], 64, "go with --paper"),
    (["a.tif", "-o", "x.pdf", "--landscape"], 64, "go with --paper"),
    (["a.tif", "-o", "x.pdf", "--paper", "A5"], 64, "'A4' and 'A3'"),
    (["a.tif", "-o", "x.pdf", "--paper", "A4", "--width", "900"], 64, "leave out --width"),
    (["a.tif", "-o", "x.pdf", "--paper", "A4", "--scale", "5 km"], 64, "is written as 1:50000"),
    (
      ["a.tif", "-o", "x.pdf", "--paper", "A4", "--scale", "1:2000"], 64,
      "does not fit on A4, where it does at 1:"
    ),
    (["a.tif", "-o", "x.pdf", "--base", "none.shp"], 66, "there is no such file"),
    (
      ["a.tif", "-o", "x.png", "--limits", "-5,5", "--classes", "equal"], 64, "leave out --classes"
    ),
    (
      ["a.tif", "-o", "x.png", "--class-count", "5", "--classes", "continuous"], 64,
      "no meaning with --classes continuous"
    ),
  ]

  @Test("What cannot be drawn is said, and nothing is written", arguments: faults)
  func refuses(arguments: [String], code: Int32, words: String) throws {
    let folder = try folder()
    let before = try folder.content
    let result = try run(gridcast, ["map"] + arguments, in: folder.path)
    #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
    #expect(try folder.content == before)
  }

  @Test("Roads, water and districts lie around and over the cells, and the legend names them")
  func base() throws {
    let folder = try folder()
    _ = try folder.file(
      "底图.geojson",
      #"""
      {"type": "FeatureCollection", "features": [
      {"type": "Feature", "properties": {"fclass": "primary"}, "geometry":
       {"type": "LineString", "coordinates": [[111, 34.33], [111.02, 34.35]]}},
      {"type": "Feature", "properties": {"fclass": "footway"}, "geometry":
       {"type": "LineString", "coordinates": [[111, 34.34], [111.02, 34.34]]}},
      {"type": "Feature", "properties": {"fclass": "river"}, "geometry":
       {"type": "LineString", "coordinates": [[111.01, 34.33], [111.01, 34.36]]}},
      {"type": "Feature", "properties": {"fclass": "reservoir"}, "geometry": {"type": "Polygon",
       "coordinates": [[[111, 34.33], [111.004, 34.33], [111.004, 34.334], [111, 34.33]]]}},
      {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
       "coordinates": [[[110, 34], [111.01, 34], [111.01, 35], [110, 35], [110, 34]]]}}]}
      """#)
    let map = try gridcast(
      "map", "a.tif:商店", "--base", "底图.geojson", "-o", "x.svg", in: folder.path)
    #expect(map.code == 0 && map.errors.isEmpty, "\(map.errors)")
    let picture = try String(contentsOfFile: "\(folder.path)/x.svg", encoding: .utf8)
    // The colours of main roads, roads, rivers and districts, and the filling of water.
    for color in [0x6E6E6E, 0x9A9A9A, 0x7FA8C9, 0x8A6F8F, 0xDCE9F3] {
      let parts = [16, 8, 0].map { "\(Double(color >> $0 & 255) / 255 * 100)".prefix(5) }
      #expect(picture.contains("rgb(\(parts[0])"), "\(parts)")
    }
    _ = try folder.file("points.csv", "x,y\n500500,3800500\n")
    let none = try gridcast(
      "map", "a.tif:商店", "--base", "points.csv", "-o", "y.svg", in: folder.path)
    #expect(
      none.errors.contains("coordinate system")
        || none.errors.contains("no roads, water or districts"), "\(none.errors)")
  }

  @Test(
    "Chinese is set in Chinese letters whatever the locale",
    .enabled(
      if: (try? run("fc-list", [":", "family"], in: "/tmp").output.contains("Noto Sans CJK SC"))
        == true, "skipped: no Noto Sans CJK"),
    arguments: ["C", "C.UTF-8", "ja_JP.UTF-8", "zh_CN.UTF-8"])
  func chineseLetters(locale: String) throws {
    let folder = try folder()
    let map = try run(
      "env",
      [
        "-u", "LC_ALL", "LANG=\(locale)", "LANGUAGE=ja:ko", gridcast, "map", "a.tif:商店", "--title",
        "直骨门 复与", "-o", "\(locale).pdf",
      ],
      in: folder.path)
    #expect(map.code == 0 && map.errors.isEmpty, "\(map.errors)")
    let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/\(locale).pdf"))
    let fonts = String(decoding: bytes, as: UTF8.self).matches(of: /FontName \/\w+\+(\w+)/).map {
      String($0.output.1)
    }
    #expect(fonts.contains { $0.hasPrefix("NotoSansCJKsc") }, "\(fonts)")
    // Under a Japanese locale Latin letters may come from a Japanese font.
    guard !locale.hasPrefix("ja") else { return }
    #expect(!fonts.contains { $0.hasPrefix("NotoSansCJKjp") }, "\(fonts)")
  }

  @Test("What lies outside the map is said, and numbers without a range are drawn")
  func saysWhatIsNotSeen() throws {
    let folder = try folder()
    _ = try folder.file(
      "far.csv", "lon,lat,v\n10,50,1e308\n10.1,50,-1e308\n10.2,50,3\n10.3,50,4\n")
    let outside = try gridcast(
      "map", "a.tif", "--points", "far.csv", "-o", "x.png", in: folder.path)
    #expect(
      outside.code == 0 && outside.errors.contains("lies outside the map"), "\(outside.errors)")
    for classes in ["natural", "quantile", "equal", "continuous"] {
      let huge = try gridcast(
        "map", "far.csv:v", "--classes", classes, "-o", "\(classes).png", in: folder.path)
      #expect(huge.code == 0, "\(huge.errors)")
    }
  }

  @Test(
    "A raster of which nothing is known cannot be drawn; one that is the same everywhere says so")
  func emptyAndConstant() throws {
    let folder = try folder()
    _ = try folder.file(
      "empty.asc",
      "ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 3800000\ncellsize 1000\nNODATA_value -9999\n-9999 -9999\n"
    )
    _ = try folder.file(
      "same.asc",
      "ncols 2\nnrows 1\nxllcorner 500000\nyllcorner 3800000\ncellsize 1000\nNODATA_value -9999\n7 7\n"
    )
    for name in ["empty", "same"] {
      let made = try run(
        "gdal_translate", ["-q", "-a_srs", "EPSG:32649", "\(name).asc", "\(name).tif"],
        in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
    }
    let empty = try gridcast("map", "empty.tif", "-o", "x.png", in: folder.path)
    #expect(empty.code == 65 && empty.errors.contains("nothing that could be shown"))
    let same = try gridcast("map", "same.tif", "-o", "y.png", in: folder.path)
    #expect(same.code == 0 && same.errors.contains("all values are 7, so there is one class"))
  }
}
