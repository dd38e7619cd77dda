import GridcastBase

/// What `formats` tells of one format.
struct FormatReport: Encodable {
  /// The name that people use.
  let name: String
  /// The endings of its files, the usual one first.
  let endings: [String]
  /// Endings that are read as well.
  let alsoRead: [String]
  /// GDAL's drivers.
  let drivers: [String]
  /// What it holds: layers, rasters or both.
  let holds: [String]
  /// Whether a file may hold several layers.
  let severalLayers: Bool
  /// What it may be packed in.
  let archives: [String]
  /// Endings of files beside it that are read with it, where these are known.
  let siblings: [String]?
  /// Who reads it; nil where nobody does.
  let readBy: String?
  /// Why it is not read.
  let notReadBecause: String?
  /// Who writes it; nil where nobody does.
  let writtenBy: String?
  /// What cannot be written in it.
  let cannotHold: [String]
  /// Drivers that this GDAL was built without; nil where GDAL was not asked.
  let missingDrivers: [String]?

  /// What there is to tell, as far as GDAL was built with these drivers; of Gridcast alone without them.
  init(_ format: Format, installed: Set<String>? = nil) {
    name = format.name
    endings = format.endings.names
    alsoRead = format.endings.readOnly
    drivers = format.drivers
    holds =
      (format.layers == nil ? [] : ["layers"]) + (format.rasters == nil ? [] : ["rasters"])
    severalLayers = format.layers?.holdsSeveral ?? false
    archives = format.archives.map(\.rawValue)
    siblings = format.siblings.read
    let missing = installed.map { installed in format.drivers.filter { !installed.contains($0) } }
    missingDrivers = missing
    cannotHold = format.limits
    let isBuilt = missing.map { $0.count < format.drivers.count } ?? true
    let reader = format.layers?.lane == nil ? "GDAL" : "Gridcast or GDAL"
    switch format.access {
    case .refused(let why): (readBy, notReadBecause) = (nil, why.rawValue)
    case .writeOnly: (readBy, notReadBecause) = (nil, "it is written only")
    case .open, .named:
      (readBy, notReadBecause) = isBuilt ? (reader, nil) : (nil, "this GDAL was built without it")
    }
    let writers = [format.layers?.writer, format.rasters?.writer].compactMap(\.self)
    writtenBy = isBuilt ? writers.first { $0 != .nobody }?.rawValue : nil
  }

  /// Its row in a table: name, endings, what it holds, who reads it, who writes it, what it cannot hold.
  var row: [String] {
    let also = alsoRead.isEmpty ? "" : " (read too: \(alsoRead.joined(separator: ", ")))"
    return [
      name, endings.joined(separator: ", ") + also, holds.joined(separator: ", "),
      readBy ?? "nobody: \(notReadBecause ?? "")", writtenBy ?? "",
      writtenBy == nil ? "" : cannotHold.joined(separator: ", "),
    ]
  }

  /// A table for a page.
  static func markdown(_ reports: [FormatReport]) -> String {
    let header = ["format", "endings", "holds", "read by", "written by", "what cannot be written"]
    let rows = [header, header.map { _ in "---" }] + reports.map(\.row)
    return rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}
