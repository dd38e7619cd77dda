import Foundation

extension TrapTests {
  /// Further traps of OSM objects: what is left out, chosen, joined and packed; what is right is what
  /// osmium and pyosmium find in the same file.
  static let osmObjectTraps: [Trap] = leftOutTraps + chosenTraps + joinedTraps + packedTraps

  private static let path = "<tag k='highway' v='path'/>"
  private static let shop = "<tag k='shop' v='tea'/>"
  private static let cutWay = way("20", [1, 99], path)

  private static func relation(_ id: String, _ members: String, type: String, _ tags: String = "")
    -> String
  {
    let parts = members.split(separator: " ").map {
      "<member type='\($0.hasPrefix("n") ? "node" : "way")' ref='\($0.dropFirst())' role='outer'/>"
    }
    return "<relation id='\(id)'>\(parts.joined())<tag k='type' v='\(type)'/>\(tags)</relation>\n"
  }

  /// Two ways that meet, a route over both, a route of which a way is missing, and other relations.
  private static func network(_ sign: String = "") -> String {
    let ways = [(1, 1, 2), (2, 2, 3)].map { id, from, to in
      "<way id='\(sign)\(id)'><nd ref='\(sign)\(from)'/><nd ref='\(sign)\(to)'/>\(path)</way>"
    }
    let nodes = (1...3).map { node("\(sign)\($0)", "34.5", "109.50\($0)") }
    return osm(
      (nodes + ways).joined()
        + relation("\(sign)1", "w\(sign)1 w\(sign)2", type: "route")
        + relation("\(sign)2", "w\(sign)1 w\(sign)9", type: "route")
        + relation("\(sign)3", "w\(sign)1 n\(sign)3", type: "site")
        + relation("\(sign)4", "w\(sign)1 n\(sign)77", type: "site"))
  }

