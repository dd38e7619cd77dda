internal import CGDAL
import GridcastBase

extension VectorDataset {
  static func info(
    of layer: OGRLayerH, in encoding: String, _ others: [String: String] = [:],
    of dataset: GDALDatasetH
  ) -> LayerInfo {
    let type = unsafe OGR_L_GetGeomType(layer)
    let count = unsafe OGR_L_GetFeatureCount(layer, 0)
    let (fields, repeated) = unsafe fields(
      of: layer, in: encoding, others, of: dataset)
    return unsafe LayerInfo(
      name: String(cString: OGR_L_GetName(layer)),
      geometry: String(cString: OGRGeometryTypeToName(type)),
      hasGeometry: type != wkbNone, featureCount: count < 0 ? nil : Int(count),
      fields: fields.filter { $0.name != placemarkIdentity }, coordinateSystemWKT: wkt(of: layer),
      repeatedNames: repeated)
  }

  /// The fields of a layer, each under a name of its own, and the names that came twice.
  ///
  /// `others` are the names of fields that GDAL has under another, by that. Domains are told where the dataset is given.
  static func fields(
    of layer: OGRLayerH, in encoding: String, _ others: [String: String] = [:],
    of dataset: GDALDatasetH? = nil
  ) -> (fields: [Field], repeated: [String]) {
    let definition = unsafe OGR_L_GetLayerDefn(layer)
    var fields: [Field] = []
    var repeated: [String] = []
    var names = Set<String>()
    let count = unsafe OGR_FD_GetFieldCount(definition)
    for index in 0..<count {
      guard let field = unsafe OGR_FD_GetFieldDefn(definition, index) else { continue }
      var next = unsafe Field(ogr: field, in: encoding)
      next.name = others[next.name] ?? next.name
      if let dataset = unsafe dataset {
        next.domain = unsafe FieldDomain(of: field, in: dataset)
      }
      let name = next.name
      var number = 2
      while !names.insert(next.name).inserted {
        next.name = "\(name)_\(number)"
        number += 1
      }
      if number > 2 { repeated.append(name) }
      fields.append(next)
    }
    return (fields, repeated)
  }

  private static func wkt(of layer: OGRLayerH) -> String? {
    guard let system = unsafe OGR_L_GetSpatialRef(layer) else { return nil }
    var text: UnsafeMutablePointer<CChar>? = nil
    defer { unsafe VSIFree(text) }
    let status = unsafe "FORMAT=WKT2_2019".withCString { option in
      let options = unsafe [option, nil]
      return unsafe OSRExportToWktEx(system, &text, options)
    }
    guard status == OGRERR_NONE, let text = unsafe text else { return nil }
    let definition = unsafe String(cString: text)
    return CoordinateSystem.isUndefined(definition) ? nil : definition
  }

  /// The definition of a layer's system as it stands in a GeoPackage.
  ///
  /// GDAL takes whatever is called Pseudo-Mercator for EPSG:3857, with other parameters too.
  static func writtenDefinition(of layer: String, in handle: GDALDatasetH) -> String? {
    let sql =
      "SELECT s.definition FROM gpkg_contents c JOIN gpkg_spatial_ref_sys s ON c.srs_id = s.srs_id "
      + "WHERE c.table_name = \(layer.asSQLText)"
    return collectingMessages { _ -> String? in
      guard let result = unsafe GDALDatasetExecuteSQL(handle, sql, nil, nil) else { return nil }
      defer { unsafe GDALDatasetReleaseResultSet(handle, result) }
      guard let row = unsafe OGR_L_GetNextFeature(result) else { return nil }
      defer { unsafe OGR_F_Destroy(row) }
      return unsafe OGR_F_GetFieldAsString(row, 0).map { unsafe String(cString: $0) }
    }
  }
}
