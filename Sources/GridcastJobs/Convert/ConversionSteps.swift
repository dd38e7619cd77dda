import GridcastBase
import GridcastFormats

/// What is made of features between reading and writing, in the order in which it is done.
///
/// Inputs are put together, features outside the extent left out, polygons repaired; then come the steps, as their
/// settings stand here; then the greatest number of features is taken, fields are chosen and renamed, and shapes are
/// moved. Steps see the names, systems and coordinates of the (first) input.
package struct ConversionSteps: Codable, Sendable, Hashable {
  /// More inputs, whose features come after those of the first one.
  package var with: [String]?
  /// The name of a field that tells each feature's file.
  package var sourceField: String?
  /// The polygons to cut by: a file, or west,south,east,north.
  package var clip: String?
  /// The layer of that file.
  package var clipLayer: String?
  /// The coordinate system of that file, which overrides what it declares.
  package var clipFrom: String?
  /// Whether features of several parts become several.
  package var explode: Bool?
  /// Whether features are left out that are the same as another before them.
  package var dedupe: Bool?
  /// The fields by which they are the same; nil for all and the shape.
  package var dedupeBy: [String]?
  /// The fields by which features become one; `all` for one feature.
  package var dissolve: [String]?
  /// How far vertices that are left out may lie from what is kept.
  package var simplify: String?
  /// The distance of a buffer.
  package var buffer: String?
  /// Whether shapes become points.
  package var centroid: Bool?
  /// Whether these points lie within the shapes.
  package var inside: Bool?
  /// Fields to compute, as `name = expression`.
  package var add: [String]?
  /// What to sort by: `field`, `field:desc` or `hilbert`.
  package var sort: [String]?

  /// Makes no steps.
  package init() {}

  private enum CodingKeys: String, CodingKey {
    case with, clip, explode, dedupe, dissolve, simplify, buffer, centroid, inside, add, sort
    case sourceField = "source-field"
    case clipLayer = "clip-layer"
    case clipFrom = "clip-from"
    case dedupeBy = "dedupe-by"
  }

  /// The names of the settings that are in use.
  var used: [String] {
    let all: [(String, Bool)] = [
      ("with", with != nil), ("source-field", sourceField != nil), ("clip", clip != nil),
      ("clip-layer", clipLayer != nil), ("clip-from", clipFrom != nil),
      ("explode", explode == true),
      ("dedupe", dedupe == true), ("dedupe-by", dedupeBy != nil), ("dissolve", dissolve != nil),
      ("simplify", simplify != nil), ("buffer", buffer != nil), ("centroid", centroid == true),
      ("inside", inside == true), ("add", add != nil), ("sort", sort != nil),
    ]
    return all.filter(\.1).map(\.0)
  }

  /// The polygons to cut by.
  var clipSource: Source? {
    clip.map {
      Source($0, layers: clipLayer.map { [$0] } ?? [], coordinateSystem: clipFrom, role: .clip)
    }
  }

  /// The files that are read beside the first input.
  var files: [String] {
    (with ?? []) + [clip].compactMap(\.self).filter { $0.split(separator: ",").count != 4 }
  }

  /// - Throws: `.usage` where one setting says nothing without another.
  func check(_ subject: String) throws(GridcastError) {
    let lacking: [(Bool, String, String)] = [
      (clip == nil && clipLayer != nil, "clip-layer", "clip"),
      (clip == nil && clipFrom != nil, "clip-from", "clip"),
      (centroid != true && inside == true, "inside", "centroid"),
    ]
    if let (_, name, other) = lacking.first(where: \.0) {
      throw GridcastError(.usage, subject, "'\(name)' goes with '\(other)', which is not asked for")
    }
    let empty: [(String, [String]?)] = [
      ("dedupe-by", dedupeBy), ("dissolve", dissolve), ("sort", sort),
    ]
    if let (name, _) = empty.first(where: { $0.1?.isEmpty == true || $0.1?.contains("") == true }) {
      throw GridcastError(.usage, subject, "'\(name)' names no field")
    }
  }

  /// Adds all steps to a flow, in their order; `notes` receives what was said of files that steps read.
  func add(
    to flow: inout FeatureFlow, _ notes: inout [Sentence], allowsRemote: Bool,
    _ progress: ProgressHandler
  ) throws(GridcastError) {
    let path = flow.path
    if !flow.hasGeometry {
      let ofShapes = ["clip", "explode", "dissolve", "simplify", "buffer", "centroid"]
      if let first = used.first(where: ofShapes.contains) {
        throw GridcastError(
          .usage, path, "it is a table without geometry, so there is nothing for '\(first)' to do")
      }
    }
    if flow.coordinateSystem?.code == "EPSG:3857", simplify != nil || buffer != nil {
      notes.append(
        "distances on the map of \(flow.coordinateSystem?.description ?? "") are longer than on the ground, at 40° of latitude by 31%; move it to a local system first for true ones"
      )
    }
    if var area = clipSource {
      area.allowsRemote = allowsRemote
      let step = try ClipStep(area, for: flow)
      notes += step.notes
      flow.add(step)
    }
    if explode == true { flow.add(ExplodeStep()) }
    if dedupe == true || dedupeBy != nil {
      try flow.add(DedupeStep(by: dedupeBy, among: flow.fields, of: path), progress)
    }
    if let dissolve {
      try flow.add(DissolveStep(by: dissolve, among: flow.fields, of: path), progress)
    }
    if let simplify { flow.add(try SimplifyStep(simplify, for: flow)) }
    if let buffer { flow.add(try BufferStep(buffer, for: flow)) }
    if centroid == true { flow.add(CentroidStep(isInside: inside == true)) }
    for text in add ?? [] { flow.add(try AddStep(text, for: flow)) }
    if let sort { try flow.add(SortStep(by: sort, among: flow.fields, of: path), progress) }
  }
}
