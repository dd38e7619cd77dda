import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastWrite
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of an XML text with their attributes and texts.
final class XMLOutline: NSObject, XMLParserDelegate {
  private(set) var elements: [(name: String, attributes: [String: String], text: String)] = []
  private var open: [Int] = []

  /// nil where the text is no well-formed XML.
  init?(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append((name, attributes, ""))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let last = open.last { elements[last].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { open.removeLast() }

  func all(_ name: String) -> [(name: String, attributes: [String: String], text: String)] {
    elements.filter { $0.name == name }
  }
}

/// The files that say how a map is drawn.
@Suite struct StyleTests {
  private static let classes = Classes(limits: [0, 5, 20], range: 0...34, isWhole: true)

  private func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  private func json(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
    return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
  }

  /// The only layer of a layer file.
  private func layer(_ folder: TemporaryFolder, _ name: String) throws -> [String: Any] {
    let document = try json(folder, name)
    #expect(document["type"] as? String == "CIMLayerDocument")
    return try #require((document["layerDefinitions"] as? [[String: Any]])?.first)
  }

  private func write(_ bands: [(String, [Float])], _ style: MapStyle) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let staging = Staging(overwrite: false, styles: .all)
    try raster(columns: 3, bands).write(
      to: "\(folder.path)/a.tif", style: style, staging: staging)
    try staging.commit()
    return folder
  }

  @Test("The whole set of a raster holds the same classes, labels and colours")
  func stylesRasters() throws {
    let folder = try write(
      [("甲 & <b>", [0, 5, 6, 20, 21, .nan])], MapStyle("甲 & <b>", Self.classes))
    #expect(
      try folder.content == [
        "a-classes.clr", "a-classes.qml", "a-classes.tif", "a-classes.tif.aux.xml",
        "a-classes.tif.vat.cpg",
        "a-classes.tif.vat.dbf", "a.lyrx", "a.qml", "a.sld", "a.tif",
      ])
    let labels = ["0", "1 – 5", "6 – 20", "21 – 34"]
    let qml = try #require(XMLOutline(try text(folder, "a.qml")))
    #expect(qml.all("item").map { $0.attributes["label"] } == labels)
    #expect(qml.all("item").map { $0.attributes["value"] } == ["0.0", "5.0", "20.0", "inf"])
    let colors = qml.all("item").map { $0.attributes["color"] }
    #expect(Set(colors).count == 4 && colors.first == "#ffffcc")

    let sld = try #require(XMLOutline(try text(folder, "a.sld")))
    #expect(sld.elements.first?.attributes["version"] == "1.0.0")
    #expect(sld.all("Title").first?.text == "甲 & <b>")
    #expect(sld.all("ColorMap").first?.attributes["type"] == "intervals")
    let entries = sld.all("ColorMapEntry")
    #expect(entries.map { $0.attributes["label"] } == labels)
    #expect(entries.map { $0.attributes["color"] } == colors)
    // Bounds that no count equals, as some programs take them as part of the class above.
    #expect(entries.prefix(3).map { $0.attributes["quantity"] } == ["0.5", "5.5", "20.5"])
    #expect(try #require(Double(entries[3].attributes["quantity"] ?? "")) > 34)

    let layer = try layer(folder, "a.lyrx")
    let colorizer = try #require(layer["colorizer"] as? [String: Any])
    let breaks = try #require(colorizer["classBreaks"] as? [[String: Any]])
    #expect(breaks.map { $0["label"] as? String } == labels)
    #expect(breaks.prefix(3).map { $0["upperBound"] as? Double } == [0, 5, 20])
    #expect(try #require(colorizer["minimumBreak"] as? Double) < 0)
    let connection = try #require(layer["dataConnection"] as? [String: Any])
    #expect(connection["dataset"] as? String == "a.tif")
    #expect(connection["workspaceConnectionString"] as? String == "DATABASE=.")
    #expect(try text(folder, "a-classes.clr").hasPrefix("1 255 255 204\n2 "))
    let palette = try #require(XMLOutline(try text(folder, "a-classes.qml"))).all("paletteEntry")
    #expect(palette.map { $0.attributes["label"] } == labels)
    #expect(palette.map { $0.attributes["color"] } == colors)
  }

  @Test("Of several bands ArcGIS is shown the classes of the one that matters")
  func stylesBands() throws {
    let folder = try write(
      [("x", [9, 9, 9]), ("y", [0, 3, 30])], MapStyle("y", Self.classes))
    let layer = try layer(folder, "a.lyrx")
    #expect((layer["dataConnection"] as? [String: Any])?["dataset"] as? String == "a-classes.tif")
    let colorizer = try #require(layer["colorizer"] as? [String: Any])
    let breaks = try #require(colorizer["classBreaks"] as? [[String: Any]])
    #expect(breaks.map { $0["upperBound"] as? Double } == [1, 2, 3, 4])
    let sld = try #require(XMLOutline(try text(folder, "a.sld")))
    #expect(sld.all("SourceChannelName").first?.text == "2")
    let qml = try #require(XMLOutline(try text(folder, "a.qml")))
    #expect(qml.all("rasterrenderer").first?.attributes["band"] == "2")
  }

