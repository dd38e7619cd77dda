import Foundation
import Testing

/// What `run --dry-run` approves is done, and what it refuses the run refuses with the same words.
@Suite struct RehearsalTests {
  /// The plan of the made-up city, with a model that is trained at once.
  private static let cells = [
    "model.kind=linear", "outputs.forecast-cells=forecast-cells.gpkg", "outputs.folder=out",
  ]
  /// The plan of years, likewise.
  private static let years = [
    "model.kind=growth", "model.stations=", "model.window=", "model.members=", "outputs.history=",
    "outputs.folder=out",
  ]

  /// Settings beside the plan of cells, and what is told of them.
  static let refused: [(sets: [String], code: Int32, says: String)] = [
    (
      ["outputs.counts=x.csv"], 64,
      "end its name in .tif, or write the cells as a layer or a table with cells: in the plan's outputs"
    ),
    (["outputs.counts=x.png"], 64, "a raster is written as GeoTIFF; end its name in .tif"),
    (
      ["outputs.forecast=x.gpkg"], 64,
      "write the cells as a layer or a table with forecast-cells: in the plan's outputs"
    ),
    (["outputs.cells=x.tif"], 64, "its ending names no format to write"),
    (["outputs.forecast-cells=x.foo"], 64, "its ending names no format to write"),
    (["outputs.fishnet=x.foo"], 64, "its ending names no format to write"),
    (["outputs.model=x.tif"], 64, "end its name in .safetensors"),
    (["outputs.correlation=x.tif"], 64, "this table is written as CSV"),
    (["outputs.record=x.txt"], 64, "a record is written as JSON"),
    (["outputs.hotspots=h.png"], 64, "end its name in .tif"),
    (["outputs.hotspots-cells=h.foo"], 64, "its ending names no format to write"),
    (["outputs.counts=../pois.shp"], 64, "end its name in .tif"),
    (["outputs.cells=../pois.shp"], 64, "it is an input"),
    (["outputs.forecast=counts.tif"], 64, "two outputs have this name"),
    (["outputs.forecast-cells=cells.shp"], 64, "two outputs have this name"),
    (["outputs.structure=s", "outputs.cells=s/centres.shp"], 64, "two outputs have this name"),
    (
      ["outputs.cells=a.shp", "outputs.forecast-cells=a.gpkg"], 64,
      "two outputs would share this style file"
    ),
    (["outputs.counts=a.tif", "outputs.forecast=a.tiff"], 64, "would share this style file"),
    (["outputs.cells=s3://b/x.shp"], 64, "is no file on this machine, and a plan writes to files"),
    (["inputs=s3://b/x.csv"], 64, "s3://b/x.csv: it lies beyond"),
    (["inputs=“pois.shp”"], 64, "it has the quote “"),
    (
      ["hotspots.distance=900m", "outputs.hotspots=h.tif"], 65, "no two known cells are neighbours"
    ),
    (
      ["hotspots.residuals=true", "outputs.hotspots=h.tif", "model.target=[business, office]"], 65,
      "it has no band 'observed', so it has no residuals"
    ),
    (["category=nope"], 65, "it has no field 'nope'; its fields are id, name, function, opened"),
    (["category=", "weight=nope"], 65, "it has no field 'nope'"),
    (["category=", "categories=osm"], 65, "it has none of the fields 'amenity'"),
    (["cell=0.01deg"], 64, "counts in a unit of length"),
    (["cell=100km"], 65, "are too few for 10 folds"),
    (["cell=1m"], 65, "are too many"),
    (["coordinate-system=wgs84"], 64, "counts in degrees"),
    (
      ["model.target=busines", "model.min-correlation="], 65,
      "it has no band 'busines' (did you mean 'business'?)"
    ),
    (["model.target=busines"], 65, "band 'busines': there is none (did you mean 'business'?)"),
    (["model.features=nope"], 65, "it has no band 'nope'"),
    (["model.min-correlation=0.99"], 65, "no band correlates with 'business' by 0.99"),
    (["study-area=pois.shp"], 65, "it holds no polygons"),
    (["places=nope.shp"], 66, "there is no such file"),
    (["places={path: stations.shp, name: nope}"], 65, "it has no field 'nope'"),
    (["base=nope.shp"], 66, "there is no such file"),
    (["structure.band=nope", "outputs.structure=s"], 65, "it has no band 'nope'"),
    (["structure.growth=nope", "outputs.structure=s"], 65, "it has no band 'nope'"),
    (["structure.overlap=[a, b]", "outputs.structure=s"], 65, "counts: it has no band 'a'"),
    (["structure.smooth=1deg", "outputs.structure=s"], 64, "counts in a unit of length"),
    (["hotspots.band=nope", "outputs.hotspots=h.tif"], 65, "forecast: it has no band 'nope'"),
    (["hotspots.distance=1deg", "outputs.hotspots=h.tif"], 64, "counts in a unit of length"),
    (["inputs=stations.shp"], 65, "it has no field 'function'"),
    (["measure=length"], 65, "44,034 not a line"),
  ]

