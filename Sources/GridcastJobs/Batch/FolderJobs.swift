import Foundation
package import GridcastBase
import GridcastFormats
import GridcastGeo

/// A job for each dataset of folders, with outputs in the same structure.
package struct FolderJobs: Sendable {
  /// The jobs, by the names of their inputs.
  package let jobs: [Job]
  /// What the user should know.
  package let notes: [Sentence]

  /// Jobs for all that folders hold, and for files.
  ///
  /// - Parameters:
  ///   - inputs: Folders and files.
  ///   - pattern: Which names to take, as `*.shp`; nil for every format that is known.
  ///   - folder: Where outputs go.
  ///   - settings: How to convert.
  /// - Throws: `.unreadable` where an input is missing, or holds nothing that serves.
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
    let out = URL(filePath: folder).standardizedFileURL.plainPath
    for input in inputs {
      guard URL(filePath: input).isFolder, !Format.isFolder(input) else {
        files.append(.init(path: input, below: URL(filePath: input).lastPathComponent))
        continue
      }
      let base = URL(filePath: input).standardizedFileURL.plainPath
      for name in FilePattern.files(in: input) where !"\(base)/\(name)".hasPrefix(out + "/") {
        if Self.isWanted(name, pattern) {
          files.append(.init(path: "\(input)/\(name)".replacing("//", with: "/"), below: name))
        } else if !Self.isSidecar(name) {
          passedOver[URL(filePath: name).pathExtension.lowercased(), default: 0] += 1
        }
      }
    }
    guard !files.isEmpty else {
      throw GridcastError(
        .unreadable, inputs.joined(separator: ", "),
        "there is no file to convert\(pattern.map { " that matches \($0)" } ?? "")")
    }
    try self.init(files: files, into: folder, settings)
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

  /// A job for each of some files, or for each layer of one that holds several.
  init(files: [FilePattern.Match], into folder: String, _ settings: ConversionSettings)
    throws(GridcastError)
  {
    var jobs: [(job: Job, stem: String, ending: String, own: String)] = []
    // Of layers and rasters together, each takes the settings that are for it.
    let isMixed = Set(files.map { Format.isRaster($0.path) }).count > 1
    for file in files {
      let settings =
        isMixed ? settings.only(forRaster: Format.isRaster(file.path)) : settings
      let own = URL(filePath: file.below).pathExtension.lowercased()
      let stem = String(file.below.dropLast(own.isEmpty ? 0 : own.count + 1))
      let ending = try Self.ending(for: own, settings)
      var layers: [String] = []
      if Self.mayHoldSeveralLayers(own), settings.layer == nil {
        // One that cannot be opened says why when its turn comes.
        layers = (try? LayerReader.layers(of: settings.source(file.path)).layers.map(\.name)) ?? []
      }
      // Names that differ in signs only get a number.
      let names = uniqueNames(layers.map(Self.fileName))
      for (index, layer) in (layers.count > 1 ? layers.map(Optional.some) : [nil]).enumerated() {
        var settings = settings
        settings.layer = layer ?? settings.layer
        let name = layer == nil ? stem : "\(stem)-\(names[index])"
        jobs.append((Job(file.path, to: "", settings), name, ending, own))
      }
    }
    let stems = Dictionary(grouping: jobs) { "\($0.stem).\($0.ending)".lowercased() }
    self.jobs = jobs.map { item in
      var job = item.job
      // Two inputs that differ in their ending only would meet in one output.
      let isAlone = stems["\(item.stem).\(item.ending)".lowercased()]?.count == 1
      job.output =
        "\(folder)/\(item.stem)\(isAlone ? "" : "_\(item.own)").\(item.ending)"
      return job
    }
    notes = []
  }

  private static func isWanted(_ name: String, _ pattern: String?) -> Bool {
    let url = URL(filePath: name)
    guard let pattern else {
      let ending = url.pathExtension.lowercased()
      return Format.ending(in: ending)?.endings.inFolders.contains(ending) ?? false
    }
    return FilePattern.matches(pattern.contains("/") ? name : url.lastPathComponent, pattern)
  }

  /// Whether files of an ending may hold more than one layer.
  private static func mayHoldSeveralLayers(_ ending: String) -> Bool {
    ending == Format.Archive.zip.rawValue
      || Format.ending(in: ending)?.layers?.holdsSeveral ?? false
  }

  /// Files that belong to others: those of a Shapefile, worlds, statistics, styles, journals.
  private static func isSidecar(_ name: String) -> Bool {
    Format.sidecars.contains(URL(filePath: name).pathExtension.lowercased())
  }

  /// The ending of an output: that of the format asked for, of the input where it can be written, or
  /// else GeoPackage's; rasters become GeoTIFF.
  private static func ending(for own: String, _ settings: ConversionSettings)
    throws(GridcastError) -> String
  {
    if Format.isRaster(".\(own)") { return "tif" }
    if let name = settings.format {
      let format = try VectorFormat(ofPath: "", named: name)
      guard !format.ending.isEmpty else {
        throw GridcastError(.usage, "format '\(name)'", "it writes no files")
      }
      return format.ending
    }
    guard VectorFormat.usualEndings.contains(own) else { return "gpkg" }
    // What is moved cannot stay in a format that holds one coordinate system only.
    let isFixed = try VectorFormat(ofPath: "", named: own).holdsWGS84Only
    return isFixed && settings.to != nil ? "gpkg" : own
  }

  /// A layer's name as a part of a file's name, which must not lead to another folder.
  private static func fileName(_ layer: String) -> String {
    String(layer.map { $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : "_" })
  }
}
