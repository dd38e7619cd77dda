internal import CGDAL
package import GridcastBase

/// A GDAL driver that writes layers, and what it supports.
package struct VectorDriver: Sendable {
  /// GDAL's short name, as in "GPKG".
  package let name: String
  /// The endings of its files, without the dot, the usual one first.
  package let endings: [String]
  /// The types of attributes that it supports.
  package let kinds: Set<Field.Kind>
  /// The narrower types that it supports; see `hasInteger64` for 64-bit integers.
  package let details: Set<Field.Detail>
  /// Whether it supports 64-bit integers.
  package let hasInteger64: Bool
  /// Whether it supports measures (M).
  package let holdsMeasures: Bool

  init(
    name: String, endings: [String], kinds: Set<Field.Kind>, details: Set<Field.Detail>,
    hasInteger64: Bool, holdsMeasures: Bool
  ) {
    self.name = name
    self.endings = endings
    self.kinds = kinds
    self.details = details
    self.hasInteger64 = hasInteger64
    self.holdsMeasures = holdsMeasures
  }

  /// All drivers that write files, in GDAL's order.
  ///
  /// - Throws: `.notInstalled` where GDAL cannot be loaded.
  package static var all: [VectorDriver] {
    get throws(GridcastError) {
      try loadGDAL()
      return known
    }
  }

  /// The short names of all drivers that this GDAL was built with.
  ///
  /// - Throws: `.notInstalled` where GDAL cannot be loaded.
  package static var installed: Set<String> {
    get throws(GridcastError) {
      try loadGDAL()
      return driversOfGDAL
    }
  }

  private static let known: [VectorDriver] = {
    let count = GDALGetDriverCount()
    return (0..<count).compactMap { index in
      guard let driver = unsafe GDALGetDriver(index) else { return nil }
      return unsafe VectorDriver(driver)
    }
  }()

  private init?(_ driver: GDALDriverH) {
    func item(_ key: String) -> String? {
      unsafe GDALGetMetadataItem(driver, key, nil).map { unsafe String(cString: $0) }
    }
    guard let name = unsafe GDALGetDriverShortName(driver).map({ unsafe String(cString: $0) }),
      item("DCAP_VECTOR") == "YES", item("DCAP_CREATE") == "YES",
      !Format.unwrittenDrivers.contains(name)
    else { return nil }
    self.name = name
    endings = (item("DMD_EXTENSIONS") ?? "").split(separator: " ").map { $0.lowercased() }
    let types = (item("DMD_CREATIONFIELDDATATYPES") ?? "String").split(separator: " ")
    kinds = Set(types.compactMap { Self.kinds[String($0)] })
    hasInteger64 = types.contains("Integer64")
    let subtypes = (item("DMD_CREATIONFIELDDATASUBTYPES") ?? "").split(separator: " ")
    details = Set(subtypes.compactMap { Self.details[String($0)] })
    holdsMeasures = item("DCAP_MEASURED_GEOMETRIES") == "YES"
  }

  private static let kinds: [String: Field.Kind] = [
    "Integer": .integer, "Real": .number, "String": .text, "Date": .date, "DateTime": .dateTime,
    "Time": .time, "Binary": .binary, "Integer64List": .integerList, "RealList": .numberList,
    "StringList": .textList,
  ]
  private static let details: [String: Field.Detail] = [
    "Boolean": .boolean, "Int16": .integer16, "Float32": .float32, "JSON": .json, "UUID": .uuid,
  ]
}
