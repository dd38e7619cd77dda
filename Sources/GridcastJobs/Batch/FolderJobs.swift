import Foundation
package import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo

/// One job for each dataset in some folders, with outputs in the same folder structure.
package struct FolderJobs: Sendable {
  /// The jobs, sorted by the names of their inputs.
  package let jobs: [Job]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Makes jobs for all datasets in folders, and for single files.
  ///
  /// - Parameters:
  ///   - inputs: Folders and files.
  ///   - pattern: A pattern for names such as `*.shp`; nil for all known formats.
  ///   - folder: The folder of the outputs.
  ///   - settings: The settings of all conversions.
  /// - Throws: `.unreadable` where an input is missing, or contains no dataset.
  package init(
    _ inputs: [String], pattern: String?, into folder: String, _ settings: ConversionSettings
  ) throws(GridcastError) {
    let place = { (path: String) in
      URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().plainPath
    }
    if let same = inputs.first(where: { place($0) == place(folder) }) {
      throw GridcastError(.usage, same, "it is the output folder too; \(.nameFolder)")
    }
    var files: [FilePattern.Match] = []
    var passedOver: [String: Int] = [:]
    var pipes: [String] = []
    var closed: [Sentence] = []
    let out = URL(filePath: folder).standardizedFileURL.plainPath
    for input in inputs {
      guard URL(filePath: input).isFolder, !Format.isFolder(input) else {
        files.append(.init(path: input, below: URL(filePath: input).lastPathComponent))
        continue
      }
      let base = URL(filePath: input).standardizedFileURL.plainPath
      if let fault = InputFiles.fault(of: input) { throw GridcastError(.unreadable, input, fault) }
      let tree = FilePattern.tree(input)
      pipes += tree.others
      closed += tree.closed.map { "\(input)/\($0.name): \($0.reason)" }
      let names = Set(tree.files.map { $0.name.lowercased() })
      for file in tree.files where !"\(base)/\(file.name)".hasPrefix(out + "/") {
        let name = file.name
        if Self.isWanted(name, pattern, file.path, settings) {
          files.append(.init(path: file.path, below: name))
        } else if !Self.isSidecar(name) || Self.isLoneTable(name, among: names) {
          passedOver[URL(filePath: name).pathExtension.lowercased(), default: 0] += 1
        }
      }
    }
    let datasets = Set(GivenInputs(files.map(\.path)).datasets)
    files.removeAll { !datasets.contains($0.path) }
    guard !files.isEmpty else {
      throw GridcastError(
        .unreadable, inputs.joined(separator: ", "),
        "there is no file to convert\(pattern.map { " that matches \($0)" as Sentence } ?? "")"
          + closed.map { "; \($0)" }.joined())
    }
    try self.init(files: files, into: folder, settings)
    if !closed.isEmpty {
      self = FolderJobs(jobs: jobs, notes: notes + closed.map { "passed over: \($0)" })
    }
    if !pipes.isEmpty {
      self = FolderJobs(
        jobs: jobs,
        notes: notes + [
          Sentence("passed over, as pipes, sockets or devices: \(pipes.joined(separator: ", "))")
        ])
    }
    guard pattern == nil, !passedOver.isEmpty else { return }
    let list = passedOver.sorted { $0.key < $1.key }.map { "\($0.value) .\($0.key)" }
    self = FolderJobs(
      jobs: jobs,
      notes: notes + ["passed over, of other kinds: \(list.joined(separator: ", "))"])
  }

  private init(jobs: [Job], notes: [Sentence]) {
    self.jobs = jobs
    self.notes = notes
  }

  /// Makes a job for each file, or for each layer of a file with several.
  init(files: [FilePattern.Match], into folder: String, _ settings: ConversionSettings)
    throws(GridcastError)
  {
    var jobs: [(job: Job, stem: String, ending: String, own: String)] = []
    // If there are both layers and rasters, each gets only the settings that apply to it.
    let areRasters = files.map { settings.source($0.path).isRaster }
    let isMixed = Set(areRasters).count > 1
    for (file, isRaster) in zip(files, areRasters) {
      var settings = isMixed ? settings.only(forRaster: isRaster) : settings
      if let name = settings.format, Self.isOfRasters(name) {
        guard isRaster || isMixed else {
          throw GridcastError(
            .usage, file.path, "it is a layer, and format '\(name)' is one of rasters")
        }
        settings.format = nil
      }
      var own = URL(filePath: file.below).pathExtension.lowercased()
      var stem = String(file.below.dropLast(own.isEmpty ? 0 : own.count + 1))
      if own == Format.Archive.gz.rawValue,
        Format.of(path: file.below) != nil || stem.lowercased().hasSuffix(".tar")
      {
        own = URL(filePath: stem).pathExtension.lowercased()
        stem = String(stem.dropLast(own.count + 1))
        if own == "tar" { own = "tgz" }
      }
      let ending = isRaster ? "tif" : try Self.ending(for: own, settings)
      var layers: [String] = []
      if isRaster, settings.layer == nil {
        // Variables of netCDF, pages of a TIFF, rasters of an archive.
        layers = ((try? settings.source(file.path).rasterNames()) ?? []).compactMap(\.self)
      } else if Self.mayHoldSeveralLayers(file.path, own), settings.layer == nil, !isRaster {
        // A file that cannot be opened reports the reason when its job runs.
        layers = (try? LayerReader.layers(of: settings.source(file.path)).layers.map(\.name)) ?? []
      }
      // Names that differ in special characters only get numbers.
      let names = uniqueNames(layers.map(Self.fileName))
      for (index, layer) in (layers.count > 1 ? layers.map(Optional.some) : [nil]).enumerated() {
        var settings = settings
        settings.layer = layer ?? settings.layer
        let name = layer == nil ? stem : "\(stem)-\(names[index])"
        jobs.append((Job(file.path, to: "", settings), name, ending, own))
      }
    }
    let stems = Dictionary(grouping: jobs) { "\($0.stem).\($0.ending)".lowercased() }
    var taken: Set<String> = []
    self.jobs = jobs.map { item in
      var job = item.job
      // Inputs with the same name but different endings would have the same output.
      let isAlone = stems["\(item.stem).\(item.ending)".lowercased()]?.count == 1
      let name = "\(item.stem)\(isAlone || item.own.isEmpty ? "" : "_\(item.own)")"
      // Those that differ in capital letters only have the same ending, too.
      var own = name
      var number = 2
      while !taken.insert("\(own).\(item.ending)".lowercased()).inserted {
        own = "\(name)_\(number)"
        number += 1
      }
      job.output = "\(folder)/\(own).\(item.ending)"
      return job
    }
    notes = []
  }

  /// Endings that are taken beside those of `Format.Endings.inFolders`: of tables.
  private static let alsoWanted: Set = ["tsv", "xlsx", "xls", "ods", "topojson"]

  private static func isWanted(
    _ name: String, _ pattern: String?, _ path: String, _ settings: ConversionSettings
  ) -> Bool {
    if isLock(name) { return false }
    let url = URL(filePath: name)
    guard let pattern else {
      let ending = url.pathExtension.lowercased()
      if Format.ending(in: ending)?.endings.inFolders.contains(ending) ?? false { return true }
      if ending == Format.Archive.zip.rawValue { return !UnpackedInput.holdsNothing(path) }
      if alsoWanted.contains(ending) || isPlacedRaster(path, ending, settings) { return true }
      if ["tar", "tgz", "json", "txt", "dat", "csv", ""].contains(ending)
        || name.lowercased().hasSuffix(".tar.gz"), settings.source(path).isRaster
      {
        return true
      }
      if Format.Archive(rawValue: ending) != nil {
        return Format.of(path: name)?.layers != nil
      }
      // These may be anything: what is a layer or a table shows when it is opened.
      guard ["json", "txt"].contains(ending),
        let layers = try? LayerReader.layers(of: settings.source(path)).layers
      else { return false }
      return layers.contains { $0.hasGeometry || $0.fields.count > 1 }
    }
    return FilePattern.matches(pattern.contains("/") ? name : url.lastPathComponent, pattern)
  }

  /// Whether a file is a raster, and no picture for the eye alone: of pictures, only what tells its place is one.
  private static func isPlacedRaster(
    _ path: String, _ ending: String, _ settings: ConversionSettings
  ) -> Bool {
    guard let format = Format.ending(in: ending), format.rasters != nil, format.access == .open,
      !["gpkg", "sqlite", "gdb"].contains(ending), settings.source(path).isRaster
    else { return false }
    guard ["png", "jpg", "jpeg", "gif", "bmp", "webp"].contains(ending) else { return true }
    let stem = String(path.dropLast(ending.count))
    return ([path + ".aux.xml"] + Format.worldFiles(of: ending).map { stem + $0 }).contains {
      FileManager.default.fileExists(atPath: $0)
    }
  }

  /// Whether an office program wrote it for as long as a document is open.
  private static func isLock(_ name: String) -> Bool {
    let file = URL(filePath: name).lastPathComponent
    return file.hasPrefix("~$") || file.hasPrefix(".~lock.")
  }

  /// Whether an input with this ending may contain more than one layer.
  private static func mayHoldSeveralLayers(_ path: String, _ ending: String) -> Bool {
    NetworkName(path)?.isMongoDB ?? false || ending == Format.Archive.zip.rawValue
      || ending == "json" || Format.ending(in: ending)?.layers?.holdsSeveral ?? false
  }

  /// Whether a file belongs to another: parts of a Shapefile, world files, statistics, styles,
  /// journals.
  private static func isSidecar(_ name: String) -> Bool {
    isLock(name) || Format.sidecars.contains(URL(filePath: name).pathExtension.lowercased())
  }

  /// Whether a .dbf lies without what it would be a part of.
  private static func isLoneTable(_ name: String, among names: Set<String>) -> Bool {
    let name = name.lowercased()
    guard name.hasSuffix(".dbf"), !name.hasSuffix(".vat.dbf") else { return false }
    return !["shp", "tab"].contains { names.contains(name.dropLast(3) + $0) }
  }

  /// The ending of an output: that of the requested format, that of the input if it can be written,
  /// or else that of GeoPackage; rasters become GeoTIFF.
  private static func ending(for own: String, _ settings: ConversionSettings)
    throws(GridcastError) -> String
  {
    if let name = settings.format {
      let format = try VectorFormat(ofPath: "", named: name)
      guard !format.ending.isEmpty else {
        throw GridcastError(.usage, "format '\(name)'", "it writes no files")
      }
      return format.ending
    }
    let own = Format.ending(in: own)?.endings.names.first ?? own
    guard VectorFormat.usualEndings.contains(own) else { return "gpkg" }
    // Reprojected features cannot be stored in a format that allows only one coordinate system.
    let isFixed = try VectorFormat(ofPath: "", named: own).holdsWGS84Only
    return isFixed && settings.to != nil ? "gpkg" : own
  }

  /// Whether a format that is asked for is one of rasters, which are all written as GeoTIFF.
  private static func isOfRasters(_ name: String) -> Bool {
    guard let format = Format.named(name), let rasters = format.rasters else { return false }
    return format.layers == nil && rasters.writer != .nobody
  }

  /// A layer's name as part of a file name, which must not lead to another folder.
  private static func fileName(_ layer: String) -> String {
    String(layer.map { $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : "_" })
  }
}
