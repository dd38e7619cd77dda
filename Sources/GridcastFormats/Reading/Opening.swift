import Foundation
package import GridcastBase
import GridcastGeo

/// How GDAL opens a path: with which options, and by which detours that some files need.
package struct Opening: Sendable {
  let path: String
  /// The path that is passed to GDAL.
  package private(set) var gdalPath: String
  /// GDAL's open options.
  var options: [String]
  let indexWasRebuilt: Bool
  let attributesAreMissing: Bool
  /// The encoding of texts where it had to be detected; nil where GDAL knows it.
  package let encoding: TextEncoding?
  /// The folder of links with a rebuilt index, which is deleted with the last copy of this value.
  private let scratch: ScratchFolder?
  /// The sorted copy of an OSM file, which is read in its place.
  private(set) var osmCopy: OSMCopy?

  private let allowsRemote: Bool

  /// - Throws: `.unreadable` where there is no such file; `.usage` for a path on the network that
  ///   the user did not allow.
  package init(_ source: Source) throws(GridcastError) {
    path = source.path
    allowsRemote = source.allowsRemote
    if let place = try Self.placeWithoutFile(source) {
      gdalPath = place
      options = []
      indexWasRebuilt = false
      attributesAreMissing = false
      encoding = source.encoding.map { TextEncoding(TextEncoding.standardName($0), "as told") }
      scratch = nil
      return
    }
    let path = path == "-" ? try StandardInput.file() : path
    let files = FileManager.default
    guard files.fileExists(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no such file")
    }
    guard files.isReadableFile(atPath: path) else {
      throw GridcastError(.unreadable, path, "there is no permission to read it")
    }
    let name = path.lowercased()
    if !URL(filePath: path).isFolder && Self.isEmptyFile(path) {
      throw GridcastError(.unreadable, path, "the file is empty (0 bytes)")
    }
    var scratch: ScratchFolder?
    let archive = Format.Archive(rawValue: path.fileEnding)
    if let form = OSMCopy.Form(ofPath: path) {
      let copy = try OSMCopy(of: path, form)
      osmCopy = copy
      gdalPath = copy.path
    } else if let archive {
      gdalPath = archive.gdalPrefix + path
    } else if name.hasSuffix(".shp"), !Self.hasSibling(path, "shx") {
      let folder = try ScratchFolder(linking: path)
      scratch = folder
      gdalPath = folder.path + "/" + URL(filePath: path).lastPathComponent
    } else {
      gdalPath = path
    }
    self.scratch = scratch
    attributesAreMissing = name.hasSuffix(".shp") && !Self.hasSibling(path, "dbf")
    indexWasRebuilt = scratch != nil
    let format = Format.of(path: path)
    let isTable = format == .csv
    let isShapefile = format == .shapefile
    if let encodingName = source.encoding {
      let told = TextEncoding.standardName(encodingName)
      let own: TextEncoding? = isShapefile ? .ofTable(path) : isTable ? .ofText(path) : nil
      let isDoubtful = own?.name == TextEncoding.utf8 && told != TextEncoding.utf8
      encoding = TextEncoding(
        told,
        isDoubtful
          ? "as told, though it reads as UTF-8; \(.encodeOutput) if that is meant"
          : "as told")
    } else if isShapefile {
      encoding = .ofTable(path)
    } else if isTable && archive == nil {
      encoding = .ofText(path)
    } else {
      encoding = nil
    }
    // An archive may contain a GML too, which must not download its schema either.
    let mayBeGML = Format.gml.endings.names.contains { name.contains(".\($0)") }
    options = (mayBeGML ? .gml : format)?.layers?.openOptions ?? []
  }

  /// Opens the input by a lane.
  ///
  /// `wanted` are the fields that will be read, where that is known.
  ///
  /// - Throws: Where GDAL must read it.
  func lane(for source: Source, wanted: [String]?) throws(Declined) -> any Lane {
    try checkForLanes(source)
    let lane = try openLane(gdalPath, encoding?.name ?? TextEncoding.utf8, wanted: wanted)
    guard source.layers.isEmpty || source.layers == [lane.layer.name] else {
      throw Declined("another layer is wanted")
    }
    return lane
  }

  /// Opens the input by the lane for OSM; nil where it is no OSM PBF file.
  ///
  /// - Throws: Where GDAL must read it.
  mutating func osmLane(for source: Source, _ purpose: ReadingPurpose) throws(Declined) -> OSMLane?
  {
    guard Format.lane(ofPath: gdalPath) == .osm else { return nil }
    let lane = try OSMLane(gdalPath)
    if osmCopy == nil, try !lane.file.isSorted() {
      try copySorted(lane.file)
      return try osmLane(for: source, purpose)
    }
    try checkForLanes(source)
    guard OSMLane.layers.isSuperset(of: source.layers), !source.layers.isEmpty || purpose != .lines
    else { throw Declined("a layer of other relations is wanted") }
    return lane
  }

  private mutating func copySorted(_ file: PBFFile) throws(Declined) {
    do throws(GridcastError) {
      let copy = try OSMCopy(of: path, .pbf(file))
      osmCopy = copy
      gdalPath = copy.path
    } catch {
      throw Declined(error.reason, isFinal: true)
    }
  }

  /// - Throws: Where no lane of any format can serve.
  private func checkForLanes(_ source: Source) throws(Declined) {
    if source.prefersGDAL { throw Declined("as told") }
    guard gdalPath == path || path == "-" || osmCopy != nil else {
      throw Declined("it is packed, or far away")
    }
    if source.filter != nil { throw Declined("a condition chooses the features") }
  }

  /// The name that GDAL opens where the input is no file but a database or on the network.
  private static func placeWithoutFile(_ source: Source) throws(GridcastError) -> String? {
    let path = source.path
    if path.hasPrefix("PG:") { return path }
    let isRemote = path.contains("://")
    guard isRemote || path.hasPrefix("/vsi") else { return nil }
    guard source.allowsRemote else {
      throw GridcastError(
        .usage, path, "it lies beyond this machine's files; \(.allowRemote)")
    }
    return isRemote && !path.hasPrefix("/vsi") ? "/vsicurl/" + path : path
  }

  /// The options that read the shapes of a table from a column of WKT.
  static let textShapes = [
    "GEOM_POSSIBLE_NAMES=WKT,geometry,geom,the_geom", "KEEP_GEOM_COLUMNS=NO",
  ]

  /// Inspects the input for its format and layers.
  func inspect() throws(GridcastError) -> (
    format: String, layers: [LayerInfo], losses: [Sentence]
  ) {
    let dataset = try open()
    let layers = dataset.layers()
    let losses = OversizedIntegers.losses(
      in: gdalPath, after: dataset.losses, format: dataset.format, layers: layers)
    return (dataset.format, layers, losses)
  }

  /// Opens the dataset anew.
  func open(extraOptions: [String] = []) throws(GridcastError) -> VectorDataset {
    do {
      return try VectorDataset(
        reading: gdalPath, options: options + extraOptions, restoringIndex: indexWasRebuilt,
        encoding: encoding?.name ?? TextEncoding.utf8,
        drivers: path.hasPrefix("PG:")
          ? Format.postGIS.drivers : allowsRemote ? [] : Format.openLayerDrivers)
    } catch {
      if !path.hasPrefix("PG:"),
        (try? RasterDataset(
          reading: path, as: gdalPath, drivers: allowsRemote ? [] : Format.openRasterDrivers))
          != nil
      {
        throw GridcastError(.badData, path, Self.isRaster)
      }
      throw GridcastError(
        error.kind, path, error.sentence.mapTexts { Self.explain($0, about: gdalPath, as: path) })
    }
  }

  /// The fault of a raster where layers are read.
  static let isRaster: Sentence =
    "it is a raster, and a layer of points, lines or polygons is wanted"

  /// Replaces GDAL's path in a message by the user's.
  static func explain(_ words: String, about gdalPath: String, as path: String) -> String {
    let words = words.replacingOccurrences(of: gdalPath, with: path)
    if words.contains("not recognized as a supported file format")
      || words.contains("not recognized as being in a supported file format")
    {
      return "it is not in a format that GDAL reads, or is damaged at its beginning"
    }
    return words
  }

  private static func isEmptyFile(_ path: String) -> Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    return size == 0
  }

  private static func hasSibling(_ path: String, _ ending: String) -> Bool {
    let stem = String(path.dropLast(4))
    return [ending, ending.uppercased()].contains {
      FileManager.default.fileExists(atPath: "\(stem).\($0)")
    }
  }
}

