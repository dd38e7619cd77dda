package import GridcastBase

/// One input, as the user names it.
package struct Source: Sendable, Hashable {
  /// The file or folder.
  package var path: String
  /// The layers to read; empty for the only one, or for all that give points where points are asked.
  package var layers: [String]
  /// The coordinate system that the user says it has, whatever the file says.
  package var coordinateSystem: String?

  /// The encoding of its texts that the user says it has, whatever the file says.
  package var encoding: String?
  /// Whether drivers that reach the network or other files may open it.
  package var allowsRemote = false
  /// Whether reading goes on where features of it are lost, as they are damaged or the file breaks off.
  package var allowsLoss = false
  /// Whether GDAL reads it even where Gridcast could read it itself.
  package var prefersGDAL = false
  /// Whether GDAL is asked feature by feature even where it could hand out whole columns; both give the
  /// same, and tests compare them.
  package var readsByFeature = false
  /// What it is for, by which errors tell how more is said of it.
  package var role: InputRole
  /// Which features to read, as the condition of an SQL WHERE; nil for all.
  package var filter: String?

  /// An input of a path.
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

  /// The path's last part without its ending.
  package var name: String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init)
      ?? file
  }
}

/// Which attributes of a layer to read.
package enum FieldSelection: Sendable, Hashable {
  /// All of them.
  case all
  /// Those of these names, and no error where one is missing.
  case named([String])
}
