import Foundation
package import GridcastBase
import GridcastFiles
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
    let dataset = try Self.part(of: source, choosing: step, &notes)
    try dataset.refuseHugeBlocks()
    let (lost, told) = try dataset.faults(of: source)
    notes += told + (source.allowsLoss ? lost : [])
    if let first = lost.first, !source.allowsLoss {
      throw GridcastError(.badData, source.path, "\(first). Repair it, or take it away")
    }
    self = dataset
  }

  /// What of a raster cannot be read though GDAL opens it, and what else is told of the files beside it.
  package func faults(of source: Source) throws(GridcastError) -> (
    losses: [Sentence], notes: [Sentence]
  ) {
    let info = try info()
    var faults = SiblingFaults()
    if let archive = RasterArchive(source.path) {
      faults = SiblingFaults(besideRaster: try archive.choose(for: source).gdalPath, info, source)
    } else if source.path != "-", !URL(filePath: source.path).isFolder {
      faults = SiblingFaults(besideRaster: source.path, info, source)
    }
    let losses = faults.losses + info.bands.compactMap(\.oddPacking)
    return (losses.map { "some of it cannot be read: \($0)" }, faults.notes)
  }

  private static func part(
    of source: Source, choosing step: NextStep?, _ notes: inout [Sentence]
  ) throws(GridcastError) -> RasterDataset {
    let whole = try RasterDataset(whole: source)
    var source = source
    if let archive = RasterArchive(source.path) {
      source.layers = try archive.choose(for: source).layers
    }
    guard let part = try choose(from: try whole.info(), source, step, &notes) else {
      return whole
    }
    return try RasterDataset(
      reading: source.path, as: part.gdalPath, drivers: source.rasterDrivers,
      keeping: whole.shelter)
  }

  /// Opens the file as a whole, or the one raster of an archive.
  ///
  /// - Throws: `.unreadable` where GDAL cannot open it; `.badData` where a text lacks numbers, or it is a
  ///   layer by its content.
  package init(whole source: Source) throws(GridcastError) {
    if let archive = RasterArchive(source.path) {
      self = try Self.opened(source, archive.choose(for: source).gdalPath, nil)
    } else {
      let opening = try Opening(source)
      self = try Self.opened(source, opening.gdalPath, opening)
    }
  }

  private static func opened(_ source: Source, _ gdalPath: String, _ opening: Opening?)
    throws(GridcastError) -> RasterDataset
  {
    do throws(GridcastError) {
      let dataset = try RasterDataset(
        reading: source.path, as: gdalPath, options: opening?.rasterOptions ?? [],
        drivers: source.rasterDrivers, keeping: opening)
      try dataset.checkText()
      return dataset
    } catch {
      throw explained(error, source, gdalPath)
    }
  }

  /// What an error of opening means.
  private static func explained(_ error: GridcastError, _ source: Source, _ gdalPath: String)
    -> GridcastError
  {
    if !source.allowsRemote, source.isVRT {
      return GridcastError(
        .unreadable, source.path,
        "it is a VRT, a small text that names other files, which are not read unasked; \(.allowRemote)"
      )
    }
    if let fault = SiblingFaults.headerFault(beside: source.path) {
      return GridcastError(
        .badData, source.path,
        "it cannot be read without its .hdr, and that cannot be read: \(fault). Repair it, or fetch it again"
      )
    }
    if let ending = source.endingOfLayer {
      return GridcastError(
        .badData, source.path,
        "it is no raster but, by its content, a layer as of .\(ending) files; give its name that ending"
      )
    }
    if error.kind == .unreadable, let kind = FileKind(of: source.path), kind != .raster {
      let way: Sentence = kind == .layer ? "; \(.binFirst)" : ""
      return GridcastError(
        .badData, source.path, "it is \(kind.words), and a raster is wanted" + way)
    }
    return GridcastError(
      error.kind, source.path,
      Opening.explain(error.sentence, about: gdalPath, as: source.path))
  }

  /// The part to open; nil for the file as it is.
  private static func choose(
    from info: RasterInfo, _ source: Source, _ step: NextStep?, _ notes: inout [Sentence]
  ) throws(GridcastError) -> RasterInfo.Part? {
    let names = quoted(info.parts.map(\.name))
    if let wanted = source.layers.first {
      if let part = info.parts.first(where: { $0.name == wanted }) { return part }
      // The only raster has the name that the format gives it, or that of the file; a page its number.
      let own = [info.ownName, source.name, info.format == "GTiff" ? "1" : nil]
      if info.parts.isEmpty, own.contains(wanted) { return nil }
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
        "only the first of its \(counted(info.parts.count, "raster")) is read, and \(quoted(others.map(\.name))) left out; \(.chooseLayer(source.role))"
      )
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

  /// Whether the input is a raster, and no layer of features: by its first bytes where these tell, else by
  /// the ending where that tells, and otherwise by what GDAL finds in it.
  ///
  /// It is the one way in which all commands tell rasters from layers. Where a file holds both, the name of
  /// the layer that is asked for decides; without one it counts as layers.
  package var isRaster: Bool {
    if path == "-" {
      var kept = self
      guard let file = try? StandardInput.file() else { return false }
      kept.path = file
      return kept.isRaster
    }
    if let name = NetworkName(path) {
      guard name.gdalName.hasPrefix("/vsi") else { return false }
      // Nothing beyond this machine is asked unasked.
      guard !name.isBeyond || allowsRemote || path.hasPrefix("/vsi") else { return false }
    }
    // The reading of layers tells what is wrong with pipes.
    guard InputFiles.canBeRead(path) else { return false }
    if let archive = RasterArchive(path) {
      return !archive.holdsLayers || layers.first.map(archive.holds) ?? false
    }
    if Format.isRaster(firstBytes: firstBytes) { return true }
    let ending = path.fileEnding
    let format = Format.of(path: path) ?? Format.ending(in: ending)
    // What is packed is looked into only where its name says that it is a raster.
    if let archive = Format.Archive(rawValue: ending), archive != .zip, format == nil {
      return false
    }
    if let format, format.access == .open {
      if format.rasters == nil { return false }
      if format.layers == nil { return true }
    }
    if isVRT { return true }
    // Texts of any content, which GDAL might take for grids of points.
    let isText = ["txt", "tsv", "json", "xml", "dat", "log", ""].contains(ending)
    guard !isText || URL(filePath: path).isFolder else { return false }
    guard holdsRaster else { return false }
    guard format?.layers != nil else { return true }
    let own = ownLayers
    if let wanted = layers.first { return !own.contains(wanted) }
    return own.isEmpty
  }

  private var firstBytes: [UInt8] {
    guard let file = FileHandle(forReadingAtPath: path) else { return [] }
    return [UInt8]((try? file.read(upToCount: 1024)) ?? Data())
  }

  /// The ending of the format of layers that the content looks like, though the name says that it is a
  /// raster.
  fileprivate var endingOfLayer: String? {
    let bytes = firstBytes
    guard Format.isRaster(path), !bytes.isEmpty, !bytes.contains(0),
      !Format.isRaster(firstBytes: bytes)
    else { return nil }
    let ending = Format.ending(ofFirstBytes: bytes)
    let isCollection = String(decoding: bytes, as: UTF8.self).contains("FeatureCollection")
    if ending == "geojsonl", isCollection { return "geojson" }
    return Format.ending(in: ending)?.layers == nil ? nil : ending
  }

  /// The names of the rasters within the input; nil for one that has none.
  package func rasterNames() throws(GridcastError) -> [String?] {
    if let archive = RasterArchive(path), archive.rasters.count > 1 {
      return archive.rasters.map(\.name)
    }
    let parts = try RasterDataset(whole: self).info().parts
    return parts.count > 1 ? parts.map(\.name) : [nil]
  }

  /// The raster, and the bands of it, that names behind a colon mean, as in `x.nc:pop` or `x.nc:pop:2020`.
  ///
  /// Where the file holds several rasters, the name of one of them, the longest that fits, stands first.
  ///
  /// - Throws: `.badData` where the name is that of none, and no raster is read where none is named.
  package func choosing(_ names: [String]) throws(GridcastError) -> (
    source: Source, bands: [String]
  ) {
    let text = names.joined(separator: ",")
    let all = names.isEmpty || !layers.isEmpty ? [] : (try? rasterNames()) ?? []
    let parts = all.compactMap(\.self)
    let fitting = parts.filter { text == $0 || text.hasPrefix("\($0):") }
    guard let part = fitting.max(by: { $0.count < $1.count }) else {
      guard !parts.isEmpty, (try? RasterDataset(whole: self).info().bands.isEmpty) ?? true else {
        return (self, names)
      }
      throw GridcastError(.badData, path, absentRaster(text, among: parts))
    }
    var source = self
    source.layers = [part]
    return (source, text.dropFirst(part.count + 1).split(separator: ",").map(String.init))
  }

  /// Whether GDAL finds a raster in it.
  package var holdsRaster: Bool {
    if RasterArchive(path) != nil { return true }
    do throws(GridcastError) {
      let info = try RasterDataset(whole: self).info()
      return !info.bands.isEmpty || !info.parts.isEmpty
    } catch {
      // What is shut out must be told, not taken for a layer that is damaged.
      let format = Format.of(path: path) ?? Format.ending(in: path.fileEnding)
      return format?.layers == nil && error.sentence.tells(.allowRemote)
    }
  }

  /// The names of its layers of features.
  ///
  /// In a netCDF file what has no place is a dimension of the rasters, such as time.
  private var ownLayers: [String] {
    var whole = self
    whole.layers = []
    guard let found = try? LayerReader.layers(of: whole) else { return [] }
    return found.layers.filter { found.format != "netCDF" || $0.hasGeometry }.map(\.name)
  }
}
