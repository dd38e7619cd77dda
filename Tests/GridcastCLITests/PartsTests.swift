import Foundation
import Testing

/// Counting in parts: what `bin --partial` writes and `merge` adds up is what one `bin` writes.
@Suite struct PartsTests {
  /// A count: the inputs, and the options of `bin`.
  struct Count: Sendable, CustomTestStringConvertible {
    let inputs: [String]
    let options: String
    var testDescription: String { "\(inputs.joined(separator: " ")) \(options)" }
  }

  private struct Split: Decodable {
    struct Part: Decodable { let arguments: [String], inputs: [String], range: String? }
    let parts: [Part]
  }

  /// Splits, counts every part and merges; the parts are named after their numbers.
  private func count(_ count: Count, parts number: Int, in folder: String, shuffled: Bool = false)
    throws -> CommandResult
  {
    let split = try run(
      gridcast,
      ["split"] + count.inputs + ["--parts", "\(number)", "--json"] + words(count.options),
      in: folder)
    #expect(split.code == 0, "\(split.errors)")
    let parts = try JSONDecoder().decode(Split.self, from: Data(split.output.utf8)).parts
    var files: [String] = []
    for (index, part) in parts.enumerated() {
      let file = "part-\(index).part"
      let result = try run(
        gridcast,
        ["bin"] + part.arguments + ["--partial", file], in: folder)
      #expect(result.code == 0, "\(result.errors)")
      files.append(file)
    }
    if shuffled { files = files.reversed() }
    return try run(
      gridcast,
      ["merge"] + files + ["-o", "merged/counts.tif", "--cells", "merged/cells.csv", "--json"],
      in: folder)
  }

  private static let counts: [Count] = [
    Count(inputs: ["pois.csv"], options: "--category function"),
    Count(inputs: ["pois.geojsonl"], options: "--category function --cell 500m"),
    Count(inputs: ["city/pois.shp"], options: "--cell 700m --category function"),
    Count(inputs: ["groups.parquet"], options: "--cell 600m --category function"),
    Count(inputs: ["pois.csv", "city/pois.shp", "few.csv"], options: "--allow-loss"),
    Count(
      inputs: ["rare.csv", "pois.csv"],
      options: "--category function --within city/study-area.shp --within-rule center"),
    Count(
      inputs: ["rare.csv"],
      options: "--within city/study-area.shp --weight w --where \"function <> 'later'\""),
    Count(inputs: ["few.csv"], options: "--category function --allow-loss"),
    Count(inputs: ["rare.csv"], options: "--category function --weight w --cell 2km"),
    Count(inputs: ["rare.csv"], options: "--categories rules.yaml"),
    Count(inputs: ["rare.csv"], options: "--categories rules.yaml --category function"),
  ]

  /// A folder with tables of points and, where it is asked for, a made-up city of 44,000.
  func folder(withCity: Bool = false) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    if withCity {
      try gridcast("sample", "city", in: folder.path)
      for name in ["pois.csv", "pois.geojsonl"] {
        try gridcast("convert", "city/pois.shp", "-o", name, in: folder.path)
      }
    }
    // It has nine row groups.
    try FileManager.default.copyItem(
      atPath: root.appending(path: "fixtures/parquet/groups.parquet").path(),
      toPath: "\(folder.path)/groups.parquet")
    for name in ["one", "merged"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    // Points that are lost, that are outside and that have no category, and notes.
    _ = try folder.file(
      "few.csv",
      """
      lon,lat,function
      109.50001,34.50001,shop
      109.6,34.6,
      x,34.5,shop
      109.7,34.7,"a
      b"
      -60,10,shop
      109.8,34.8,bank

      """)
    // The first part has one category only, and the last another.
    var rare = "lon,lat,function,w\n"
    for row in 0..<3000 {
      let kind = row < 2000 ? "common" : row < 2990 ? "later" : "rare"
      rare +=
        "\(109.5 + Double(row % 40) / 100),\(34.5 + Double(row % 30) / 100),\(kind),0.\(row)1\n"
    }
    _ = try folder.file("rare.csv", rare)
    _ = try folder.file(
      "rules.yaml", "field: function\ncategories:\n  none: [nothing]\n  some: [rare, later]\n")
    return folder
  }

