extension Format {
  /// How the layers of a format are read and written.
  package struct Layers: Sendable {
    /// The short names of the GDAL drivers that read the format.
    package var drivers: [String]
    /// The GDAL driver that writes the format, where it is not the first of `drivers`.
    package var writingDriver: String?
    /// The GDAL driver for files with a certain ending, where it is not the usual one.
    package var driverOfEnding: [String: String] = [:]
    /// Which code writes the format.
    package var writer = Writer.nobody
    /// Gridcast's own reader for the format, where it has one.
    package var lane: Lane?
    /// The endings of files that the lane reads; nil where it reads all.
    package var laneEndings: [String]?
    /// Whether a file may hold more than one layer.
    package var holdsSeveral = false
    /// Whether the format fixes the encoding of texts; otherwise they may be in any.
    package var hasFixedEncoding = false
    /// Whether the format can be written to a pipe, from beginning to end.
    package var streams = false
    /// The ending of files that are such streams, where other files of the format are not.
    package var streamEnding: String?
    /// Whether features can be added to an existing layer.
    package var canAppend = false
    /// Whether GDAL's writer looks itself whether all was written, as databases do, or writes no files.
    package var checksWrites = false
    /// Those of `drivers` that report what the file does not contain: heights of 0, fields without
    /// a value.
    package var inventing: [String] = []
    /// The open options that are passed to GDAL.
    package var openOptions: [String] = []
    /// What a layer of the format can store.
    package var capacity = Capacity()
  }

  /// How the rasters of a format are read and written.
  package struct Rasters: Sendable {
    /// The short names of the GDAL drivers that read or write the format.
    package var drivers: [String]
    /// Which code writes the format.
    package var writer = Writer.nobody
    /// Whether a file of this format counts as a raster, though the format can hold layers too.
    package var goBeforeLayers = false
    /// Whether a file of this format may name the files that hold its cells.
    package var nameFiles = false
  }

  /// What a layer of a format can store, in addition to what GDAL reports about its driver.
  package struct Capacity: Sendable, Hashable {
    /// Whether this describes the format in full; otherwise the written features are counted
    /// afterwards.
    package var isKnown = false
    /// Whether features can have geometry.
    package var holdsShapes = true
    /// Whether shapes of different types may share a layer.
    package var holdsMixedKinds = true
    /// Whether coordinates must be in WGS 84.
    package var holdsWGS84Only = false
    /// Whether vertices may have measures (M), provided that GDAL's driver supports them too.
    package var holdsMeasures = true
    /// Whether features without geometry can be stored.
    package var keepsUnplaced = true
    /// Whether a shape can have a type but no vertex; other formats would place it at (0, 0).
    package var keepsEmpty = false
    /// Whether exterior rings must run clockwise or counter-clockwise; nil where either will do.
    package var exteriorIsClockwise: Bool?
    /// Whether numbers may be infinite or NaN.
    package var holdsNotFinite = false
    /// Whether numbers are stored exactly, in binary or with all their digits.
    package var keepsDoubles = false
    /// Whether moments have whole seconds only, and are in universal time.
    package var roundsMoments = false
    /// The types of attributes; nil where those that GDAL reports are right, and not types that
    /// GDAL writes in a notation of its own.
    package var kinds: Set<Field.Kind>?
    /// Types of attributes that are stored though GDAL does not report them.
    package var addedKinds: Set<Field.Kind> = []
    /// The greatest length of a field name, in bytes.
    package var nameBytes: Int?
    /// The only names that a field of points can have, where the format has fields of its own only.
    package var pointFieldNames: Set<String>?
    /// The only names that a field of lines or areas can have.
    package var otherFieldNames: Set<String>?
    /// Whether names and texts are written as XML, which has no control characters.
    package var isXML = false
    /// Whether the names of layers and fields are words of letters, digits and underscores that SQL does not use.
    package var namesAreWords = false
    /// The greatest length of a text, in bytes.
    package var textBytes: Int?
    /// The greatest number of fields.
    package var fieldCount: Int?
    /// The layer creation options that are passed to GDAL.
    package var layerOptions: [String] = []

    /// The capacity of a format that only GDAL knows.
    package static let unknown = Capacity()
  }

  /// What a written layer cannot store, in a few words each.
  package var limits: [Sentence] {
    guard let layers, layers.writer != .nobody else { return [] }
    let capacity = layers.capacity
    var words: [Sentence] = []
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
