import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs
import Testing

/// Steps that order, compare, join and compute.
@Suite struct StepOrderTests {
  private static let table = """
    id,name,city,pop,x,y
    1,b,西安,30,3,3
    2,a,西安,,1,1
    3,c,咸阳,4,2,2
    2,a,西安,,1,1
    4,A,咸阳,200,9,1
    """

  private func converted(
    _ inputs: [String], to ending: String = "csv", limit: Int? = nil, select: [String]? = nil,
    allowLoss: Bool = false, _ change: (inout ConversionSteps) -> Void
  ) throws -> (features: Features, report: JobReport) {
    let folder = try TemporaryFolder()
    var settings = ConversionSettings()
    var steps = ConversionSteps()
    if inputs.count > 1 { steps.with = Array(inputs.dropFirst()) }
    change(&steps)
    settings.steps = steps
    settings.limit = limit
    settings.select = select
    settings.allowLoss = allowLoss
    let output = "\(folder.path)/out.\(ending)"
    let job = Job(inputs[0], to: output, settings)
    let staging = Staging(overwrite: false, inputs: job.inputs)
    let report = try job.run(try job.prepare(), staging: staging)
    try staging.commit()
    return (try readAll(Source(output)), report)
  }

  private func texts(_ features: Features, _ name: String) -> [String] {
    (features.column(name)?.texts ?? Texts()).map { $0 ?? "" }
  }

  /// What to sort by, and the ids in order, those of a GeoPackage and of a CSV alike.
  static let orders: [(by: [String], ids: String)] = [
    (["pop"], "3 1 4 2 2"), (["pop:desc"], "4 1 3 2 2"), (["name"], "4 2 2 1 3"),
    (["city:desc", "pop:desc"], "1 2 2 4 3"), (["id:desc"], "4 3 2 2 1"),
    (["hilbert"], "4 1 3 2 2"),
  ]

