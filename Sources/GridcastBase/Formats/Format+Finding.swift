extension Format {
  /// All formats; where an ending belongs to more than one, the first counts.
  package static let all = ofLayers + ofRareLayers + ofDatabases + ofRasters + refused

  private static let byEnding = Dictionary(
    all.flatMap { format in
      (format.endings.names + format.endings.readOnly).map { ($0, format) }
    }, uniquingKeysWith: { first, _ in first })
  private static let byDriver = Dictionary(
    all.flatMap { format in format.drivers.map { ($0, format) } },
    uniquingKeysWith: { first, _ in first })

  /// The format whose files have this ending, whether Gridcast writes them or only reads them.
  package static func ending(in ending: String) -> Format? {
    byEnding[ending.lowercased()]
  }

  /// The format of a file judged by its name, also where it is compressed as in `city.osm.gz`; nil
  /// for an archive, whose name does not tell what is in it.
  package static func of(path: String) -> Format? {
    let ending = path.fileEnding
    guard let archive = Archive(rawValue: ending), archive != .zip else {
      return Format.ending(in: ending)
    }
    let inner = Format.ending(in: String(path.dropLast(ending.count + 1)).fileEnding)
    return inner.flatMap { $0.archives.contains(archive) ? $0 : nil }
  }

  /// The format that this GDAL driver reads or writes.
  package static func driver(_ driver: String) -> Format? {
    byDriver[driver]
  }

  /// The format with this name, GDAL driver or file ending, in upper or lower case.
  package static func named(_ name: String) -> Format? {
    let name = name.lowercased()
    return all.first { $0.name.lowercased() == name }
      ?? all.first { $0.drivers.contains { $0.lowercased() == name } } ?? ending(in: name)
  }

  /// Whether the path has the ending of a raster format.
  package static func isRaster(_ path: String) -> Bool {
    guard let format = ending(in: path.fileEnding), let rasters = format.rasters
    else { return false }
    return format.layers == nil || rasters.goBeforeLayers
  }

  /// Whether the path has the ending of a text file that refers to other files, whose content
  /// counts as its own.
  package static func readsOtherFiles(_ path: String) -> Bool {
    ending(in: path.fileEnding)?.access == .refused(.otherFiles)
  }

  /// Whether the path has the ending of a dataset that is a folder.
  package static func isFolder(_ path: String) -> Bool {
    ending(in: path.fileEnding)?.isFolder ?? false
  }

  /// The GDAL drivers of the format, those for layers first.
  package var drivers: [String] {
    let own = layers?.drivers ?? []
    return own + (rasters?.drivers ?? []).filter { !own.contains($0) }
  }

  /// Whether its files are databases of SQLite's, whose tables may stand for other files.
  package var isDatabaseFile: Bool {
    drivers.contains { ["GPKG", "SQLite", "MBTiles"].contains($0) }
  }

  /// The GDAL drivers that are safe to read layers from untrusted files.
  ///
  /// Left out are those that reach the network, run programs, or read other files that a small text
  /// names.
  package static let openLayerDrivers = all.filter { $0.access == .open }
    .flatMap { $0.layers?.drivers ?? [] }

  /// The GDAL drivers that are safe to read rasters from untrusted files, chosen likewise.
  package static let openRasterDrivers = all.filter { $0.access == .open }
    .flatMap { $0.rasters?.drivers ?? [] }

  /// The GDAL drivers that Gridcast writes no layers with, though GDAL may be able to.
  package static let unwrittenDrivers = Set(
    all.filter { ($0.layers?.writer ?? .nobody) == .nobody }.flatMap(\.drivers))

  /// The GDAL drivers that look themselves whether all was written.
  ///
  /// Of all others it is not relied on: most ignore what shows only as a file is closed, or as a place in it
  /// is sought.
  package static let checkingDrivers = Set(
    all.compactMap(\.layers).filter(\.checksWrites).flatMap(\.drivers))

  /// The file formats whose capacity Gridcast knows in full.
  package static let wellKnown = all.filter {
    $0.layers?.capacity.isKnown ?? false && !$0.endings.names.isEmpty
  }

  /// The GDAL driver that writes layers to files with this ending.
  package func writingDriver(ofEnding ending: String) -> String? {
    guard let layers, layers.writer != .nobody else { return nil }
    return layers.driverOfEnding[ending] ?? layers.writingDriver ?? layers.drivers.first
  }

  /// The lane that reads a file, judged by its ending.
  package static func lane(ofPath path: String) -> Lane? {
    let ending = path.fileEnding
    return all.lazy.compactMap(\.layersByEnding).first { $0.endings.contains(ending) }?.lane
  }

  private var layersByEnding: (lane: Lane, endings: [String])? {
    guard let layers, let lane = layers.lane else { return nil }
    return (lane, layers.laneEndings ?? endings.names)
  }
}

extension String {
  /// The lower-case text after the last dot of the last path component; empty where there is no
  /// dot.
  package var fileEnding: String {
    let name = split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  /// An ending as it was given, `.gpkg` or `gpkg`, without the dot.
  package var withoutDot: String { hasPrefix(".") ? String(dropFirst()) : self }
}
