package import GridcastBase

/// One input, as the user names it.
package struct Source: Sendable, Hashable {
  /// The file or folder.
  package var path: String
  /// The names of the layers to read; empty for the only layer, or for all with points where points
  /// are read.
  package var layers: [String]
  /// The coordinate system that the user declares, which overrides that of the file.
  package var coordinateSystem: String?

  /// The encoding of texts that the user declares, which overrides that of the file.
  package var encoding: String?
  /// Whether drivers are allowed that reach the network or other files.
  package var allowsRemote = false
  /// Whether reading goes on where features of it are lost, as they are damaged or the file breaks off.
  package var allowsLoss = false
  /// Whether polygons that are not closed come as they are, as they will be repaired.
  package var keepsOpenRings = false
  /// Whether GDAL reads the input even where Gridcast could.
  package var prefersGDAL = false
  /// Whether GDAL reads feature by feature even where it could deliver columns; both give the same
  /// features, and tests compare them.
  package var readsByFeature = false
  /// What it is for, by which errors tell how more is said of it.
  package var role: InputRole
  /// The columns of a table that tell where its features are, where the user names them.
  package var columns = CoordinateColumns.Named()
  /// Whether the first line of a table of texts holds the names of its columns; nil to find out.
  package var hasHeader: Bool?
  /// The features to read, as a condition of an SQL WHERE clause; nil for all.
  package var filter: String?
  /// The part of the file that is read; nil for all of it.
  package var range: FileRange?

  /// Makes an input from its path.
  package init(
    _ path: String, layers: [String] = [], coordinateSystem: String? = nil, filter: String? = nil,
    role: InputRole = .input
  ) {
    self.role = role
    self.path = path
    self.layers = layers
    self.coordinateSystem = coordinateSystem
    self.filter = filter
  }

  /// The same input, with or without leave to lose features of it.
  package func allowingLoss(_ allowsLoss: Bool) -> Source {
    var source = self
    source.allowsLoss = allowsLoss
    return source
  }

  /// The system that the user declares, without what is said of its axes.
  var systemName: String? {
    guard exchangesAxes else { return coordinateSystem }
    let name = (coordinateSystem ?? "").dropLast(2)
    return name.isEmpty ? nil : String(name.dropLast())
  }

  /// Whether the first coordinate is the northing or latitude, which `EPSG:4547:yx` says, or `yx` of the
  /// system that the file names.
  package var exchangesAxes: Bool {
    guard let name = coordinateSystem?.lowercased() else { return false }
    return name == "yx" || name.hasSuffix(":yx")
  }

  /// The last component of the path without its ending.
  package var name: String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init)
      ?? file
  }
}

/// Which attributes of a layer to read.
package enum FieldSelection: Sendable, Hashable {
  /// All attributes.
  case all
  /// The attributes with these names; missing ones are ignored.
  case named([String])
}
