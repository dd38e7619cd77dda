/// What Gridcast knows of one format: one row of the table of formats.
///
/// Plain data: what acts on it, such as the opening of lanes, switches over its small enums. What
/// GDAL itself tells of its drivers, such as the types of fields, is asked of GDAL and not kept here.
package struct Format: Sendable {
  /// The name that people use, as in "GeoPackage"; no two formats have the same.
  package let name: String
  /// How its files are called.
  package var endings = Endings()
  /// What its files may be packed in, to be read as they are.
  package var archives: [Archive] = [.zip, .gz]
  /// What lies beside its files.
  package var siblings = Siblings()
  /// What there is to know of its layers; nil where it holds none, or none that are taken.
  package var layers: Layers?
  /// What there is to know of its rasters; nil where it holds none.
  package var rasters: Rasters?
  /// Whether it is read, and why not.
  package var access = Access.open
  /// How it is told by its first bytes, and the ending that goes with each of the looks.
  package var looks: [Look: String] = [:]
  /// Whether a dataset is a folder of many files.
  package var isFolder = false

  /// The endings of a format's files, without the dot, in small letters.
  package struct Endings: Sendable {
    /// Those of files that mean this format, the usual one first.
    package var names: [String] = []
    /// Those that are read as well, but never written.
    package var readOnly: [String] = []
    /// Those of parts of it, or of files that may be of other formats too: what lies beside them is
    /// looked for as beside a file of this format.
    package var kin: [String] = []
    /// Those that are taken from a folder where nobody says which; others may be pictures or
    /// anything else.
    package var inFolders: [String] = []
  }

  /// What a file may be packed in.
  package enum Archive: String, Sendable, CaseIterable {
    case zip, gz, bz2
  }

  /// Whether a format is read, and why not.
  package enum Access: Sendable, Hashable {
    /// Files of it are read, whoever sent them.
    case open
    /// Read where the user names the database, and never because of what a file holds.
    case named
    /// Written only.
    case writeOnly
    /// Read only where the user allows everything.
    case refused(Refusal)
  }

  /// Why files of a format are not opened.
  package enum Refusal: String, Sendable, CaseIterable {
    case remote = "it reaches the network"
    case program = "it runs other programs"
    case otherFiles = "it reads other files that a small text names"
    case database = "it opens databases"
    case noFiles = "it is no format of files"
    case unexamined = "it has not been examined"
  }

  /// Who writes a format.
  package enum Writer: String, Sendable {
    case nobody
    case gdal = "GDAL"
    /// GDAL the features, Gridcast the index of where they are.
    case gdalWithOwnIndex = "GDAL, the index Gridcast"
    /// GDAL, but the shapes Gridcast where the table of attributes stays as it is.
    case gdalOrOwnShapes = "GDAL, the shapes of a kept table Gridcast"
    /// Gridcast the usual ones, GDAL the rest.
    case gridcastOrGDAL = "Gridcast or GDAL"
  }

  /// What reads a format on all cores, without GDAL.
  package enum Lane: Sendable {
    case shapefile, csv, geoJSON, geoJSONSequence, osm
  }

  /// What the first bytes of a file look like.
  package enum Look: Sendable, Hashable {
    /// They are those of this text.
    case bytes(String)
    /// A binary header with this word in it.
    case header(String)
    /// A text whose records begin with the record separator of RFC 8142.
    case separatedRecords
    /// A line of JSON that is a whole feature.
    case objectPerLine
    /// JSON.
    case object
    /// XML with an element whose name begins so.
    case element(String)
    /// Other XML.
    case markup
    /// Any other text.
    case text
  }
}

extension Format: Hashable {
  package static func == (one: Format, other: Format) -> Bool { one.name == other.name }
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
