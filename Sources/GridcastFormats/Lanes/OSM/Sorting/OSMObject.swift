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

    /// nil where the numbers are no place on Earth.
    init?(longitude: Double, latitude: Double) {
      guard -180...180 ~= longitude, -90...90 ~= latitude else { return nil }
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
  /// The version; 0 where none is told.
  var version: Int32 = 0
  /// Whether it exists; false of what was deleted.
  var exists = true
  /// The place of a node, or the centre that stands for the shape of a way or relation.
  var place: Place?
  var tags: [(key: String, value: String)] = []
  /// The nodes of a way.
  var vertices: [Vertex] = []
  /// The members of a relation.
  var members: [Member] = []

  init(_ kind: Kind) { self.kind = kind }
}
