import Foundation
package import GridcastBase
import GridcastFiles
import GridcastGeo

/// How GDAL opens a path: with which options, and by which detours that some files need.
package struct Opening: Sendable {
  let path: String
  /// The path that is passed to GDAL.
  package internal(set) var gdalPath: String
  /// GDAL's open options.
  var options: [String]
  /// Whether the files of a Shapefile fit each other; nil for other formats.
  let parts: ShapefileParts?
  /// The encoding of texts where it had to be detected; nil where GDAL knows it.
  package let encoding: TextEncoding?
  /// The folder of links with a rebuilt index, which is deleted with the last copy of this value.
  private let scratch: ScratchFolder?
  private let origin: ScratchFolder?
  /// The sorted copy of an OSM file, which is read in its place.
  private(set) var osmCopy: OSMCopy?

  /// A copy of a table of texts in UTF-8, unpacked, which is read in its place.
  private(set) var textCopy: TextCopy?
  /// What a GeoJSON is found to be that GDAL must read; nil where a lane reads it, and for other formats.
  var json: JSONCopy?
  /// What a KML, GPX or GML is found to be; nil for other formats.
  var xml: XMLCopy?
  /// How GDAL or a lane gets the texts.
  var ownEncoding: String {
    textCopy?.ownEncoding ?? encoding?.name ?? TextEncoding.utf8
  }

  /// The layers that remain to be chosen, where the user chose a file of an archive by name.
  let layers: [String]
  /// The files of an archive of several, or the collections of a database, of which the user chose none.
  let members: [String]
  /// The collection of MongoDB's that is read; nil for all else.
  let collection: String?
  /// A copy of a dBASE table for GDAL.
  let tableCopy: TableCopy?
  /// Whether the first row of sheets holds names; nil where GDAL may find out.
  var sheetHeader: Bool?
  private let isUnpacked: Bool
  private let unpackingLosses: [Sentence]
  /// What the user should know of how it was unpacked.
  let unpackingNotes: [Sentence]
  /// Whether a PBF breaks off.
  private var osmIsCut = false
  /// Which features cannot be read, as far as opening the input tells.
  var missing: [Sentence] {
    (osmCopy?.losses ?? []) + (textCopy?.losses ?? []) + (json?.withheld ?? [])
      + (xml?.withheld ?? []) + unpackingLosses + (parts?.losses ?? [])
      + siblings.losses
      + (osmIsCut ? ["reading ended early: it breaks off within a block"] : [])
  }
  let allowsRemote: Bool
  /// What is wrong with the files beside the input.
  let siblings: SiblingFaults

  /// - Throws: `.unreadable` where there is no such file; `.usage` for a path on the network that
  ///   the user did not allow.
  package init(_ source: Source) throws(GridcastError) {
    path = source.path
    sheetHeader = source.hasHeader
    allowsRemote = source.allowsRemote
    if let place = try Self.placeWithoutFile(source) {
      gdalPath = place.path
      collection = place.collection
      options = []
      parts = nil
      encoding = try source.encoding.map { name throws(GridcastError) in
        TextEncoding(try TextEncoding.known(name), "as told")
      }
      scratch = nil
      origin = nil
      layers = place.collection.map { [$0] } ?? source.layers
      members = place.collections
      tableCopy = nil
      isUnpacked = false
      unpackingLosses = []
      unpackingNotes = []
      siblings = SiblingFaults()
      return
    }
    collection = nil
    let path = path == "-" ? try StandardInput.file() : path
    if let fault = InputFiles.fault(of: path) { throw GridcastError(.unreadable, path, fault) }
    try Self.refuseFolder(path)
    try InputFiles.check(path)
    if !URL(filePath: path).isFolder && Self.isEmptyFile(path) {
      throw GridcastError(.unreadable, path, "the file is empty (0 bytes)")
    }
    var scratch: ScratchFolder?
    var unpacked: UnpackedInput?
    var members: [String] = []
    let archive = Format.Archive(rawValue: path.fileEnding)
    var damages: [Sentence] = []
    if let form = OSMCopy.Form(ofPath: path) {
      let copy = try OSMCopy(of: path, as: path, form)
      osmCopy = copy
      gdalPath = copy.path
    } else if let copy = try TextCopy(of: path, source.encoding, for: path) {
      textCopy = copy
      gdalPath = copy.path
    } else if path.fileEnding == "kmz",
      let file = try UnpackedInput.inKMZ(source, at: path),
      let copy = try TextCopy(of: file.path, source.encoding, for: path)
    {
      textCopy = copy
      gdalPath = copy.path
    } else if let archive {
      gdalPath = archive.gdalPrefix + path
      if archive == .zip {
        switch try UnpackedInput.inZip(source, at: path) {
        case .file(let file): unpacked = file
        case .several(let names): members = names
        case .folder(let folder):
          gdalPath += "/" + folder
          damages = ZipCheck.losses(in: path, below: folder)
        case .unknown: break
        }
      } else if archive == .gz {
        unpacked = try UnpackedInput.inGzip(source, at: path)
      }
      if let unpacked {
        gdalPath = unpacked.path
        scratch = unpacked.scratch
        if let copy = try TextCopy(of: unpacked.path, source.encoding, for: path) {
          textCopy = copy
          gdalPath = copy.path
        }
        if let form = OSMCopy.Form(ofPath: unpacked.path) {
          let copy = try OSMCopy(of: unpacked.path, as: path, form)
          osmCopy = copy
          gdalPath = copy.path
        }
      }
    } else {
      gdalPath = path
    }
    if osmCopy == nil, textCopy == nil,
      let other = try UnpackedInput.named(byContentOf: unpacked, source, at: path)
    {
      (unpacked, gdalPath, scratch) = (other, other.path, other.scratch)
    }
    if osmCopy == nil, archive == nil || unpacked != nil {
      damages = ZipCheck.losses(in: unpacked?.path ?? path)
    }
    self.members = members
    let isPacked = archive != nil && unpacked == nil
    isUnpacked = unpacked != nil
    unpackingLosses = (unpacked?.losses ?? []) + damages
    unpackingNotes = unpacked?.notes ?? []
    layers = unpacked?.layers ?? source.layers
    let file = unpacked?.path ?? path
    let name = file.lowercased()
    siblings = SiblingFaults(besideLayers: file, source)
    parts = name.hasSuffix(".shp") ? ShapefileParts(of: file) : nil
    if parts?.indexFault != nil {
      // GDAL rebuilds an index that is not there, beside the file.
      if unpacked == nil {
        let folder = try ScratchFolder(linking: path, without: "shx")
        scratch = folder
        gdalPath = folder.path + "/" + URL(filePath: path).lastPathComponent
      } else {
        ScratchFolder.removeIndex(of: file)
      }
    }
    var guards: [String] = []
    if !isPacked, osmCopy == nil, textCopy == nil, !URL(filePath: gdalPath).isFolder {
      let shelter = try Shelter(gdalPath, path, allowsRemote: source.allowsRemote)
      guards = shelter.options
      if let place = shelter.place { (scratch, gdalPath) = (place.folder, place.path) }
    }
    self.scratch = scratch
    origin = unpacked?.origin
    let format = Format.of(path: file)
    let isTable = format == .csv
    let isShapefile = format == .shapefile
    let detected = { () throws(GridcastError) -> TextEncoding? in
      isShapefile
        ? try TextEncoding.ofTable(file)
        : isTable && !isPacked
          ? try .ofText(file, for: path) : try TextEncoding.ofUndeclared(file, for: path)
    }
    if let known = textCopy?.encoding {
      encoding = known
    } else if let encodingName = source.encoding {
      let told = try TextEncoding.known(encodingName)
      if isShapefile, TextEncoding.isWide(told) {
        throw GridcastError(
          .usage, "encoding '\(encodingName)'", "the texts of a table of bytes cannot be in it")
      }
      let own = try? detected()
      let isDoubtful =
        own?.name == TextEncoding.utf8 && told != TextEncoding.utf8
        && TextEncoding.keepsASCII(told)
      encoding = TextEncoding(
        told,
        isDoubtful
          ? "as told, though it reads as UTF-8; \(.encodeOutput) if that is meant"
          : "as told")
    } else {
      encoding = try detected()
    }
    // An archive may contain a GML too, which must not download its schema either.
    let mayBeGML = Format.gml.endings.names.contains { name.contains(".\($0)") }
    tableCopy = isShapefile ? TableCopy(for: parts?.indexFault == nil ? file : gdalPath) : nil
    options = ((mayBeGML ? .gml : format)?.layers?.openOptions ?? []) + guards
  }

  /// Opens the input by a lane.
  ///
  /// `wanted` are the fields that will be read, where that is known.
  ///
  /// - Throws: Where GDAL must read it.
  func lane(for source: Source, wanted: [String]?) throws(Declined) -> any Lane {
    try checkForLanes(source)
    // A condition may need a field that is not wanted.
    let lane: any Lane =
      if let records = try recordLane(for: source) {
        records
      } else {
        try openLane(
          gdalPath, ownEncoding, for: source, wanted: source.filter == nil ? wanted : nil)
      }
    if let filter = source.filter, Condition(filter)?.fields(among: lane.layer.fields) == nil {
      guard lane is any SampledLane || lane is RecordLane else {
        throw Declined("a condition chooses the features")
      }
      let names = quoted(lane.layer.fields.map(\.name))
      throw Declined(
        signFault(inExpression: filter).map { "the condition '\(filter)' is refused: \($0)" }
          ?? "the condition '\(filter)' names a field that it does not have, or is of a kind that GDAL alone understands, which does not read the file; its fields are \(names)",
        isFinal: true)
    }
    guard layers.isEmpty || layers == [lane.layer.name] else {
      throw Declined("another layer is wanted")
    }
    return lane
  }

  /// Makes a copy of a table of texts as GDAL reads it rightly, where GDAL must choose its features.
  mutating func copyTable(for source: Source) throws(GridcastError) {
    guard source.filter != nil, !source.prefersGDAL, Format.lane(ofPath: gdalPath) == .csv else {
      return
    }
    let lane: CSVLane
    do throws(Declined) {
      lane = try CSVLane(gdalPath, in: ownEncoding, hasHeader: source.hasHeader)
    } catch { return }
    let copy = try TextCopy(of: lane, path)
    textCopy = copy
    gdalPath = copy.path
    options += ["HEADERS=YES", "SEPARATOR=COMMA"]
  }

  /// Opens the input by the lane for OSM; nil where it is no OSM PBF file.
  ///
  /// - Throws: Where GDAL must read it.
  mutating func osmLane(for source: Source) throws(Declined) -> OSMLane? {
    guard Format.lane(ofPath: gdalPath) == .osm else { return nil }
    let lane = try OSMLane(gdalPath, isLimited: source.layers != ["points"])
    do {
      if osmCopy == nil, try !lane.isSorted() {
        try copySorted(lane.file)
        return try osmLane(for: source)
      }
      try checkForLanes(source)
      osmIsCut = lane.file.isCut
      return lane
    } catch {
      throw lane.file.isForeign && !source.prefersGDAL
        ? Declined(error.reason, isFinal: true) : error
    }
  }

  private mutating func copySorted(_ file: PBFFile) throws(Declined) {
    do throws(GridcastError) {
      let copy = try OSMCopy(of: gdalPath, as: path, .pbf(file))
      osmCopy = copy
      gdalPath = copy.path
    } catch {
      throw Declined(error.sentence, isFinal: true)
    }
  }

  /// - Throws: Where no lane of any format can serve.
  func checkForLanes(_ source: Source) throws(Declined) {
    if source.prefersGDAL { throw Declined("as told") }
    guard
      gdalPath == path || path == "-" || isUnpacked || osmCopy != nil || textCopy != nil
        || json != nil || collection != nil
    else {
      throw Declined("it is packed, or far away")
    }
    if let filter = source.filter, Condition(filter) == nil,
      osmCopy == nil && ![.osm, .parquet, .arrow].contains(Format.lane(ofPath: gdalPath))
    {
      throw Declined("a condition chooses the features")
    }
  }

  /// Opens the dataset anew.
  func open(extraOptions: [String] = []) throws(GridcastError) -> VectorDataset {
    do {
      return try VectorDataset(
        reading: try tableCopy?.place() ?? gdalPath, options: options + extraOptions,
        restoringIndex: parts?.indexFault != nil,
        encoding: ownEncoding,
        drivers: isPostgreSQL
          ? Format.postGIS.drivers : allowsRemote ? [] : Format.openLayerDrivers,
        subject: gdalPath, hasHeader: sheetHeader, fieldNames: xml?.fieldNames ?? [:])
    } catch {
      throw explained(error)
    }
  }
}
