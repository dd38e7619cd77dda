import Foundation
package import GridcastBase
import GridcastFiles
import GridcastGeo

/// A list of jobs in a YAML file.
package struct Manifest: Sendable {
  /// The folder of outputs.
  package let folder: String
  /// The jobs, in the order of the manifest; those of a pattern are sorted by name.
  package let jobs: [Job]
  /// Sentences for the user, such as warnings.
  package let notes: [Sentence]

  /// Reads a manifest.
  ///
  /// Paths in it are relative to its folder, and outputs to the folder of outputs. `allowsRemote` says whether
  /// its jobs may ask for inputs that lie beyond this machine's files or name other files.
  ///
  /// - Throws: `.unreadable` where the file is missing; `.usage` where it is no manifest, naming
  ///   the line.
  package init(reading path: String, allowsRemote: Bool = false) throws(GridcastError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw GridcastError(.unreadable, path, InputFiles.fault(of: path) ?? "it cannot be read")
    }
    let base = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().plainPath
    let root = try PlanNode(yaml: String(written: bytes), path: path, as: .manifest)
    try root.allow(["out", "defaults", "jobs"])
    func file(_ name: String) -> String {
      name.hasPrefix("/") || NetworkName(name) != nil
        ? name : "\(base)/\(name)"
    }
    let folder = file(try root.require("out").text())
    let defaults = try root["defaults"].map { node throws(GridcastError) in
      try node.settings(ConversionSettings(), file, allowsRemote: allowsRemote)
    }
    var jobs: [Job] = []
    var notes: [Sentence] = []
    for node in try root.require("jobs").items() {
      var settings = try node.settings(
        defaults ?? ConversionSettings(), file, and: ["input", "output"],
        allowsRemote: allowsRemote)
      let input = file(try node.require("input").text())
      let output = try node["output"].map { node throws(GridcastError) in
        let name = try node.text()
        guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else {
          throw node.fault("an output is a path within 'out'")
        }
        return name
      }
      if let output, !FilePattern.isPattern(input) {
        // The ending of an explicit output is preferred to the format for all others.
        if node["format"] == nil { settings.format = nil }
        jobs.append(Job(input, to: "\(folder)/\(output)", settings))
        continue
      }
      guard output == nil else { throw node.fault("a pattern names its outputs by its inputs") }
      let found = try FolderJobs(
        files: try FilePattern(input).files(), into: folder, settings)
      jobs += found.jobs
      notes += found.notes
    }
    self.folder = folder
    self.jobs = jobs
    self.notes = notes
  }
}

extension PlanNode {
  /// The settings of a node, which override those given.
  fileprivate func settings(
    _ base: ConversionSettings, _ file: (String) -> String, and others: Set<String> = [],
    allowsRemote: Bool
  ) throws(GridcastError) -> ConversionSettings {
    try allow(
      others.union([
        "layer", "from", "to", "where", "encoding", "format", "name", "select", "rename", "extent",
        "limit", "output-encoding", "repair", "safe-csv", "allow-loss", "allow-remote", "cell",
        "resampling",
        "like", "nodata", "cog", "x", "y", "wkt", "header",
        "with", "source-field", "clip", "clip-layer", "clip-from", "explode", "dedupe", "dedupe-by",
        "dissolve", "simplify", "buffer", "centroid", "inside", "add", "sort",
      ]))
    func system(_ name: String) -> String {
      [".prj", ".wkt"].contains(where: name.lowercased().hasSuffix) ? file(name) : name
    }
    func texts(_ key: String) throws(GridcastError) -> [String]? {
      guard let node = self[key] else { return nil }
      var texts: [String] = []
      for item in try node.items() { texts.append(try item.text()) }
      return texts
    }
    var settings = base
    settings.layer = try self["layer"]?.text() ?? base.layer
    settings.from =
      try self["from"].map { node throws(GridcastError) in system(try node.text()) }
      ?? base.from
    settings.to =
      try self["to"].map { node throws(GridcastError) in system(try node.text()) }
      ?? base.to
    settings.where = try self["where"]?.text() ?? base.where
    settings.encoding = try self["encoding"]?.text() ?? base.encoding
    settings.x = try self["x"]?.text() ?? base.x
    settings.y = try self["y"]?.text() ?? base.y
    settings.wkt = try self["wkt"]?.text() ?? base.wkt
    settings.header = try self["header"]?.flag() ?? base.header
    settings.format = try self["format"]?.text() ?? base.format
    settings.name = try self["name"]?.text() ?? base.name
    settings.select = try texts("select") ?? base.select
    settings.rename = try texts("rename") ?? base.rename
    if let node = self["extent"] {
      var numbers: [Double] = []
      for item in try node.items() { numbers.append(try item.number()) }
      settings.extent = numbers
    }
    settings.limit = try self["limit"]?.integer(in: 0...Int.max) ?? base.limit
    settings.outputEncoding = try self["output-encoding"]?.text() ?? base.outputEncoding
    settings.repair = try self["repair"]?.flag() ?? base.repair
    settings.safeCSV = try self["safe-csv"]?.flag() ?? base.safeCSV
    settings.allowLoss = try self["allow-loss"]?.flag() ?? base.allowLoss
    if let node = self["allow-remote"] {
      settings.allowRemote = try node.flag()
      // Whoever wrote the list may not be whoever runs it.
      guard allowsRemote || !settings.allowRemote else {
        throw node.fault("only the command line can allow that; \(.allowRemote)")
      }
    }
    settings.cell = try self["cell"]?.text() ?? base.cell
    settings.resampling = try self["resampling"]?.choice() ?? base.resampling
    settings.like =
      try self["like"].map { node throws(GridcastError) in file(try node.text()) }
      ?? base.like
    settings.nodata = try self["nodata"]?.number() ?? base.nodata
    settings.cog = try self["cog"]?.flag() ?? base.cog
    let steps = try steps(base.steps ?? ConversionSteps(), file)
    settings.steps = steps == ConversionSteps() ? nil : steps
    return settings
  }

  /// The steps of a node, which override those given.
  private func steps(
    _ base: ConversionSteps, _ file: (String) -> String
  ) throws(GridcastError) -> ConversionSteps {
    func texts(_ key: String) throws(GridcastError) -> [String]? {
      guard let node = self[key] else { return nil }
      var texts: [String] = []
      for item in try node.items() { texts.append(try item.text()) }
      return texts
    }
    var steps = base
    steps.with = try texts("with")?.map(file) ?? base.with
    steps.sourceField = try self["source-field"]?.text() ?? base.sourceField
    steps.clip =
      try self["clip"].map { node throws(GridcastError) in
        let text = try node.text()
        return text.split(separator: ",").count == 4 ? text : file(text)
      } ?? base.clip
    steps.clipLayer = try self["clip-layer"]?.text() ?? base.clipLayer
    steps.clipFrom = try self["clip-from"]?.text() ?? base.clipFrom
    steps.explode = try self["explode"]?.flag() ?? base.explode
    steps.dedupe = try self["dedupe"]?.flag() ?? base.dedupe
    steps.dedupeBy = try texts("dedupe-by") ?? base.dedupeBy
    steps.dissolve = try texts("dissolve") ?? base.dissolve
    steps.simplify = try self["simplify"]?.text() ?? base.simplify
    steps.buffer = try self["buffer"]?.text() ?? base.buffer
    steps.centroid = try self["centroid"]?.flag() ?? base.centroid
    steps.inside = try self["inside"]?.flag() ?? base.inside
    steps.add = try texts("add") ?? base.add
    steps.sort = try texts("sort") ?? base.sort
    return steps
  }
}