extension Format.Archive {
  /// GDAL's prefix for paths into an archive.
  fileprivate var gdalPrefix: String {
    switch self {
    case .zip: "/vsizip/"
    case .gz: "/vsigzip/"
    // Only OSM files are read from it, unpacked before.
    case .bz2: ""
    }
  }
}

/// A temporary folder of links to a Shapefile's files, in which GDAL rebuilds a lost index rather
/// than beside the input.
final class ScratchFolder: Sendable {
  let path: String

  /// An empty one, for what is made of an input.
  init(for input: String) throws(GridcastError) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "gridcast-\(UUID().uuidString)")
    path = folder.plainPath
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw GridcastError(
        .tryAgain, input,
        "no temporary folder can be made at \(path): \(error.localizedDescription)")
    }
  }

  convenience init(linking shapefile: String) throws(GridcastError) {
    try self.init(for: shapefile)
    let files = FileManager.default
    let source = URL(filePath: shapefile).standardizedFileURL
    let stem = source.deletingPathExtension().lastPathComponent
    let folder = URL(filePath: path)
    do {
      for sibling in try files.contentsOfDirectory(
        at: source.deletingLastPathComponent(), includingPropertiesForKeys: nil)
      where sibling.deletingPathExtension().lastPathComponent == stem {
        try files.createSymbolicLink(
          at: folder.appending(path: sibling.lastPathComponent), withDestinationURL: sibling)
      }
    } catch {
      throw GridcastError(
        .unreadable, shapefile,
        "its .shx is missing and could not be rebuilt: \(error.localizedDescription)")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
