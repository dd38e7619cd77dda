import GridcastBase

/// How shapes are spelled: as GeoJSON (RFC 7946) or as well-known text (ISO 19125).
struct ShapeNotation: Sendable {
  private let open: StaticString
  private let close: StaticString
  private let comma: StaticString
  private let vertexOpen: StaticString
  private let vertexClose: StaticString
  private let space: StaticString
  private let isJSON: Bool

  static let geoJSON = ShapeNotation(
    open: "[ ", close: " ]", comma: ", ", vertexOpen: "[ ", vertexClose: " ]", space: ", ",
    isJSON: true)
  static let wellKnownText = ShapeNotation(
    open: "(", close: ")", comma: ",", vertexOpen: "", vertexClose: "", space: " ", isJSON: false)

  /// Adds a shape, of which a layer of multiple shapes makes a multiple one; "null" or nothing where there is
  /// none.
  func put(_ index: Int, of shapes: Shapes, in layer: Shapes.Kind?, _ builder: inout ByteBuilder) {
    let kind = shapes.kinds[index].written(in: layer)
    let parts = shapes.parts(of: index)
    // A point without coordinates is none in GeoJSON, and nothing else is spelled as empty elsewhere.
    if kind == .null || (parts.isEmpty && (!isJSON || kind == .point)) {
      return isJSON ? builder.put("null") : ()
    }
    let spelling = Spelling(notation: self, shapes: shapes, hasZ: shapes.hasHeights(index))
    spelling.put(kind, parts, &builder)
  }

  /// One shape that is being spelled.
  private struct Spelling {
    let notation: ShapeNotation
    let shapes: Shapes
    let hasZ: Bool

    func put(_ kind: Shapes.Kind, _ parts: Range<Int>, _ builder: inout ByteBuilder) {
      begin(kind, &builder)
      if parts.isEmpty {
        builder.put("[ ]")
      } else {
        switch kind {
        case .point: putPosition(shapes.vertices(ofPart: parts.lowerBound).lowerBound, &builder)
        case .line: putLine(parts.lowerBound, &builder)
        case .polygon: putList(parts, &builder) { putLine($0, &$1) }
        case .multiPoint:
          let vertices =
            shapes.vertices(ofPart: parts.lowerBound)
            .lowerBound..<shapes.vertices(ofPart: parts.upperBound - 1).upperBound
          putList(vertices, &builder) { putPosition($0, &$1) }
        case .multiLine: putList(parts, &builder) { putLine($0, &$1) }
        case .multiPolygon:
          putList(shapes.members(of: parts), &builder) { area, builder in
            if case .polygon(let rings) = area { putList(rings, &builder) { putLine($0, &$1) } }
          }
        case .collection: putList(shapes.members(of: parts), &builder) { put($0, &$1) }
        case .null: break
        }
      }
      if notation.isJSON { builder.put(" }") }
    }

    private func put(_ member: Shapes.Member, _ builder: inout ByteBuilder) {
      switch member {
      case .points(let part):
        let isSingle = shapes.vertices(ofPart: part).count == 1
        put(isSingle ? .point : .multiPoint, part..<part + 1, &builder)
      case .line(let part): put(.line, part..<part + 1, &builder)
      case .polygon(let parts): put(.polygon, parts, &builder)
      }
    }

    private func begin(_ kind: Shapes.Kind, _ builder: inout ByteBuilder) {
      if notation.isJSON {
        switch kind {
        case .point, .null: builder.put(#"{ "type": "Point", "coordinates": "#)
        case .multiPoint: builder.put(#"{ "type": "MultiPoint", "coordinates": "#)
        case .line: builder.put(#"{ "type": "LineString", "coordinates": "#)
        case .multiLine: builder.put(#"{ "type": "MultiLineString", "coordinates": "#)
        case .polygon: builder.put(#"{ "type": "Polygon", "coordinates": "#)
        case .multiPolygon: builder.put(#"{ "type": "MultiPolygon", "coordinates": "#)
        case .collection: builder.put(#"{ "type": "GeometryCollection", "geometries": "#)
        }
        return
      }
      switch kind {
      case .point, .null: builder.put("POINT")
      case .multiPoint: builder.put("MULTIPOINT")
      case .line: builder.put("LINESTRING")
      case .multiLine: builder.put("MULTILINESTRING")
      case .polygon: builder.put("POLYGON")
      case .multiPolygon: builder.put("MULTIPOLYGON")
      case .collection: builder.put("GEOMETRYCOLLECTION")
      }
      if hasZ { builder.put(" Z ") } else { builder.put(" ") }
    }

    private func putList<Items: Sequence>(
      _ items: Items, _ builder: inout ByteBuilder,
      _ put: (Items.Element, inout ByteBuilder) -> Void
    ) {
      builder.put(notation.open)
      var isFirst = true
      for item in items {
        if !isFirst { builder.put(notation.comma) }
        isFirst = false
        put(item, &builder)
      }
      builder.put(notation.close)
    }

    private func putLine(_ part: Int, _ builder: inout ByteBuilder) {
      putList(shapes.vertices(ofPart: part), &builder) { vertex, builder in
        builder.put(notation.vertexOpen)
        putNumbers(vertex, &builder)
        builder.put(notation.vertexClose)
      }
    }

    private func putPosition(_ vertex: Int, _ builder: inout ByteBuilder) {
      builder.put(notation.open)
      putNumbers(vertex, &builder)
      builder.put(notation.close)
    }

    @inline(__always)
    private func putNumbers(_ vertex: Int, _ builder: inout ByteBuilder) {
      let point = shapes.points[vertex]
      builder.put(digits: point.x, keepsDecimal: notation.isJSON)
      builder.put(notation.space)
      builder.put(digits: point.y, keepsDecimal: notation.isJSON)
      guard hasZ else { return }
      builder.put(notation.space)
      let z = shapes.z[vertex]
      // Of a shape with heights the vertices without one get the height 0, as everywhere.
      builder.put(digits: z.isNaN ? 0 : z, keepsDecimal: notation.isJSON)
    }
  }
}
