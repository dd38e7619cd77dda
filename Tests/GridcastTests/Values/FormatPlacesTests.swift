import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// What the places that know formats take from the table is what each kept in a list of its own before.
@Suite struct FormatPlacesTests {
  @Test("GDAL's drivers for what strangers send")
  func drivers() {
    // GDAL tries them in its own order, so theirs does not matter.
    #expect(
      Set(Format.openLayerDrivers) == [
        "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "GPKG", "FlatGeobuf",
        "CSV", "LIBKML", "KML", "OSM", "GML", "GPX", "MapInfo File", "DXF", "CAD", "DGN", "SQLite",
        "OpenFileGDB", "XLSX", "XLS", "ODS", "JML", "OGR_GMT", "S57", "SXF", "Parquet", "Arrow",
        "GeoRSS", "Idrisi", "EDIGEO", "VFK", "AVCBin", "AVCE00", "Selafin", "Geoconcept", "WAsP",
        "UK .NTF", "OGR_SDTS", "TIGER", "SVG", "netCDF",
      ])
    #expect(
      Set(Format.openRasterDrivers) == [
        "GTiff", "COG", "HFA", "AAIGrid", "GRASSASCIIGrid", "ENVI", "EHdr", "PNG", "JPEG", "GIF",
        "BMP", "WEBP", "JP2OpenJPEG", "netCDF", "HDF5", "HDF5Image", "HDF4", "HDF4Image", "GRIB",
        "SRTMHGT", "DTED", "USGSDEM", "NITF", "PCIDSK", "RST", "SAGA", "GSAG", "GSBG", "GS7BG",
        "XYZ", "ILWIS", "ERS", "RMF", "AIG", "SDTS", "Terragen", "BT", "LCP", "ZMap", "GPKG",
        "MBTiles", "PCRaster",
      ])
    #expect(Format.postGIS.drivers == ["PostgreSQL"])
  }

  static let written: [(ending: String, driver: String)] = [
    ("shp", "ESRI Shapefile"), ("gpkg", "GPKG"), ("fgb", "FlatGeobuf"), ("parquet", "Parquet"),
    ("geoparquet", "Parquet"), ("geojson", "GeoJSON"),
    ("json", "GeoJSON"), ("geojsonl", "GeoJSONSeq"), ("geojsons", "GeoJSONSeq"),
    ("ndjson", "GeoJSONSeq"), ("csv", "CSV"), ("kml", "KML"), ("kmz", "LIBKML"),
    ("tab", "MapInfo File"), ("sqlite", "SQLite"), ("gml", "GML"), ("xlsx", "XLSX"),
  ]

  @Test("The driver that writes an ending", arguments: written)
  func writing(ending: String, driver: String) throws {
    let format = try VectorFormat(ofPath: "a.\(ending)")
    #expect(format.driver == driver && format.ending == ending)
  }

  static let named: [(path: String, name: String, driver: String?, ending: String)] = [
    ("a.gpkg", "GeoPackage", "GPKG", "gpkg"), ("a.gpkg", "geopackage", "GPKG", "gpkg"),
    ("a.shp", "Shapefile", "ESRI Shapefile", "shp"), ("a", "GeoParquet", "Parquet", "parquet"),
    ("a.geoparquet", "GeoParquet", "Parquet", "geoparquet"),
    ("a.mif", "MapInfo", "MapInfo File", "mif"), ("a", "MapInfo", "MapInfo File", "tab"),
    ("a.mif", "MapInfo File", "MapInfo File", "mif"),
    ("a.shp", "GeoPackage", nil, ""), ("a.gpkg", "Esri JSON", nil, ""), ("a.gpkg", "Geo", nil, ""),
  ]

  @Test(
    "A format is known by the name that people use, beside GDAL's and its endings", arguments: named
  )
  func byName(path: String, name: String, driver: String?, ending: String) throws {
    let format = try? VectorFormat(ofPath: path, named: name)
    #expect(format?.driver == driver && format?.ending ?? "" == ending)
  }

  @Test("The endings that are offered, and those that stream")
  func usual() {
    #expect(
      VectorFormat.usualEndings == [
        "shp", "geojson", "geojsonl", "gpkg", "fgb", "parquet", "csv", "kml", "arrow",
      ])
    let streams = Format.all.filter { $0.layers?.streams ?? false }.map { $0.endings.names[0] }
    #expect(Set(streams) == ["geojson", "geojsonl", "csv", "fgb", "kml", "arrow"])
    for ending in ["osm", "tsv", "zip", ""] {
      #expect(throws: GridcastError.self) { try VectorFormat(ofPath: "a.\(ending)") }
    }
  }

  @Test("What each format can hold")
  func capacities() throws {
    let formats = Format.all.flatMap { format in format.drivers.map { ($0, format) } }
    func drivers(_ isTrue: (Format.Layers) -> Bool) -> Set<String> {
      Set(formats.filter { $0.1.layers.map(isTrue) ?? false }.map(\.0))
    }
    #expect(
      drivers(\.capacity.holdsWGS84Only) == ["GeoJSONSeq", "KML", "LIBKML", "GPX", "GeoRSS"])
    #expect(drivers { !$0.capacity.holdsMixedKinds } == ["ESRI Shapefile", "OpenFileGDB"])
    #expect(
      drivers(\.capacity.holdsNotFinite) == ["FlatGeobuf", "PostgreSQL", "CSV", "Parquet", "Arrow"])
    #expect(
      drivers(\.capacity.keepsDoubles) == [
        "GPKG", "SQLite", "FlatGeobuf", "OpenFileGDB", "Parquet", "Arrow",
      ])
    #expect(drivers { !$0.capacity.keepsUnplaced } == ["FlatGeobuf"])
    #expect(
      drivers(\.capacity.keepsEmpty) == [
        "GPKG", "PostgreSQL", "GeoJSON", "GeoJSONSeq", "Parquet", "Arrow",
      ])
    #expect(drivers { !$0.capacity.holdsShapes } == ["XLSX", "ODS"])
    #expect(drivers { !$0.capacity.holdsMeasures } == ["CSV", "Parquet", "Arrow"])
    #expect(drivers { $0.capacity.exteriorIsClockwise == true } == ["ESRI Shapefile"])
    #expect(
      drivers { $0.capacity.exteriorIsClockwise == false } == [
        "GeoJSON", "GeoJSONSeq", "KML", "LIBKML",
      ])
    #expect(
      drivers(\.capacity.isKnown) == [
        "ESRI Shapefile", "GeoJSON", "GeoJSONSeq", "CSV", "PostgreSQL", "GPKG", "FlatGeobuf", "KML",
        "LIBKML", "Parquet", "Arrow",
      ])
    #expect(
      drivers(\.canAppend) == [
        "ESRI Shapefile", "GPKG", "PostgreSQL", "SQLite", "GeoJSON", "CSV", "OpenFileGDB",
      ])
  }

  @Test("The writers that look back, and those that are never used")
  func writers() throws {
    #expect(Format.checkingDrivers == ["GPKG", "SQLite", "PostgreSQL", "OpenFileGDB"])
    #expect(
      Format.unwrittenDrivers.isSuperset(of: [
        "Memory", "GPSBabel", "MSSQLSpatial", "MySQL", "Elasticsearch", "Carto", "AmigoCloud",
        "NGW", "PDF", "FITS", "PCIDSK", "PDS4", "MBTiles", "MVT", "BAG", "VICAR", "S57", "VDV",
        "Interlis 1", "Interlis 2", "netCDF", "DGN", "WAsP", "Selafin", "Geoconcept", "MapML",
      ]))
    // What is left is all that GDAL 3.6 writes beside them; a later one may write more.
    #expect(
      Set(try VectorDriver.all.map(\.name)).isSuperset(of: [
        "ESRI Shapefile", "MapInfo File", "CSV", "GML", "GPX", "LIBKML", "KML", "GeoJSON",
        "GeoJSONSeq", "OGR_GMT", "GPKG", "SQLite", "PostgreSQL", "OpenFileGDB", "DXF", "FlatGeobuf",
        "GeoRSS", "PGDUMP", "ODS", "XLSX", "JML",
      ]))
  }

  static let lanes: [(ending: String, lane: Format.Lane?)] = [
    ("shp", .shapefile), ("SHP", .shapefile), ("csv", .csv), ("geojsonl", .geoJSONSequence),
    ("geojsons", .geoJSONSequence), ("geojson", .geoJSON), ("json", .geoJSON), ("osm.pbf", .osm),
    ("ndjson", nil), ("tsv", .csv), ("dbf", nil), ("osm", nil), ("gpkg", .geoPackage),
    ("csv.gz", nil),
    ("fgb", .flatGeobuf), ("jsonl", .records), ("jl", .records), ("bson", .records),
  ]

  @Test("The lane of a file", arguments: lanes)
  func lane(ending: String, lane: Format.Lane?) {
    #expect(Format.lane(ofPath: "a.\(ending)") == lane)
  }

  @Test("What a folder's files are taken for")
  func folders() {
    let taken = Set(Format.all.flatMap(\.endings.inFolders))
    #expect(
      Set(taken.filter { !Format.isRaster("a.\($0)") }) == [
        "shp", "geojson", "geojsonl", "gpkg", "fgb", "csv", "kml", "kmz", "gml", "gpx", "tab",
        "mif", "dxf", "osm", "pbf", "gdb", "sqlite", "parquet", "geoparquet",
      ])
    #expect(
      Set(taken.filter { Format.isRaster("a.\($0)") }) == [
        "tif", "tiff", "img", "asc", "jp2", "hgt", "dem",
      ])
    let several = Set(
      taken.filter { Format.ending(in: $0)?.layers?.holdsSeveral ?? false })
    #expect(
      several == ["gpkg", "kml", "kmz", "gml", "gpx", "dxf", "osm", "pbf", "gdb", "sqlite"])
    #expect(Format.isFolder("a/b.GDB") && !Format.isFolder("a.gdb/b.shp"))
    #expect(
      Format.sidecars.isSuperset(of: [
        "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix", "xml", "qml", "tfw", "ovr", "msk", "sld",
        "dat", "map", "id", "ind", "mid", "csvt", "qpj", "xsd", "gfs", "lyrx",
      ]))
    #expect(Format.sidecars.isDisjoint(with: taken))
  }

  @Test("The endings of rasters: those of before, and of three formats that were read without them")
  func rasters() {
    let all = Format.all.flatMap(\.endings.names).filter { Format.isRaster("a.\($0)") }
    #expect(
      Set(all) == [
        "tif", "tiff", "img", "asc", "vrt", "jp2", "png", "jpg", "jpeg", "nc", "hgt", "dem", "bil",
        "bsq", "bip", "grb", "grib", "grib2", "ecw", "sid", "hdf", "h5", "dt0", "dt1", "dt2", "xyz",
        "gif", "bmp", "webp",
      ])
    #expect(
      Format.all.flatMap(\.endings.names).filter { Format.readsOtherFiles("a.\($0)") } == ["vrt"])
  }

  @Test("The formats that fix the encoding of texts, of those that left no choice before")
  func encodings() {
    for ending in [
      "geojson", "json", "geojsonl", "gpkg", "fgb", "kml", "kmz", "osm", "pbf", "gml", "gpx",
      "geojsons", "ndjson", "osm.gz",
    ] {
      #expect(Format.of(path: "a.\(ending)")?.layers?.hasFixedEncoding == true, "\(ending)")
    }
    for ending in ["shp", "dbf", "csv", "tsv", "tab", "mif", "dxf", "csv.gz"] {
      #expect(Format.of(path: "a.\(ending)")?.layers?.hasFixedEncoding == false, "\(ending)")
    }
  }

  @Test("The endings that are read beside a file")
  func read() {
    let shapefile = ["shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx"]
    let mapInfo = ["tab", "dat", "map", "id", "ind", "mif", "mid"]
    let idrisi = ["vct", "vdc", "adc", "avl", "ref"]
    let table = ["csvt", "prj"]
    var before = ["gml": ["gfs", "xsd"], "csv": table, "tsv": table, "txt": table, "psv": table]
    for family in [shapefile, mapInfo, idrisi] {
      for ending in family where !["prj", "cpg", "ref"].contains(ending) { before[ending] = family }
    }
    for ending in [
      "geojson", "geojsonl", "geojsons", "json", "topojson", "gpkg", "sqlite", "fgb", "kml", "kmz",
      "gpx", "osm", "pbf", "dxf", "dwg", "dgn", "xlsx", "xls", "ods", "parquet", "arrow", "zip",
    ] { before[ending] = [] }
    for (ending, endings) in before {
      #expect(Format.siblings(ofEnding: ending.uppercased()) == endings, "\(ending)")
    }
    let rasters = [
      "wld", "tab", "prj", "aux", "rrd", "ige", "hdr", "stx", "clr", "rpb", "rpc", "rsw", "sgrd",
      "rdc", "ref", "smp", "grf", "csy", "mp#",
    ]
    for (ending, worlds) in [
      ("tif", ["tfw", "tifw"]), ("unknown", ["unw", "unknownw"]), ("", ["w"]),
    ] {
      #expect(Format.siblings(ofEnding: ending) == rasters + worlds, "\(ending)")
    }
    // Of all others whatever may lie beside a raster counts, but for two that are one file always.
    let others = Set(Format.all.filter { $0.siblings.read != nil }.flatMap(\.endings.every))
      .subtracting(before.keys)
    #expect(
      others == [
        "ndjson", "sql", "jsonl", "jl", "bson", "geoparquet", "feather", "arrows",
      ])
  }

  @Test("The endings that are replaced with a file")
  func replaced() {
    let shapefile = [
      "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx", "idm", "ind", "fbn", "fbx", "ain",
      "aih", "atx", "mxs", "qml", "sld", "lyrx", "shp.xml",
    ]
    for format in Format.all {
      let expected =
        switch format.name {
        case "Shapefile": shapefile
        case "GeoTIFF": ["tfw", "tifw", "qml", "sld", "lyrx", "clr"]
        case "CSV": ["csvt"]
        default: ["qml", "sld"]
        }
      #expect(format.siblings.replaced == expected, "\(format.name)")
      #expect(format.siblings.hasClasses == (format.name == "GeoTIFF"))
    }
  }
}
