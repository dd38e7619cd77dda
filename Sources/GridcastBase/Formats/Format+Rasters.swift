extension Format {
  package static let geoTIFF = Format(
    name: "GeoTIFF", endings: .init(names: ["tif", "tiff"], inFolders: ["tif", "tiff"]),
    siblings: .init(replaced: ["tfw", "tifw", "qml", "sld", "lyrx", "clr"], hasClasses: true),
    rasters: .init(drivers: ["GTiff", "COG"], writer: .gridcastOrGDAL))

  /// Formats of rasters.
  ///
  /// Those that hold layers too stand among the layers. Where no ending is told, other formats have it
  /// too, and GDAL tells them by their content.
  static let ofRasters: [Format] = [
    geoTIFF,
    raster("Erdas Imagine", ["img"], ["HFA"], inFolders: ["img"]),
    raster("ASCII grid", ["asc"], ["AAIGrid"], inFolders: ["asc"]),
    raster("GRASS ASCII grid", [], ["GRASSASCIIGrid"]),
    raster("ENVI", [], ["ENVI"]),
    raster("ESRI labelled", ["bil", "bsq", "bip"], ["EHdr"]),
    raster("PNG", ["png"], ["PNG"]),
    raster("JPEG", ["jpg", "jpeg"], ["JPEG"]),
    raster("GIF", ["gif"], ["GIF"]),
    raster("BMP", ["bmp"], ["BMP"]),
    raster("WebP", ["webp"], ["WEBP"]),
    raster("JPEG 2000", ["jp2"], ["JP2OpenJPEG"], inFolders: ["jp2"]),
    raster("HDF5", ["h5"], ["HDF5", "HDF5Image"]),
    raster("HDF4", ["hdf"], ["HDF4", "HDF4Image"]),
    raster("GRIB", ["grb", "grib", "grib2"], ["GRIB"]),
    raster("SRTM heights", ["hgt"], ["SRTMHGT"], inFolders: ["hgt"]),
    raster("DTED", ["dt0", "dt1", "dt2"], ["DTED"]),
    raster("USGS DEM", ["dem"], ["USGSDEM"], inFolders: ["dem"]),
    raster("NITF", [], ["NITF"]),
    raster("PCIDSK", [], ["PCIDSK"]),
    raster("Idrisi raster", [], ["RST"]),
    raster("SAGA", [], ["SAGA"]),
    raster("Surfer ASCII grid", [], ["GSAG"]),
    raster("Surfer 6 grid", [], ["GSBG"]),
    raster("Surfer 7 grid", [], ["GS7BG"]),
    raster("XYZ grid", ["xyz"], ["XYZ"]),
    raster("ILWIS", [], ["ILWIS"]),
    raster("ERMapper", [], ["ERS"]),
    raster("Raster Matrix Format", [], ["RMF"]),
    raster("Arc/Info grid", [], ["AIG"]),
    raster("Terragen", [], ["Terragen"]),
    raster("VTP terrain", [], ["BT"]),
    raster("FARSITE landscape", [], ["LCP"]),
    raster("ZMap", [], ["ZMap"]),
    raster("MBTiles", [], ["MBTiles"]),
    raster("PCRaster", [], ["PCRaster"]),
  ]

  private static func raster(
    _ name: String, _ endings: [String], _ drivers: [String], inFolders: [String] = []
  ) -> Format {
    Format(
      name: name, endings: .init(names: endings, inFolders: inFolders),
      rasters: .init(drivers: drivers))
  }
}
