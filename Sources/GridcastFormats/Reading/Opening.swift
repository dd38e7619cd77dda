import Foundation
package import GridcastBase
import GridcastGeo

/// How a path is handed to GDAL: its options, and the detours that some files need.
package struct Opening: Sendable {
  let path: String
  package private(set) var gdalPath: String
  /// GDAL's open options.
  var options: [String]
  let indexWasRebuilt: Bool
  let attributesAreMissing: Bool
  /// In which encoding the texts are, where that had to be found out; nil where GDAL knows.
  package let encoding: TextEncoding?
  /// The folder of links with a rebuilt index, deleted with the last copy of this value.
  private let scratch: ScratchFolder?
  /// The sorted copy of an OSM file, which is read in its place.
  private(set) var osmCopy: OSMCopy?

  private let allowsRemote: Bool

  /// - Throws: `.unreadable` where there is no such file, `.usage` for a path beyond this machine
  ///   that the user did not allow.
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
    // A GML may stand in an archive too, and must not fetch anything there either.
    let mayBeGML = Format.gml.endings.names.contains { name.contains(".\($0)") }
    options = (mayBeGML ? .gml : format)?.layers?.openOptions ?? []
  }

  /// The input, where Gridcast reads it itself.
  ///
  /// `wanted` are the fields that will be asked for, where it is enough to know these.
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

  /// The input, where it is an OSM PBF that Gridcast reads itself; nil where it is none.
  ///
  /// - Throws: Where GDAL must read it.
  mutating func osmLane(for source: Source, _ purpose: ReadingPurpose) throws(Declined) -> OSMLane? {
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
    guard gdalPath == path || path == "-" || osmCopy != nil else { throw Declined("it is packed, or far away") }
    if source.filter != nil { throw Declined("a condition chooses the features") }
  }

  /// What GDAL opens where the input is no file: a database, or what lies beyond this machine.
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

  /// Options to take the shapes of a table from a column of WKT.
  static let textShapes = [
    "GEOM_POSSIBLE_NAMES=WKT,geometry,geom,the_geom", "KEEP_GEOM_COLUMNS=NO",
  ]

  /// The format and its layers.
  func inspect() throws(GridcastError) -> (
    format: String, layers: [LayerInfo], losses: [Sentence]
  ) {
    let dataset = try open()
    var losses = dataset.losses
    // GDAL says so of the greatest number there is, too.
    if !losses.isEmpty && !Self.holdsOversizedInteger(gdalPath) { losses = [] }
    return (dataset.format, dataset.layers(), losses)
  }

  /// Whether a text file holds a whole number of more than 64 bits; where it cannot be looked into,
  /// it may.
  private static func holdsOversizedInteger(_ path: String) -> Bool {
    guard let file = FileHandle(forReadingAtPath: path) else { return true }
    defer { try? file.close() }
    var digits: [UInt8] = []
    while let piece = try? file.read(upToCount: 1 << 20), !piece.isEmpty {
      for byte in piece {
        if byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || 48...57 ~= byte {
          digits.append(byte)
        } else {
          if digits.count > 18, isOversized(digits) { return true }
          digits.removeAll(keepingCapacity: true)
        }
      }
    }
    return digits.count > 18 && isOversized(digits)
  }

  private static func isOversized(_ digits: [UInt8]) -> Bool {
    !digits.contains(UInt8(ascii: ".")) && Int64(String(decoding: digits, as: UTF8.self)) == nil
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
      throw GridcastError(
        error.kind, path, error.sentence.mapTexts { Self.explain($0, gdalPath, path) })
    }
  }

  /// GDAL's words about its own path, said of the user's.
  static func explain(_ words: String, _ gdalPath: String, _ path: String) -> String {
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
  /// What GDAL wants before a path to look into the archive.
  fileprivate var gdalPrefix: String {
    switch self {
    case .zip: "/vsizip/"
    case .gz: "/vsigzip/"
    // Only OSM files are read from it, unpacked before.
    case .bz2: ""
    }
  }
}

/// A temporary folder that links to a Shapefile's files, so that GDAL rebuilds a lost index there
/// and not beside the input.
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
