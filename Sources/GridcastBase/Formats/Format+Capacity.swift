extension Format {
  /// What there is to know of a format's layers.
  package struct Layers: Sendable {
    /// GDAL's short names of the drivers that read it.
    package var drivers: [String]
    /// GDAL's driver that writes it, where it is not the first that reads it.
    package var writingDriver: String?
    /// The driver that writes files of an ending, where another than the usual one must.
    package var driverOfEnding: [String: String] = [:]
    /// Who writes it.
    package var writer = Writer.nobody
    /// What reads it without GDAL.
    package var lane: Lane?
    /// The endings of files that the lane reads, where not all.
    package var laneEndings: [String]?
    /// Whether a file may hold more than one layer.
    package var holdsSeveral = false
    /// Whether the format says in which encoding texts are, or they may be in any.
    package var hasFixedEncoding = false
    /// Whether it can be written to standard output as it comes.
    package var streams = false
    /// Whether features can be added to a layer that is there.
    package var canAppend = false
    /// Whether GDAL's writer does not look whether a write succeeded.
    package var isCareless = false
    /// The drivers among them that add what no file holds: heights of 0, fields without a value.
    package var inventing: [String] = []
    /// What GDAL is asked for when a file is opened.
    package var openOptions: [String] = []
    /// What a layer can hold.
    package var capacity = Capacity()
  }

  /// What there is to know of a format's rasters.
  package struct Rasters: Sendable {
    /// GDAL's short names of the drivers that read or write it.
    package var drivers: [String]
    /// Who writes it.
    package var writer = Writer.nobody
    /// Whether its endings mean a raster though it holds layers too.
    package var goBeforeLayers = false
  }

  /// What a layer of a format can hold, beyond what GDAL says of its driver.
  package struct Capacity: Sendable, Hashable {
    /// Whether Gridcast knows the format's habits; of others what was written is counted afterwards.
    package var isKnown = false
    /// Whether there is a place for geometry.
    package var holdsShapes = true
    /// Whether every kind of shape may stand in one layer.
    package var holdsMixedKinds = true
    /// Whether it stands in a coordinate system of the format's own, WGS 84, whatever it is in.
    package var holdsWGS84Only = false
    /// Whether vertices may have measures, where GDAL's driver says so too.
    package var holdsMeasures = true
    /// Whether features may be without geometry.
    package var keepsUnplaced = true
    /// Whether a shape may be of a kind and have no vertex; others would put it at 0, 0.
    package var keepsEmpty = false
    /// Whether exterior rings run clockwise, the other way, or as they come.
    package var exteriorIsClockwise: Bool?
    /// Whether numbers may be infinite or none.
    package var holdsNotFinite = false
    /// Whether GDAL writes numbers with all their digits, or in binary.
    package var keepsDoubles = false
    /// The types of attributes, where GDAL's driver has others that it writes in its own notation.
    package var kinds: Set<Field.Kind>?
    /// Types of attributes that it keeps though GDAL's driver does not say so.
    package var addedKinds: Set<Field.Kind> = []
    /// The most bytes of a field's name.
    package var nameBytes: Int?
    /// The most bytes of a text.
    package var textBytes: Int?
    /// The most fields.
    package var fieldCount: Int?
    /// What GDAL is asked for when a layer is made.
    package var layerOptions: [String] = []

    /// That of a format of which only GDAL knows.
    package static let unknown = Capacity()
  }

  /// What a written layer cannot hold, a few words each.
  package var limits: [String] {
    guard let layers, layers.writer != .nobody else { return [] }
    let capacity = layers.capacity
    var words: [String] = []
    if !capacity.holdsShapes { words.append("shapes") }
    if capacity.holdsWGS84Only { words.append("coordinate systems other than WGS 84") }
    if !capacity.holdsMixedKinds { words.append("shapes of several kinds in a layer") }
    if !capacity.holdsMeasures { words.append("measures") }
    if !capacity.keepsUnplaced { words.append("features without geometry") }
    if let most = capacity.fieldCount { words.append("more than \(most) fields") }
    if let most = capacity.nameBytes { words.append("field names of more than \(most) bytes") }
    if let most = capacity.textBytes { words.append("texts of more than \(most) bytes") }
    if !capacity.holdsNotFinite { words.append("infinite numbers") }
    if !layers.holdsSeveral { words.append("several layers") }
    return words
  }
}