  /// What has no whole shape.
  private static let leftOutTraps: [Trap] = [
    Trap(
      name: "Where nothing counts, it is told what was left out",
      files: ["a.osm": osm(corners.joined() + way("20", [1, 2, 99, 1], shop))],
      command: "bin a.osm --categories osm -o o.tif", code: 65,
      says: ["there are no features", "1 way incomplete"]),
    Trap(
      name: "Where nothing is to be moved, it is told what was left out",
      files: ["a.osm": osm(corners.joined() + cutWay)],
      command: "reproject a.osm --layer lines -o o.gpkg", code: 65,
      says: ["there are no features", "1 way incomplete"]),
    Trap(
      name: "Why nothing can be read is told, and not that nothing is there",
      bytes: ["a.osm": Array(osm(cafe("1")).utf8.dropLast(20)) + [0xFF, 0xFE]],
      command: "bin a.osm --categories osm -o o.tif", code: 65, says: ["reading ended early"]),
    Trap(
      name: "Rings that do not close are counted, and no half areas",
      files: [
        "a.osm": osm(
          corners.joined() + way("20", [1, 2], "") + way("21", [2, 3], "")
            + relation("6", "w20 w21", type: "multipolygon", building) + cafe("9"))
      ],
      command: "bin a.osm -o o.tif",
      says: ["1 relation left out, as their rings do not close", "1 read, 1 counted"]),
    Trap(
      name: "Lines of one place and areas without extent are counted as that",
      files: [
        "a.osm": osm(
          corners.joined() + node("4", "34.52") + way("20", [1, 2, 2, 1], building)
            + way("21", [1, 2, 4, 1], building) + way("22", [1, 1], path) + way("23", [1], path)
            + way("24", [1, 1, 2, 2, 3, 1], building))
      ],
      command: "bin a.osm -o o.tif",
      says: ["4 ways left out, as their places make no line or area", "1 read, 1 counted"]),
    Trap(
      name: "A way that a relation names twice is one ring",
      files: [
        "a.osm": osm(
          corners.joined() + way("20", [1, 2, 3, 1], "")
            + relation("6", "w20 w20", type: "multipolygon", building))
      ],
      command: "convert a.osm -o o.gpkg --layer multipolygons",
      look: "ogrinfo -q o.gpkg -sql \"select st_isvalid(geom) v from o\"",
      finds: ["v (Integer) = 1"]),
    Trap(
      name: "A route of which ways are missing is counted, and not drawn in half",
      files: ["a.osm": network()], command: "convert a.osm -o o.csv --layer multilinestrings",
      says: ["1 relation incomplete", "1 read, 1 written"], look: "cat o.csv", finds: ["route"]),
    Trap(
      name: "Another relation of which members are missing is counted",
      files: ["a.osm": network()], command: "convert a.osm -o o.geojson --layer other_relations",
      says: ["1 relation incomplete", "1 read, 1 written"], look: "cat o.geojson",
      finds: ["GeometryCollection", #""osm_id": "3""#]),
    Trap(
      name: "Routes without an identity of the server", files: ["a.osm": network("-")],
      command: "convert a.osm -o o.csv --layer multilinestrings",
      says: ["1 relation incomplete", "1 read, 1 written"], look: "cat o.csv", finds: ["-1"]),
    Trap(
      name: "A PBF without identities of the server, which says that it is sorted",
      files: ["a.osm": network("-")], first: ["osmium cat a.osm -o a.osm.pbf"],
      command: "convert a.osm.pbf -o o.csv --layer lines", says: ["2 read, 2 written"]),
    Trap(
      name: "Routes add no length to the ways they run along", files: ["a.osm": network()],
      command: "bin a.osm --measure length -o o.tif --cell 10km",
      look: "gdalinfo -stats o.tif",
      finds: ["STATISTICS_MAXIMUM=183.6"]),
  ]

  /// Conditions, which only compare tags.
  private static let chosenTraps: [Trap] = [
    Trap(
      name: "What a condition chooses is whole, too",
      files: ["a.osm": osm(corners.joined() + cutWay + way("21", [1, 3], path))],
      command: "convert a.osm -o o.csv --layer lines --where 1=1",
      says: ["1 way incomplete", "1 read, 1 written"]),
    Trap(
      name: "A condition on objects without an identity of the server",
      files: ["a.osm": osm(cafe("-3") + "<node id='-4' lat='34.5' lon='109.5'>\(shop)</node>")],
      command: "bin a.osm -o o.tif --where \"shop = 'tea'\"", says: ["1 read, 1 counted"]),
    Trap(
      name: "A condition leaves its tag among all others",
      files: ["a.osm": osm(cafe("3") + "<node id='4' lat='34.5' lon='109.5'>\(shop)</node>")],
      command: "convert a.osm -o o.csv --layer points --where \"SHOP IS NOT NULL\"",
      look: "cat o.csv", finds: ["shop", "tea"], lacks: ["cafe"]),
    Trap(
      name: "A condition on blocks that GDAL takes for empty",
      files: ["a.osm": osm(cafe("3") + "<node id='4' lat='34.5' lon='109.5'>\(shop)</node>")],
      first: ["osmium cat a.osm -o a.osm.pbf -f pbf,pbf_compression=lz4"],
      command: "convert a.osm.pbf -o o.csv --layer points --where \"shop IS NOT NULL\"",
      says: ["1 read, 1 written"]),
    Trap(
      name: "A condition that nobody understands is refused",
      files: ["a.osm": osm(cafe("3"))],
      command: "bin a.osm -o o.tif --where \"length(name) > 3\"", code: 64,
      says: ["is not understood"]),
    Trap(
      name: "A condition that takes a tag for a number is refused",
      files: ["a.osm": osm(cafe("3"))],
      command: "bin a.osm -o o.tif --where \"level > 3\"", code: 64, says: ["single quotes"]),
    Trap(
      name: "What says in capitals, or beside it, that nothing is there is not counted",
      files: [
        "a.osm": osm(
          cafe("1") + "<node id='2' lat='34.5' lon='109.5'><tag k='shop' v='No'/></node>"
            + "<node id='3' lat='34.5' lon='109.5'>\(shop)<tag k='disused' v='yes'/></node>"
            + "<node id='4' lat='34.5' lon='109.5'>\(shop)<tag k='abandoned' v='no'/></node>")
      ],
      command: "bin a.osm --categories osm -o o.tif", says: ["4 read, 2 counted"]),
  ]

  /// Objects that are told more than once.
  private static let joinedTraps: [Trap] = [
    Trap(
      name: "A node whose skeleton follows keeps its tags, as a way and a relation do",
      files: [
        "a.osm": osm(
          cafe("1") + way("20", [1, 2, 3, 1], shop + building) + way("20", [1, 2, 3, 1], "")
            + "<node id='1' lat='34.5' lon='109.5'/>" + corners.dropFirst().joined())
      ],
      command: "bin a.osm --categories osm -o o.tif", says: ["2 read, 2 counted"]),
    Trap(
      name: "Of two objects without a version the one that was edited later counts",
      files: [
        "a.osm": osm(
          "<node id='1' timestamp='2022-01-01T00:00:00Z' lat='34.7' lon='109.5'>\(shop)</node>"
            + "<node id='1' timestamp='2020-12-31T00:00:00Z' lat='34.5' lon='109.5'>\(path)</node>")
      ],
      command: "convert a.osm -o o.csv --layer points",
      says: ["1 object told more than once, each time in another way"], look: "cat o.csv",
      finds: ["34.7", "tea"], lacks: ["path"]),
    Trap(
      name: "Objects without an identity are lost, and not all one object",
      files: [
        "a.osm": osm(
          cafe("1") + cafe("99999999999999999999") + cafe("abc")
            + "<node lat='34.5' lon='109.5'>\(shop)</node>")
      ],
      command: "bin a.osm -o o.tif", code: 65, says: ["3 objects whose id is missing"]),
  ]

  /// Files that are packed, named and written in other ways.
  private static let packedTraps: [Trap] = [
    Trap(
      name: "A PBF whose nodes are not packed together",
      files: ["a.osm": osm(cafe("1") + cafe("2"))],
      first: [
        "osmium cat a.osm -o a.osm.pbf -f pbf,pbf_compression=lz4,pbf_dense_nodes=false"
      ],
      command: "bin a.osm.pbf -o o.tif", says: ["2 read, 2 counted"]),
    Trap(
      name: "A PBF that breaks off is refused by all commands",
      files: ["a.osm": osm((1...2000).map { cafe("\($0)") }.joined())],
      first: ["osmium cat a.osm -o a.osm.pbf", "truncate -s -100 a.osm.pbf"],
      command: "convert a.osm.pbf -o o.csv --layer points", code: 65, says: ["breaks off"]),
    Trap(
      name: "A PBF that breaks off and was filled up with zeros is refused",
      files: ["a.osm": osm(cafe("1") + cafe("2"))],
      first: ["osmium cat a.osm -o a.osm.pbf", "truncate -s +100 a.osm.pbf"],
      command: "convert a.osm.pbf -o o.csv --layer points", code: 65, says: ["breaks off"]),
    Trap(
      name: "A PBF in a .gz, whose blocks GDAL takes for empty", files: ["a.osm": osm(cafe("1"))],
      first: ["osmium cat a.osm -o a.osm.pbf -f pbf,pbf_compression=lz4", "gzip a.osm.pbf"],
      command: "bin a.osm.pbf.gz -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "A file packed by xz", files: ["a.osm": osm(cafe("1"))], first: ["xz a.osm"],
      command: "bin a.osm.xz -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "A file packed by xz that breaks off",
      files: ["a.osm": osm((1...200).map { cafe("\($0)") }.joined())],
      first: ["xz a.osm", "truncate -s 300 a.osm.xz"], command: "bin a.osm.xz -o o.tif", code: 65,
      says: ["breaks off"]),
    Trap(
      name: "A file packed by Zstandard", files: ["a.osm": osm(cafe("1"))],
      first: ["zstd -q a.osm"], command: "bin a.osm.zst -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "An unsorted file in a .zip",
      files: ["a.osm": osm(way("21", [3, 1, 2, 3], building) + corners.reversed().joined())],
      first: ["zip -q a.zip a.osm"], command: "bin a.zip -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "An unsorted file whose name does not say that it is of OSM",
      files: ["a.xml": osm(way("21", [3, 1, 2, 3], building) + corners.reversed().joined())],
      command: "bin a.xml -o o.tif", says: ["1 read, 1 counted"]),
    Trap(
      name: "Overpass's JSON, packed, with its keys in any order",
      files: [
        "a.json": """
        {"elements":[{"id":1,"lat":34.5,"lon":109.5,"tags":{"amenity":"cafe"},"type":"node"}],
        "generator":"Overpass API","osm3s":{},"version":0.6}
        """
      ],
      first: ["gzip a.json"], command: "bin a.json.gz -o o.tif", says: ["1 read, 1 counted"]),
  ]
}
