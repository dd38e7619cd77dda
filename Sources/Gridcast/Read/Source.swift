/// One input, as the user names it.
public struct Source: Sendable, Hashable {
  /// The file or folder.
  public var path: String
  /// The layers to read; empty for the only one, or for all that give points where points are asked.
  public var layers: [String]
  /// The coordinate system that the user says it has, whatever the file says.
  public var coordinateSystem: String?

  /// The encoding of its texts that the user says it has, whatever the file says.
  public var encoding: String?
  /// What stands before `from` and `layer` in the options that speak of this input, as in
  /// `--within-from`.
  public var role: String
  /// Which features to read, as the condition of an SQL WHERE; nil for all.
  public var filter: String?

  /// An input of a path.
  public init(
    _ path: String, layers: [String] = [], coordinateSystem: String? = nil, filter: String? = nil,
    role: String = ""
  ) {
    self.role = role
    self.path = path
    self.layers = layers
    self.coordinateSystem = coordinateSystem
    self.filter = filter
  }

  /// The path's last part without its ending.
  public var name: String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.split(separator: ".", omittingEmptySubsequences: true).first.map(String.init)
      ?? file
  }
}

/// Which attributes of a layer to read.
public enum FieldSelection: Sendable, Hashable {
  /// All of them.
  case all
  /// Those of these names, and no error where one is missing.
  case named([String])
}
