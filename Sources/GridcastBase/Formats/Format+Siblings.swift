extension Format {
  /// The endings of files that belong to a dataset and lie beside its main file.
  package struct Siblings: Sendable {
    /// The endings of files that are read together with the main file, which is among them where
    /// several are equal; nil where that is unknown, so that everything that may belong to a raster
    /// is looked for.
    package var read: [String]?
    /// The endings of files that are replaced together with the main file, as outdated ones would
    /// take precedence over the new file.
    package var replaced = ["qml", "sld"]
    /// Whether a raster of classes, `NAME-classes.tif`, lies beside it.
    package var hasClasses = false

    /// The siblings of a format that is not in the table.
    package static let usual = Siblings()
  }

  /// The endings of files with the same base name that belong to a raster: world files, coordinate
  /// systems, headers, colours, and parts that formats keep in separate files.
  package static let besideRasters = [
    "wld", "tab", "prj", "aux", "rrd", "ige", "hdr", "stx", "clr", "rpb", "rpc", "rsw", "sgrd",
    "rdc", "ref", "smp", "grf", "csy", "mp#",
  ]

  /// The suffixes to the full name of a file that is read: GDAL's metadata, overviews and masks,
  /// attribute tables, headers, and SQLite's uncommitted changes.
  package static let addedWhereRead = [
    ".aux.xml", ".ovr", ".msk", ".vat.dbf", ".hdr", "-wal", "-journal",
  ]

  /// The suffixes to the full name of a file that are replaced together with it.
  package static let addedWhereReplaced = [
    ".aux.xml", ".ovr", ".msk", ".vat.dbf", ".vat.cpg", ".xml",
  ]

  /// The endings of the files that make up a raster of classes, whose name ends in `-classes`.
  package static let ofClasses = ["tif", "clr", "qml", "tif.aux.xml", "tif.vat.dbf", "tif.vat.cpg"]

  /// All endings of files that belong to other files: parts, world files, statistics, styles,
  /// journals.
  package static let sidecars: Set<String> = {
    var all = Set(besideRasters + ofClasses + ["tfw", "tifw", "jsonl", "lyrx"])
    for added in addedWhereRead + addedWhereReplaced where added.hasPrefix(".") {
      all.insert(added)
    }
    for format in Format.all {
      all.formUnion((format.siblings.read ?? []) + format.siblings.replaced)
    }
    let last = all.compactMap { $0.split(separator: ".").last.map(String.init) }
    return Set(last).subtracting(Format.all.flatMap(\.endings.names))
  }()

  /// The endings of files with the same base name that are read together with a file of this
  /// ending.
  package static func siblings(ofEnding ending: String) -> [String] {
    let ending = ending.lowercased()
    if Archive(rawValue: ending) != nil { return [] }
    let format = all.first { $0.endings.every.contains(ending) }
    return format?.siblings.read ?? besideRasters + worldFiles(of: ending)
  }

  /// The endings of an image's world file: for .tif they are .tfw and .tifw.
  package static func worldFiles(of ending: String) -> [String] {
    guard let first = ending.first, let last = ending.last else { return ["w"] }
    return ["\(first)\(last)w", "\(ending)w"]
  }
}

extension Format.Endings {
  /// All endings that belong to the format or its siblings.
  package var every: [String] { names + readOnly + kin }
}
