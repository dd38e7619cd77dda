import Foundation
import Testing

/// The line that tells on a terminal how far a step is.
@Suite struct ProgressTests {
  @Test(
    "Progress tells the step, its share, and the total with its unit",
    arguments: [
      (
        "en", [#"train \[#*\.*\] \d+ % of [\d,]+ rounds"#, #"bin [^\r]*900 features"#]
      ),
      ("zh", [#"训练 \[#*\.*\] [^\r]*\d+ %[^\r]*轮"#, #"计数 [^\r]*900 个要素"#]),
    ])
  func tells(language: String, patterns: [String]) throws {
    let folder = try TemporaryFolder()
    var rows = "kind,x,y\n"
    for place in 0..<900 {
      let (x, y) = (500_500 + 1000 * (place % 12), 3_800_500 + 1000 * (place * place % 13))
      rows += "\(place % 7 < 3 ? "office" : "business"),\(x),\(y)\n"
    }
    _ = try folder.file("p.csv", rows)
    _ = try folder.file(
      "plan.yaml",
      """
      inputs: {path: p.csv, from: EPSG:32649}
      coordinate-system: EPSG:32649
      category: kind
      model: {kind: bp, target: business, hidden: [4], epochs: 20, members: 2, folds: 5}
      outputs: {folder: map, forecast: forecast.tif}
      """)
    let result = try run(
      "python3",
      [
        "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", gridcast, "run",
        "plan.yaml", "--lang", language,
      ], in: folder.path)
    #expect(result.code == 0, "\(result.output)\(result.errors)")
    for pattern in patterns {
      #expect(
        try Regex(pattern).firstMatch(in: result.output) != nil, "\(pattern) \(result.output)")
    }
  }
}
