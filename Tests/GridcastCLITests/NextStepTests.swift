import Foundation
import GridcastBase
import Testing

/// What to do next, at the command line and where the same is asked of a plan.
@Suite struct NextStepTests {
  @Test("Options and commands that errors name are there")
  func optionsAreThere() throws {
    var options = Set<String>()
    var commands = Set<String>()
    for command in DocumentationTests.commands {
      let help = try run(gridcast, command + ["--help"], in: "/tmp").output
      options.formUnion(help.matches(of: /--[a-z][a-z-]*/).map { String($0.0) })
      commands.formUnion(command.prefix(1))
    }
    let ofRun = try gridcast("run", "--help").output
    for step in NextStep.allCases {
      let words = step.worded(for: .commandLine)
      let named = words.matches(of: /--[a-z][a-z-]*/).map { String($0.0) }
      let command = words.firstMatch(of: /gridcast ([a-z]+)/).map { String($0.1) }
      #expect(!named.isEmpty || command != nil, "\(words)")
      #expect(options.isSuperset(of: named), "\(words)")
      #expect(command.map(commands.contains) ?? true, "\(words)")
      if step.worded(for: .plan) == words, command == nil {
        #expect(named.allSatisfy(ofRun.contains), "\(words)")
      }
    }
  }

  /// Faults by command and by plan: what is asked, and what each says.
  static let faults: [(arguments: String, plan: String, byCommand: String, byPlan: String)] = [
    (
      "p.shp", "inputs: p.shp", "say which it is with --from, as in --from EPSG:4326",
      "say which it is with from: in the plan's inputs, as in from: EPSG:4326"
    ),
    (
      "p.csv", "inputs: p.csv",
      "look like metres; say their system with --from\n",
      "look like metres; say their system with from: in the plan's inputs\n"
    ),
    (
      "q.csv --within area.shp", "inputs: q.csv\nstudy-area: area.shp",
      "with --within-from, as in --within-from EPSG:4326",
      "with from: in the plan's study-area, as in from: EPSG:4326"
    ),
    (
      "g.csv --to EPSG:4326 --cell 1km",
      "inputs: g.csv\ncoordinate-system: EPSG:4326\ncell: 1km", "or take UTM with --to utm",
      "or take UTM with coordinate-system: utm in the plan"
    ),
    (
      "g.csv --to EPSG:32649", "inputs: g.csv\ncoordinate-system: EPSG:32649",
      "limit the area with --within, or go on all the same with --allow-loss",
      "limit the area with study-area: in the plan, or go on all the same with allow-loss: true in "
        + "the plan"
    ),
    (
      "q.csv --within tracks.gpx", "inputs: q.csv\nstudy-area: tracks.gpx",
      "choose one with --within-layer", "choose one with layers: in the plan's study-area"
    ),
    // The plan's run takes this option, too.
    (
      "q.csv -o there.tif", "inputs: q.csv\ncell: 1km",
      "it exists already; replace it with --overwrite",
      "it exists already; replace it with --overwrite"
    ),
    (
      "https://localhost/a.shp", "inputs: {path: /vsicurl/a.shp}",
      "it lies beyond this machine's files; allow that with --allow-remote",
      "it lies beyond this machine's files; allow that"
    ),
  ]

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "x,y\n500500,3800500\n501500,3800500\n")
    _ = try folder.file("q.csv", "lon,lat\n109.1,34.1\n109.2,34.2\n")
    _ = try folder.file("g.csv", "lon,lat\n109.1,34.1\n-60,34.2\n")
    _ = try folder.file(
      "area.geojson",
      """
      {"type": "Polygon", "coordinates": [[[109, 34], [110, 34], [110, 35], [109, 34]]]}
      """)
    try gridcast("convert", "area.geojson", "-o", "area.shp", in: folder.path)
    try gridcast("convert", "q.csv", "-o", "p.shp", in: folder.path)
    for name in ["area.prj", "p.prj"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
    }
    // Points, routes and tracks are layers of their own.
    _ = try folder.file(
      "tracks.gpx",
      """
      <gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="34" lon="109"/>
      <rte><rtept lat="34" lon="109"/><rtept lat="34.1" lon="109"/></rte></gpx>
      """)
    _ = try folder.file("there.tif", "old")
    return folder
  }

  @Test("The same fault is mended by an option at the command line, by a key in a plan")
  func faultsByCommandAndPlan() throws {
    let folder = try folder()
    for (arguments, plan, byCommand, byPlan) in Self.faults {
      let words = words(arguments)
      let output = words.contains("-o") ? [] : ["-o", "new.tif"]
      let command = try run(gridcast, ["bin"] + words + output, in: folder.path)
      #expect(command.code != 0 && command.errors.contains(byCommand), "\(command.errors)")
      _ = try folder.file("plan.yaml", "\(plan)\noutputs: {folder: ., counts: there.tif}\n")
      let isThere = byPlan.contains("--overwrite")
      let run = try run(
        gridcast, ["run", "plan.yaml"] + (isThere ? [] : ["--overwrite"]), in: folder.path)
      #expect(run.code != 0 && run.errors.contains(byPlan), "\(run.errors)")
      if !isThere { #expect(!run.errors.contains("--"), "\(run.errors)") }
    }
  }

  @Test("Notes name options at the command line, keys after a run and in its record")
  func notesByCommandAndPlan() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "lon,lat,typecode\n109.1,34.1,050000\n109.2,34.2,060000\n")
    let bin = try gridcast(
      "bin", "a.csv", "--categories", "amap", "-o", "a.tif", "--json", in: folder.path)
    let option = "read it as gcj02 with --from gcj02"
    #expect(bin.errors.contains(option) && bin.output.contains(option), "\(bin.errors)")
    _ = try folder.file(
      "plan.yaml", "inputs: a.csv\ncategories: amap\noutputs: {folder: out, counts: a.tif}\n")
    let result = try gridcast("run", "plan.yaml", in: folder.path)
    let key = "read it as gcj02 with from: gcj02 in the plan's inputs"
    #expect(result.code == 0 && result.errors.contains(key), "\(result.errors)")
    for name in ["run.json", "report.html"] {
      let text = try String(contentsOfFile: "\(folder.path)/out/\(name)", encoding: .utf8)
      #expect(text.contains(key), "\(name)")
      #expect(!text.contains("--from"), "\(name)")
    }
  }
}
