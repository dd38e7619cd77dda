import Foundation

/// Ids of features and names of values that GDAL 3.6 loses; what is right stands in the file, as Python's `json`
/// and `xml.etree` read it.
extension TrapTests {
  private static func placemark(_ values: String, schema: String = "") -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>\(schema)<Placemark>\
    <name>A</name><ExtendedData>\(values)</ExtendedData><Point><coordinates>109.5,34.5</coordinates></Point>\
    </Placemark></Document></kml>
    """
  }

  private static func data(_ names: String...) -> String {
    names.enumerated().map { "<Data name=\"\($1)\"><value>v\($0)</value></Data>" }.joined()
  }

  private static let schema =
    "<Schema name=\"s\" id=\"s\"><SimpleField name=\"a\" type=\"string\"/></Schema>"
  private static let ofSchema =
    "<SchemaData schemaUrl=\"#s\"><SimpleData name=\"a\">1</SimpleData></SchemaData>"

  /// The features of a GeoJSON, as Python has them.
  private static let features =
    "python3 -c \"import json;[print(f.get('id'),json.dumps(f['properties'])) for f in json.load(open('o.geojson'))['features']]\""

  private static func feature(_ id: String, _ properties: String, z: String = "") -> String {
    #"{"type":"Feature",\#(id)"properties":\#(properties),"geometry":{"type":"Point","coordinates":[109.5,34.5\#(z)]}}"#
  }

  private static let kmlNames: [Trap] = [
    Trap(
      name: "Names in Chinese", files: ["t.kml": placemark(data("电话", "地址", "楼层"))],
      command: "convert t.kml -o o.csv", look: "cat o.csv",
      finds: ["Name,电话,地址,楼层", "A,v0,v1,v2"]),
    Trap(
      // GeoJSON is written with names that differ in more than capitals, which is told.
      name: "Names that differ in signs, in capitals, or in nothing that GDAL keeps",
      files: ["t.kml": placemark(data("shop name", "shop-name", "a.b", "a&amp;b", "x", "X"))],
      command: "convert t.kml -o o.geojson", look: features,
      finds: [
        #""shop name": "v0", "shop-name": "v1", "a.b": "v2", "a&b": "v3", "x": "v4", "X_1": "v5""#
      ]),
    Trap(
      name: "Names in single quotes",
      files: ["t.kml": placemark("<Data  id = '1' name = '电话'><value>7</value></Data>")],
      command: "convert t.kml -o o.csv", look: "cat o.csv", finds: ["电话", "A,7"]),
    Trap(
      name: "Names in Chinese in a KMZ", files: ["doc.kml": placemark(data("电话", "地址"))],
      first: ["\(pack) t.kmz doc.kml=doc.kml"], command: "convert t.kmz -o o.csv",
      look: "cat o.csv", finds: ["电话,地址", "A,v0,v1"]),
    Trap(
      name: "Names in Chinese, and a condition", files: ["t.kml": placemark(data("电话", "地址"))],
      command: "convert t.kml --where \"电话 = 'v0'\" -o o.csv", look: "cat o.csv",
      finds: ["A,v0,v1"]),
    Trap(
      name: "Names that a schema declares stay",
      files: ["t.kml": placemark(ofSchema, schema: schema)],
      command: "convert t.kml -o o.csv", look: "cat o.csv", finds: ["Name,a\n", "A,1"]),
    Trap(
      name: "Values beside a schema that has no such names are a loss",
      files: ["t.kml": placemark(ofSchema + data("b", "c"), schema: schema)],
      command: "convert t.kml -o o.csv", code: 65,
      says: ["2 values called 'b' and 1 other name cannot be read", "--allow-loss"]),
    Trap(
      name: "Values of a schema that is not there are a loss",
      files: ["t.kml": placemark(ofSchema)], command: "convert t.kml -o o.csv", code: 65,
      says: ["1 value called 'a' cannot be read", "--allow-loss"]),
  ]

  private static let ids: [Trap] = ["", ",7"].flatMap { height -> [Trap] in
    let way = height.isEmpty ? "" : ", by GDAL"
    func file(_ features: (id: String, properties: String)...) -> [String: String] {
      [
        "t.geojson": collection(
          joined: features.map { feature($0.id, $0.properties, z: height) })
      ]
    }
    return [
      Trap(
        name: "Whole numbers as ids become a field" + way,
        files: file((#""id":7,"#, #"{"n":3}"#), (#""id":12,"#, #"{"n":4}"#)),
        command: "convert t.geojson -o o.gpkg", look: "ogrinfo -al -q o.gpkg",
        finds: ["id (Integer) = 7", "id (Integer) = 12"]),
      Trap(
        name: "Whole numbers as ids stay ids" + way,
        files: file((#""id":7,"#, #"{"n":3}"#), (#""id":5000000000,"#, #"{"n":4}"#)),
        command: "convert t.geojson -o o.geojson", look: features,
        finds: [#"7 {"n": 3}"#, #"5000000000 {"n": 4}"#]),
      Trap(
        name: "Texts as ids stay ids" + way,
        files: file((#""id":"way/1","#, #"{"n":3}"#), (#""id":"way/2","#, #"{"n":4}"#)),
        command: "convert t.geojson -o o.geojson", look: features,
        finds: [#"way/1 {"n": 3}"#, #"way/2 {"n": 4}"#]),
      Trap(
        name: "Ids of some features only, and features without properties" + way,
        files: file((#""id":7,"#, "null"), ("", #"{"n":4}"#), (#""id":9,"#, "{}")),
        command: "convert t.geojson -o o.geojson", look: features,
        finds: [#""id": 7, "n": null"#, #""id": null, "n": 4"#, #""id": 9, "n": null"#],
        lacks: ["0 {"]),
      Trap(
        name: "Ids beside a property of that name" + way,
        files: file((#""id":7,"#, #"{"id":3}"#), (#""id":8,"#, #"{"id":4}"#)),
        command: "convert t.geojson -o o.csv", says: ["ids are kept as 'id_2'"],
        look: "cat o.csv", finds: ["id_2,id", ",7,3", ",8,4"]),
      Trap(
        name: "Ids beside a property of that name stay ids" + way,
        files: file((#""id":7,"#, #"{"ID":3,"n":1}"#), (#""id":"way/8","#, #"{"ID":4,"n":1}"#)),
        command: "convert t.geojson -o o.geojson", look: features,
        finds: [#"7 {"ID": 3, "n": 1}"#, #"way/8 {"ID": 4, "n": 1}"#]),
      Trap(
        name: "Ids that are a property too" + way,
        files: file((#""id":7,"#, #"{"id":7,"n":1}"#), (#""id":8,"#, #"{"id":8,"n":1}"#)),
        command: "convert t.geojson -o o.csv", says: ["are what their property 'id' holds"],
        look: "cat o.csv", finds: ["id,n\n", ",7,1", ",8,1"]),
      Trap(
        name: "Ids that stand last, and are fractions, below 0 or null" + way,
        files: [
          "t.geojson": collection(
            joined: ["1.5", "-3", "null"].map {
              #"{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2\#(height)]},"id":\#($0)}"#
            })
        ], command: "convert t.geojson -o o.csv", look: "cat o.csv",
        finds: [",1.5,1", ",-3", ",,1"]),
      Trap(
        name: "Without ids a property called id is one" + way,
        files: file(("", #"{"id":3,"n":1}"#), ("", #"{"id":4,"n":1}"#)),
        command: "convert t.geojson -o o.geojson", look: features,
        finds: [#"None {"id": 3, "n": 1}"#]),
      Trap(
        name: "Ids of a sequence" + way,
        files: [
          "t.geojsonl": [7, 8].map {
            feature("\"id\":\($0),", #"{"n":1}"#, z: height) + "\n"
          }.joined()
        ], command: "convert t.geojsonl -o o.geojson", look: features,
        finds: [#"7 {"n": 1}"#, #"8 {"n": 1}"#]),
      Trap(
        name: "Ids may be left out, or called otherwise" + way,
        files: file((#""id":7,"#, #"{"n":3}"#), (#""id":12,"#, #"{"n":4}"#)),
        command: "convert t.geojson -o o.geojson --rename id=code", look: features,
        finds: [#"None {"code": 7, "n": 3}"#]),
    ]
  }

  static let nameTraps: [Trap] =
    kmlNames + ids + [
      Trap(
        name: "A fourth number of a position is told",
        files: [
          "t.geojson": collection(
            feature("", #"{"n":1}"#, z: ",412.25,9"), feature("", #"{"n":1}"#, z: ",412.25"))
        ], command: "convert t.geojson -o o.csv",
        says: ["1 position with more than three numbers"],
        look: "cat o.csv", finds: ["109.5,34.5,412.25,1"]),
      Trap(
        name: "Fourth numbers of lines in a sequence are told",
        files: [
          "t.geojsonl":
            #"{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[1,2,3,4],[2,3,4,5,6]]}}"#
            + "\n"
        ], command: "convert t.geojsonl -o o.csv",
        says: ["2 positions with more than three numbers"]),
    ]

  private static func collection(joined features: [String]) -> String {
    #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#
  }
}
