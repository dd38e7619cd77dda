import Foundation
import GridcastBase

/// OSM objects as Overpass writes them in JSON (`[out:json]`).
///
/// Members after "Overpass API/Output formats" in the OSM wiki.
struct OSMJSON: Decodable {
  private let elements: [Element]
  /// What the server said that the data lack.
  let remark: String?

  /// Whether a text begins as such a file does.
  static func isLikely(_ start: Data) -> Bool {
    let text = String(decoding: start, as: UTF8.self)
    // Keys may come in any order; no other format begins with a list of this name.
    if text.firstMatch(of: /^\u{FEFF}?\s*\{\s*"elements"\s*:\s*\[/) != nil { return true }
    return text.contains("\"elements\"") && text.contains("\"version\"")
      && (text.contains("\"osm3s\"") || text.contains("\"generator\""))
  }

  func forEachObject(_ take: (OSMObject) -> Void) {
    for element in elements {
      if let object = element.object { take(object) }
    }
  }

  private struct Position: Decodable {
    let lat: Double
    let lon: Double

    var place: OSMObject.Place? { OSMObject.Place(longitude: lon, latitude: lat) }
  }

  private struct Bounds: Decodable {
    let minlat: Double
    let minlon: Double
    let maxlat: Double
    let maxlon: Double

    var centre: OSMObject.Place? {
      OSMObject.Place(west: minlon, south: minlat, east: maxlon, north: maxlat)
    }
  }

  private struct Member: Decodable {
    let type: String
    let ref: Int64
    let role: String
    let lat: Double?
    let lon: Double?
    let geometry: [Position?]?

    var member: OSMObject.Member {
      let kind = OSMObject.Kind(name: type) ?? .relation
      var vertices = geometry.map { $0.map { OSMObject.Vertex(place: $0?.place) } } ?? []
      if let lat, let lon {
        vertices = [OSMObject.Vertex(id: ref, place: Position(lat: lat, lon: lon).place)]
      }
      return OSMObject.Member(kind: kind, id: ref, role: role, vertices: vertices)
    }
  }

  private struct Element: Decodable {
    let type: String
    let id: Int64
    let version: Int32?
    let timestamp: String?
    let lat: Double?
    let lon: Double?
    let center: Position?
    let bounds: Bounds?
    let tags: [String: String]?
    let nodes: [Int64]?
    let geometry: [Position?]?
    let members: [Member]?

    var object: OSMObject? {
      guard let kind = OSMObject.Kind(name: type) else { return nil }
      var object = OSMObject(kind)
      object.identify(as: id)
      object.version = version ?? 0
      object.time = timestamp.map { OSMObject.time($0.utf8) } ?? 0
      object.place = center?.place ?? bounds?.centre
      if let lat, let lon { object.place = Position(lat: lat, lon: lon).place }
      object.tags = (tags ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      let places = geometry ?? []
      let ids = nodes ?? Array(repeating: 0, count: places.count)
      object.vertices = ids.enumerated().map { index, id in
        OSMObject.Vertex(id: id, place: places.indices.contains(index) ? places[index]?.place : nil)
      }
      object.members = (members ?? []).map(\.member)
      return object
    }
  }
}

extension OSMObject.Kind {
  /// The kind that OSM's formats call by a name.
  init?(name: String) {
    switch name {
    case "node": self = .node
    case "way": self = .way
    case "relation": self = .relation
    default: return nil
    }
  }
}
