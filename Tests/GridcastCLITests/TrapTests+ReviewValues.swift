import Foundation
import GridcastGeo

/// Traps of values: texts of undeclared encodings, moments, codes with zeros in front, names of columns.
/// What is right is by iconv, xml.etree.ElementTree and openpyxl.
extension TrapTests {
  private static func recode(_ from: String, _ to: String, _ encoding: String = "GBK") -> String {
    "sh -c \"iconv -f UTF-8 -t \(encoding) \(from) > \(to)\""
  }

  private static let mif =
    "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nCoordSys Earth Projection 1, 104\n"
    + "Columns 1\n  name Char(20)\nData\n\nPoint 109.5 34.5\nPoint 109.6 34.6\n"

  private static let undeclaredTexts: [Trap] = [
    Trap(
      name: "A MIF of no character set",
      files: ["m.mif": mif, "u.mid": "\"北京茶馆\"\n\"西安饭店\"\n"], first: [recode("u.mid", "m.mid")],
      command: "convert m.mif -o o.csv", says: ["GB18030, by its bytes"], look: "cat o.csv",
      finds: ["北京茶馆", "西安饭店"]),
    Trap(
      name: "A TopoJSON in GBK",
      files: [
        "u.json":
          #"{"type":"Topology","objects":{"a":{"type":"GeometryCollection","geometries":[{"type":"Point","properties":{"n":"北京茶馆"},"coordinates":[109.5,34.5]}]}},"arcs":[]}"#
      ], first: [recode("u.json", "t.topojson")],
      command: "convert t.topojson -o o.csv", says: ["GB18030, by their bytes"], look: "cat o.csv",
      finds: ["北京茶馆"]),
    Trap(
      name: "A GMT in GBK",
      files: [
        "u.gmt":
          "# @VGMT1.0 @GPOINT\n# @Nname\n# @Tstring\n# FEATURE_DATA\n>\n# @D\"北京茶馆\"\n109.5 34.5\n>\n# @D\"西安饭店\"\n109.6 34.6\n"
      ], first: [recode("u.gmt", "t.gmt")], command: "convert t.gmt -o o.csv --from 4326",
      says: ["GB18030, by its bytes"], look: "cat o.csv", finds: ["北京茶馆", "西安饭店"]),
    Trap(
      name: "Characters of Hong Kong",
      files: ["u.csv": "name,lon,lat\n鰂魚涌茶餐廳,114.2,22.3\n啫啫煲,114.2,22.3\n旺角咗,114.2,22.3\n"],
      first: [recode("u.csv", "t.csv", "BIG5-HKSCS")], command: "convert t.csv -o o.csv",
      says: ["BIG5-HKSCS, by its bytes"], look: "cat o.csv", finds: ["鰂魚涌茶餐廳", "啫啫煲"]),
    Trap(
      name: "Japanese spelled by bytes of ASCII",
      files: ["u.csv": "name,lon,lat\n東京茶屋,139.7,35.6\n"],
      first: [recode("u.csv", "t.csv", "ISO-2022-JP")], command: "convert t.csv -o o.csv",
      says: ["ISO-2022-JP, by its bytes"], look: "cat o.csv", finds: ["東京茶屋"]),
  ]

  private static func kml(_ times: String...) -> String {
    "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
      + times.map {
        "<Placemark><name>D</name>\($0)<Point><coordinates>109.5,34.5</coordinates></Point></Placemark>"
      }.joined() + "</Document></kml>"
  }

  private static func when(_ text: String) -> String {
    "<TimeStamp><when>\(text)</when></TimeStamp>"
  }

