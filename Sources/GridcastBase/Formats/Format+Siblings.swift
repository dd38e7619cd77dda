extension Format {
  /// The endings of files that lie beside a format's files.
  package struct Siblings: Sendable {
    /// Those that are read with a file, itself among them where several are alike; nil where that is
    /// not known, and whatever may lie beside a raster is looked for.
    package var read: [String]?
    /// Those that are replaced with a file: a stale one would win over the new file.
    package var replaced = ["qml", "sld"]
    /// Whether a raster of classes lies beside it, `NAME-classes.tif`.
    package var hasClasses = false

    /// Those of a format that the table does not know.
    package static let usual = Siblings()
  }

  /// Endings of files of the same name beside a raster: where it lies, its system, header, colours,
  /// and the parts that formats keep in files of their own.
  package static let besideRasters = [
    "wld", "tab", "prj", "aux", "rrd", "ige", "hdr", "stx", "clr", "rpb", "rpc", "rsw", "sgrd",
    "rdc", "ref", "smp", "grf", "csy", "mp#",
  ]

  /// What follows the whole name of a file that is read: GDAL's notes, overviews and masks, tables of
  /// values, headers, and what SQLite has not yet put into its file.
  package static let addedWhereRead = [
    ".aux.xml", ".ovr", ".msk", ".vat.dbf", ".hdr", "-wal", "-journal",
  ]

  /// What follows the whole name of a file and is replaced with it.
  package static let addedWhereReplaced = [
    ".aux.xml", ".ovr", ".msk", ".vat.dbf", ".vat.cpg", ".xml",
  ]

  /// What lies beside a raster of classes, which is named after a raster and ends in `-classes`.
  package static let ofClasses = ["tif", "clr", "qml", "tif.aux.xml", "tif.vat.dbf", "tif.vat.cpg"]

  /// The endings of files that belong to others: parts, worlds, statistics, styles, journals.
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

  /// The endings of files of the same name that are read with a file of this ending.
  package static func siblings(ofEnding ending: String) -> [String] {
    let ending = ending.lowercased()
    if Archive(rawValue: ending) != nil { return [] }
    let format = all.first { $0.endings.every.contains(ending) }
    return format?.siblings.read ?? besideRasters + worldFiles(of: ending)
  }

  /// The endings of a world file of an image: of a .tif a .tfw and a .tifw.
  private static func worldFiles(of ending: String) -> [String] {
    guard let first = ending.first, let last = ending.last else { return ["w"] }
    return ["\(first)\(last)w", "\(ending)w"]
  }
}

extension Format.Endings {
  /// All endings by which the format is found or its siblings are.
  package var every: [String] { names + readOnly + kin }
}
