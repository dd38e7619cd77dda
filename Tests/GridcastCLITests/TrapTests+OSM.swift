import Foundation

extension TrapTests {
  /// Traps of OSM files; what is right is what pyosmium finds in the same file, after `osmium sort`.
  static let osmTraps: [Trap] = [
    Trap(
      name: "OSM objects in any order are all read",
      files: [
        "a.osm": osm(way("21", [3, 1, 2, 3], building) + corners.reversed().joined() + cafe("9"))
      ],
      command: "bin a.osm -o o.tif", says: ["2 read, 2 counted"]),
    Trap(
      name: "Tags beyond those that become fields are all kept, however long they are",
      files: [
        "a.osm": osm(
          "<node id='1' lat='34.5' lon='109.5'>"
            + (100..<360).map { "<tag k='key\($0)' v='\(String(repeating: "x", count: 250))'/>" }
            .joined() + "</node>")
      ],
      command: "convert a.osm -o o.csv --layer points",
      look: "sh -c \"grep -o '=>' o.csv | wc -l; grep -o key359 o.csv\"", finds: ["60\n", "key359"]),
    Trap(
      name: "OSM objects without an identity of the server, as JOSM writes them",
      files: ["a.osm": osm(cafe("-3") + node("-1", "34.6") + way("-5", [-3, -1], highway))],
      command: "convert a.osm -o o.csv --layer lines", look: "cat o.csv", finds: ["-5"]),
    Trap(
      name: "What an editor marked as deleted is not there",
      files: [
        "a.osm": osm(cafe("1") + cafe("2", "action='delete'") + cafe("3", "visible='false'"))
      ],
      command: "bin a.osm -o o.tif", says: ["2 objects marked as deleted", "1 read, 1 counted"]),
    Trap(
      name: "Of a history file only the newest versions count",
      files: [
        "a.osm": osm(
          cafe("1", "version='1'") + cafe("2", "version='1'") + cafe("1", "version='3'")
            + cafe("2", "version='2' visible='false'"))
      ],
      command: "bin a.osm -o o.tif",
      says: ["older versions of objects are left out: 2", "1 read, 1 counted"]),
    Trap(
      name: "A change file is no map",
      files: ["a.osc": "<osmChange version='0.6'><create>\(cafe("1"))</create></osmChange>"],
      command: "bin a.osc -o o.tif", code: 65, says: ["change file"]),
    Trap(
      name: "The answer to a query of differences is no map",
      files: ["a.osm": osm("<action type='create'>\(cafe("1"))</action>")],
      command: "bin a.osm -o o.tif", code: 65, says: ["change file"]),
    Trap(
      name: "XML of something else is no map", files: ["a.osm": "<gpx version='1.1'><wpt/></gpx>"],
      command: "bin a.osm -o o.tif", code: 65, says: ["no OSM file", "<gpx>"]),
    Trap(
      name: "A file that breaks off is refused, with the line",
      files: ["a.osm": String(osm(cafe("1") + cafe("2") + cafe("3")).dropLast(70))],
      command: "bin a.osm -o o.tif", code: 65, says: ["reading ended early", "line"]),
    Trap(
      name: "Of a file that breaks off the rest is read where that is allowed",
      files: ["a.osm": String(osm(cafe("1") + cafe("2") + cafe("3")).dropLast(70))],
      command: "bin a.osm -o o.tif --allow-loss",
      says: ["reading ended early", "2 read, 2 counted"]),
    Trap(
      name: "A packed file that breaks off is refused",
      files: ["a.osm": osm((1...200).map { cafe("\($0)") }.joined())],
      first: ["gzip a.osm", "truncate -s 500 a.osm.gz"], command: "bin a.osm.gz -o o.tif", code: 65,
      says: ["breaks off"]),
    Trap(
      name: "A file packed by bzip2 in several parts is read whole",
      files: ["a": osm(cafe("1")).dropLast(6) + cafe("2"), "b": cafe("3") + "</osm>"],
      first: ["bzip2 a b", "sh -c \"cat a.bz2 b.bz2 > a.osm.bz2\""],
      command: "bin a.osm.bz2 -o o.tif",
      says: ["3 read, 3 counted"]),
    Trap(
      name: "A file packed by gzip in several parts is read whole",
      files: ["a": osm(cafe("1")).dropLast(6) + cafe("2"), "b": cafe("3") + "</osm>"],
      first: ["gzip a b", "sh -c \"cat a.gz b.gz > a.osm.gz\""], command: "bin a.osm.gz -o o.tif",
      says: ["3 read, 3 counted"]),
    Trap(
      name: "A server that ran out of time says so in the file",
      files: ["a.osm": osm(cafe("1") + "<remark> runtime error: Query timed out </remark>")],
      command: "bin a.osm -o o.tif", code: 65, says: ["Query timed out"]),
    Trap(
      name: "Ways and relations with a centre and no shape are points",
      files: [
        "a.osm": osm(
          cafe("1") + "<way id='1'><center lat='34.51' lon='109.5'/><nd ref='7'/>\(building)</way>"
            + "<relation id='1'><center lat='34.52' lon='109.5'/><tag k='type' v='site'/></relation>"
        )
      ],
      command: "convert a.osm -o o.csv --layer points",
      says: ["2 ways and relations by their centre"],
      look: "cat o.csv", finds: ["109.5,34.51", "109.5,34.52"]),
    Trap(
      name: "Shapes that stand in the ways and members themselves are read",
      files: [
        "a.osm": osm(
          "<way id='5'>\(located(11, "0"))\(located(12, "1"))\(located(13, "2"))\(located(11, "0"))"
            + "\(building)</way><relation id='6'><member type='way' ref='7' role='outer'>"
            + "\(located(nil, "3"))\(located(nil, "4"))\(located(nil, "5"))\(located(nil, "3"))</member>"
            + "<tag k='type' v='multipolygon'/>\(building)</relation>")
      ],
      command: "convert a.osm -o o.gpkg --layer multipolygons",
      look: "ogrinfo -q o.gpkg -sql \"select count(*) n, sum(st_isvalid(geom)) v from o\"",
      finds: ["n (Integer) = 2", "v (Integer) = 2"]),
    Trap(
      name: "Overpass's JSON is read as its XML is",
      files: [
        "a.json": """
        {"version":0.6,"generator":"Overpass API","osm3s":{},"elements":[
        {"type":"node","id":1,"lat":34.5,"lon":109.5,"tags":{"amenity":"cafe"}},
        {"type":"way","id":1,"center":{"lat":34.51,"lon":109.5},"nodes":[7],"tags":{"shop":"tea"}},
        {"type":"way","id":2,"geometry":[{"lat":34.5,"lon":109.5},{"lat":34.6,"lon":109.5}],
        "tags":{"highway":"path"}}]}
        """
      ],
      command: "bin a.json -o o.tif", says: ["by their centre", "3 read, 3 counted"]),
    Trap(
      name: "Parts that are missing make no half shapes, and are counted",
      files: [
        "a.osm": osm(
          corners.joined() + way("20", [1, 2, 99, 1], building) + way("21", [1, 99, 3], highway)
            + way("22", [1, 2, 3, 1], building)
            + "<relation id='6'><member type='way' ref='77' role='outer'/>"
            + "<tag k='type' v='multipolygon'/>\(building)</relation>")
      ],
      command: "convert a.osm -o o.csv --layer multipolygons",
      says: ["1 relation and 1 way incomplete", "1 read, 1 written"]),
    Trap(
      name: "An area is one whatever fields are asked for",
      files: [
        "a.osm": osm(
          corners.joined() + way("22", [1, 2, 3, 1], "<tag k='area' v='yes'/>")
            + way("23", [1, 2, 3, 1], building + "<tag k='note' v='kept'/>"))
      ],
      command: "convert a.osm -o o.csv --layer multipolygons --select osm_way_id,note",
      says: ["2 read, 2 written"], look: "cat o.csv", finds: ["22", "23,kept"]),
    Trap(
      name: "A node that only says where it is from is no feature",
      files: [
        "a.osm": osm(
          cafe("1") + "<node id='2' lat='10' lon='10'><tag k='created_by' v='JOSM'/></node>"
            + "<node id='3' lat='10' lon='11'><tag k='source' v='GPS'/></node>")
      ],
      command: "bin a.osm -o o.tif", says: ["1 read, 1 counted", "zone 49N"]),
    Trap(
      name: "What says that nothing is there is not counted",
      files: [
        "a.osm": osm(
          cafe("1")
            + ["shop' v='no", "amenity' v='vacant", "shop' v='vacant", "office' v='closed"]
            .enumerated()
            .map { "<node id='\($0 + 2)' lat='34.5' lon='109.5'><tag k='\($1)'/></node>" }.joined())
      ],
      command: "bin a.osm --categories osm -o o.tif", says: ["5 read, 1 counted"]),
    Trap(
      name: "The zone is found from what counts",
      files: [
        "a.osm": osm(
          cafe("1")
            + (2...9).map {
              "<node id='\($0)' lat='34' lon='91'><tag k='natural' v='peak'/></node>"
            }
            .joined())
      ],
      command: "bin a.osm --categories osm -o o.tif", says: ["zone 49N"]),
    Trap(
      name: "Of several objects of one version the last counts",
      files: ["a.osm": osm(cafe("1") + cafe("2") + cafe("1"))], command: "bin a.osm -o o.tif",
      says: ["2 read, 2 counted"]),
    Trap(
      name: "A PBF that is not sorted, packed by LZ4, is read whole",
      files: [
        "a.osm": osm(way("21", [3, 1, 2, 3], building) + corners.reversed().joined() + cafe("9"))
      ],
      first: ["osmium cat a.osm -o a.osm.pbf -f pbf,pbf_compression=lz4"],
      command: "bin a.osm.pbf -o o.tif", says: ["2 read, 2 counted"]),
  ]

