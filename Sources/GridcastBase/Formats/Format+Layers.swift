extension Format {
  /// The formats of layers, the most used first; GDAL tries its drivers in this order too.
  static let ofLayers: [Format] = [
    shapefile, geoJSON, geoJSONSeq, records, bson, topoJSON, esriJSON, geoPackage, flatGeobuf,
    geoParquet, csv, kml, osm, gml, gpx, mapInfo, dxf, cad, dgn, sqlite, fileGeodatabase, xlsx, xls,
    ods,
  ]

  /// Shapefiles, alone, in a folder or zipped.
  package static let shapefile = Format(
    name: "Shapefile",
    endings: .init(
      names: ["shp"], readOnly: ["dbf"], kin: ["shx", "qix", "sbn", "sbx"], inFolders: ["shp"]),
    archives: [.zip],
    siblings: .init(
      read: ["shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx"],
      replaced: [
        "shx", "dbf", "prj", "cpg", "qpj", "qix", "sbn", "sbx", "idm", "ind", "fbn", "fbx", "ain",
        "aih", "atx", "mxs", "qml", "sld", "lyrx", "shp.xml",
      ]),
    layers: .init(
      drivers: ["ESRI Shapefile"], writer: .gridcastOrGDAL, lane: .shapefile, canAppend: true,
      // With this GDAL returns the raw bytes of texts; otherwise it would trust the header's encoding.
      openOptions: ["ENCODING="],
      capacity: .init(
        isKnown: true, holdsMixedKinds: false, exteriorIsClockwise: true, nameBytes: 10,
        textBytes: 254, fieldCount: 255,
        // The date in a dBASE header would make two runs of one job differ.
        layerOptions: ["DBF_DATE_LAST_UPDATE=1970-01-01"])))

  /// GeoJSON as one FeatureCollection (RFC 7946).
  package static let geoJSON = Format(
    name: "GeoJSON",
    endings: .init(names: ["geojson", "json"], inFolders: ["geojson"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["GeoJSON"], writer: .gridcastOrGDAL, lane: .geoJSON, hasFixedEncoding: true,
      streams: true,
      canAppend: true, capacity: json()),
    looks: [.object: "geojson"])

  /// GeoJSON with one feature a line, with or without record separators (RFC 8142).
  package static let geoJSONSeq = Format(
    name: "GeoJSONSeq",
    endings: .init(names: ["geojsonl", "geojsons", "ndjson"], inFolders: ["geojsonl"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["GeoJSONSeq"], writer: .gridcastOrGDAL, lane: .geoJSONSequence,
      laneEndings: ["geojsonl", "geojsons"], hasFixedEncoding: true, streams: true,
      capacity: json(wgs84Only: true)),
    looks: [.separatedRecords: "geojsonl", .objectPerLine: "geojsonl"])

  /// JSON with a record a line, as mongoexport and Scrapy write it; arrays of records are called .json, as GeoJSON is.
  package static let records = Format(
    name: "JSON records", endings: .init(names: ["jsonl", "jl"]),
    siblings: .init(read: []),
    layers: .init(drivers: [], lane: .records, hasFixedEncoding: true),
    looks: [.record: "jsonl"])

  /// Documents of MongoDB, as mongodump writes them.
  package static let bson = Format(
    name: "BSON", endings: .init(names: ["bson"]), siblings: .init(read: []),
    layers: .init(drivers: [], lane: .records, hasFixedEncoding: true),
    looks: [.document: "bson"])

  private static func json(wgs84Only: Bool = false) -> Capacity {
    Capacity(
      isKnown: true, holdsWGS84Only: wgs84Only, keepsEmpty: true,
      // RFC 7946, section 3.1.6.
      exteriorIsClockwise: false, addedKinds: [.date, .dateTime],
      layerOptions: ["COORDINATE_PRECISION=15"])
  }

  private static let topoJSON = Format(
    name: "TopoJSON", endings: .init(names: ["topojson"]), siblings: .init(read: []),
    layers: .init(drivers: ["TopoJSON"], holdsSeveral: true, hasFixedEncoding: true))

  private static let esriJSON = Format(
    name: "Esri JSON", layers: .init(drivers: ["ESRIJSON"], hasFixedEncoding: true))

  /// GeoPackage.
  package static let geoPackage = Format(
    name: "GeoPackage", endings: .init(names: ["gpkg"], inFolders: ["gpkg"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["GPKG"], writer: .gridcastOrGDAL, lane: .geoPackage, holdsSeveral: true,
      hasFixedEncoding: true, canAppend: true, checksWrites: true,
      capacity: .init(isKnown: true, keepsEmpty: true, keepsDoubles: true)),
    rasters: .init(drivers: ["GPKG"]),
    // SQLite files begin so too, and most of them that hold layers are GeoPackages.
    looks: [.bytes("SQLite format 3"): "gpkg"])

  /// FlatGeobuf.
  package static let flatGeobuf = Format(
    name: "FlatGeobuf", endings: .init(names: ["fgb"], inFolders: ["fgb"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["FlatGeobuf"], writer: .gridcastOrGDAL, lane: .flatGeobuf, hasFixedEncoding: true,
      streams: true,
      capacity: .init(
        // GDAL drops features without geometry.
        isKnown: true, keepsUnplaced: false, holdsNotFinite: true, keepsDoubles: true)),
    looks: [.bytes("fgb"): "fgb"])

  /// GeoParquet, and Parquet without shapes.
  package static let geoParquet = Format(
    name: "GeoParquet",
    endings: .init(names: ["parquet", "geoparquet"], inFolders: ["parquet", "geoparquet"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["Parquet"], writer: .gridcast, lane: .parquet, hasFixedEncoding: true,
      capacity: .init(
        isKnown: true, holdsMeasures: false, keepsEmpty: true, holdsNotFinite: true,
        keepsDoubles: true)),
    // The second is that of encrypted ones, which are refused by their name.
    looks: [.bytes("PAR1"): "parquet", .bytes("PARE"): "parquet"])

  /// Streams and files of Arrow.
  package static let geoArrow = Format(
    name: "GeoArrow", endings: .init(names: ["arrow", "arrows", "feather"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["Arrow"], writer: .gridcast, lane: .arrow, hasFixedEncoding: true, streams: true,
      streamEnding: "arrows",
      capacity: .init(
        isKnown: true, holdsMeasures: false, keepsEmpty: true, holdsNotFinite: true,
        keepsDoubles: true)),
    looks: [.bytes("ARROW1"): "arrow"])

  /// CSV and other texts with separators.
  package static let csv = Format(
    name: "CSV",
    endings: .init(
      names: ["csv"], readOnly: ["tsv", "txt", "psv"], inFolders: ["csv"]),
    archives: [.gz],
    siblings: .init(read: ["csvt", "prj"], replaced: ["csvt"]),
    layers: .init(
      drivers: ["CSV"], writer: .gridcastOrGDAL, lane: .csv,
      laneEndings: ["csv", "tsv", "txt", "psv"],
      streams: true,
      canAppend: true, openOptions: ["AUTODETECT_TYPE=NO"],
      capacity: .init(
        // GDAL stores measures and more types, but in a notation of its own.
        isKnown: true, holdsMeasures: false, holdsNotFinite: true, kinds: [.integer, .text],
        layerOptions: ["STRING_QUOTING=IF_NEEDED"])),
    looks: [.text: "csv"])

  /// KML, and KMZ as its archive.
  package static let kml = Format(
    name: "KML", endings: .init(names: ["kml", "kmz"], inFolders: ["kml", "kmz"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["LIBKML", "KML"], writingDriver: "KML",
      // Only this driver writes archives.
      driverOfEnding: ["kmz": "LIBKML"], writer: .gdal, holdsSeveral: true,
      hasFixedEncoding: true, streams: true, inventing: ["LIBKML"],
      capacity: .init(
        // According to the KML reference on LinearRing.
        isKnown: true, holdsWGS84Only: true, exteriorIsClockwise: false, isXML: true)),
    looks: [.element("kml"): "kml"])

  /// OpenStreetMap data as PBF or XML.
  package static let osm = Format(
    name: "OpenStreetMap", endings: .init(names: ["osm", "pbf"], inFolders: ["osm", "pbf"]),
    archives: [.zip, .gz, .bz2, .xz, .zst], siblings: .init(read: []),
    layers: .init(
      drivers: ["OSM"], lane: .osm, laneEndings: ["pbf"], holdsSeveral: true,
      hasFixedEncoding: true),
    looks: [.header("OSMHeader"): "osm.pbf", .element("osm"): "osm"])

  /// GML.
  package static let gml = Format(
    name: "GML", endings: .init(names: ["gml"], inFolders: ["gml"]),
    siblings: .init(read: ["gfs", "xsd"]),
    layers: .init(
      drivers: ["GML"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      // GDAL would write a .gfs file beside the input and download the schema that it names.
      openOptions: ["WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO"], capacity: .init(isXML: true)),
    looks: [.markup: "gml"])

  private static let gpx = Format(
    name: "GPX", endings: .init(names: ["gpx"], inFolders: ["gpx"]), siblings: .init(read: []),
    layers: .init(
      drivers: ["GPX"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      capacity: .init(
        holdsWGS84Only: true,
        // According to the schema of GPX 1.1; GDAL numbers the links.
        pointFieldNames: [
          "ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link1_href",
          "link1_text", "link1_type", "link2_href", "link2_text", "link2_type", "sym", "type",
          "fix",
          "sat", "hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid",
        ],
        otherFieldNames: [
          "name", "cmt", "desc", "src", "link1_href", "link1_text", "link1_type", "link2_href",
          "link2_text", "link2_type", "number", "type",
        ], isXML: true)),
    looks: [.element("gpx"): "gpx"])

  /// MapInfo, TAB and MIF.
  package static let mapInfo = Format(
    name: "MapInfo",
    endings: .init(
      names: ["tab", "mif"], kin: ["dat", "map", "id", "ind", "mid"], inFolders: ["tab", "mif"]),
    archives: [.zip],
    siblings: .init(read: ["tab", "dat", "map", "id", "ind", "mif", "mid"]),
    layers: .init(drivers: ["MapInfo File"], writer: .gdal))

  private static let dxf = Format(
    name: "DXF", endings: .init(names: ["dxf"], inFolders: ["dxf"]), siblings: .init(read: []),
    layers: .init(
      drivers: ["DXF"], writer: .gdal, holdsSeveral: true,
      capacity: .init(pointFieldNames: [], otherFieldNames: [])))

  private static let cad = Format(
    name: "DWG", endings: .init(names: ["dwg"]), siblings: .init(read: []),
    layers: .init(drivers: ["CAD"], holdsSeveral: true))

  private static let dgn = Format(
    name: "DGN", endings: .init(names: ["dgn"]), siblings: .init(read: []),
    layers: .init(drivers: ["DGN"]))

  private static let sqlite = Format(
    name: "SQLite", endings: .init(names: ["sqlite"], inFolders: ["sqlite"]),
    siblings: .init(read: []),
    layers: .init(
      drivers: ["SQLite"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      canAppend: true, checksWrites: true, capacity: .init(keepsDoubles: true)))

  /// The file geodatabase of Esri, a folder.
  package static let fileGeodatabase = Format(
    name: "file geodatabase", endings: .init(names: ["gdb"], inFolders: ["gdb"]), archives: [.zip],
    layers: .init(
      drivers: ["OpenFileGDB"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      canAppend: true, checksWrites: true,
      capacity: .init(
        holdsMixedKinds: false, keepsDoubles: true, roundsMoments: true, namesAreWords: true)),
    isFolder: true)

  private static let xlsx = Format(
    name: "XLSX", endings: .init(names: ["xlsx"]), siblings: .init(read: []),
    layers: .init(
      drivers: ["XLSX"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      capacity: .init(holdsShapes: false, isXML: true)))

  private static let xls = Format(
    name: "XLS", endings: .init(names: ["xls"]), siblings: .init(read: []),
    layers: .init(drivers: ["XLS"], holdsSeveral: true, hasFixedEncoding: true))

  private static let ods = Format(
    name: "ODS", endings: .init(names: ["ods"]), siblings: .init(read: []),
    layers: .init(
      drivers: ["ODS"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      capacity: .init(holdsShapes: false, isXML: true)))
}
