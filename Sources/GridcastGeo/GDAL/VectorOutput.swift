internal import CGDAL
package import GridcastBase

/// A GDAL dataset with one layer that is being written.
@safe package struct VectorOutput: ~Copyable {
  private let dataset: GDALDatasetH
  private let layer: OGRLayerH
  /// The geometry type of the layer; nil for a table.
  let layerKind: Shapes.Kind?
  private let hasTransaction: Bool

  /// The index of the first of our fields, after those that the format gives every layer; nil for
  /// an existing layer, which has fields of its own.
  private let firstField: Int32?

  /// Creates a dataset with its layer, or a layer or table in what is there.
  ///
  /// `kind` is the type that all shapes are written as: `.collection` keeps each as it is, nil
  /// makes a table. Fields have the names that the format stores. `extending` says that the dataset exists. `withoutLocks` says that the file system has
  /// no locks, and nobody else knows of the file.
  ///
  /// - Throws: `.unwritable` with GDAL's message; `.badData` where GDAL does not understand the
  ///   coordinate system.
  package init(
    path: String, target: String, driver name: String, options: [String], layer layerName: String,
    kind: Shapes.Kind?, hasZ: Bool, hasM: Bool, fields: [Field],
    coordinateSystem: CoordinateSystem?, extending: Bool = false, withoutLocks: Bool = false
  ) throws(GridcastError) {
    Self.letSQLite(lock: !withoutLocks)
    defer { Self.letSQLite(lock: true) }
    let dataset =
      extending || name == "PostgreSQL"
      ? try unsafe Self.open(path, for: target, driver: name)
      : try unsafe Self.create(path, for: target, driver: name)
    let begun: (layer: OGRLayerH, hasTransaction: Bool)
    var fieldsBefore: Int32 = 0
    do throws(GridcastError) {
      let system = try unsafe Self.spatialReference(coordinateSystem)
      defer { if let system = unsafe system { unsafe OSRRelease(system) } }
      let type = kind.map { Self.type(of: $0, hasZ: hasZ, hasM: hasM) } ?? wkbNone
      unsafe begun = try unsafe Self.begin(dataset, for: target) { () throws(GridcastError) in
        if name == "PostgreSQL", !options.contains("OVERWRITE=YES"),
          unsafe GDALDatasetGetLayerByName(dataset, layerName) != nil
        {
          throw GridcastError(
            .unwritable, target,
            "it has a table '\(layerName)' already; \(.overwrite), "
              + "\(.append), or \(.nameLayer)")
        }
        let layer = try unsafe gdal(.unwritable, target) {
          unsafe withStringList(options) {
            unsafe GDALDatasetCreateLayer(dataset, layerName, system, type, $0)
          }
        }
        fieldsBefore = unsafe OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer))
        for field in fields { try unsafe Self.add(field, to: layer, of: dataset, target) }
        return unsafe layer
      }
    } catch {
      unsafe GDALClose(dataset)
      throw error
    }
    layerKind = kind
    // A format may have fields of its own, such as GPX, of which these are some.
    let added = unsafe OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(begun.layer)) - fieldsBefore
    firstField = added == fields.count ? fieldsBefore : nil
    unsafe layer = begun.layer
    unsafe hasTransaction = begun.hasTransaction
    unsafe self.dataset = dataset
  }

  /// Opens an existing layer to add features to it, and creates the fields that it lacks.
  ///
  /// - Throws: `.unwritable` with GDAL's message, or where there is no such layer.
  package init(
    appendingTo path: String, target: String, driver name: String, layer layerName: String,
    kind: Shapes.Kind?, fields: [Field], withoutLocks: Bool = false
  ) throws(GridcastError) {
    Self.letSQLite(lock: !withoutLocks)
    defer { Self.letSQLite(lock: true) }
    let dataset = try unsafe Self.open(path, for: target, driver: name)
    let begun: (layer: OGRLayerH, hasTransaction: Bool)
    do throws(GridcastError) {
      unsafe begun = try unsafe Self.begin(dataset, for: target) { () throws(GridcastError) in
        guard let layer = unsafe GDALDatasetGetLayerByName(dataset, layerName) else {
          throw GridcastError(.unwritable, target, "it has no layer '\(layerName)'")
        }
        for field in fields {
          let definition = unsafe OGR_L_GetLayerDefn(layer)
          if unsafe OGR_FD_GetFieldIndex(definition, field.name) < 0 {
            try unsafe Self.add(field, to: layer, of: dataset, target)
          }
        }
        return unsafe layer
      }
    } catch {
      unsafe GDALClose(dataset)
      throw error
    }
    layerKind = kind
    firstField = nil
    unsafe layer = begun.layer
    unsafe hasTransaction = begun.hasTransaction
    unsafe self.dataset = dataset
  }

  /// Says whether a database that this thread opens next is locked, which GDAL's own way to its files does not do.
  private static func letSQLite(lock: Bool) {
    guard (try? loadGDAL()) != nil else { return }
    unsafe CPLSetThreadLocalConfigOption("SQLITE_USE_OGR_VFS", lock ? nil : "YES")
  }

  private static func create(_ path: String, for target: String, driver name: String)
    throws(GridcastError) -> GDALDatasetH
  {
    try loadGDAL()
    guard let driver = unsafe GDALGetDriverByName(name) else {
      throw GridcastError(.unwritable, target, "this GDAL was built without its format, \(name)")
    }
    return try unsafe gdal(.unwritable, target) {
      unsafe GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, nil)
    }
  }

  private static func open(_ path: String, for target: String, driver: String)
    throws(GridcastError) -> GDALDatasetH
  {
    let (dataset, _) = try unsafe Gate.open(
      path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers: [driver], failing: .unwritable, target)
    return unsafe dataset
  }

  /// Creates the layer within a transaction, where the format has transactions.
  private static func begin(
    _ dataset: GDALDatasetH, for target: String,
    _ layer: () throws(GridcastError) -> OGRLayerH
  ) throws(GridcastError) -> (OGRLayerH, Bool) {
    let isAtomic = unsafe GDALDatasetTestCapability(dataset, ODsCTransactions) == 1
    let hasTransaction =
      unsafe isAtomic && GDALDatasetStartTransaction(dataset, 0) == OGRERR_NONE
    return try unsafe (layer(), hasTransaction)
  }

  deinit { unsafe GDALClose(dataset) }

  /// Flushes and closes the dataset.
  ///
  /// - Throws: `.unwritable` where that fails.
  package consuming func close(_ path: String) throws(GridcastError) {
    let words = collectingMessages { messages in
      unsafe OGR_L_SyncToDisk(layer)
      if hasTransaction, messages.lines.isEmpty {
        unsafe GDALDatasetCommitTransaction(dataset)
      }
      unsafe GDALClose(dataset)
      return messages.text
    }
    discard self
    if !words.isEmpty { throw GridcastError(.unwritable, path, Sentence(message: words)) }
  }

  /// Writes features, whose columns are in the order of the fields and have these names.
  ///
  /// Returns GDAL's messages about values that could not be kept.
  package func write(
    _ features: Features, names: [String], for path: String
  ) throws(GridcastError) -> [String] {
    let definition = unsafe OGR_L_GetLayerDefn(layer)
    let positions = names.enumerated().map { index, name in
      if let firstField {
        firstField + Int32(index)
      } else {
        unsafe OGR_FD_GetFieldIndex(definition, name)
      }
    }
    let shapes = features.shapes
    var isRefused = false
    let words = collectingMessages(from: CE_Warning) { messages in
      for index in 0..<features.count {
        let feature = unsafe OGR_F_Create(definition)
        defer { unsafe OGR_F_Destroy(feature) }
        for (position, column) in features.columns.enumerated() {
          unsafe Self.set(column, row: index, of: feature, at: positions[position])
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
      throw GridcastError(
        .unwritable, path, words.last.map { Sentence(message: $0) } ?? "a feature was refused")
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
      try CoordinateSystem.requireDatabase(for: "\(coordinateSystem)")
      throw GridcastError(.badData, "\(coordinateSystem)", "GDAL does not understand it")
    }
    unsafe OSRSetAxisMappingStrategy(system, OAMS_TRADITIONAL_GIS_ORDER)
    return unsafe system
  }

  private static func add(
    _ field: Field, to layer: OGRLayerH, of dataset: GDALDatasetH, _ path: String
  ) throws(GridcastError) {
    let (type, subtype) = field.ogrType
    let definition = unsafe OGR_Fld_Create(field.name, type)
    defer { unsafe OGR_Fld_Destroy(definition) }
    unsafe OGR_Fld_SetSubType(definition, subtype)
    unsafe OGR_Fld_SetWidth(definition, Int32(field.width))
    unsafe OGR_Fld_SetPrecision(definition, Int32(field.precision))
    if let alias = field.alias { unsafe OGR_Fld_SetAlternativeName(definition, alias) }
    if let domain = field.domain {
      try unsafe domain.add(to: dataset, for: field, path)
      unsafe OGR_Fld_SetDomainName(definition, domain.name)
    }
    _ = try gdal(.unwritable, path) {
      unsafe OGR_L_CreateField(layer, definition, 0) == OGRERR_NONE ? true : nil
    }
  }
}
