import GridcastBase

/// A node, a way or a relation, as a file tells it, whatever the file's form.
struct OSMObject {
  /// The kinds of objects, in the order in which a sorted file has them.
  enum Kind: Int {
    case node, way, relation
  }

  /// A longitude and a latitude in billionths of a degree, finer than OSM keeps them.
  struct Place: Hashable, BitwiseCopyable {
    let longitude: Int64
    let latitude: Int64

    /// The middle of a box.
    init?(west: Double, south: Double, east: Double, north: Double) {
      self.init(longitude: (west + east) / 2, latitude: (south + north) / 2)
    }

    /// nil where the numbers are no place on Earth.
    init?(longitude: Double, latitude: Double) {
      guard Point(x: longitude, y: latitude).isOnEarth else { return nil }
      self.longitude = Int64((longitude * 1e9).rounded())
      self.latitude = Int64((latitude * 1e9).rounded())
    }
  }

  /// A node of a way: its identity, 0 where only its place is told, and its place, where it is told.
  struct Vertex {
    var id: Int64 = 0
    var place: Place?
  }

  /// A member of a relation, with its shape where the file tells it here.
  struct Member {
    var kind = Kind.node
    var id: Int64 = 0
    var role = ""
    var vertices: [Vertex] = []
  }

  var kind: Kind
  var id: Int64 = 0
  /// Whether the file tells its identity, as a whole number that OSM can give.
  var hasIdentity = true
  /// The version; 0 where none is told.
  var version: Int32 = 0
  /// When it was edited; later is more, 0 where it is not told.
  var time: UInt32 = 0
  /// Whether it exists; false of what was deleted.
  var exists = true
  /// The place of a node, or the centre that stands for the shape of a way or relation, of its box if need
  /// be.
  var place: Place?
  var tags: [(key: String, value: String)] = []
  /// The nodes of a way.
  var vertices: [Vertex] = []
  /// The members of a relation.
  var members: [Member] = []

  init(_ kind: Kind) { self.kind = kind }

  /// Sets the identity; nil for what is no number.
  mutating func identify(as number: Int64?) {
    guard let number, OSMCentre.identities.contains(number) else {
      hasIdentity = false
      return
    }
    id = number
  }

  /// When something was, by a moment as in `2024-05-06T07:08:09Z`; 0 for another text.
  static func time(_ moment: some Sequence<UInt8>) -> UInt32 {
    var parts: [UInt32] = [0]
    for byte in moment {
      if 0x30...0x39 ~= byte {
        parts[parts.count - 1] = parts[parts.count - 1] &* 10 &+ UInt32(byte - 0x30)
      } else {
        parts.append(0)
        if parts.count > 6 { break }
      }
    }
    guard parts.count >= 6, 2000...2130 ~= parts[0] else { return 0 }
    // Only the order matters, so all months may have 31 days.
    return zip(parts[1..<6], [12, 31, 24, 60, 60] as [UInt32]).reduce(parts[0] - 2000) {
      $0 &* $1.1 &+ $1.0
    }
  }
}
