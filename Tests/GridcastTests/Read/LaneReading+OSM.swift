import GridcastBase
import GridcastGeo

extension LaneReading {
  /// The fields that tell objects apart.
  static let identity = ["osm_id", "osm_way_id"]

  /// How what the lane made of an OSM file, this, differs from what GDAL made; nil where it does not.
  ///
  /// Both must have read the fields of `identity` first. Our rules differ from GDAL's: it draws ways and
  /// areas of which nodes are missing as far as it can, and takes nodes for features that only say where
  /// they are from. So GDAL may have more features, never others, and those in common are the same in the
  /// same order; only an area that has no tags but `area`, `note` and the like GDAL passes over, those in
  /// `unknownToGDAL`. In GDAL 3.12 the polygons of an area come in another order.
  func differenceInOSM(from theirs: LaneReading, unknownToGDAL: Set<String> = []) -> String? {
    guard error == nil, theirs.error == nil else {
      return error == theirs.error ? nil : "error \(error as Any) and \(theirs.error as Any)"
    }
    guard var own = features else { return nil }
    guard var other = theirs.features else {
      return own.count == 0 ? nil : "GDAL has no features"
    }
    let drawn = Set(other.identities)
    let leavesOutRelations = tally.notes.contains {
      "\($0.worded(for: .library))".contains("relation")
    }
    own = own.filtered(
      own.identities.map {
        // A ring of a relation that is left out is an area of its own.
        !unknownToGDAL.contains($0)
          && (drawn.contains($0) || !leavesOutRelations || !$0.hasPrefix("multiPolygon - "))
      })
    let keys = own.identities
    let known = Set(keys)
    other = other.filtered(other.identities.map(known.contains))
    if keys != other.identities {
      let more = known.subtracting(other.identities).sorted().prefix(5)
      return more.isEmpty ? "another order" : "more features: \(more)"
    }
    // GDAL keeps rings of an area that have none themselves.
    own.shapes.dropFlatRings()
    other.shapes.dropFlatRings()
    if gdalIsAtLeast(3, 11) {
      own.shapes.sortPolygons()
      other.shapes.sortPolygons()
    }
    for index in keys.indices
    where !own.shapes.shape(index).agrees(with: other.shapes.shape(index)) {
      // GDAL takes a node at 0, 0 for one that is missing.
      let places = own.shapes.parts(of: index).flatMap {
        own.shapes.points[own.shapes.vertices(ofPart: $0)]
      }
      // Of two areas in fixtures/osm/odd.osm.pbf one way is a member twice, which GDAL makes a ring and the
      // hole that fills it.
      let isNamedTwice = ["multiPolygon 237 -", "multiPolygon 248 -"].contains(keys[index])
      if !places.contains(Point(x: 0, y: 0)), !isNamedTwice { return "shape of \(keys[index])" }
    }
    for (mine, their) in zip(own.columns, other.columns) where mine.field.name != "other_tags" {
      let (mine, their) = (mine.spelled, their.spelled)
      // Of one area in fixtures/osm/odd.osm.pbf GDAL drops all tags after the 255th.
      for index in keys.indices where mine[index] != their[index] && !keys[index].hasSuffix("- 16")
      {
        return "a field of \(keys[index]): \(mine[index] ?? "-") and \(their[index] ?? "-")"
      }
    }
    return nil
  }
}

extension Features {
  /// The areas that have no tags but those that GDAL drops, by the tags in `other_tags`.
  var areasUnknownToGDAL: Set<String> {
    let dropped: Set = ["area", "created_by", "converted_by", "note", "todo", "fixme", "FIXME"]
    guard let tags = column("other_tags")?.spelled else { return [] }
    return Set(
      zip(identities, (0..<count).map { tags[$0] ?? "" }).filter { _, tags in
        tags.matches(of: /"([^"]+)"=>/).allSatisfy { dropped.contains(String($0.1)) }
      }.map(\.0))
  }

  /// What kind of shape each feature is, and the identity of its object.
  fileprivate var identities: [String] {
    let ids = LaneReading.identity.compactMap { column($0)?.spelled }
    return (0..<count).map { index in
      "\(shapes.kinds[index]) \(ids.map { $0[index] ?? "-" }.joined(separator: " "))"
    }
  }
}

extension Shapes {
  /// Whether these are the same shapes, but for the last binary digit of coordinates, as GDAL multiplies by
  /// 10⁻⁹ where Gridcast divides.
  fileprivate func agrees(with other: Shapes) -> Bool {
    kinds == other.kinds && partKinds == other.partKinds && points.count == other.points.count
      && zip(points, other.points).allSatisfy {
        abs($0.x - $1.x) < 1e-12 && abs($0.y - $1.y) < 1e-12
      }
  }

  /// Drops the rings of multipolygons whose places lie on one line.
  fileprivate mutating func dropFlatRings() {
    var result = Shapes()
    for shape in 0..<count {
      result.beginShape(kinds[shape])
      for part in parts(of: shape) {
        let ring = Array(points[vertices(ofPart: part)])
        guard kinds[shape] == .multiPolygon, Self.isFlat(ring) else {
          result.addPart(partKinds[part], ring)
          continue
        }
      }
    }
    self = result
  }

  private static func isFlat(_ ring: [Point]) -> Bool {
    let steps = ring.map { (($0.x * 1e7).rounded(), ($0.y * 1e7).rounded()) }
    guard let first = steps.first, let other = steps.first(where: { $0 != first }) else {
      return true
    }
    return steps.allSatisfy {
      (other.0 - first.0) * ($0.1 - first.1) == (other.1 - first.1) * ($0.0 - first.0)
    }
  }

  /// Puts the polygons of each multipolygon in an order that follows from their vertices alone.
  fileprivate mutating func sortPolygons() {
    var result = Shapes()
    for shape in 0..<count {
      var polygons: [(key: [Double], rings: [Int])] = []
      for part in parts(of: shape) {
        if partKinds[part] != .interior || polygons.isEmpty { polygons.append(([], [])) }
        polygons[polygons.count - 1].rings.append(part)
      }
      if kinds[shape] == .multiPolygon, polygons.count > 1 {
        for index in polygons.indices {
          polygons[index].key = polygons[index].rings.flatMap { ring in
            points[vertices(ofPart: ring)].flatMap { [$0.x, $0.y] }
          }
        }
        polygons.sort { $0.key.lexicographicallyPrecedes($1.key) }
      }
      result.beginShape(kinds[shape])
      for ring in polygons.flatMap(\.rings) {
        result.addPart(partKinds[ring], Array(points[vertices(ofPart: ring)]))
      }
    }
    self = result
  }
}
