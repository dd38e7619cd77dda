import ArgumentParser
import GridcastJobs

/// The options for what is made of features between reading and writing.
struct StepOptions: ParsableArguments {
  @Option(
    .areas,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Cut features by these polygons, or by a box west,south,east,north; what lies outside is left out.",
      valueName: "file"))
  var clip: String?
  @Option(
    .nameOfLayer(in: "clip"), .nowhere,
    help: ArgumentHelp("The layer of --clip.", valueName: "name"))
  var clipLayer: String?
  @Option(
    .system(of: "clip"),
    help: ArgumentHelp("The coordinate system that --clip is in.", valueName: "system"))
  var clipFrom: String?
  @Flag(help: "Make a feature of each part of multipoints, multilines and multipolygons.")
  var explode = false
  @Flag(help: "Leave out features whose shape and fields are those of another before them.")
  var dedupe = false
  @Option(
    .fields(of: "inputs"),
    help: ArgumentHelp(
      "Leave out features that have the same values in these fields as another before them, as a,b; shape is the shape.",
      valueName: "fields"))
  var dedupeBy: String?
  @Option(
    .fields(of: "inputs"),
    help: ArgumentHelp(
      "Make one feature of all that have the same values in these fields, as a,b; all makes one of all.",
      valueName: "fields"))
  var dissolve: String?
  @Option(
    .length,
    help: ArgumentHelp(
      "Leave out vertices that lie within this distance of what is kept, as 5m.",
      valueName: "distance"))
  var simplify: String?
  @Option(
    .length,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Make of each feature the area within this distance, as 50m; one below 0 shrinks polygons.",
      valueName: "distance"))
  var buffer: String?
  @Flag(help: "Make a point of each feature, its centre of gravity.") var centroid = false
  @Flag(help: "Of --centroid: take a point that lies within the shape.") var inside = false
  @Option(
    .text,
    help: ArgumentHelp(
      "Add a field, as \"density = people / area_m2()\"; may be given more than once.",
      valueName: "name = expression"))
  var add: [String] = []
  @Option(
    .text,
    help: ArgumentHelp(
      "Sort by fields, as a,b:desc; hilbert puts side by side what lies side by side.",
      valueName: "fields"))
  var sort: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "Add a field of this name with the file that each feature comes from.", valueName: "name"))
  var sourceField: String?

  /// The names of the options, as the description tells them.
  static let names = [
    "clip", "clip-layer", "clip-from", "explode", "dedupe", "dedupe-by", "dissolve", "simplify",
    "buffer", "centroid", "inside", "add", "sort", "source-field",
  ]

  /// The steps for the library; nil where none is asked for.
  var settings: ConversionSteps? {
    func list(_ text: String?) -> [String]? {
      text.map { $0.split(separator: ",", omittingEmptySubsequences: false).map { String($0) } }
    }
    var steps = ConversionSteps()
    steps.clip = clip
    steps.clipLayer = clipLayer
    steps.clipFrom = clipFrom
    steps.explode = explode ? true : nil
    steps.dedupe = dedupe ? true : nil
    steps.dedupeBy = list(dedupeBy)
    steps.dissolve = list(dissolve)
    steps.simplify = simplify
    steps.buffer = buffer
    steps.centroid = centroid ? true : nil
    steps.inside = inside ? true : nil
    steps.add = add.isEmpty ? nil : add
    steps.sort = list(sort)
    steps.sourceField = sourceField
    return steps == ConversionSteps() ? nil : steps
  }
}
