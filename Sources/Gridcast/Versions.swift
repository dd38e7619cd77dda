internal import GridcastBase
internal import GridcastGeo

/// The versions of Gridcast and of the libraries under it, by their names.
public var versions: [String: String] {
  ["Gridcast": gridcastVersion, "GDAL": gdalVersion, "PROJ": projVersion, "GEOS": geosVersion]
}
