import Foundation
package import GridcastBase
package import GridcastGeo

extension RasterDataset {
  /// Opens a raster, or the part of it that the source names as its layer.
  ///
  /// - Parameters:
  ///   - source: The file, and the part.
  ///   - step: What else to do where a part must be chosen; nil where a layer can be named.
  ///   - notes: Receives what of the file is left out.
  /// - Throws: `.unreadable` or `.badData`, naming the file; `.usage` where one of several parts must be
  ///   chosen.
  package init(
    of source: Source, choosing step: NextStep? = nil, _ notes: inout [Sentence]
  ) throws(GridcastError) {
    let whole = try RasterDataset(whole: source)
    guard let part = try Self.choose(from: try whole.info(), source, step, &notes) else {
      self = whole
      return
    }
    self = try RasterDataset(
      reading: source.path, as: part.gdalPath, drivers: source.rasterDrivers,
      keeping: whole.shelter)
  }

  /// Opens the file as a whole.
  package init(whole source: Source) throws(GridcastError) {
    let opening = try Opening(source)
    do {
      try self.init(
        reading: source.path, as: opening.gdalPath, options: opening.rasterOptions,
        drivers: source.rasterDrivers, keeping: opening)
    } catch {
      if !source.allowsRemote, source.isVRT {
        throw GridcastError(
          .unreadable, source.path,
          "it is a VRT, a small text that names other files, which are not read unasked; \(.allowRemote)"
        )
      }
      throw GridcastError(
        error.kind, source.path,
        error.sentence.mapTexts {
          Opening.explain($0, about: opening.gdalPath, as: source.path)
        })
    }
  }

  /// The part to open; nil for the file as it is.
  private static func choose(
    from info: RasterInfo, _ source: Source, _ step: NextStep?, _ notes: inout [Sentence]
  ) throws(GridcastError) -> RasterInfo.Part? {
    let names = info.parts.map { "'\($0.name)'" }.joined(separator: ", ")
    if let wanted = source.layers.first {
      if let part = info.parts.first(where: { $0.name == wanted }) { return part }
      throw GridcastError(
        .badData, source.path,
        info.parts.isEmpty
          ? "it is one raster and has no layer '\(wanted)'"
          : "it has no layer '\(wanted)'; its layers are \(names)")
    }
    if info.bands.isEmpty {
      if info.parts.count == 1 { return info.parts[0] }
      throw GridcastError(
        info.parts.isEmpty ? .badData : .usage, source.path,
        info.parts.isEmpty
          ? "it has no band"
          : "it holds several rasters, \(names); \(step ?? .chooseLayer(source.role))")
    }
    let others = info.parts.dropFirst()
    if !others.isEmpty {
      guard step == nil else {
        throw GridcastError(
          .usage, source.path, "it holds several rasters, \(names); \(step ?? .writeOnePart)")
      }
      notes.append(
        "only the first of its \(counted(info.parts.count, "raster")) is read, and "
          + "\(others.map { "'\($0.name)'" }.joined(separator: ", ")) left out; "
          + "\(.chooseLayer(source.role))")
    }
    return nil
  }
}

extension Source {
  fileprivate var rasterDrivers: [String] { allowsRemote ? [] : Format.openRasterDrivers }

  /// Whether it is a text that tells GDAL which other files to read.
  fileprivate var isVRT: Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    let start = (try? file.read(upToCount: 256)) ?? Data()
    return String(decoding: start, as: UTF8.self).contains("<VRTDataset")
  }

  /// Whether the input holds a raster, and no layers of features: by the ending where that tells, and
  /// otherwise by what GDAL finds in it.
  ///
  /// It is the one way in which all commands tell rasters from layers.
  package var isRaster: Bool {
    let ending = path.fileEnding
    guard path != "-", !path.hasPrefix("PG:"), !path.contains("://") else { return false }
    let format = Format.of(path: path) ?? Format.ending(in: ending)
    // What is packed is looked into only where its name says that it is a raster.
    if ["gz", "bz2"].contains(ending), format == nil { return false }
    if let format, format.access == .open {
      if format.rasters == nil { return false }
      if format.layers == nil { return true }
    }
    if isVRT { return true }
    // Texts of any content, which GDAL might take for grids of points.
    let isText = ["txt", "tsv", "json", "xml", "dat", "log", ""].contains(ending)
    guard !isText || URL(filePath: path).isFolder else { return false }
    return holdsRaster && !(format?.layers != nil && holdsLayers)
  }

  /// Whether GDAL finds a raster in it.
  package var holdsRaster: Bool {
    guard let whole = try? RasterDataset(whole: self), let info = try? whole.info() else {
      return false
    }
    return !info.bands.isEmpty || !info.parts.isEmpty
  }

  private var holdsLayers: Bool {
    guard let found = try? LayerReader.layers(of: self) else { return false }
    return !found.layers.isEmpty
  }
}
