internal import CGDAL
import GridcastBase

/// Collects OGR features into columns and shapes.
@safe struct FeatureBuilder {
  private let fields: [Field]
  private let encoding: String
  private var shapes = Shapes()
  private var columns: [ColumnBuilder]
  /// For each layer the index in it of each of `fields`, or −1.
  private var positions: [OGRLayerH: [Int32]] = unsafe [:]
  private var curveCount = 0
  private let keepsOpenRings: Bool
  /// The features of polygons with rings that are not closed.
  private(set) var openOnes: Set<Int> = []

  init(fields: [Field], in encoding: String, keepsOpenRings: Bool = false) {
    self.fields = fields
    self.keepsOpenRings = keepsOpenRings
    self.encoding = encoding
    columns = fields.map { ColumnBuilder($0, in: encoding) }
  }

  /// Why polygons are lost that are not closed, unless they are going to be repaired.
  static let openRing: Sentence = "with a ring that is not closed"

  var count: Int { shapes.count }

  /// Looks up the indices of the fields in a layer that will be read.
  mutating func map(_ layer: OGRLayerH, _ others: [String: String] = [:]) {
    let names = unsafe VectorDataset.fields(of: layer, in: encoding, others).fields.map(\.name)
    unsafe positions[layer] = fields.map { field in
      names.firstIndex(of: field.name).map(Int32.init) ?? -1
    }
  }

  /// Adds one feature; features of layers without a map are skipped.
  mutating func append(_ feature: OGRFeatureH, of layer: OGRLayerH) {
    guard let positions = unsafe positions[layer] else { return }
    unsafe appendShape(OGR_F_GetGeometryRef(feature))
    for index in fields.indices {
      let position = positions[index]
      if position >= 0, unsafe OGR_F_IsFieldSetAndNotNull(feature, position) == 1 {
        unsafe columns[index].append(feature, position)
      } else {
        columns[index].appendMissing()
      }
    }
  }

  /// Adds a feature of a shape alone.
  mutating func append(shape: OGRGeometryH?) { unsafe appendShape(shape) }

  /// Returns the collected features and begins anew.
  mutating func finish(_ tally: inout Tally) -> Features {
    if curveCount > 0 {
      tally.note(
        "\(counted(curveCount, "curved geometry", plural: "curved geometries")) cut into straight lines"
      )
    }
    for column in columns {
      let (count, first) = column.impossible
      if count > 0 {
        tally.count(
          "of field '\(column.field.name)' taken as unknown, as no calendar has such a day or time; the first "
            + "is \(first)",
          of: "moment", plural: "moments", count)
      }
      tally.countCut(column.cutCount, of: column.field.name)
      for (encoding, count) in column.guessed.sorted(by: { $0.key < $1.key }) {
        tally.change(
          "field '\(column.field.name)': \(counted(count, "text")) not in \(self.encoding), read as \(encoding) (\(.encodeInput))"
        )
      }
    }
    var features = Features(
      shapes: shapes, columns: columns.map { $0.finish() }, coordinateSystem: nil)
    if !openOnes.isEmpty && !keepsOpenRings {
      tally.lose(Self.openRing, openOnes.count)
      features = features.filtered((0..<features.count).map { !openOnes.contains($0) })
    }
    openOnes = []
    shapes = Shapes()
    columns = fields.map { [encoding] in ColumnBuilder($0, in: encoding) }
    curveCount = 0
    return features
  }

  private mutating func appendShape(_ geometry: OGRGeometryH?) {
    guard let geometry = unsafe geometry else { return shapes.addNull() }
    if unsafe OGR_G_HasCurveGeometry(geometry, 0) == 1 {
      curveCount += 1
      let straight = unsafe OGR_G_GetLinearGeometry(geometry, 0, nil)
      defer { unsafe OGR_G_DestroyGeometry(straight) }
      return unsafe appendStraight(straight)
    }
    unsafe appendStraight(geometry)
  }

  private mutating func appendStraight(_ geometry: OGRGeometryH?) {
    let kind: Shapes.Kind =
      switch unsafe OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) {
      case wkbPoint: .point
      case wkbMultiPoint: .multiPoint
      case wkbLineString: .line
      case wkbMultiLineString: .multiLine
      case wkbPolygon, wkbTriangle: .polygon
      case wkbMultiPolygon, wkbPolyhedralSurface, wkbTIN: .multiPolygon
      default: .collection
      }
    shapes.beginShape(kind)
    if kind == .multiPoint {
      shapes.beginPart(.points)
      let count = unsafe OGR_G_GetGeometryCount(geometry)
      for index in 0..<count {
        unsafe addVertices(of: OGR_G_GetGeometryRef(geometry, index))
      }
    } else {
      unsafe appendParts(of: geometry)
    }
  }

  private mutating func appendParts(of geometry: OGRGeometryH?) {
    guard unsafe OGR_G_IsEmpty(geometry) == 0 else { return }
    let partCount = unsafe OGR_G_GetGeometryCount(geometry)
    switch unsafe OGR_GT_Flatten(OGR_G_GetGeometryType(geometry)) {
    case wkbPoint:
      shapes.beginPart(.points)
      unsafe addVertices(of: geometry)
    case wkbLineString:
      shapes.beginPart(.line)
      unsafe addVertices(of: geometry)
    case wkbPolygon, wkbTriangle:
      for ring in 0..<partCount {
        shapes.beginPart(ring == 0 ? .exterior : .interior)
        unsafe addRing(OGR_G_GetGeometryRef(geometry, ring))
      }
    default:
      for part in 0..<partCount { unsafe appendParts(of: OGR_G_GetGeometryRef(geometry, part)) }
    }
  }

  private mutating func addRing(_ ring: OGRGeometryH?) {
    let first = shapes.points.count
    unsafe addVertices(of: ring)
    guard first < shapes.points.count, let last = shapes.points.last else { return }
    if shapes.points[first] != last { openOnes.insert(shapes.count - 1) }
  }

  private mutating func addVertices(of geometry: OGRGeometryH?) {
    let count = unsafe Int(OGR_G_GetPointCount(geometry))
    guard count > 0 else { return }
    let hasZ = unsafe OGR_G_Is3D(geometry) == 1
    let hasM = unsafe OGR_G_IsMeasured(geometry) == 1
    var z = [Double](repeating: 0, count: hasZ ? count : 0)
    var m = [Double](repeating: 0, count: hasM ? count : 0)
    let stride = Int32(MemoryLayout<Point>.stride)
    let zStride = Int32(MemoryLayout<Double>.stride)
    let points = unsafe [Point](unsafeUninitializedCapacity: count) { buffer, initialized in
      let x = UnsafeMutableRawPointer(buffer.baseAddress)
      unsafe z.withUnsafeMutableBytes { z in
        unsafe m.withUnsafeMutableBytes { m in
          _ = unsafe OGR_G_GetPointsZM(
            geometry, x, stride, x.map { unsafe $0 + 8 }, stride, hasZ ? z.baseAddress : nil,
            zStride,
            hasM ? m.baseAddress : nil, zStride)
        }
      }
      initialized = count
    }
    shapes.add(points, z: z, m: m)
  }
}
