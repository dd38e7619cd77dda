extension Format {
  /// The whole table.
  package static let all = ofLayers + ofRareLayers + ofDatabases + ofRasters + refused

  private static let byEnding = Dictionary(
    all.flatMap { format in
      (format.endings.names + format.endings.readOnly).map { ($0, format) }
    }, uniquingKeysWith: { first, _ in first })
  private static let byDriver = Dictionary(
    all.flatMap { format in format.drivers.map { ($0, format) } },
    uniquingKeysWith: { first, _ in first })

  /// The format whose files have an ending, whether they are written or only read.
  package static func ending(in ending: String) -> Format? {
    byEnding[ending.lowercased()]
  }

  /// The format of a file by its name, also where it is packed by itself, as in `city.osm.gz`; what an
  /// archive of several files holds no name tells.
  package static func of(path: String) -> Format? {
    let ending = path.fileEnding
    guard let archive = Archive(rawValue: ending), archive != .zip else {
      return Format.ending(in: ending)
    }
    let inner = Format.ending(in: String(path.dropLast(ending.count + 1)).fileEnding)
    return inner.flatMap { $0.archives.contains(archive) ? $0 : nil }
  }

  /// The format that a driver of GDAL reads or writes.
  package static func driver(_ driver: String) -> Format? {
    byDriver[driver]
  }

  /// The format of a name that people use, of a driver or of an ending, whatever the case.
  package static func named(_ name: String) -> Format? {
    let name = name.lowercased()
    return all.first { $0.name.lowercased() == name }
      ?? all.first { $0.drivers.contains { $0.lowercased() == name } } ?? ending(in: name)
  }

  /// Whether a path's ending is that of a raster.
  package static func isRaster(_ path: String) -> Bool {
    guard let format = ending(in: path.fileEnding), let rasters = format.rasters
    else { return false }
    return format.layers == nil || rasters.goBeforeLayers
  }

  /// Whether a path's ending is that of a text that names other files, whose content is theirs.
  package static func readsOtherFiles(_ path: String) -> Bool {
    ending(in: path.fileEnding)?.access == .refused(.otherFiles)
  }

  /// Whether a path's ending is that of a dataset that is a folder.
  package static func isFolder(_ path: String) -> Bool {
    ending(in: path.fileEnding)?.isFolder ?? false
  }

  /// All drivers, those of layers first.
  package var drivers: [String] {
    let own = layers?.drivers ?? []
    return own + (rasters?.drivers ?? []).filter { !own.contains($0) }
  }

  /// GDAL's drivers that may read layers of what strangers send.
  ///
  /// Left out are those that reach the network, run programs, or read other files that a small text
  /// names.
  package static let openLayerDrivers = all.filter { $0.access == .open }
    .flatMap { $0.layers?.drivers ?? [] }

  /// GDAL's drivers that may read rasters of what strangers send, chosen likewise.
  package static let openRasterDrivers = all.filter { $0.access == .open }
    .flatMap { $0.rasters?.drivers ?? [] }

  /// GDAL's drivers of which no layer is written, though GDAL may be able to.
  package static let unwrittenDrivers = Set(
    all.filter { ($0.layers?.writer ?? .nobody) == .nobody }.flatMap(\.drivers))

  /// GDAL's drivers that do not look whether a write succeeded.
  package static let carelessDrivers = Set(
    all.compactMap(\.layers).filter(\.isCareless).flatMap(\.drivers))

  /// The formats of files whose habits Gridcast knows when it writes them.
  package static let wellKnown = all.filter {
    $0.layers?.capacity.isKnown ?? false && !$0.endings.names.isEmpty
  }

  /// The driver that writes layers into files of an ending.
  package func writingDriver(ofEnding ending: String) -> String? {
    guard let layers, layers.writer != .nobody else { return nil }
    return layers.driverOfEnding[ending] ?? layers.writingDriver ?? layers.drivers.first
  }

  /// The lane that reads a file, by its ending.
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
  /// What follows the last dot of a path's last part, in small letters; empty where there is none.
  package var fileEnding: String {
    let name = split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
