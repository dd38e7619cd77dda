/// What Gridcast knows about one file format: one row of the table of formats.
///
/// A format is plain data; code that depends on it, such as the opening of lanes, switches over its
/// small enums. What GDAL reports about its drivers, such as their field types, is asked from GDAL
/// and not repeated here.
package struct Format: Sendable {
  /// The name that people use, as in "GeoPackage"; no two formats have the same.
  package let name: String
  /// The endings of its files.
  package var endings = Endings()
  /// The archives in which its files can be read without unpacking.
  package var archives: [Archive] = [.zip, .gz]
  /// The files that lie beside its files.
  package var siblings = Siblings()
  /// How its layers are read and written; nil where it holds none that Gridcast takes.
  package var layers: Layers?
  /// How its rasters are read and written; nil where it holds none.
  package var rasters: Rasters?
  /// Whether Gridcast reads the format, and if not, why.
  package var access = Access.open
  /// The patterns of the first bytes by which the format is recognised, each with the file ending
  /// that it stands for.
  package var looks: [Look: String] = [:]
  /// Whether a dataset is a folder of many files.
  package var isFolder = false

  /// The endings of a format's files, without the dot, in lower case.
  package struct Endings: Sendable {
    /// Endings that stand for this format, the usual one first.
    package var names: [String] = []
    /// Endings that are read as well, but never written.
    package var readOnly: [String] = []
    /// Endings of its parts, or of files that may be of other formats too; their siblings are
    /// looked for as those of this format.
    package var kin: [String] = []
    /// Endings of files that are read where the user names only a folder; the others may be
    /// pictures or anything else.
    package var inFolders: [String] = []
  }

  /// A kind of archive or compression.
  package enum Archive: String, Sendable, CaseIterable {
    case zip, gz, bz2, xz, zst
  }

  /// Whether a format is read, and if not, why.
  package enum Access: Sendable, Hashable {
    /// Files are read, whoever made them.
    case open
    /// A database that is read where the user names it, and never because a file refers to it.
    case named
    /// The format is only written.
    case writeOnly
    /// Files are read only where the user allows all drivers.
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

    /// The reason in the language of whoever reads it.
    package var told: Sentence { Sentence(message: rawValue) }
  }

  /// Which code writes a format.
  package enum Writer: String, Sendable {
    case nobody
    case gdal = "GDAL"
    /// Gridcast writes all, whether GDAL could or not.
    case gridcast = "Gridcast"
    /// Gridcast writes the usual cases and GDAL the rest.
    case gridcastOrGDAL = "Gridcast or GDAL"
  }

  /// Gridcast's own readers, which use all cores and do without GDAL.
  package enum Lane: Sendable {
    case shapefile, csv, geoJSON, geoJSONSequence, records, osm, flatGeobuf, geoPackage, parquet
    case arrow
  }

  /// A pattern of the first bytes of a file.
  package enum Look: Sendable, Hashable {
    /// The file begins with this text.
    case bytes(String)
    /// The file begins with a binary header that contains this word.
    case header(String)
    /// The file is a text whose records begin with the record separator of RFC 8142.
    case separatedRecords
    /// The file is JSON with one whole feature a line.
    case objectPerLine
    /// The file is JSON with one whole object a line, or an array of objects, and no GeoJSON.
    case record
    /// The file begins with a document of BSON.
    case document
    /// The file is any other JSON.
    case object
    /// The file is XML with an element whose name begins like this.
    case element(String)
    /// The file is any other XML.
    case markup
    /// The file is any other text.
    case text
  }
}

extension Format: Hashable {
  /// Whether both are the same row of the table, as names are unique.
  package static func == (one: Format, other: Format) -> Bool { one.name == other.name }
  /// Hashes the name, which is unique.
  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