  static let building = "<tag k='building' v='yes'/>"
  static let highway = "<tag k='highway' v='path'/>"
  static let corners = [
    node("1", "34.50"), node("2", "34.51"), node("3", "34.51", "109.51"),
  ]

  static func osm(_ objects: String) -> String {
    "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n\(objects)\n</osm>"
  }

  static func node(_ id: String, _ latitude: String, _ longitude: String = "109.5")
    -> String
  {
    "<node id='\(id)' lat='\(latitude)' lon='\(longitude)'/>\n"
  }

  static func cafe(_ id: String, _ attributes: String = "") -> String {
    "<node id='\(id)' lat='34.5' lon='109.5' \(attributes)><tag k='amenity' v='cafe'/></node>\n"
  }

  static func way(_ id: String, _ nodes: [Int], _ tags: String) -> String {
    "<way id='\(id)'>\(nodes.map { "<nd ref='\($0)'/>" }.joined())\(tags)</way>\n"
  }

  /// A node of a way with its place, as Overpass writes it for `out geom`.
  static func located(_ id: Int?, _ step: String) -> String {
    let place = ["0": (0, 0), "1": (0, 1), "2": (1, 1), "3": (5, 5), "4": (5, 6), "5": (6, 6)][step]
    let reference = id.map { "ref='\($0)' " } ?? ""
    return "<nd \(reference)lat='34.5\(place?.0 ?? 0)' lon='109.5\(place?.1 ?? 0)'/>"
  }
}