  private static let kmlMoments: [Trap] = [
    Trap(
      name: "A year alone in a KML", files: ["k.kml": kml(when("2024"))],
      command: "convert k.kml -o o.csv", code: 65,
      says: ["1 moment cannot be read and would be left out (the first '2024' in placemark 1)"]),
    Trap(
      name: "A span of words in a KML",
      files: ["k.kml": kml(when("2024-01-05"), "<TimeSpan><end>abc</end></TimeSpan>")],
      command: "convert k.kml -o o.csv", code: 65, says: ["(the first 'abc' in placemark 2)"]),
    Trap(
      name: "A month in a KML", files: ["k.kml": kml(when("2024-02"))],
      command: "convert k.kml -o o.csv", code: 65,
      says: ["1 moment without a day would be read as the first of the month"]),
    Trap(
      name: "A day that no calendar has in a KML", files: ["k.kml": kml(when("2024-02-30"))],
      command: "convert k.kml -o o.csv",
      says: ["1 moment taken as unknown, as no calendar has such a day"]),
    Trap(
      name: "The days of a KML",
      files: ["k.kml": kml(when("2024-02-29T10:20:30.5+08:00"), when(" 2024-01-05 "))],
      command: "convert k.kml -o o.csv", look: "cat o.csv", finds: ["2024-02-29T10:20:30.5+08:00"]),
    Trap(
      name: "A model in a KML",
      files: [
        "k.kml": kml("").replacing(
          "<Point><coordinates>109.5,34.5</coordinates></Point>",
          with:
            "<Model><Location><longitude>1</longitude><latitude>2</latitude></Location></Model>")
      ], command: "convert k.kml -o o.csv", code: 65, says: ["1 of a kind that is not read"]),
  ]

  private static func waypoint(_ code: String) -> String {
    "<gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"34.5\" lon=\"109.5\">"
      + "<extensions><code>\(code)</code></extensions></wpt></gpx>"
  }

  private static let codeTraps: [Trap] = [
    Trap(
      name: "A code with zeros in front in a GML",
      files: ["z.gml": gml("007", "12", element: "code")],
      command: "convert z.gml -o o.csv", look: "cat o.csv",
      finds: ["109.5,34.5,007", "109.5,34.5,12"],
      lacks: ["~"]),
    Trap(
      name: "A condition on a code of a GML", files: ["z.gml": gml("007", "12", element: "code")],
      command: "convert z.gml -o o.csv --where \"code = '007'\"", says: ["1 written"],
      look: "cat o.csv", finds: ["109.5,34.5,007"]),
    Trap(
      name: "Digits beside decimals in a GML",
      files: ["z.gml": gml("9007199254740993", "1.5")], command: "convert z.gml -o o.csv",
      look: "cat o.csv", finds: ["9007199254740993\n", ",1.5"]),
    Trap(
      name: "Numbers of a GML stay numbers", files: ["z.gml": gml("0.5", "-1.50e1", "0")],
      command: "convert z.gml -o o.geojson", look: "cat o.geojson", finds: ["0.5", "-15"],
      lacks: ["\"0.5\""]),
    Trap(
      name: "A code with zeros in front in a GPX", files: ["z.gpx": waypoint("007")],
      command: "convert z.gpx -o o.csv", look: "cat o.csv", finds: [",007"]),
    Trap(
      name: "A GML in two systems",
      files: [
        "z.gml": gml("a", "b", "c").replacing(
          "b</a:n><a:g><gml:Point srsName=\"EPSG:4326\"><gml:pos>109.5 34.5",
          with:
            "b</a:n><a:g><gml:Point srsName=\"urn:ogc:def:crs:EPSG::32649\"><gml:pos>500000 3800000"
        )
      ], command: "convert z.gml -o o.csv", code: 65,
      says: [
        "in different coordinate systems, 'EPSG:4326' and from feature 2 on 'urn:ogc:def:crs:EPSG::32649'"
      ]),
    Trap(
      name: "One system under two names in a GML",
      files: [
        "z.gml": gml("a").replacing(
          "EPSG:4326", with: "http://www.opengis.net/gml/srs/epsg.xml#4326")
      ], command: "convert z.gml -o o.csv", look: "cat o.csv", finds: ["34.5"]),
  ]

  /// The parts of a workbook of one sheet; a text is a cell of text.
  static func workbook(_ rows: [[String]], styles: String = "") -> [String: String] {
    let open = "http://schemas.openxmlformats.org"
    let body = rows.enumerated().map { index, row in
      let cells = row.enumerated().map { column, value -> String in
        let place = "\("ABCDEFGH".map(String.init)[column])\(index + 1)"
        if value.isEmpty { return "" }
        if value.hasPrefix("<") { return value.replacing("<c", with: "<c r=\"\(place)\"") }
        return Double(value) == nil
          ? "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(value)</t></is></c>"
          : "<c r=\"\(place)\"><v>\(value)</v></c>"
      }
      return "<row r=\"\(index + 1)\">\(cells.joined())</row>"
    }
    return [
      "b/types.xml":
        "<Types xmlns=\"\(open)/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
      "b/workbook.xml":
        "<workbook xmlns:r=\"\(open)/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>",
      "b/rels.xml":
        "<Relationships><Relationship Id=\"r1\" Type=\"\(open)/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
      "b/sheet.xml": "<worksheet><sheetData>\(body.joined())</sheetData></worksheet>",
      "b/styles.xml": "<styleSheet>\(styles)</styleSheet>",
    ]
  }

