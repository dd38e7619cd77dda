internal import GridcastBase
internal import GridcastGeo

/// The versions of Gridcast and of the libraries that it uses, by name.
public var versions: [String: String] {
  ["Gridcast": gridcastVersion, "GDAL": gdalVersion, "PROJ": projVersion, "GEOS": geosVersion]
}
