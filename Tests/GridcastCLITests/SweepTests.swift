import Foundation
import Testing

/// `sweep bp` as a user runs it.
@Suite struct SweepTests {
  private static let small = [
    "--nodes", "2,4", "3", "--activations", "tanh,relu", "--rates", "0.05,0.1", "--momenta",
    "0,0.5",
    "--epochs", "20", "--folds", "4", "--study", "--output-activation", "identity",
  ]

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "3000", in: folder.path)
    try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o", "c.tif",
      in: folder.path)
    return folder
  }

  private func sweep(_ folder: TemporaryFolder, _ options: [String]) throws -> CommandResult {
    try run(
      gridcast,
      ["sweep", "bp", "c.tif", "--target", "business"]
        + (Self.small + options).withLast(of: Self.small),
      in: folder.path)
  }

  private func table(_ folder: TemporaryFolder, _ name: String) throws -> [[String]] {
    try String(contentsOfFile: "\(folder.path)/\(name)/trials.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.components(separatedBy: ",") }
  }

  @Test("Stage after stage around the best, best first, with pictures and settings for a plan")
  func stages() throws {
    let folder = try folder()
    let result = try sweep(folder, ["-o", "s"])
    #expect(result.code == 0, "\(result.errors)")
    let rows = try table(folder, "s")
    #expect(
      rows[0].joined(separator: ",")
        == "hidden,first_activation,later_activation,learning_rate,momentum,r2,error,rmse,mae,bias")
    // Two of nodes, four pairs of activations and four of rates, each of which holds the best so far.
    #expect((7...10).contains(rows.count - 1))
    let scores = try rows.dropFirst().map { try #require(Double($0[5])) }
    #expect(scores == scores.sorted(by: >))
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/s")
    for name in ["nodes-r2", "nodes-error", "activations-r2", "rates-r2", "rates-r2-lines"] {
      #expect(files.contains("\(name).png"))
    }
    // The score of the best is what train says of the same settings.
    let best = rows[1]
    let trained = try run(
      gridcast,
      [
        "train", "bp", "c.tif", "--target", "business", "--hidden",
      ] + best[0].split(separator: "-").map(String.init) + [
        "--first-activation", best[1], "--later-activation", best[2], "--rate", best[3],
        "--momentum", best[4], "--epochs", "20", "--folds", "4", "--study", "--output-activation",
        "identity", "-o", "m.safetensors",
      ], in: folder.path)
    let shown = String(format: "%.4f", try #require(Double(best[5])))
    #expect(trained.output.contains(shown.trimmingCharacters(in: ["0"])), "\(trained.output)")

    let plan = try String(contentsOfFile: "\(folder.path)/plan.yaml", encoding: .utf8)
    let lines = plan.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "model:"))
    let end = try #require(lines.firstIndex(of: "outputs:"))
    _ = try folder.file(
      "best-plan.yaml",
      (lines[..<start] + ["model: s/best.yaml"] + lines[end...]).joined(separator: "\n"))
    let planned = try gridcast("run", "best-plan.yaml", in: folder.path)
    #expect(planned.code == 0, "\(planned.errors)")
    #expect(planned.output.contains(shown.trimmingCharacters(in: ["0"])))
  }

  @Test("A sweep that is killed goes on where it was, to the same table")
  func resumes() throws {
    let folder = try folder()
    let long = ["--epochs", "120", "--rates", "0.01,0.02,0.03,0.04,0.05", "--stages", "rates"]
    #expect(try sweep(folder, long + ["-o", "whole"]).code == 0)
    let process = Process()
    process.executableURL = URL(filePath: gridcast)
    process.arguments =
      ["sweep", "bp", "c.tif", "--target", "business"]
      + (Self.small + long).withLast(of: Self.small) + ["-o", "part"]
    process.currentDirectoryURL = URL(filePath: folder.path)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let journal = "\(folder.path)/part/sweep.jsonl"
    while process.isRunning
      && (FileManager.default.contents(atPath: journal)?.count { $0 == 10 } ?? 0) < 3
    { usleep(500) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let resumed = try sweep(folder, long + ["-o", "part"])
    #expect(resumed.code == 0 && resumed.output.contains("done before"), "\(resumed.output)")
    #expect(try table(folder, "part") == table(folder, "whole"))
    // Another sweep does not mix with it.
    let other = try sweep(folder, long + ["-o", "part", "--seed", "9"])
    #expect(other.code == 73 && other.errors.contains("--overwrite"))
    #expect(try sweep(folder, long + ["-o", "part", "--seed", "9", "--overwrite"]).code == 0)
  }

  @Test("Files that are of no sweep stay, and settings with neighbours go into a plan")
  func keepsForeignFiles() throws {
    let folder = try folder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/s", withIntermediateDirectories: true)
    _ = try folder.file("s/trials.csv", "mine")
    let options = ["--stages", "rates", "--neighbourhood", "--gaussians", "2", "-o", "s"]
    #expect(try sweep(folder, options).code == 73)
    #expect(try String(contentsOfFile: "\(folder.path)/s/trials.csv", encoding: .utf8) == "mine")
    let result = try sweep(folder, options + ["--overwrite"])
    #expect(result.code == 0 && result.output.contains("linear regression"))
    _ = try folder.file(
      "p.yaml",
      "inputs: pois.shp\nstudy-area: study-area.shp\ncategory: function\nmodel: s/best.yaml\n"
        + "outputs: {folder: s, forecast: f.tif, model: best.yaml}\n")
    // The section is an input, which no output may replace.
    #expect(try gridcast("run", "p.yaml", "--overwrite", in: folder.path).code == 64)
    _ = try folder.file(
      "p.yaml",
      "inputs: pois.shp\nstudy-area: study-area.shp\ncategory: function\nmodel: s/best.yaml\n"
        + "outputs: {folder: out, forecast: f.tif}\n")
    let planned = try gridcast("run", "p.yaml", in: folder.path)
    #expect(planned.code == 0, "\(planned.errors)")
    #expect(planned.output.contains("linear regression"))
    // Other stages join the table.
    let before = try table(folder, "s").count
    #expect(try sweep(folder, options + ["--stages", "activations"]).code == 0)
    #expect(try table(folder, "s").count > before)
  }

  @Test("Random combinations are different ones, and no more than there are")
  func samples() throws {
    let folder = try folder()
    #expect(try sweep(folder, ["--sample", "5", "-o", "five"]).code == 0)
    let five = try table(folder, "five").dropFirst().map { Array($0[..<5]) }
    #expect(Set(five).count == 5)
    #expect(try sweep(folder, ["--sample", "1000", "-o", "all"]).code == 0)
    #expect(try table(folder, "all").count == 1 + 2 * 4 * 4)
  }

  static let faults: [(options: [String], code: Int32, words: String)] = [
    (["--nodes"] + [String](repeating: "1,2,3,4,5,6,7,8,9", count: 9), 64, "too many"),
    (["--nodes", "2,x"], 64, "2,x"), (["--rates", "0"], 64, "--rates"),
    (["--momenta", "1"], 64, "--momenta"), (["--activations", "softmax"], 64, "softmax"),
    (["--sample", "0"], 64, "--sample"), (["--sample", "3", "--stages", "nodes"], 64, "--stages"),
    (["--target", "bank"], 64, "of one target"),
    (["--rates", "1e30", "--stages", "rates"], 65, "diverged"),
  ]

  @Test("Bad input is named", arguments: faults)
  func refuses(options: [String], code: Int32, words: String) throws {
    let folder = try folder()
    let result = try sweep(folder, options + ["-o", "s"])
    #expect(result.code == code)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/s/trials.csv"))
  }
}
