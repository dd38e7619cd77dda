import Foundation
import Testing

/// What follows a merge: cells are merged first, and what reads cells needs no parts of its own.
extension PartsTests {
  @Test(
    "What reads merged cells writes what it writes of those of one count, to the byte",
    arguments: [
      "correlate counts.tif --target business -o out.csv --pairs pairs.csv",
      "correlate counts.tif --method partial -o out.csv",
      "correlate counts.tif --method spearman -o out.csv",
      "hotspots counts.tif --band business -o out.tif",
      "structure counts.tif --band business -o out",
      "cluster cells.gpkg -k 4 --weight business --points out.csv --table table.csv",
      "cluster cells.gpkg -k auto --k-range 2...5 --points out.csv --hulls hulls.geojson",
    ])
  func followsMerge(line: String) throws {
    let folder = try folder(withCity: true)
    let count = ["--category", "function", "--cell", "1km"]
    let outputs = ["-o", "counts.tif", "--cells", "cells.gpkg"]
    for name in ["one", "merged"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    let one = try run(
      gridcast, ["bin", "../pois.csv"] + count + outputs, in: "\(folder.path)/one")
    #expect(one.code == 0, "\(one.errors)")
    let split = try run(
      gridcast, ["split", "../pois.csv", "--parts", "5"] + count, in: "\(folder.path)/merged")
    var parts: [String] = []
    for (index, line) in split.output.split(separator: "\n").enumerated() {
      let part = try run(
        gridcast, ["bin"] + words(String(line)) + ["--partial", "../\(index).part"],
        in: "\(folder.path)/merged")
      #expect(part.code == 0, "\(part.errors)")
      parts.append("../\(index).part")
    }
    #expect(parts.count == 5)
    // In another order, by way of a sum of three.
    _ = try run(
      gridcast, ["merge"] + parts.suffix(3) + ["--partial", "../sum.part"],
      in: "\(folder.path)/merged")
    let merged = try run(
      gridcast, ["merge", "../sum.part"] + parts.prefix(2) + outputs, in: "\(folder.path)/merged")
    #expect(merged.code == 0, "\(merged.errors)")
    for name in ["one", "merged"] {
      let result = try run(gridcast, words(line), in: "\(folder.path)/\(name)")
      #expect(result.code == 0, "\(name): \(result.errors)")
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)/cells.gpkg")
    }
    let difference = try run("diff", ["-r", "one", "merged"], in: folder.path)
    #expect(difference.code == 0 && difference.output.isEmpty, "\(difference.output)")
  }
}
