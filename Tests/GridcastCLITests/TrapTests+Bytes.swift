import Foundation

/// Traps that a reader with fresh eyes found. What is right is by osmium, pyosmium, dbfread and Python's struct.
extension TrapTests {
  /// Two shops: a node, and a way whose nodes are not in the map, but their places are, made of a map in XML by
  /// `osmium add-locations-to-ways m.osm -o m.osm.pbf`.
  private static let placesOnWays =
    "AAAADQoJT1NNSGVhZGVyGEkQPRpFeJxT4vMvzg1OzkjNTdQNM9AzU+JySc0rTvXLT0kt1uL3yU9OLMnMzyv2zwtPrCxuYuTN"
    + "L87NLM3VN9QzNNUzAABe/BOeAAAACwoHT1NNRGF0YRhKED8aRnic4xLiYgBCluKM/AIutqTE7NSiSiFNIXUuRiYtfi5GBiFG"
    + "BilGBiVGBi1GJifWhoVNJ5m8WBv+L5rCEcTMxMwAAFPNC+UAAAALCgdPU01EYXRhGGcQXRpjeJzjkudi4OJIKs3MScnMS+di"
    + "Kc7IL+Birkwt5mLJTczJ4WIQspKy4GAUYmJkkmJiZlHi4mAQYJBgUGDQYHViYWJiYg7iafi/aArHgVk8DPtn8XjxNCxsOsnE"
    + "AOQCeQCEehXG"

  /// A dBASE table of one field, `v`, of another type, and one record.
  private static func table(_ type: Character, _ value: [UInt8]) -> [UInt8] {
    let zeros = { (count: Int) in [UInt8](repeating: 0, count: count) }
    let length = UInt8(value.count)
    return [3, 124, 1, 1, 1, 0, 0, 0, 65, 0, length + 1, 0] + zeros(20)
      + Array("v".utf8) + zeros(10) + Array("\(type)".utf8) + zeros(4) + [length] + zeros(15)
      + [13, 32] + value + [26]
  }

  private static let across =
    #"{"type":"Polygon","coordinates":[[[179,-18],[-179,-18],[-179,-16],[179,-16],[179,-18]]]}"#

  static let byteTraps: [Trap] = [
    Trap(
      name: "Ways that tell the places of their nodes themselves",
      bytes: ["m.osm.pbf": [UInt8](Data(base64Encoded: placesOnWays) ?? Data())],
      command: "bin m.osm.pbf --categories osm -o m.tif",
      says: ["2 read, 2 counted"]),
    Trap(
      name: "A place of a map that binary fractions only come near to",
      files: [
        "e.osm":
          #"<osm version="0.6"><node id="1" lat="0.3" lon="0.7"><tag k="shop" v="x"/></node></osm>"#
      ],
      command: "convert e.osm --layer points -o e.csv",
      look: "cat e.csv", finds: ["0.7,0.3,"]),
    Trap(
      name: "A zone that is drawn from 179° to −179°",
      files: ["z.geojson": across, "p.csv": "id,lat,lon\n1,-17,179.5\n2,-17,-179.5\n3,-17,0\n"],
      command: "bin p.csv --zones z.geojson -o a.csv",
      says: ["3 read, 2 counted"], look: "cat a.csv", finds: ["total\n2,2"]),
    Trap(
      name: "Numbers of eight bytes in a dBASE table",
      bytes: ["t.dbf": table("O", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F])],
      command: "convert t.dbf -o t.csv", code: 65,
      says: ["field 'v' of the .dbf holds numbers or moments written as bytes", "in 1 record"]),
    Trap(
      name: "Whole numbers of four bytes in a dBASE table",
      bytes: ["t.dbf": table("I", [5, 0, 0, 0])],
      command: "convert t.dbf -o t.csv", code: 65,
      says: ["field 'v' of the .dbf holds numbers or moments written as bytes"]),
    Trap(
      name: "Memos of a dBASE table",
      bytes: ["t.dbf": table("M", Array("         1".utf8))],
      command: "convert t.dbf -o t.csv", code: 65,
      says: ["field 'v' of the .dbf holds memos or objects", "in 1 record"]),
    Trap(
      name: "A memo field without memos",
      bytes: ["t.dbf": table("M", Array("          ".utf8))],
      command: "convert t.dbf -o t.csv", says: ["1 read, 1 written"]),
  ]
}
