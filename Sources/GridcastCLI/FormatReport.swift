import GridcastBase

/// The report of `formats` on one format.
struct FormatReport: Encodable {
  /// The name of the format.
  let name: String
  /// The endings of its files, the usual one first.
  let endings: [String]
  /// The endings that are read but not written.
  let alsoRead: [String]
  /// The names of GDAL's drivers.
  let drivers: [String]
  /// What files of the format can contain: layers, rasters or both.
  let holds: [Sentence]
  /// Whether a file may contain several layers.
  let severalLayers: Bool
  /// The archives in which files are read.
  let archives: [String]
  /// The endings of files that are read together with a file, where these are known.
  let siblings: [String]?
  /// What reads the format; nil where nothing does.
  let readBy: Sentence?
  /// Why the format is not read; nil where it is.
  let notReadBecause: Sentence?
  /// What writes the format; nil where nothing does.
  let writtenBy: String?
  /// What the format cannot store.
  let cannotHold: [Sentence]
  /// The drivers that this GDAL was built without; nil where GDAL was not asked.
  let missingDrivers: [String]?

  private enum CodingKeys: CodingKey {
    case name, endings, alsoRead, drivers, holds, severalLayers, archives, siblings, readBy
    case notReadBecause, writtenBy, cannotHold, missingDrivers
  }

  /// Programs are told in English, whatever the language.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(endings, forKey: .endings)
    try container.encode(alsoRead, forKey: .alsoRead)
    try container.encode(drivers, forKey: .drivers)
    try container.encode(holds.map(\.english), forKey: .holds)
    try container.encode(severalLayers, forKey: .severalLayers)
    try container.encode(archives, forKey: .archives)
    try container.encodeIfPresent(siblings, forKey: .siblings)
    try container.encodeIfPresent(readBy?.english, forKey: .readBy)
    try container.encodeIfPresent(notReadBecause?.english, forKey: .notReadBecause)
    try container.encodeIfPresent(writtenBy, forKey: .writtenBy)
    try container.encode(cannotHold.map(\.english), forKey: .cannotHold)
    try container.encodeIfPresent(missingDrivers, forKey: .missingDrivers)
  }

  /// Describes a format as far as GDAL has these drivers, or independently of GDAL without them.
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
    let isOwn = format.layers?.writer == .gridcast
    let isAlone = isOwn || format.drivers.isEmpty || format.layers?.lane == .arrow
    let isBuilt =
      format.drivers.isEmpty || missing.map { $0.count < format.drivers.count } ?? true
    let reader: Sentence =
      format == .mongoDB
      ? "Gridcast with libmongoc"
      : format.layers?.lane == nil ? "GDAL" : isAlone ? "Gridcast" : "Gridcast or GDAL"
    switch format.access {
    case .refused(let why): (readBy, notReadBecause) = (nil, why.told)
    case .writeOnly: (readBy, notReadBecause) = (nil, "it is written only")
    case .open, .named:
      (readBy, notReadBecause) =
        isBuilt || isAlone ? (reader, nil) : (nil, "this GDAL was built without it")
    }
    let writers = [format.layers?.writer, format.rasters?.writer].compactMap(\.self)
    writtenBy = isOwn || isBuilt ? writers.first { $0 != .nobody }?.rawValue : nil
  }

  /// The row of the table: name, endings, content, what reads and writes it, and what it cannot
  /// store.
  var row: [String] {
    let names = endings.joined(separator: ", ")
    let all: Sentence =
      alsoRead.isEmpty
      ? Sentence(names) : "\(names) (read too: \(alsoRead.joined(separator: ", ")))"
    let own: Sentence = readBy ?? "nobody: \(notReadBecause ?? "")"
    let listed = [holds, writtenBy == nil ? [] : cannotHold].map { $0.joined(separator: ", ") }
    return [
      name, all.description, listed[0].description, own.description,
      writtenBy.map { Sentence(message: $0).description } ?? "", listed[1].description,
    ]
  }

  /// The table in Markdown.
  static func markdown(_ reports: [FormatReport]) -> String {
    let header = ["format", "endings", "holds", "read by", "written by", "what cannot be written"]
    let rows = [header, header.map { _ in "---" }] + reports.map(\.row)
    return rows.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}
