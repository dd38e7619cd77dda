import Foundation
package import GridcastBase
import GridcastBin
import GridcastFiles
import GridcastForecast
import GridcastFormats
import GridcastGeo
import GridcastReproject
import GridcastWrite

/// A plan: everything from inputs to a forecast, as a plan file describes it.
package struct Plan: Sendable {
  /// What is predicted, and by which network.
  package enum Model: Sendable {
    /// Functions of each cell are predicted from the others.
    case cells(CellsPlan)
    /// The density of a later year is predicted.
    case convDeconv(YearsModel)
  }

  /// The inputs of a year.
  package struct Year: Sendable, Equatable {
    /// The year.
    package let number: Int
    /// The range of the plan's inputs that belong to the year.
    package let inputs: Range<Int>
  }

  /// The path of the plan file.
  package let path: String
  /// What was set beside the file, as in `cell=500m`.
  package let changes: [String]
  /// Who made it of what, for people who read the report.
  package let about: About
  /// What is counted; for several years the inputs of all years in order.
  package var counting: Counting
  /// The years, if the plan has several; otherwise empty.
  package var years: [Year]
  /// The model; nil to end after counting and correlating.
  package var model: Model?
  /// What its steps depend on.
  let keys: PlanKeys
  /// What is found in the forecast, or in the counts.
  package let analyses: AnalysesPlan
  /// The files to write.
  package var outputs: Outputs
  /// The layer whose names tell people where cells lie; nil to take those of what is counted.
  package let places: Places?
  /// Roads, water and districts below what the map to explore shows.
  let base: [Source]

  /// The stations around which windows are laid, if there are any.
  var stations: Source? {
    if case .convDeconv(let model)? = model { model.stations } else { nil }
  }

  /// The paths of all files that are read, except the plan itself.
  package var paths: [String] {
    var paths = counting.paths
    if let stations { paths.append(stations.path) }
    if let modelFile { paths.append(modelFile) }
    if let places { paths.append(places.source.path) }
    return paths + base.map(\.path)
  }

  /// The path of the file with the model's section, if it is not in the plan.
  let modelFile: String?

  /// Reads a plan file.
  ///
  /// Paths in it are relative to its folder.
  ///
  /// - Parameters:
  ///   - path: The path of the plan file.
  ///   - changes: Keys that are set anew, as in `cell=500m` or `model.epochs=100`.
  /// - Throws: `.unreadable` where the file is missing; `.usage` where it is no plan, naming the
  ///   key.
  package init(reading path: String, setting changes: [String] = []) throws(GridcastError) {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw GridcastError(.unreadable, path, Self.fault(of: path))
    }
    let folder = URL(filePath: path).standardizedFileURL.deletingLastPathComponent().plainPath
    let root = try PlanNode(yaml: String(written: bytes), path: path)
      .setting(changes)
    func file(_ name: String) -> String { name.hasPrefix("/") ? name : "\(folder)/\(name)" }
    func systemFile(_ name: String) -> String {
      [".prj", ".wkt"].contains(where: name.lowercased().hasSuffix) ? file(name) : name
    }

    try root.allow([
      "inputs", "years", "coordinate-system", "cell", "study-area", "study-area-rule", "category",
      "categories", "weight", "measure", "allow-loss", "model", "outputs",
      "about", "places", "base", "structure", "hotspots",
    ])
    var inputs: [Source] = []
    var years: [Year] = []
    switch (root["inputs"], root["years"]) {
    case (let node?, nil):
      for node in try node.items() { inputs.append(try node.source(file, systemFile)) }
    case (nil, let all?):
      for (name, node) in try all.entries() {
        guard let number = Int(name), 0...9999 ~= number else {
          throw node.fault("'\(name)' is no year, as in 2016")
        }
        let first = inputs.count
        for node in try node.items() { inputs.append(try node.source(file, systemFile)) }
        years.append(Year(number: number, inputs: first..<inputs.count))
      }
      years.sort { $0.number < $1.number }
    case (nil, nil): throw root.fault("'inputs' is missing (or 'years', to forecast years)")
    default: throw root.fault("it gives both 'inputs' and 'years'; one is enough")
    }
    self.years = years
    keys = try PlanKeys(root)
    about = try About(root["about"])
    places = try root["places"].map { node throws(GridcastError) in
      try Places(node, file, systemFile)
    }
    var base: [Source] = []
    for node in try root["base"]?.items() ?? [] {
      base.append(try node.source(file, systemFile, as: .base))
    }
    self.base = base
    let categorization: Categorization
    switch (root["category"], root["categories"]) {
    case (let field?, nil): categorization = .field(try field.text())
    case (let field, let rules?):
      let name = try rules.text()
      categorization = .rules(
        try CategoryRules(
          named: builtInCategories[name.lowercased()] == nil ? file(name) : name,
          in: try field?.text()))
    case (nil, nil): categorization = .single
    }
    let cell = root["cell"]
    let cellSize: CellSize
    do { cellSize = try CellSize(try cell?.text() ?? "1km") } catch {
      throw (cell ?? root).fault(error.sentence)
    }
    counting = Counting(inputs: inputs, cellSize: cellSize, categorization: categorization)
    if let node = root["coordinate-system"] {
      counting.target = TargetChoice(systemFile(try node.text()))
    }
    counting.studyArea = try root["study-area"].map { node throws(GridcastError) in
      try node.source(file, systemFile, as: .studyArea)
    }
    counting.rule = try root["study-area-rule"]?.choice() ?? .overlap
    counting.measure = try root["measure"]?.choice() ?? .count
    counting.weight = try root["weight"]?.text()
    counting.allowLoss = try root["allow-loss"]?.flag() ?? false
    modelFile = try root["model"].flatMap { node throws(GridcastError) in
      node.isScalar ? file(try node.text()) : nil
    }
    model = try root["model"].map { node throws(GridcastError) in
      try Model(try node.section(in: file), years: years, file: file, systemFile: systemFile)
    }
    if model == nil && !years.isEmpty {
      throw root.fault("'years' are there to be forecast, but there is no 'model'")
    }

    let node = try root.require("outputs")
    try node.allow([
      "folder", "fishnet", "counts", "cells", "correlation", "model", "history",
      "forecast", "forecast-cells", "project", "report", "styles", "record",
      "safe-csv", "structure", "hotspots", "hotspots-cells",
    ])
    let home = file(try node["folder"]?.text() ?? ".")
    func output(_ key: String) throws(GridcastError) -> [String] {
      guard let node = node[key] else { return [] }
      var paths: [String] = []
      for item in try node.items() {
        let name = try item.text()
        guard NetworkName(name) == nil else {
          throw item.fault("'\(name)' is no file on this machine, and a plan writes to files")
        }
        paths.append(name.hasPrefix("/") ? name : "\(home)/\(name)")
      }
      return paths
    }
    func one(_ key: String) throws(GridcastError) -> String? {
      let paths = try output(key)
      guard paths.count < 2 else { throw node.fault("'\(key)' takes one file") }
      return paths.first
    }
    outputs = Outputs(
      fishnet: try one("fishnet"), counts: try one("counts"), cells: try output("cells"),
      correlation: try one("correlation"), model: try one("model"), history: try one("history"),
      forecast: try one("forecast"), forecastCells: try output("forecast-cells"),
      record: try one("record") ?? "\(home)/run.json")
    analyses = try AnalysesPlan(root, output: output)
    outputs.analyses = analyses.byRole
    outputs.styles = try node["styles"]?.choice() ?? .all
    outputs.disarmsFormulas = try node["safe-csv"]?.flag() ?? false
    outputs.project = try Self.project(
      node["project"], besides: outputs, hasMaps: analyses.hasMaps, "\(home)/\(Source(path).name)")
    outputs.report = try Self.report(node["report"], in: home)
    if model == nil && (outputs.model ?? outputs.forecast ?? outputs.forecastCells.first) != nil {
      throw root.fault("'outputs' asks for a forecast, but there is no 'model'")
    }
    let needless =
      if case .convDeconv(let years)? = model {
        [
          "fishnet": outputs.fishnet, "correlation": outputs.correlation,
          // Without networks there are no epochs.
          "history": years.hasNetworks ? nil : outputs.history,
        ]
      } else { ["history": outputs.history] }
    for (name, path) in needless where path != nil {
      throw node.fault("'\(name)' has no meaning with this kind of model; leave it out")
    }
    self.path = path
    self.changes = changes
  }

  /// Why a plan cannot be read; of a folder, which plans lie in it.
  private static func fault(of path: String) -> Sentence {
    if let fault = InputFiles.fault(of: path) { return fault }
    guard URL(filePath: path).isFolder else { return "it cannot be read" }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let plans = names.filter { ["yaml", "yml"].contains($0.fileEnding) }.sorted()
    return plans.isEmpty
      ? "it is a folder, and a plan in YAML is wanted"
      : "it is a folder; name the plan in it, such as \(plans[0])"
  }

  /// The path of the report, by default beside the record.
  private static func report(_ node: PlanNode?, in base: String) throws(GridcastError) -> String? {
    guard let node else { return "\(base)/report.html" }
    let name = try node.text()
    guard name != "none" else { return nil }
    guard [".html", ".htm"].contains(where: name.lowercased().hasSuffix) else {
      throw node.fault("a report ends in .html; 'none' writes none")
    }
    return name.hasPrefix("/") ? name : "\(base)/\(name)"
  }

  /// The path of the project, by default beside the record; nil where there is no map.
  private static func project(
    _ node: PlanNode?, besides outputs: Outputs, hasMaps: Bool, _ stem: String
  ) throws(GridcastError) -> String? {
    let layers = outputs.cells + outputs.forecastCells + [outputs.fishnet].compactMap { $0 }
    let hasMaps =
      hasMaps || (outputs.counts ?? outputs.forecast) != nil
      || layers.contains { !$0.lowercased().hasSuffix(".csv") }
    guard let node else { return hasMaps ? "\(stem).qgz" : nil }
    let name = try node.text()
    guard name != "none" else { return nil }
    guard [".qgz", ".qgs"].contains(where: name.hasSuffix) else {
      throw node.fault("a QGIS project ends in .qgz; 'none' writes none")
    }
    guard hasMaps else { throw node.fault("there is no map to put into it") }
    let folder = stem.prefix(upTo: stem.lastIndex(of: "/") ?? stem.startIndex)
    return name.hasPrefix("/") ? name : "\(folder)/\(name)"
  }
}
