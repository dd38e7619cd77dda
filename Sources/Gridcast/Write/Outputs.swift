import Foundation

/// How a layer or raster is drawn: a field or band in classes.
public struct MapStyle: Sendable, Equatable {
  /// The band or field that is drawn.
  public var name: String
  /// The classes of its values.
  public var classes: Classes

  /// A band or field in classes.
  public init(_ name: String, _ classes: Classes) {
    self.name = name
    self.classes = classes
  }
}

extension Grid {
  /// The cells of a raster in a file.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  public init(of path: String) throws(GridcastError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file")
    }
    self = try RasterFile.grid(of: path)
  }
}

extension Raster {
  /// Reads a raster: square cells, north up, in a known coordinate system.
  ///
  /// - Throws: `.unreadable` or `.badData`, naming the file.
  public init(reading path: String) throws(GridcastError) {
    guard FileManager.default.fileExists(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file")
    }
    self = try RasterFile.read(path)
  }

  /// Writes the raster as GeoTIFF with its style beside it.
  ///
  /// - Throws: `.usage` for an ending other than .tif, `.unwritable` where it cannot be written.
  public func write(to path: String, style: MapStyle, staging: Staging) throws(GridcastError) {
    guard [".tif", ".tiff"].contains(where: path.lowercased().hasSuffix) else {
      throw GridcastError(.usage, path, "a raster is written as GeoTIFF; end its name in .tif")
    }
    try RasterFile.write(self, to: try staging.temporaryPath(for: path))
    let band = (bands.firstIndex { $0.name == style.name } ?? 0) + 1
    try QGISStyle.raster(band: band, classes: style.classes)
      .write(beside: path, ending: "qml", staging: staging)
  }
}

extension Features {
  /// Writes points, lines or polygons as one layer, polygons with their style beside them.
  ///
  /// - Parameters:
  ///   - path: The file, whose ending names the format.
  ///   - style: The field to draw, by the name the user knows; nil for outlines only.
  ///   - declared: What a layer without any shape is of.
  ///   - staging: Holds the files until it is committed.
  ///   - allowLoss: Whether to go on where the format cannot hold everything.
  /// - Returns: Sentences that the user should see.
  /// - Throws: `.usage` for an ending that names no format or a name that another output has,
  ///   `.badData` where the format cannot hold them, `.unwritable` where they cannot be written.
  public func write(
    to path: String, style: MapStyle?, kind declared: Shapes.Kind? = nil, staging: Staging,
    allowLoss: Bool = false
  ) throws(GridcastError) -> [String] {
    let format = try VectorFormat(ofPath: path)
    let isTable = format.driver == "CSV"
    var survey = Survey(limits: true)
    survey.add(self)
    let kinds = Set(shapes.kinds).subtracting([.null])
    let kind: Shapes.Kind? =
      isTable
      ? nil
      : kinds.isEmpty
        ? declared
        : kinds.count == 1 ? kinds.first : kinds.contains(.multiPolygon) ? .multiPolygon : .polygon
    let schema = LayerSchema(
      format, name: URL(filePath: path).deletingPathExtension().lastPathComponent, kind: kind,
      isTable: kind == nil, fields: columns.map(\.field), survey: survey,
      coordinateSystem: coordinateSystem)
    var losses = schema.losses
    let writer = try LayerWriter(path, schema: schema, staging: staging)
    losses += try writer.write(self)
    try writer.close()
    if let loss = losses.first, !allowLoss {
      throw GridcastError(.badData, path, "\(loss); write another format, or pass --allow-loss")
    }
    if kind == .polygon || kind == .multiPolygon {
      // Of fields that share a name the last is the one that was added.
      let field = style.flatMap { style in
        columns.lastIndex { $0.field.name == style.name }.map {
          schema.fields[$0].target.name
        }
      }
      let text =
        if let style, let field { QGISStyle.polygons(field: field, classes: style.classes) } else {
          QGISStyle.outlines
        }
      try text.write(beside: path, ending: "qml", staging: staging)
    }
    return (losses + [schema.renaming].compactMap { $0 }).map { "\(path): \($0)" }
  }
}

extension String {
  /// Writes the text as a staged file.
  public func write(to path: String, staging: Staging) throws(GridcastError) {
    try Array(utf8).write(to: path, staging: staging)
  }

  /// Writes the text beside another output, under its name with another ending.
  func write(beside path: String, ending: String, staging: Staging) throws(GridcastError) {
    let stem = URL(filePath: path).deletingPathExtension().plainPath
    try staging.writeSidecar(Array(utf8), to: "\(stem).\(ending)")
  }
}

extension [UInt8] {
  /// Writes the bytes as a staged file.
  public func write(to path: String, staging: Staging) throws(GridcastError) {
    try staging.write(self, toTemporary: try staging.temporaryPath(for: path), path)
  }
}
