import GridcastBase
import GridcastGeo

extension LaneReading {
  /// What differs in features of OSM that the lane made, this, and that GDAL made; nil where nothing does.
  ///
  /// The lane's rules are GDAL 3.6's. A newer one has changed two of them:
  /// - Up to 3.10 the polygons of an area stand in the order in which their ways were joined, that of the
  ///   largest box first; in 3.12 they do not. Which polygons there are, and their rings, is the same.
  /// - In 3.6 `other_tags` leaves out what might go beyond 8,191 bytes; from 3.7 on it holds all. So where
  ///   all tags are asked for, GDAL finds more that deserve a column.
  ///
  /// - Parameters:
  ///   - theirs: What GDAL made.
  ///   - hasLongTags: Whether the tags of an object go beyond 8,191 bytes.
  /// - Returns: The difference in words.
  func differenceInOSM(from theirs: LaneReading, hasLongTags: Bool = false) -> String? {
    var (own, theirs) = (self, theirs)
    if gdalIsAtLeast(3, 11) {
      own.features?.shapes.sortPolygons()
      theirs.features?.shapes.sortPolygons()
    }
    if gdalIsAtLeast(3, 7), hasLongTags {
      if let words = own.makeLongTagsAlike(&theirs) { return words }
    }
    return own.difference(from: theirs)
  }

  /// Leaves out of both what only GDAL has because of long tags; tells where it lacks what the lane has.
  private mutating func makeLongTagsAlike(_ theirs: inout LaneReading) -> String? {
    guard let own = features, let other = theirs.features else { return nil }
    let names = own.columns.map(\.field.name)
    let others = other.columns.map(\.field.name)
    if names != others {
      let common = names.filter { others.contains($0) && $0 != "other_tags" }
      guard common.count >= names.count - 1 else { return "GDAL lacks columns of \(names)" }
      features?.columns.removeAll { !common.contains($0.field.name) }
      theirs.features?.columns.removeAll { !common.contains($0.field.name) }
      return nil
    }
    guard let place = names.firstIndex(of: "other_tags") else { return nil }
    for (mine, whole) in zip(own.columns[place].tags, other.columns[place].tags) {
      if whole.utf8.count <= 8191, mine != whole { return "other_tags \(mine) and \(whole)" }
      for tag in mine.split(separator: #"",""#) where !whole.contains(tag) {
        return "GDAL lacks \(tag)"
      }
    }
    features?.columns.remove(at: place)
    theirs.features?.columns.remove(at: place)
    return nil
  }
}

extension Column {
  fileprivate var tags: [String] { (0..<count).map { spelled[$0] ?? "" } }
}

extension Shapes {
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