  @Test("Parts come to the bytes and the report of one count", arguments: counts)
  func partsAreTheWhole(_ all: Count) throws {
    let folder = try folder(withCity: true)
    let one = try run(
      gridcast,
      ["bin"] + all.inputs + words(all.options)
        + ["-o", "one/counts.tif", "--cells", "one/cells.csv", "--json"], in: folder.path)
    #expect(one.code == 0, "\(one.errors)")
    for number in [1, 3, 16] {
      for shuffled in number == 16 && all.inputs.count == 1 ? [false, true] : [false] {
        let merged = try count(all, parts: number, in: folder.path, shuffled: shuffled)
        #expect(merged.code == 0, "\(merged.errors)")
        #expect(merged.output.replacing("merged/", with: "one/") == one.output)
        #expect(merged.errors.replacing("merged/", with: "one/") == one.errors)
        let difference = try run("diff", ["-r", "one", "merged"], in: folder.path)
        #expect(
          difference.output.isEmpty && difference.code == 0, "\(number): \(difference.output)")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix(".part") {
          try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
        }
        try FileManager.default.removeItem(atPath: "\(folder.path)/merged")
        try FileManager.default.createDirectory(
          atPath: "\(folder.path)/merged", withIntermediateDirectories: true)
      }
    }
  }

  @Test("Parts of parts are parts, and standard output takes one")
  func mergesInSteps() throws {
    let folder = try folder()
    let to = ["--to", "EPSG:32649", "--category", "function"]
    let size = try Data(contentsOf: URL(filePath: "\(folder.path)/rare.csv")).count
    let quarter = size / 4
    for index in 0..<4 {
      let end = index == 3 ? "" : "\(quarter * (index + 1))"
      let part = try run(
        "sh",
        [
          "-c",
          ([gridcast, "bin", "rare.csv", "--range", "\(quarter * index)-\(end)"] + to
            + ["--partial", "-", ">\(index).part"]).joined(separator: " "),
        ], in: folder.path)
      #expect(part.code == 0 && part.output.isEmpty, "\(part.errors)")
    }
    for pair in [(0, 1), (2, 3)] {
      let result = try gridcast(
        "merge", "\(pair.0).part", "\(pair.1).part", "--partial", "\(pair.0)\(pair.1).part",
        in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("a part of a count"))
    }
    try gridcast("merge", "01.part", "23.part", "-o", "merged/c.tif", in: folder.path)
    _ = try run(gridcast, ["bin", "rare.csv", "-o", "one/c.tif"] + to, in: folder.path)
    let difference = try run("diff", ["-r", "one", "merged"], in: folder.path)
    #expect(difference.output.isEmpty && difference.code == 0)
  }

  @Test("Counts beyond 32-bit numbers are exact in the cells of a merge")
  func countsDoNotRound() throws {
    let folder = try TemporaryFolder()
    let all = "x,y,n\n500500,3800500,\(1 << 24)\n"
    _ = try folder.file("a.csv", all)
    _ = try folder.file("b.csv", "x,y,n\n500500,3800500,1\n")
    for name in ["a", "b"] {
      let part = try gridcast(
        "bin", "\(name).csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "--weight", "n",
        "--partial", "\(name).part", in: folder.path)
      #expect(part.code == 0, "\(part.errors)")
    }
    let merged = try gridcast(
      "merge", "a.part", "b.part", "-o", "c.tif", "--cells", "c.csv", in: folder.path)
    #expect(merged.errors.contains("more than 16,777,216"))
    let cells = try String(contentsOfFile: "\(folder.path)/c.csv", encoding: .utf8)
    #expect(cells.contains("16777217"), "\(cells)")
  }

  @Test("Sums of weights do not depend on how they are cut")
  func weightsAddUp() throws {
    let folder = try TemporaryFolder()
    // In this order double-precision numbers lose the small ones, and in parts other ones.
    var text = "x,y,w\n"
    for row in 0..<3000 {
      text += "500005,3800005,\(row % 3 == 0 ? "1e15" : row % 3 == 1 ? "0.1" : "-1e15")\n"
    }
    _ = try folder.file("w.csv", text)
    let options = ["--from", "EPSG:32649", "--weight", "w"]
    let to = ["--to", "EPSG:32649"]
    let one = try run(
      gridcast, ["bin", "w.csv", "--cells", "one.csv"] + options + to, in: folder.path)
    #expect(one.code == 0, "\(one.errors)")
    let split = try gridcast(
      "split", "w.csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "--weight", "w", "--parts",
      "7",
      in: folder.path)
    var files: [String] = []
    for (index, line) in split.output.split(separator: "\n").enumerated() {
      let part = try run(
        gridcast, ["bin"] + words(String(line)) + ["--partial", "\(index).part"],
        in: folder.path)
      #expect(part.code == 0, "\(part.errors)")
      files.append("\(index).part")
    }
    #expect(files.count == 7)
    _ = try run(gridcast, ["merge"] + files + ["--cells", "merged.csv"], in: folder.path)
    for name in ["one", "merged"] {
      let cells = try String(contentsOfFile: "\(folder.path)/\(name).csv", encoding: .utf8)
      let sum = cells.split(separator: "\n").last?.split(separator: ",").last.flatMap { Double($0) }
      // By Python: math.fsum([1e15, 0.1, -1e15] * 1000) is 100.0, and sum(…) of the same 125.0.
      #expect(abs((sum ?? 0) - 100) < 1e-9, "\(cells)")
    }
  }
}
