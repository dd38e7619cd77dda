extension Format {
  /// GeoTIFF.
  package static let geoTIFF = Format(
    name: "GeoTIFF", endings: .init(names: ["tif", "tiff"], inFolders: ["tif", "tiff"]),
    siblings: .init(replaced: ["tfw", "tifw", "qml", "sld", "lyrx", "clr"], hasClasses: true),
    rasters: .init(drivers: ["GTiff", "COG"], writer: .gridcastOrGDAL))

  /// The formats of rasters.
  ///
  /// Formats that hold layers too are in the lists of layers. Where no ending is given, other
  /// formats use the same one, and GDAL recognises the format by its content.
  static let ofRasters: [Format] = [
    geoTIFF,
    raster(
      "Erdas Imagine", endings: ["img"], drivers: ["HFA"], inFolders: ["img"], nameFiles: true),
    raster("ASCII grid", endings: ["asc"], drivers: ["AAIGrid"], inFolders: ["asc"]),
    raster("GRASS ASCII grid", endings: [], drivers: ["GRASSASCIIGrid"]),
    raster("ENVI", endings: [], drivers: ["ENVI"]),
    raster("ESRI labelled", endings: ["bil", "bsq", "bip"], drivers: ["EHdr"]),
    raster("PNG", endings: ["png"], drivers: ["PNG"]),
    raster("JPEG", endings: ["jpg", "jpeg"], drivers: ["JPEG"]),
    raster("GIF", endings: ["gif"], drivers: ["GIF"]),
    raster("BMP", endings: ["bmp"], drivers: ["BMP"]),
    raster("WebP", endings: ["webp"], drivers: ["WEBP"]),
    raster("JPEG 2000", endings: ["jp2"], drivers: ["JP2OpenJPEG"], inFolders: ["jp2"]),
    raster("HDF5", endings: ["h5"], drivers: ["HDF5", "HDF5Image"]),
    raster("HDF4", endings: ["hdf"], drivers: ["HDF4", "HDF4Image"]),
    raster("GRIB", endings: ["grb", "grib", "grib2"], drivers: ["GRIB"]),
    raster("SRTM heights", endings: ["hgt"], drivers: ["SRTMHGT"], inFolders: ["hgt"]),
    raster("DTED", endings: ["dt0", "dt1", "dt2"], drivers: ["DTED"]),
    raster("USGS DEM", endings: ["dem"], drivers: ["USGSDEM"], inFolders: ["dem"]),
    raster("NITF", endings: [], drivers: ["NITF"]),
    raster("PCIDSK", endings: [], drivers: ["PCIDSK"], nameFiles: true),
    raster("Idrisi raster", endings: [], drivers: ["RST"]),
    raster("SAGA", endings: [], drivers: ["SAGA"]),
    raster("Surfer ASCII grid", endings: [], drivers: ["GSAG"]),
    raster("Surfer 6 grid", endings: [], drivers: ["GSBG"]),
    raster("Surfer 7 grid", endings: [], drivers: ["GS7BG"]),
    raster("XYZ grid", endings: ["xyz"], drivers: ["XYZ"]),
    raster("ILWIS", endings: [], drivers: ["ILWIS"], nameFiles: true),
    raster("ERMapper", endings: [], drivers: ["ERS"], nameFiles: true),
    raster("Raster Matrix Format", endings: [], drivers: ["RMF"]),
    raster("Arc/Info grid", endings: [], drivers: ["AIG"]),
    raster("Terragen", endings: [], drivers: ["Terragen"]),
    raster("VTP terrain", endings: [], drivers: ["BT"]),
    raster("FARSITE landscape", endings: [], drivers: ["LCP"]),
    raster("ZMap", endings: [], drivers: ["ZMap"]),
    raster("MBTiles", endings: [], drivers: ["MBTiles"]),
    raster("PCRaster", endings: [], drivers: ["PCRaster"]),
  ]

  private static func raster(
    _ name: String, endings: [String], drivers: [String], inFolders: [String] = [],
    nameFiles: Bool = false
  ) -> Format {
    Format(
      name: name, endings: .init(names: endings, inFolders: inFolders),
      rasters: .init(drivers: drivers, nameFiles: nameFiles))
  }
}