  @Test("Categories of a raster are single values, and what is none has no class")
  func stylesCategories() throws {
    let style = MapStyle("a", categories: [("-1", "cold"), ("2", "hot")])
    let folder = try write([("a", [-1, 2, 2, 0, .nan, -1])], style)
    let qml = try #require(XMLOutline(try text(folder, "a.qml")))
    #expect(qml.all("paletteEntry").map { $0.attributes["value"] } == ["-1", "2"])
    let sld = try #require(XMLOutline(try text(folder, "a.sld")))
    #expect(sld.all("ColorMap").first?.attributes["type"] == "values")
    #expect(sld.all("ColorMapEntry").map { $0.attributes["quantity"] } == ["-1", "2"])
    #expect(
      try Raster(reading: "\(folder.path)/a-classes.tif").bands[0].values.map {
        $0.isNaN ? 0 : $0
      } == [1, 2, 2, 0, 0, 1])
  }

  /// A layer of three features of a kind.
  private func features(_ kind: Shapes.Kind) throws -> Features {
    var shapes = Shapes()
    for step in 0..<3 {
      let x = 500_000 + 1000 * Double(step)
      let corners = [(0.0, 0.0), (0, 500), (500, 500), (0, 0)].map {
        Point(x: x + $0.0, y: 3_800_000 + $0.1)
      }
      shapes.beginShape(kind)
      switch kind {
      case .point: shapes.addPart(.points, [corners[0]])
      case .line: shapes.addPart(.line, Array(corners.prefix(3)))
      default: shapes.addPart(.exterior, corners)
      }
    }
    return Features(
      shapes: shapes,
      columns: [
        Column(Field("a long field name", .number), .numbers([0, 7, 30])),
        Column(Field("类别", .text), .texts(Texts(["甲", "b", nil]))),
      ], coordinateSystem: try CoordinateSystem("EPSG:32649"))
  }

  static let layers: [(Shapes.Kind, String, String, String)] = [
    (.point, "SimpleMarker", "PointSymbolizer", "CIMPointSymbol"),
    (.line, "SimpleLine", "LineSymbolizer", "CIMLineSymbol"),
    (.polygon, "SimpleFill", "PolygonSymbolizer", "CIMPolygonSymbol"),
  ]

  @Test(
    "Points, lines and areas have their own symbols, by the field as it is written",
    arguments: layers)
  func stylesLayers(kind: Shapes.Kind, qgis: String, descriptor: String, arcgis: String) throws {
    let folder = try TemporaryFolder()
    let staging = Staging(overwrite: false, styles: .all)
    let features = try features(kind)
    _ = try features.write(
      to: "\(folder.path)/c.shp", style: MapStyle("a long field name", Self.classes),
      staging: staging)
    _ = try features.write(
      to: "\(folder.path)/k.shp", style: MapStyle("类别", categories: [("甲", "A & B"), ("b", "乙")]),
      staging: staging)
    _ = try features.write(
      to: "\(folder.path)/o.gpkg", style: .outlines, staging: staging)
    try staging.commit()

    let qml = try #require(XMLOutline(try text(folder, "c.qml")))
    #expect(qml.all("renderer-v2").first?.attributes["attr"] == "a_long_fie")
    #expect(qml.all("range").map { $0.attributes["label"] } == ["0", "1 – 5", "6 – 20", "21 – 34"])
    #expect(qml.all("layer").allSatisfy { $0.attributes["class"] == qgis })
    let sld = try #require(XMLOutline(try text(folder, "c.sld")))
    #expect(sld.all(descriptor).count == 4)
    #expect(Set(sld.all("ogc:PropertyName").map(\.text)) == ["a_long_fie"])
    #expect(
      sld.all("ogc:Literal").map(\.text) == ["0.0", "0.0", "5.0", "5.0", "20.0", "20.0"])
    let classes = try layer(folder, "c.lyrx")
    let table = try #require(classes["featureTable"] as? [String: Any])
    let connection = try #require(table["dataConnection"] as? [String: Any])
    #expect(
      connection["dataset"] as? String == "c.shp"
        && connection["workspaceFactory"] as? String == "Shapefile")
    let breaks = try #require(
      (classes["renderer"] as? [String: Any])?["breaks"] as? [[String: Any]])
    #expect(breaks.count == 4)
    let symbol = (breaks[0]["symbol"] as? [String: Any])?["symbol"] as? [String: Any]
    #expect(symbol?["type"] as? String == arcgis)

    let categories = try #require(XMLOutline(try text(folder, "k.qml"))).all("category")
    #expect(categories.map { $0.attributes["value"] } == ["甲", "b"])
    #expect(categories.map { $0.attributes["label"] } == ["A & B", "乙"])
    let values = try layer(folder, "k.lyrx")
    #expect((values["renderer"] as? [String: Any])?["type"] as? String == "CIMUniqueValueRenderer")
    let single = try #require(XMLOutline(try text(folder, "o.qml")))
    #expect(single.all("renderer-v2").first?.attributes["type"] == "singleSymbol")
    #expect(try !folder.content.contains("o.lyrx"))
  }

  @Test("Sizes rise with the classes, and one class is no fault")
  func stylesSizes() throws {
    let folder = try TemporaryFolder()
    let staging = Staging(overwrite: false, styles: .all)
    let one = Classes(limits: [], range: 3...3, isWhole: true)
    for (name, classes) in [("a", Self.classes), ("b", one)] {
      let style = MapStyle("a long field name", .sizes(classes, Color(0xD55E00)))
      _ = try features(.point).write(
        to: "\(folder.path)/\(name).shp", style: style, staging: staging)
    }
    try staging.commit()
    func sizes(_ name: String) throws -> [String?] {
      try #require(XMLOutline(try text(folder, name))).all("prop")
        .filter { $0.attributes["k"] == "size" }.map { $0.attributes["v"] }
    }
    #expect(try sizes("a.qml") == ["2", "4", "6", "8"])
    #expect(try sizes("b.qml") == ["2"])
    // 8 mm are 28.57 pixels of 0.28 mm.
    let sld = try #require(XMLOutline(try text(folder, "a.sld")))
    #expect(sld.all("Size").last?.text == "28.57")
    let renderer = try #require(try layer(folder, "a.lyrx")["renderer"] as? [String: Any])
    #expect(renderer["classBreakType"] as? String == "GraduatedSymbol")
  }

  @Test("What must be seen among others has a dark rim, and outlines by category are left open")
  func stylesForms() throws {
    let folder = try TemporaryFolder()
    let staging = Staging(overwrite: false, styles: .all)
    let categories = MapStyle("类别", categories: [("甲", "A"), ("b", "B")])
    for (kind, form, name) in [
      (.point, .strong, "strong"), (.point, .plain, "plain"), (.polygon, .outline, "open"),
    ] as [(Shapes.Kind, MapStyle.Form, String)] {
      var style = categories
      style.form = form
      _ = try features(kind).write(to: "\(folder.path)/\(name).shp", style: style, staging: staging)
    }
    try staging.commit()
    func values(_ name: String, _ key: String) throws -> [String?] {
      try #require(XMLOutline(try text(folder, name))).all("prop")
        .filter { $0.attributes["k"] == key }.map { $0.attributes["v"] }
    }
    #expect(try values("strong.qml", "size") == ["3.6", "3.6"])
    #expect(try values("strong.qml", "outline_color") == ["38,38,38,255", "38,38,38,255"])
    #expect(try values("plain.qml", "outline_color") == ["255,255,255,255", "255,255,255,255"])
    #expect(try values("open.qml", "style") == ["no", "no"])
    #expect(try values("open.qml", "outline_color") == ["0,114,178,255", "230,159,0,255"])
    let sld = try #require(XMLOutline(try text(folder, "open.sld")))
    #expect(sld.all("Fill").isEmpty && sld.all("Stroke").count == 2)
    #expect(try text(folder, "strong.sld").contains("#262626"))
    #expect(try !text(folder, "open.lyrx").contains("CIMSolidFill"))
  }

  @Test("A name that another output has is refused, and --overwrite takes the whole set away")
  func guardsNames() throws {
    let folder = try TemporaryFolder()
    let raster = try raster(columns: 3, [("a", [0, 5, 30])])
    let style = MapStyle("a", Self.classes)
    let clash = Staging(overwrite: false, styles: .all)
    try raster.write(to: "\(folder.path)/a-classes.tif", style: style, staging: clash)
    let error = thrown {
      try raster.write(to: "\(folder.path)/a.tif", style: style, staging: clash)
    }
    #expect(error?.kind == .usage && error?.reason == "two outputs have this name")

    for styles in [StyleFiles.all, .qml] {
      let staging = Staging(overwrite: true, styles: styles)
      try raster.write(to: "\(folder.path)/b.tif", style: style, staging: staging)
      try staging.commit()
    }
    #expect(
      try folder.content.filter { $0.hasPrefix("b") && !$0.hasPrefix("b-classes") }
        == ["b.qml", "b.tif"])
  }
}