  static let packWorkbook =
    "\(pack) in.xlsx b/types.xml=[Content_Types].xml b/workbook.xml=xl/workbook.xml "
    + "b/rels.xml=xl/_rels/workbook.xml.rels b/sheet.xml=xl/worksheets/sheet1.xml "
    + "b/styles.xml=xl/styles.xml"

  private static let sheetTraps: [Trap] = [
    Trap(
      name: "Years among the names of a sheet",
      files: workbook([["lon", "lat", "2010", "2015"], ["109.5", "34.5", "5", "6"]]),
      first: [packWorkbook], command: "convert in.xlsx -o o.csv", look: "cat o.csv",
      finds: ["2010,2015", "109.5,34.5", "5,6"]),
    Trap(
      name: "A title above the names of a sheet",
      files: workbook([["Shops 2024"], ["name", "lon", "lat"], ["A", "109.5", "34.5"]]),
      first: [packWorkbook], command: "convert in.xlsx -o o.csv", code: 65,
      says: ["in row 2, stands a title, 'Shops 2024'; delete the rows above the names"]),
  ]

  private static let serverTraps: [Trap] = [
    Trap(
      name: "Curves of Esri's",
      files: [
        "e.json":
          #"{"geometryType":"esriGeometryPolygon","spatialReference":{"wkid":4326},"fields":[{"name":"a","type":"esriFieldTypeInteger"}],"features":[{"attributes":{"a":2},"geometry":{"curveRings":[[[0,0],{"c":[[3,3],[1,4]]},[0,0]]]}}]}"#
      ], command: "convert e.json -o o.geojson", code: 65,
      says: ["1 shape with curves (curveRings)"]),
    Trap(
      name: "Features that GeoServer kept back",
      files: [
        "g.geojson": collection(point(#""n":7"#)).replacing(
          #""features":"#, with: #""totalFeatures":5,"features":"#)
      ], command: "convert g.geojson -o o.csv --from 4326", code: 65,
      says: ["the server sent 1 of 5 features"]),
    Trap(
      name: "An array of features",
      files: [
        "r.json":
          #"[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}]"#
      ],
      command: "convert r.json -o o.csv", code: 66,
      says: ["it is an array and no collection of features"]),
    Trap(
      name: "Rasters in a folder are taken as they would be alone",
      first: [
        "mkdir in",
        "gdal_create -q -outsize 4 4 -bands 2 -burn 1 -burn 2 -ot Byte -a_srs EPSG:4326 -a_ullr 100 40 110 30 a.tif",
        "gdal_translate -q -of EHdr -b 1 a.tif in/g.bil",
        "gdal_translate -q -of PNG -b 1 -co WORLDFILE=YES a.tif in/p.png",
      ], command: "convert in --out out", look: "ls out", finds: ["g.tif", "p.tif"]),
  ]

  /// The newer GDAL that the tests are run with too comes without netCDF.
  private static let netCDFTraps: [Trap] =
    gdalIsAtLeast(3, 11)
    ? []
    : [
      Trap(
        name: "Each variable of a netCDF in a folder becomes a file",
        first: [
          "mkdir in",
          "gdal_create -q -outsize 4 4 -bands 2 -burn 1 -burn 2 -ot Byte -a_srs EPSG:4326 -a_ullr 100 40 110 30 a.tif",
          "gdal_translate -q -of netCDF a.tif in/two.nc",
        ], command: "convert in --out out", look: "ls out",
        finds: ["two-Band1.tif", "two-Band2.tif"])
    ]

  static let reviewValues =
    netCDFTraps + undeclaredTexts + kmlMoments + codeTraps + sheetTraps + serverTraps
}
