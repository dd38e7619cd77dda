internal import CGDAL

/// A GDAL dataset with one layer that is being written.
@safe struct VectorOutput: ~Copyable {
  private let dataset: GDALDatasetH
  private let layer: OGRLayerH
  /// What the layer declares; nil for a table.
  let layerKind: Shapes.Kind?
  private let hasTransaction: Bool

  /// Creates a dataset with its layer.
  ///
  /// `kind` is what every shape is written as: `.collection` for each as it is, nil for a table.
  /// The fields bear their names as the format holds them.
  ///
  /// - Throws: `.unwritable` in GDAL's words; `.badData` where GDAL does not understand the
  ///   coordinate system.
  init(
    path: String, target: String, driver name: String, options: [String], layer layerName: String,
    kind: Shapes.Kind?, hasZ: Bool, hasM: Bool, fields: [Field],
    coordinateSystem: CoordinateSystem?
  ) throws(GridcastError) {
    _ = gdalDrivers
    guard let driver = unsafe GDALGetDriverByName(name) else {
      throw GridcastError(.unwritable, target, "this GDAL was built without its format, \(name)")
    }
    let dataset = try unsafe gdal(.unwritable, target) {
      unsafe GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, nil)
    }
    do throws(GridcastError) {
      let system = try unsafe Self.spatialReference(coordinateSystem)
      defer { if let system = unsafe system { unsafe OSRRelease(system) } }
      let type = kind.map { Self.type(of: $0, hasZ: hasZ, hasM: hasM) } ?? wkbNone
      let layer = try unsafe gdal(.unwritable, target) {
        unsafe withStringList(options) {
          unsafe GDALDatasetCreateLayer(dataset, layerName, system, type, $0)
        }
      }
      for field in fields {
        try unsafe Self.add(field, to: layer, target)
      }
      unsafe self.layer = layer
    } catch {
      unsafe GDALClose(dataset)
      throw error
    }
    layerKind = kind
    unsafe self.dataset = dataset
    hasTransaction = unsafe GDALDatasetStartTransaction(dataset, 0) == OGRERR_NONE
  }

  deinit { unsafe GDALClose(dataset) }

  /// Writes what is still buffered and closes, and says if that failed.
  consuming func close(_ path: String) throws(GridcastError) {
    let words = collectingMessages { messages in
      if hasTransaction { unsafe GDALDatasetCommitTransaction(dataset) }
      unsafe GDALClose(dataset)
      return messages.text
    }
    discard self
    if !words.isEmpty { throw GridcastError(.unwritable, path, words) }
  }

  /// Writes features; their columns stand in the order of the fields.
  ///
  /// Hands back what GDAL says could not be kept as it was.
  func write(_ features: Features, _ path: String) throws(GridcastError) -> [String] {
    let definition = unsafe OGR_L_GetLayerDefn(layer)
    let shapes = features.shapes
    var isRefused = false
    let words = collectingMessages(from: CE_Warning) { messages in
      for index in 0..<features.count {
        let feature = unsafe OGR_F_Create(definition)
        defer { unsafe OGR_F_Destroy(feature) }
        for (position, column) in features.columns.enumerated() {
          unsafe Self.set(column, index, feature, Int32(position))
        }
        if layerKind != nil, shapes.kinds[index] != .null {
          unsafe OGR_F_SetGeometryDirectly(feature, geometry(shapes, index))
        }
        if unsafe OGR_L_CreateFeature(layer, feature) != OGRERR_NONE {
          isRefused = true
          break
        }
      }
      return messages.lines
    }
    if isRefused {
      throw GridcastError(.unwritable, path, words.last ?? "a feature was refused")
    }
    return words
  }

  private static func spatialReference(_ coordinateSystem: CoordinateSystem?) throws(GridcastError)
    -> OGRSpatialReferenceH?
  {
    guard let coordinateSystem else { return nil }
    let system = unsafe OSRNewSpatialReference(nil)
    let text = coordinateSystem.code ?? coordinateSystem.wkt
    guard unsafe OSRSetFromUserInput(system, text) == OGRERR_NONE else {
      unsafe OSRRelease(system)
      throw GridcastError(.badData, "\(coordinateSystem)", "GDAL does not understand it")
    }
    unsafe OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER)
    return unsafe system
  }

  private static func add(_ field: Field, to layer: OGRLayerH, _ path: String) throws(GridcastError)
  {
    let (type, subtype) = field.ogrType
    let definition = unsafe OGR_Fld_Create(field.name, type)
    defer { unsafe OGR_Fld_Destroy(definition) }
    unsafe OGR_Fld_SetSubType(definition, subtype)
    unsafe OGR_Fld_SetWidth(definition, Int32(field.width))
    unsafe OGR_Fld_SetPrecision(definition, Int32(field.precision))
    _ = try gdal(.unwritable, path) {
      unsafe OGR_L_CreateField(layer, definition, 0) == OGRERR_NONE ? true : nil
    }
  }
}
