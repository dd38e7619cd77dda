import Foundation
import Testing

/// `structure` and `hotspots` as a user runs them.
@Suite struct StructureTests {
  /// A folder with counts of two functions: a hill of business with one of office beside it.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var rows: [String] = []
    for row in 0..<24 {
      for column in 0..<24 {
        let away = Double((row - 15) * (row - 15) + (column - 8) * (column - 8))
        let near = Double((row - 13) * (row - 13) + (column - 10) * (column - 10))
        for (name, count) in [
          ("business", 1 + 30 * exp(-away / 10)), ("office", 1 + 12 * exp(-near / 8)),
        ] {
          rows += Array(
            repeating: "\(name),\(500_500 + 1000 * column),\(3_800_500 + 1000 * row)",
            count: Int(count))
        }
      }
    }
    _ = try folder.file("p.csv", "kind,x,y\n" + rows.joined(separator: "\n") + "\n")
    let result = try gridcast(
      "bin", "p.csv", "--category", "kind", "--from", "EPSG:32649", "--to", "EPSG:32649", "-o",
      "counts.tif", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    return folder
  }

  @Test("The layers, the table and the overlap are written, by ogrinfo's and gdalinfo's word")
  func writesStructure() throws {
    let folder = try folder()
    let result = try gridcast(
      "structure", "counts.tif", "--band", "business", "-o", "s", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(
      result.output.hasPrefix("1 primary centre stands out and no secondary one"),
      "\(result.output)")
    #expect(result.output.contains("1kmN3815E508"))
    #expect(result.output.contains("of 'office' and 'business' lie in the same cells"))
    for (layer, words) in [
      ("centres", ["Geometry: Point", "Feature Count: 1", "POINT (508500 3815500)", "primary"]),
      ("axes", ["Geometry: Line String", "direction"]),
      ("ellipses", ["Geometry: Polygon", "Feature Count: 1", "semi_major"]),
    ] {
      let info = try run("ogrinfo", ["-al", "s/\(layer).shp"], in: folder.path)
      for word in words { #expect(info.output.contains(word), "\(layer): \(info.output)") }
    }
    let sectors = try String(contentsOfFile: folder.path + "/s/sectors.csv", encoding: .utf8)
    #expect(sectors.hasPrefix("direction,cells,growth,gain,share"))
    let info = try run("gdalinfo", ["s/overlap.tif"], in: folder.path)
    #expect(info.output.contains("Description = overlap"), "\(info.output)")
    #expect(info.output.contains("Description = level"))

    let again = try gridcast(
      "structure", "counts.tif", "--band", "business", "-o", "s", in: folder.path)
    #expect(again.code == 73 && again.errors.contains("--overwrite"), "\(again.errors)")
  }

  @Test("Counts in which one of the usual functions is empty leave out the overlap alone")
  func emptyFunction() throws {
    let folder = try folder()
    _ = try folder.file("one.csv", "kind,x,y\nbusiness,508500,3815500\nbusiness,509500,3815500\n")
    _ = try folder.file(
      "rules.yaml", "field: kind\ncategories:\n  business: [business]\n  office: [office]\n")
    for arguments in [
      [
        "bin", "one.csv", "--categories", "rules.yaml", "--from", "EPSG:32649", "--like",
        "counts.tif", "-o", "one.tif",
      ],
      ["structure", "counts.tif", "--band", "business", "--counts", "one.tif", "-o", "s"],
    ] {
      let result = try run(gridcast, arguments, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      guard arguments[0] == "structure" else { continue }
      #expect(
        (result.output + result.errors).contains("the overlap of office and business is left out"))
      #expect(FileManager.default.fileExists(atPath: folder.path + "/s/centres.shp"))
    }
    let asked = try gridcast(
      "structure", "counts.tif", "--band", "business", "--counts", "one.tif", "--overlap",
      "office,business", "-o", "t", in: folder.path)
    #expect(asked.code == 65 && asked.errors.contains("nothing can overlap"), "\(asked.errors)")
  }

  @Test("A GeoPackage is a format as good, and --json tells the numbers")
  func writesGeoPackage() throws {
    let folder = try folder()
    let result = try gridcast(
      "structure", "counts.tif", "--band", "office", "--format", "gpkg", "-o", "s", "--json",
      in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let centres = try #require(json["centres"] as? [[String: Any]])
    #expect(centres[0]["cell"] as? String == "1kmN3813E510")
    #expect((json["sectors"] as? [Any])?.count == 8)
    #expect((json["findings"] as? [String])?.isEmpty == false)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/s").sorted()
        == [
          "axes.gpkg", "axes.qml", "centres.gpkg", "centres.qml", "ellipses.gpkg", "ellipses.qml",
          "overlap.png", "overlap.qml", "overlap.tif", "sectors.csv", "structure.png",
        ])
    let info = try run("ogrinfo", ["-al", "s/axes.gpkg"], in: folder.path)
    #expect(info.output.contains("Line String"), "\(info.output)")
  }

  @Test("A raster without anything to find leaves no folder behind")
  func leavesNothing() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "x,y\n500500,3800500\n")
    try gridcast(
      "bin", "p.csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "-o", "one.tif",
      in: folder.path)
    for (arguments, words) in [
      (["structure", "one.tif", "-o", "s"], "no centre stands out"),
      (["hotspots", "one.tif", "-o", "h.tif"], "at least four"),
      (["hotspots", "one.tif", "--residuals"], "no band 'observed'"),
    ] {
      let result = try run(gridcast, arguments, in: folder.path)
      #expect(result.code == 65 && result.errors.contains(words), "\(result.errors)")
    }
    #expect(try folder.content.filter { !$0.hasPrefix("one.") } == ["p.csv"])
  }

  @Test("Hot spots are written as raster, layer and table, alike on one core and on all")
  func writesHotspots() throws {
    let folder = try folder()
    let arguments = ["hotspots", "counts.tif", "--band", "business", "--permutations", "99"]
    let result = try run(
      gridcast, arguments + ["-o", "h.tif", "--cells", "c.shp", "--cells", "c.csv", "--json"],
      in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let info = try run("gdalinfo", ["h.tif"], in: folder.path)
    for band in ["z", "p", "p_fdr", "class"] {
      #expect(info.output.contains("Description = \(band)\n"), "\(info.output)")
    }
    let hot = try run(
      "ogrinfo", ["-al", "-where", "cell = '1kmN3815E508'", "c.shp"], in: folder.path)
    #expect(hot.output.contains("class (Integer) = 3"), "\(hot.output)")
    let table = try String(contentsOfFile: folder.path + "/c.csv", encoding: .utf8)
    #expect(table.hasPrefix("cell,row,column,x,y,value,z,p,p_fdr,class"), "\(table.prefix(80))")
    for style in ["h.qml", "c.qml"] {
      let text = try String(contentsOfFile: "\(folder.path)/\(style)", encoding: .utf8)
      #expect(text.contains("#b2182b") || text.contains("178,24,43"), "\(text)")
    }
    let single = try run(
      "taskset", ["-c", "0", gridcast] + arguments + ["-o", "h1.tif", "--json"], in: folder.path)
    #expect(single.code == 0, "\(single.errors)")
    func moran(_ text: String) throws -> NSDictionary? {
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      return json?["moran"] as? NSDictionary
    }
    #expect(try moran(result.output) != nil)
    #expect(try moran(single.output) == moran(result.output))
    #expect(
      FileManager.default.contentsEqual(
        atPath: folder.path + "/h.tif", andPath: folder.path + "/h1.tif"))
  }
}
