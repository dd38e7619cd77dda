import GridcastBase

/// What of a geometry of GeoJSON is none (RFC 7946, 3.1).
enum GeoJSONGeometry {
  /// How deeply positions are nested in the coordinates of a type of geometry; nil for what is no type,
  /// and −1 for a collection.
  static func depth(ofType type: String) -> Int? { depths[type.lowercased()] }

  /// What geometries hold that is no fault of theirs.
  struct Seen {
    /// What the first says of its system, as before RFC 7946 it could.
    var own: GeoJSONFindings.System?
    /// How many positions have more than three numbers.
    var longCount = 0
  }

  private static let depths = [
    "point": 0, "multipoint": 1, "linestring": 1, "multilinestring": 2, "polygon": 2,
    "multipolygon": 3,
    "geometrycollection": -1,
  ]

  /// The first part of a geometry that is not understood; nil where all is, or there is no geometry.
  static func fault(
    in walk: inout JSONWalk, _ seen: inout Seen, isPart: Bool = false
  ) throws(JSONWalk.Fault) -> Range<Int>? {
    let kind = try walk.kind()
    let begin = walk.position
    guard kind == .object else {
      try walk.skip()
      return kind == .null && !isPart ? nil : begin..<walk.position
    }
    var depth: Int?
    var coordinates: Range<Int>?
    var parts: Range<Int>?
    var system: GeoJSONFindings.System?
    try walk.members { (name, walk) throws(JSONWalk.Fault) in
      if walk.isText(name, "type"), try walk.kind() == .text {
        depth = self.depth(ofType: walk.string(try walk.text()))
      } else if walk.isText(name, "crs") {
        system = try GeoJSONSystem.said(by: &walk)
      } else {
        _ = try walk.kind()
        let start = walk.position
        try walk.skip()
        if walk.isText(name, "coordinates") { coordinates = start..<walk.position }
        if walk.isText(name, "geometries") { parts = start..<walk.position }
      }
    }
    if let system { seen.own = seen.own ?? system }
    let whole = begin..<walk.position
    guard let depth, let inner = depth < 0 ? parts : coordinates else { return whole }
    var values = unsafe JSONWalk(walk.bytes, in: inner)
    if depth >= 0 {
      return try fault(inPositions: &values, &seen, depth: depth, isOutermost: true)
    }
    guard try values.kind() == .array else { return inner }
    var found: Range<Int>?
    try values.elements { (values) throws(JSONWalk.Fault) in
      let bad = try fault(in: &values, &seen, isPart: true)
      found = found ?? bad
    }
    return found
  }

  private static func fault(
    inPositions walk: inout JSONWalk, _ seen: inout Seen, depth: Int, isOutermost: Bool
  ) throws(JSONWalk.Fault) -> Range<Int>? {
    let kind = try walk.kind()
    let begin = walk.position
    guard kind == .array else {
      try walk.skip()
      return begin..<walk.position
    }
    var found: Range<Int>?
    guard depth == 0 else {
      try walk.elements { (walk) throws(JSONWalk.Fault) in
        let bad = try fault(
          inPositions: &walk, &seen, depth: depth - 1, isOutermost: false)
        found = found ?? bad
      }
      return found
    }
    var count = 0
    var isBad = false
    try walk.elements { (walk) throws(JSONWalk.Fault) in
      let kind = try walk.kind()
      let start = walk.position
      try walk.skip()
      if count < 3 {
        let number = unsafe UnsafeRawBufferPointer(rebasing: walk.bytes[start..<walk.position])
        if unsafe kind != .number || Double(decimal: number) == nil { isBad = true }
      }
      count += 1
    }
    if count > 3 { seen.longCount += 1 }
    // A point may be empty.
    return isBad || count == 1 || count == 0 && !isOutermost ? begin..<walk.position : nil
  }
}

/// The `crs` of GeoJSON before RFC 7946.
enum GeoJSONSystem {
  /// What a `crs` says.
  static func said(by walk: inout JSONWalk) throws(JSONWalk.Fault) -> GeoJSONFindings.System {
    let kind = try walk.kind()
    let begin = walk.position
    guard kind == .object else {
      try walk.skip()
      return kind == .null ? .unsaid : .unclear(walk.string(begin..<walk.position))
    }
    var type = ""
    var name: String?
    var code: String?
    try walk.members { (member, walk) throws(JSONWalk.Fault) in
      if walk.isText(member, "type"), try walk.kind() == .text {
        type = walk.string(try walk.text())
      } else if walk.isText(member, "properties"), try walk.kind() == .object {
        try walk.members { (member, walk) throws(JSONWalk.Fault) in
          let kind = try walk.kind()
          if kind == .text, walk.isText(member, "name") {
            name = walk.string(try walk.text())
          } else if walk.isText(member, "code"), kind == .number {
            code = walk.string(try walk.word())
          } else {
            try walk.skip()
          }
        }
      } else {
        try walk.skip()
      }
    }
    if type.lowercased() == "name", let name { return .named(name) }
    if type.lowercased() == "epsg", let code { return .named("EPSG:\(code)") }
    return .unclear(name ?? walk.string(begin..<walk.position))
  }
}
