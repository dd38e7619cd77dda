extension Format {
  /// Formats of layers that are met less often, in the order of GDAL's drivers.
  static let ofRareLayers: [Format] = [
    layers(
      "OpenJUMP JML", endings: ["jml"], driver: "JML", writer: .gdal, fixedEncoding: true,
      xml: true),
    layers("GMT", endings: ["gmt"], driver: "OGR_GMT", writer: .gdal),
    layers("S-57", endings: [], driver: "S57", several: true),
    layers("SXF", endings: ["sxf"], driver: "SXF", several: true),
    geoArrow,
    Format(
      name: "GeoRSS",
      layers: .init(
        drivers: ["GeoRSS"], writer: .gdal, hasFixedEncoding: true,
        capacity: .init(holdsWGS84Only: true, isXML: true))),
    Format(
      name: "Idrisi vector", endings: .init(names: ["vct"], kin: ["vdc", "adc", "avl"]),
      archives: [.zip], siblings: .init(read: ["vct", "vdc", "adc", "avl", "ref"]),
      layers: .init(drivers: ["Idrisi"])),
    layers("EDIGEO", endings: ["thf"], driver: "EDIGEO", several: true),
    layers("VFK", endings: ["vfk"], driver: "VFK", several: true),
    Format(
      name: "Arc/Info coverage", layers: .init(drivers: ["AVCBin"], holdsSeveral: true),
      isFolder: true),
    layers("Arc/Info E00", endings: ["e00"], driver: "AVCE00", several: true),
    layers("Selafin", endings: [], driver: "Selafin", several: true),
    layers("Geoconcept", endings: ["gxt"], driver: "Geoconcept", several: true),
    // The ending .map also belongs to a part of MapInfo's files.
    layers("WAsP", endings: [], driver: "WAsP"),
    layers("NTF", endings: [], driver: "UK .NTF", several: true),
    Format(
      name: "SDTS", endings: .init(names: ["ddf"]),
      layers: .init(drivers: ["OGR_SDTS"], holdsSeveral: true),
      rasters: .init(drivers: ["SDTS"])),
    layers("TIGER", endings: ["rt1"], driver: "TIGER", several: true),
    layers("SVG", endings: ["svg"], driver: "SVG", several: true, fixedEncoding: true),
    Format(
      name: "netCDF", endings: .init(names: ["nc"]),
      layers: .init(drivers: ["netCDF"], holdsSeveral: true),
      rasters: .init(drivers: ["netCDF"], goBeforeLayers: true)),
  ]

  private static func layers(
    _ name: String, endings: [String], driver: String, writer: Writer = .nobody,
    several: Bool = false, fixedEncoding: Bool = false, xml: Bool = false
  ) -> Format {
    Format(
      name: name, endings: .init(names: endings),
      layers: .init(
        drivers: [driver], writer: writer, holdsSeveral: several, hasFixedEncoding: fixedEncoding,
        capacity: .init(isXML: xml)))
  }

  /// Databases that are read or written where the user names one, and formats that are only
  /// written.
  static let ofDatabases: [Format] = [
    postGIS, mongoDB,
    Format(
      name: "PostgreSQL dump", endings: .init(names: ["sql"]), siblings: .init(read: []),
      layers: .init(drivers: ["PGDUMP"], writer: .gdal), access: .writeOnly),
  ]

  /// PostgreSQL with PostGIS.
  package static let postGIS = Format(
    name: "PostgreSQL", archives: [],
    layers: .init(
      drivers: ["PostgreSQL"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      canAppend: true, checksWrites: true,
      capacity: .init(
        isKnown: true, keepsEmpty: true, holdsNotFinite: true,
        // PostgreSQL itself cuts names at 63 bytes.
        nameBytes: 63, layerOptions: ["LAUNDER=NO", "PRECISION=NO"])),
    access: .named)

  /// MongoDB, whose collections are layers; they are fetched by libmongoc.
  package static let mongoDB = Format(
    name: "MongoDB", archives: [],
    layers: .init(
      drivers: [], lane: .records, laneEndings: [], holdsSeveral: true, hasFixedEncoding: true),
    access: .named)
}
