/// GDAL's drivers that may read what strangers send.
package enum Drivers {
  /// Formats of layers that are read.
  ///
  /// Left out are drivers that reach the network, run programs, or read other files that a small
  /// text names.
  package static let vectors = [
    "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "GPKG", "FlatGeobuf", "CSV",
    "LIBKML", "KML", "OSM", "GML", "GPX", "MapInfo File", "DXF", "CAD", "DGN", "SQLite",
    "OpenFileGDB", "XLSX", "XLS", "ODS", "JML", "OGR_GMT", "S57", "SXF", "Parquet", "Arrow",
    "GeoRSS", "Idrisi", "EDIGEO", "VFK", "AVCBin", "AVCE00", "Selafin", "Geoconcept", "WAsP",
    "UK .NTF", "OGR_SDTS", "TIGER", "SVG", "netCDF",
  ]

  /// Formats of rasters that are read, chosen likewise.
  package static let rasters = [
    "GTiff", "COG", "HFA", "AAIGrid", "GRASSASCIIGrid", "ENVI", "EHdr", "PNG", "JPEG", "GIF", "BMP",
    "WEBP", "JP2OpenJPEG", "netCDF", "HDF5", "HDF5Image", "HDF4", "HDF4Image", "GRIB", "SRTMHGT",
    "DTED", "USGSDEM", "NITF", "PCIDSK", "RST", "SAGA", "GSAG", "GSBG", "GS7BG", "XYZ", "ILWIS",
    "ERS", "RMF", "AIG", "SDTS", "Terragen", "BT", "LCP", "ZMap", "GPKG", "MBTiles", "PCRaster",
  ]
}
