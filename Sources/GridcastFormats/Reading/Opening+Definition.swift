import Foundation
import GridcastBase
import GridcastGeo

extension Opening {
  /// What the .prj of a Shapefile says, which GDAL understands as WKT of older versions only.
  enum Definition {
    case none
    /// A text that PROJ understands.
    case known(String)
    /// One that it does not.
    case unknown
  }

  /// What the .prj beside a Shapefile says.
  var definition: Definition {
    let stem = gdalPath.dropLast(4)
    guard
      let bytes = ["prj", "PRJ"].lazy.compactMap({
        FileManager.default.contents(atPath: "\(stem).\($0)")
      }).first
    else { return .none }
    let text = String(decoding: bytes, as: UTF8.self).trimmingPrefix("\u{FEFF}")
    let definition = String(text).trimmed
    if definition.isEmpty { return .none }
    // PROJ would also take a part of a name.
    let beginnings = [
      "PROJCRS[", "GEOGCRS[", "GEODCRS[", "COMPOUNDCRS[", "BOUNDCRS[", "PROJCS[", "GEOGCS[",
      "COMPD_CS[", "{", "+PROJ", "+INIT", "EPSG:", "ESRI:", "URN:OGC:",
    ]
    guard beginnings.contains(where: definition.uppercased().hasPrefix),
      (try? CoordinateSystem(definition)) != nil
    else { return .unknown }
    return .known(definition)
  }
}