  @Test("Features are sorted by numbers, texts, both ways and by place", arguments: orders)
  func sort(by: [String], ids: String) throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("t.csv", Self.table)
    for ending in ["csv", "gpkg"] {
      let (found, report) = try converted([input], to: ending) { $0.sort = by }
      #expect(texts(found, "id").joined(separator: " ") == ids, "\(by) \(ending)")
      #expect(report.steps[0].hasPrefix("sorted: 5 features"))
    }
  }

  @Test("The greatest number is taken after all steps")
  func limitComesLast() throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("t.csv", Self.table)
    let (found, _) = try converted([input], limit: 2, select: ["id", "twice"]) {
      $0.sort = ["pop:desc"]
      $0.add = ["twice = number(pop) * 2"]
    }
    #expect(texts(found, "id") == ["4", "1"])
    #expect(found.columns.map(\.field.name) == ["X", "Y", "id", "twice"])
  }

  /// By which fields to compare, and the ids that stay.
  static let repeated: [(by: [String]?, ids: String)] = [
    (nil, "1 2 3 4"), (["city"], "1 3"), (["NAME"], "1 2 3 4"), (["shape"], "1 2 3 4"),
    (["city", "shape"], "1 2 3 4"),
  ]

  @Test("The first of features that are the same is kept", arguments: repeated)
  func dedupe(by: [String]?, ids: String) throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("t.csv", Self.table)
    let (found, report) = try converted([input]) {
      $0.dedupe = true
      $0.dedupeBy = by
    }
    #expect(texts(found, "id").joined(separator: " ") == ids)
    let gone = 5 - ids.split(separator: " ").count
    #expect(
      report.steps.map(\.description) == [
        "dedupe: \(gone) of 5 features left out, as another before them is the same"
      ])
  }

  @Test("Several inputs become one layer, fields by name, in the system of the first")
  func joined() throws {
    let folder = try TemporaryFolder()
    let first = try folder.file(
      "a.geojson",
      #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"甲","n":1,"only":true},"geometry":{"type":"Point","coordinates":[108.9,34.2]}}]}"#
    )
    let second = try folder.file(
      "b.geojson",
      #"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32649"}},"features":[{"type":"Feature","properties":{"NAME":"乙","n":2.5},"geometry":{"type":"Point","coordinates":[306509.15616710944,3786325.5701393504]}}]}"#
    )
    let (found, report) = try converted([first, second], to: "gpkg") { $0.sourceField = "file" }
    #expect(found.columns.map(\.field.name) == ["name", "n", "only", "file"])
    #expect(texts(found, "name") == ["甲", "乙"])
    #expect(texts(found, "n") == ["1", "2.5"])
    #expect(texts(found, "file") == ["a.geojson", "b.geojson"])
    // pyproj.Transformer.from_crs(4326, 32649, always_xy=True).transform(108.9, 34.2)
    #expect(abs(found.shapes.points[1].x - 108.9) < 1e-9)
    #expect(abs(found.shapes.points[1].y - 34.2) < 1e-9)
    let notes = report.notes.map(\.description).joined(separator: "\n")
    #expect(notes.contains("field 'n' holds whole numbers, numbers in different inputs"))
    #expect(notes.contains("it has no 'only', which stay empty"))
    #expect(notes.contains("moved from WGS 84 / UTM zone 49N (EPSG:32649) to WGS 84"))
    #expect(report.read == 2 && report.written == 2)
  }

  @Test("Without a common system inputs do not become one layer")
  func joinedWithoutSystem() throws {
    let folder = try TemporaryFolder()
    let first = "\(folder.path)/a.shp"
    let job = Job(fixture("steps/points.geojson"), to: first, ConversionSettings())
    let staging = Staging(overwrite: false, inputs: job.inputs)
    _ = try job.run(try job.prepare(), staging: staging)
    try staging.commit()
    try FileManager.default.removeItem(atPath: "\(folder.path)/a.prj")
    let second = try folder.file(
      "b.geojson",
      #"{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}}"#)
    let error = thrown { _ = try converted([first, second], to: "gpkg") { _ in } }
    #expect(error?.kind == .badData)
    #expect(error?.reason.contains("so they do not become one layer") == true)
  }

  /// An expression, the type of the field, and its values for the first three rows.
  static let expressions: [(text: String, kind: Field.Kind, values: [String])] = [
    ("id + 1", .integer, ["2", "3", "4"]),
    ("id * 2 - 10 / 4", .number, ["-0.5", "1.5", "3.5"]),
    ("-(id + pop)", .integer, ["-31", "", "-7"]),
    ("pop / 0", .number, ["", "", ""]),
    ("round(pop / 7)", .integer, ["4", "", "1"]),
    ("round(pop / 7, 2)", .number, ["4.29", "", "0.57"]),
    ("city || '-' || name", .text, ["西安-b", "西安-a", "咸阳-c"]),
    ("upper(name) || pop", .text, ["B30", "", "C4"]),
    ("coalesce(pop, 0)", .integer, ["30", "0", "4"]),
    ("\"id\" || 'it''s'", .text, ["1it's", "2it's", "3it's"]),
    ("x() + y()", .number, ["6", "2", "4"]),
    ("text(id)", .text, ["1", "2", "3"]),
    ("number('1e3')", .number, ["1000", "1000", "1000"]),
  ]

  @Test("Fields are computed, and missing values spread", arguments: expressions)
  func add(text: String, kind: Field.Kind, values: [String]) throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("t.csv", Self.table)
    let (found, _) = try converted([input], to: "gpkg") { $0.add = ["v = \(text)"] }
    let column = try #require(found.column("v"))
    #expect(column.field.kind == kind)
    #expect(Array(texts(found, "v").prefix(3)) == values)
  }

  /// An expression that makes no sense, and what is said of it.
  static let faults: [(add: String, says: String)] = [
    ("v", "it adds no field"), ("v = ", "it adds no field"), ("v = nam", "it has no field 'nam'"),
    ("v = name + 1", "field 'name' holds texts; where they are numbers, write number(name)"),
    ("v = 'a' * 2", "it computes with a text"), ("v = 1 +", "it ends where a value is expected"),
    ("v = (1", "a parenthesis is not closed"), ("v = sqrt(2)", "there is no function 'sqrt'"),
    ("v = area_m2(1)", "takes nothing: write area_m2()"), ("v = id > 1", "'>' means nothing in it"),
    ("v = 'a", "a quote ' is not closed"), ("v = 1 2", "'2' stands where nothing more is expected"),
    ("v = upper()", "'upper' takes another number of values than 0"),
    ("v = 2a", "'2a' is no number"),
  ]

  @Test("Expressions that make no sense are told in a sentence", arguments: faults)
  func makesNoSense(add: String, says: String) throws {
    let folder = try TemporaryFolder()
    let input = try folder.file("t.csv", Self.table)
    let error = thrown { _ = try converted([input], to: "gpkg") { $0.add = [add] } }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "none")")
  }

  /// Steps that do not go with the input, and what is said.
  @Test("Steps that do not go with the input are refused in a sentence")
  func refused() throws {
    let folder = try TemporaryFolder()
    let table = try folder.file("t.csv", "id,name\n1,a\n")
    let planar = fixture("steps/areas.geojson")
    let degrees = try folder.file(
      "d.geojson",
      #"{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}}"#)
    let cases: [(String, (inout ConversionSteps) -> Void, String)] = [
      (table, { $0.buffer = "5m" }, "it is a table without geometry"),
      (planar, { $0.buffer = "5 miles" }, "it is no distance for 'buffer'"),
      (planar, { $0.buffer = "0" }, "above 0, or below to shrink"),
      (planar, { $0.simplify = "-3" }, "is above 0"),
      (planar, { $0.simplify = "0.01deg" }, "counts in a unit of length"),
      (degrees, { $0.buffer = "50" }, "write 50m, or 50deg"),
      (planar, { $0.inside = true }, "'inside' goes with 'centroid'"),
      (planar, { $0.sort = ["nam"] }, "it has no field 'nam'"),
      (planar, { $0.sort = ["name:down"] }, "write field, field:desc, or hilbert alone"),
      (planar, { $0.dissolve = ["x"] }, "it has no field 'x'"),
      (planar, { $0.clip = "5,5,1,1" }, "west,south,east,north"),
      (planar, { $0.clip = fixture("steps/lines.geojson") }, "it holds no polygons"),
      (planar, { $0.sourceField = "Name" }, "it has a field 'Name' already"),
    ]
    for (input, change, says) in cases {
      let error = thrown { _ = try converted([input], to: "gpkg", change) }
      #expect(error?.description.contains(says) == true, "\(says): \(error?.description ?? "none")")
    }
  }
}
