import Foundation
import GridcastBin
import GridcastJobs
import Testing

/// Rasters of classes as GDAL reads them, and the QGIS project of a run.
@Suite struct StyleCommandTests {
  /// Points in four cells of 1 km: 1, 2, 3 and 40 of them.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var rows: [String] = []
    for (column, count) in [1, 2, 3, 40].enumerated() {
      for point in 0..<count { rows.append("\(500_100 + 1000 * column + point),3800500,店") }
    }
    _ = try folder.file("p.csv", "x,y,kind\n" + rows.joined(separator: "\n") + "\n")
    return folder
  }

  private let bin = ["bin", "p.csv", "--from", "EPSG:32649", "--to", "EPSG:32649"]

  @Test("A raster of classes has palette, nodata and tables, by GDAL's word")
  func writesClasses() throws {
    let folder = try folder()
    let result = try run(
      gridcast, bin + ["--category", "kind", "-o", "c.tif", "--styles", "all"], in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let info = try run("gdalinfo", ["-json", "c-classes.tif"], in: folder.path).output
    let json = try #require(
      JSONSerialization.jsonObject(with: Data(info.utf8)) as? [String: Any])
    let band = try #require((json["bands"] as? [[String: Any]])?.first)
    #expect(band["type"] as? String == "Byte" && band["noDataValue"] as? Double == 0)
    #expect(band["colorInterpretation"] as? String == "Palette")
    #expect(band["description"] as? String == "店")
    let palette = try #require((band["colorTable"] as? [String: Any])?["entries"] as? [[Int]])
    #expect(palette[1] == [255, 255, 204, 255])
    let table = try #require(json["rat"] as? [String: Any])
    let fields = try #require(table["fieldDefn"] as? [[String: Any]])
    #expect(
      fields.map { $0["name"] as? String } == [
        "value", "label", "lower", "upper", "count", "red", "green", "blue",
      ])
    let rows = try #require(table["row"] as? [[String: Any]]).compactMap { $0["f"] as? [Any] }
    #expect(rows.compactMap { $0[4] as? Int }.reduce(0, +) == 4)
    #expect(rows.last?[3] as? Double == 40 && rows.last?[1] as? String == "4 – 40")
    #expect(rows.last?[5] as? Int == 128)

    let dbf = try run("ogrinfo", ["-al", "c-classes.tif.vat.dbf"], in: folder.path).output
    #expect(dbf.contains("Feature Count: \(rows.count)"))
    for words in ["VALUE (Integer", "COUNT (Integer", "LABEL (String) = 4 – 40", "RED (Integer"] {
      #expect(dbf.contains(words), "\(dbf)")
    }
    // Without --overwrite nothing is replaced, with it all is, to the same bytes.
    func bytes() throws -> [String: Data] {
      try folder.content.reduce(into: [:]) {
        $0[$1] = FileManager.default.contents(atPath: "\(folder.path)/\($1)")
      }
    }
    let before = try bytes()
    let again = bin + ["--category", "kind", "-o", "c.tif", "--styles", "all"]
    #expect(try run(gridcast, again, in: folder.path).code == 73)
    #expect(try run(gridcast, again + ["--overwrite"], in: folder.path).code == 0)
    #expect(try bytes() == before)
  }

  private func plan(_ outputs: String) -> String {
    """
    inputs: {path: p.csv, from: EPSG:32649}
    coordinate-system: EPSG:32649
    category: kind
    outputs:
      folder: map
      counts: counts.tif
      cells: [cells.shp, cells.csv]
      fishnet: net.shp
    \(outputs)
    """
  }

  @Test("A run writes a project of its maps by relative paths, the same for the same run")
  func writesProject() throws {
    let folder = try folder()
    _ = try folder.file("城市.yaml", plan(""))
    #expect(try gridcast("run", "城市.yaml", in: folder.path).code == 0)
    let path = "\(folder.path)/map/城市.qgz"
    let bytes = try #require(FileManager.default.contents(atPath: path))
    #expect(try gridcast("run", "城市.yaml", "--overwrite", in: folder.path).code == 0)
    #expect(FileManager.default.contents(atPath: path) == bytes)
    let record = try RunRecord(reading: "\(folder.path)/map")
    #expect(record.paths(of: "project").map { $0.hasSuffix("/城市.qgz") } == [true])
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/map/counts.lyrx"))

    let zip =
      "import zipfile,sys;sys.stdout.reconfigure(encoding='utf-8');z=zipfile.ZipFile('map/城市.qgz');z.testzip();print(z.namelist()[0]);print(z.read(z.namelist()[0]).decode())"
    let project = try run("python3", ["-c", zip], in: folder.path).output
    #expect(project.hasPrefix("project.qgs\n"))
    for words in [
      "<datasource>./counts.tif</datasource>", "<datasource>./cells.shp</datasource>",
      "<datasource>./net.shp</datasource>", "<authid>EPSG:32649</authid>",
      "<datasource>../p.csv|option:X_POSSIBLE_NAMES=x|option:Y_POSSIBLE_NAMES=y</datasource>",
      "<id>gridcast_layer_1</id>", "name=\"店\" expanded=\"1\" checked=\"Qt::Checked\"",
      "<Absolute type=\"bool\">false</Absolute>",
    ] { #expect(project.contains(words), "\(words)") }
    #expect(!project.contains(folder.path))
    #expect(!project.contains("cells.csv"))
    let groups = project.matches(of: /layer-tree-group name="(\w+)"/).map { String($0.1) }
    #expect(groups == ["Inputs", "Fishnet", "Counts"])
  }

  @Test("A plan says where the project goes and which styles there are, or that there are none")
  func choosesProject() throws {
    let folder = try folder()
    _ = try folder.file("plan.yaml", plan("  project: none\n  styles: qml"))
    #expect(try gridcast("run", "plan.yaml", in: folder.path).code == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/map")
    #expect(!files.contains { $0.hasSuffix(".qgz") || $0.hasSuffix(".sld") })
    #expect(files.contains("counts.qml"))
    for (outputs, words) in [
      ("  project: map.zip", "ends in .qgz"), ("  styles: some", "none of qml, all"),
    ] {
      _ = try folder.file("bad.yaml", plan(outputs))
      let result = try gridcast("run", "bad.yaml", in: folder.path)
      #expect(result.code == 64 && result.errors.contains(words), "\(result.errors)")
    }
    _ = try folder.file(
      "table.yaml", "inputs: p.csv\noutputs: {cells: a.csv, project: p.qgz}\n")
    #expect(try gridcast("run", "table.yaml", in: folder.path).errors.contains("no map"))
  }
}
