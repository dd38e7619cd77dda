import GridcastAnalyse
import GridcastBase

/// What a plan has found in its forecast, or in its counts where it has none: the structure of the city and its hot
/// spots.
package struct AnalysesPlan: Sendable {
  /// How the structure is found.
  package struct Structure: Sendable {
    /// The folder to write to.
    package let folder: String
    /// The format of the layers, by its ending.
    package let format: String
    let band: String?
    let growth: String?
    let smooth: RasterDistance?
    let centres: Int?
    let sectors: Int
    let overlap: [String]?

    /// The files that are surely written.
    var files: [String] {
      let names = ["centres.\(format)", "axes.\(format)", "ellipses.\(format)", "sectors.csv"]
      return (names + (overlap == nil ? [] : ["overlap.tif"])).map { "\(folder)/\($0)" }
    }
  }

  /// How hot spots are found.
  package struct HotSpots: Sendable {
    /// The GeoTIFF to write, if one is.
    let raster: String?
    /// The layers or tables of cells.
    let cells: [String]
    let band: String?
    let ofResiduals: Bool
    let reach: RasterDistance?
    let options: Hotspots.Options
  }

  /// The structure; nil where it is not asked for.
  package private(set) var structure: Structure?
  /// The hot spots; nil where they are not asked for.
  package private(set) var hotSpots: HotSpots?

  /// The files to write, each with its key in the plan.
  var byRole: [(role: String, path: String)] {
    (structure?.files ?? []).map { ("structure", $0) }
      + [hotSpots?.raster].compactMap(\.self).map { ("hotspots", $0) }
      + (hotSpots?.cells ?? []).map { ("hotspots-cells", $0) }
  }

  /// Whether any of it is a map.
  var hasMaps: Bool { structure != nil || hotSpots?.raster != nil }

  /// Reads the sections `structure` and `hotspots` of a plan, and where their files go.
  ///
  /// - Parameters:
  ///   - root: The plan.
  ///   - output: The paths that the key of an output names.
  /// - Throws: `.usage` naming the key.
  init(_ root: PlanNode, output: (String) throws(GridcastError) -> [String]) throws(GridcastError) {
    let folders = try output("structure")
    let node = root["structure"]
    try node?.allow(["band", "growth", "smooth", "centres", "sectors", "overlap", "format"])
    if let folder = folders.first {
      guard folders.count == 1 else { throw root.fault("'structure' takes one folder") }
      let sectors = try node?["sectors"]?.integer(in: 4...16) ?? 8
      guard [4, 8, 16].contains(sectors) else {
        throw (node ?? root).fault("'sectors' is 4, 8 or 16")
      }
      var overlap: [String]?
      if let bands = try node?["overlap"]?.items() {
        var names: [String] = []
        for band in bands { names.append(try band.text()) }
        guard names.count == 2, names[0] != names[1] else {
          throw (node ?? root).fault("'overlap' takes two different bands")
        }
        overlap = names
      }
      let format = try node?["format"]?.text().withoutDot ?? "shp"
      _ = try CityStructure.files(in: folder, format: format, overlap: false)
      structure = Structure(
        folder: folder, format: format, band: try node?["band"]?.text(),
        growth: try node?["growth"]?.text(), smooth: try Self.distance(node?["smooth"]),
        centres: try node?["centres"]?.integer(in: 1...10_000), sectors: sectors, overlap: overlap)
    } else if let node {
      throw node.fault("name the folder for it under 'outputs': structure")
    }
    try takeHotSpots(root["hotspots"], try output("hotspots"), try output("hotspots-cells"), root)
  }

  private mutating func takeHotSpots(
    _ node: PlanNode?, _ rasters: [String], _ cells: [String], _ root: PlanNode
  ) throws(GridcastError) {
    try node?.allow([
      "band", "residuals", "distance", "contiguity", "permutations", "seed",
    ])
    guard !rasters.isEmpty || !cells.isEmpty else {
      if let node {
        throw node.fault("name the files for them under 'outputs': hotspots or hotspots-cells")
      }
      return
    }
    guard rasters.count < 2 else { throw root.fault("'hotspots' takes one file") }
    var options = Hotspots.Options()
    let reach = try Self.distance(node?["distance"])
    switch try node?["contiguity"]?.text() {
    case nil, "queen": break
    case "rook": options.neighbours = .rook
    default: throw (node ?? root).fault("'contiguity' is queen or rook")
    }
    if reach != nil, node?["contiguity"] != nil {
      throw (node ?? root).fault("give either 'contiguity' or 'distance'")
    }
    options.permutations = try node?["permutations"]?.integer(in: 0...1_000_000)
    if let seed = try node?["seed"]?.integer(in: 0...Int.max) { options.seed = UInt64(seed) }
    let band = try node?["band"]?.text()
    let ofResiduals = try node?["residuals"]?.flag() ?? false
    if band != nil, ofResiduals {
      throw (node ?? root).fault("give either 'band' or 'residuals'")
    }
    hotSpots = HotSpots(
      raster: rasters.first, cells: cells, band: band, ofResiduals: ofResiduals, reach: reach,
      options: options)
  }

  private static func distance(_ node: PlanNode?) throws(GridcastError) -> RasterDistance? {
    guard let node else { return nil }
    let text = try node.text()
    do { return try RasterDistance(text) } catch { throw node.fault(error.sentence) }
  }
}