  /// The same beside the plan of years.
  static let refusedYears: [(sets: [String], code: Int32, says: String)] = [
    (["cell=0.01deg"], 64, "counts in a unit of length"),
    (["model.bands=nope"], 65, "none has a category 'nope'"),
    (["category=nope"], 65, "it has no field 'nope'"),
    (["model.guard=1deg"], 64, "counts in a unit of length"),
    (["hotspots.band=nope", "outputs.hotspots=h.tif"], 65, "forecast: it has no band 'nope'"),
    (
      ["model.kind=convdeconv", "model.stations=study-area.shp", "model.window=12km"], 65,
      "cannot be dealt into 10 folds"
    ),
    (
      ["model.kind=convdeconv", "model.stations=nope.shp", "model.window=12km"], 66,
      "there is no such file"
    ),
    (
      ["model.kind=convdeconv", "model.study=true", "model.windows=tiles", "model.window=1deg"], 64,
      "counts in a unit of length"
    ),
    (
      ["model.kind=convdeconv", "outputs.history=x.txt", "model.windows=tiles"], 64,
      "this table is written as CSV"
    ),
  ]

  private func city() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let made = try gridcast("sample", "city", in: folder.path)
    try #require(made.code == 0, "\(made.errors)")
    return folder
  }

  private func run(
    _ plan: String, _ sets: [String], _ options: String..., in folder: TemporaryFolder
  )
    throws -> CommandResult
  {
    try GridcastCLITests.run(
      gridcast, ["run", plan] + sets.flatMap { ["--set", $0] } + options,
      in: "\(folder.path)/city")
  }

  @Test("What a run would refuse, the dry run refuses with the same words, and nothing is written")
  func refuses() throws {
    let folder = try city()
    let before = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/city").sorted()
    let all =
      Self.refused.map { ("plan.yaml", Self.cells, $0) }
      + Self.refusedYears.map { ("plan-years.yaml", Self.years, $0) }
    for (plan, base, (sets, code, says)) in all {
      let dry = try run(plan, base + sets, "--dry-run", in: folder)
      #expect(dry.code == code && dry.errors.contains(says), "\(sets): \(dry.errors)")
      let done = try run(plan, base + sets, in: folder)
      #expect(done.code == code && done.errors == dry.errors, "\(sets): \(done.errors)")
      let after = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/city")
      #expect(after.sorted() == before, "\(sets)")
    }
  }

  @Test(
    "What is right is approved with its cells and bands, nothing is written, and the run does it")
  func approves() throws {
    let folder = try city()
    let more = [
      "structure.growth=change", "outputs.structure=s", "hotspots.residuals=true",
      "outputs.hotspots=h.tif", "base=study-area.shp", "outputs.cells=counts.xlsx",
    ]
    let yearly = [
      "hotspots.band=error", "outputs.hotspots=h.tif", "structure.band=before",
      "outputs.structure=s",
    ]
    for (plan, sets, says) in [
      ("plan.yaml", Self.cells + more, "1,097 cells and 8 bands come of it"),
      ("plan-years.yaml", Self.years + yearly, "1,097 cells and 3 bands come of it"),
    ] {
      let dry = try run(plan, sets, "--dry-run", in: folder)
      #expect(dry.code == 0 && dry.output.contains(says), "\(dry)")
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/city/out"))
      let done = try run(plan, sets, in: folder)
      #expect(done.code == 0, "\(done.errors)")
      // What would be kept is told, and what stands in the way, which is not refused.
      for (more, says) in [
        ([], "counts.tif (unchanged since the last run, and kept)"),
        (["cell=2km"], "counts.tif (exists: needs --overwrite)"),
      ] {
        let again = try run(plan, sets + more, "--dry-run", in: folder)
        #expect(again.code == 0 && again.output.contains(says), "\(again)")
      }
      try FileManager.default.removeItem(atPath: "\(folder.path)/city/out")
    }
  }
}
