import Foundation
import Testing

/// A second `run` does what has changed, and what `structure` and `hotspots` are as steps of a plan.
@Suite struct KeptRunTests {
  /// A folder with points of three functions and a plan that counts, trains, forecasts and analyses.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var rows: [String] = []
    for row in 0..<16 {
      for column in 0..<16 {
        let away = Double((row - 10) * (row - 10) + (column - 5) * (column - 5))
        for (name, most, width) in [
          ("business", 20.0, 12.0), ("office", 14, 8), ("medical", 6, 20),
        ] {
          rows += Array(
            repeating: "\(name),\(500_500 + 1000 * column),\(3_800_500 + 1000 * row)",
            count: Int(1 + most * exp(-away / width)))
        }
      }
    }
    _ = try folder.file("p.csv", "kind,x,y\n" + rows.joined(separator: "\n") + "\n")
    _ = try folder.file(
      "plan.yaml",
      """
      inputs: {path: p.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      model: {kind: bp, target: business, hidden: [4], epochs: 5, members: 1, folds: 3}
      structure: {band: predicted, sectors: 4, overlap: [office, business]}
      hotspots: {band: predicted, permutations: 99}
      outputs:
        folder: map
        counts: counts.tif
        cells: cells.shp
        model: model.safetensors
        forecast: forecast.tif
        structure: structure
        hotspots: hot.tif
        hotspots-cells: hot-cells.gpkg
      """)
    let result = try gridcast("run", "plan.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    return folder
  }

  /// The steps that a run tells as kept.
  private func kept(_ result: CommandResult) -> [String] {
    result.output.split(separator: "\n").filter { $0.hasSuffix("unchanged, kept") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
  }

  private func hashes(_ folder: TemporaryFolder, _ name: String) throws -> String {
    // The record tells the seconds that steps took.
    let result = try run(
      "sh", ["-c", "cd \(name) && find . -type f ! -name run.json | sort | xargs sha256sum"],
      in: folder.path)
    return result.output
  }

  @Test("Where nothing has changed everything is kept, and nothing is written")
  func keepsAll() throws {
    let folder = try folder()
    let before = try run("sh", ["-c", "ls -lR --full-time map"], in: folder.path).output
    let result = try gridcast("run", "plan.yaml", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("nothing has changed since the last run"), "\(result.output)")
    #expect(kept(result).contains("bin") && kept(result).contains("structure"))
    #expect(try run("sh", ["-c", "ls -lR --full-time map"], in: folder.path).output == before)
    let afresh = try gridcast("run", "plan.yaml", "--afresh", "--overwrite", in: folder.path)
    #expect(afresh.code == 0 && kept(afresh).isEmpty, "\(afresh.output)\(afresh.errors)")
  }

  @Test(
    "What changes is done, the rest is kept, and the bytes are those of a fresh run",
    arguments: [
      (["--set", "outputs.safe-csv=true"], "", ["bin", "train"]),
      (["--set", "model.epochs=6"], "", ["bin"]),
      (["--set", "cell=2km"], "", []),
      ([], "echo business,500500,3800500 >> p.csv", []),
      ([], "rm map/forecast.tif", ["bin", "train"]),
      ([], "printf x >> map/cells.dbf", ["bin", "train"]),
      ([], "printf x >> map/counts.tif", ["train"]),
      ([], "printf x | dd of=map/model.safetensors bs=1 seek=900 conv=notrunc", ["bin"]),
      ([], "sed -i 's/\"key\" : \"/&0/' map/run.json", []),
      ([], "head -c 500 map/run.json > r && mv r map/run.json", []),
    ])
  func doesWhatChanged(options: [String], change: String, expected: [String]) throws {
    let folder = try folder()
    if !change.isEmpty { _ = try run("sh", ["-c", change], in: folder.path) }
    let result = try run(
      gridcast, ["run", "plan.yaml", "--overwrite"] + options, in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(kept(result) == expected, "\(result.output)")
    let fresh = try run(
      gridcast, ["run", "plan.yaml", "--set", "outputs.folder=fresh"] + options, in: folder.path)
    #expect(fresh.code == 0 && kept(fresh).isEmpty, "\(fresh.errors)")
    #expect(try hashes(folder, "map") == hashes(folder, "fresh"))
  }

  @Test("Structure and hot spots are steps: in the record, the report and the project")
  func analyses() throws {
    let folder = try folder()
    let record = try String(contentsOfFile: folder.path + "/map/run.json", encoding: .utf8)
    let report = try String(contentsOfFile: folder.path + "/map/report.html", encoding: .utf8)
    let project = try run("unzip", ["-p", "map/plan.qgz"], in: folder.path).output
    for file in ["structure/centres.shp", "structure/overlap.tif", "hot.tif", "hot-cells.gpkg"] {
      #expect(record.contains("\"\(file)\""), "\(file)")
      #expect(report.contains(file), "\(file)")
      #expect(project.contains(file), "\(file)")
    }
    #expect(project.contains("Hot spots") && project.contains("Structure"))
    // The same files as by the commands.
    for command in [
      [
        "structure", "map/forecast.tif", "--counts", "map/counts.tif", "--band", "predicted",
        "--sectors", "4", "--overlap", "office,business", "-o", "s",
      ],
      [
        "hotspots", "map/forecast.tif", "--band", "predicted", "--permutations", "99", "-o",
        "h.tif",
      ],
    ] {
      let result = try run(gridcast, command, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
    }
    for (own, other) in [
      ("s/centres.dbf", "structure/centres.dbf"), ("s/axes.shp", "structure/axes.shp"),
      ("s/sectors.csv", "structure/sectors.csv"), ("h.tif", "hot.tif"),
    ] {
      let same = try run("cmp", [own, "map/\(other)"], in: folder.path)
      #expect(same.code == 0, "\(same.output)\(same.errors)")
    }
  }

  @Test("Without office and business among the functions the structure is found all the same")
  func leavesOverlapOut() throws {
    let folder = try folder()
    let result = try gridcast(
      "run", "plan.yaml", "--set", "outputs.folder=other", "--set", "structure=", "--set",
      "inputs.where=kind <> 'office'", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let structure = try FileManager.default.contentsOfDirectory(
      atPath: folder.path + "/other/structure")
    #expect(structure.contains("centres.shp") && !structure.contains("overlap.tif"))
  }

  @Test(
    "What a plan cannot mean is refused with its key",
    arguments: [
      ("structure.sectors=5", "'sectors' is 4, 8 or 16"),
      ("structure.format=csv", "write them as shp or gpkg"),
      ("outputs.structure=", "name the folder for it"),
      ("hotspots.contiguity=bishop", "queen or rook"),
      ("hotspots.distance=far", "1.5cells"),
    ])
  func refuses(change: String, words: String) throws {
    let folder = try folder()
    let result = try gridcast(
      "run", "plan.yaml", "--overwrite", "--set", change, in: folder.path)
    #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
  }
}
