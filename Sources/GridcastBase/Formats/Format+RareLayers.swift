extension Format {
  /// Formats of layers that are met less often, in the order of GDAL's drivers.
  static let ofRareLayers: [Format] = [
    layers("OpenJUMP JML", ["jml"], "JML", writer: .gdal, fixedEncoding: true, careless: true),
    layers("GMT", ["gmt"], "OGR_GMT", writer: .gdal, careless: true),
    layers("S-57", [], "S57", several: true),
    layers("SXF", ["sxf"], "SXF", several: true),
    Format(
      name: "GeoParquet", endings: .init(names: ["parquet"]), siblings: .init(read: []),
      layers: .init(
        drivers: ["Parquet"], writer: .gdal, hasFixedEncoding: true,
        capacity: .init(keepsDoubles: true))),
    Format(
      name: "GeoArrow", endings: .init(names: ["arrow"]), siblings: .init(read: []),
      layers: .init(
        drivers: ["Arrow"], writer: .gdal, hasFixedEncoding: true,
        capacity: .init(keepsDoubles: true))),
    Format(
      name: "GeoRSS",
      layers: .init(
        drivers: ["GeoRSS"], writer: .gdal, hasFixedEncoding: true, isCareless: true,
        capacity: .init(holdsWGS84Only: true))),
    Format(
      name: "Idrisi vector", endings: .init(names: ["vct"], kin: ["vdc", "adc", "avl"]),
      archives: [.zip], siblings: .init(read: ["vct", "vdc", "adc", "avl", "ref"]),
      layers: .init(drivers: ["Idrisi"])),
    layers("EDIGEO", ["thf"], "EDIGEO", several: true),
    layers("VFK", ["vfk"], "VFK", several: true),
    Format(
      name: "Arc/Info coverage", layers: .init(drivers: ["AVCBin"], holdsSeveral: true),
      isFolder: true),
    layers("Arc/Info E00", ["e00"], "AVCE00", several: true),
    layers("Selafin", [], "Selafin", several: true, careless: true),
    layers("Geoconcept", ["gxt"], "Geoconcept", several: true, careless: true),
    // Its ending, .map, is that of a part of MapInfo's.
    layers("WAsP", [], "WAsP", careless: true),
    layers("NTF", [], "UK .NTF", several: true),
    Format(
      name: "SDTS", endings: .init(names: ["ddf"]),
      layers: .init(drivers: ["OGR_SDTS"], holdsSeveral: true),
      rasters: .init(drivers: ["SDTS"])),
    layers("TIGER", ["rt1"], "TIGER", several: true),
    layers("SVG", ["svg"], "SVG", several: true, fixedEncoding: true),
    Format(
      name: "netCDF", endings: .init(names: ["nc"]),
      layers: .init(drivers: ["netCDF"], holdsSeveral: true),
      rasters: .init(drivers: ["netCDF"], goBeforeLayers: true)),
  ]

  private static func layers(
    _ name: String, _ endings: [String], _ driver: String, writer: Writer = .nobody,
    several: Bool = false, fixedEncoding: Bool = false, careless: Bool = false
  ) -> Format {
    Format(
      name: name, endings: .init(names: endings),
      layers: .init(
        drivers: [driver], writer: writer, holdsSeveral: several, hasFixedEncoding: fixedEncoding,
        isCareless: careless))
  }

  /// Databases that are read or written where the user names one, and what is written only.
  static let ofDatabases: [Format] = [
    postGIS,
    Format(
      name: "PostgreSQL dump", endings: .init(names: ["sql"]), siblings: .init(read: []),
      layers: .init(drivers: ["PGDUMP"], writer: .gdal, isCareless: true), access: .writeOnly),
  ]

  package static let postGIS = Format(
    name: "PostgreSQL", archives: [],
    layers: .init(
      drivers: ["PostgreSQL"], writer: .gdal, holdsSeveral: true, hasFixedEncoding: true,
      canAppend: true,
      capacity: .init(
        isKnown: true, keepsEmpty: true, holdsNotFinite: true,
        // It cuts names at 63 bytes by itself.
        nameBytes: 63, layerOptions: ["LAUNDER=NO", "PRECISION=NO"])),
    access: .named)
}
