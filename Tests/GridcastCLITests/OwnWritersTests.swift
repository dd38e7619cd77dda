import Foundation
import GridcastBase
import GridcastFormats
import Testing

/// What Gridcast writes itself is what GDAL would write, in the eyes of GDAL's own tools.
@Suite struct OwnWritersTests {
  private func points(in folder: TemporaryFolder, _ count: Int, south: Bool = false) throws {
    let rows = (0..<count).map {
      "\($0 % 3 == 0 ? "茶" : "tea"),\($0),\(109.2 + Double($0 % 97) * 0.004),\(south ? "-" : "")\(34.3 + Double($0 % 89) * 0.003)"
    }
    _ = try folder.file("points.csv", (["name,n,lon,lat"] + rows).joined(separator: "\n"))
  }

  @Test(
    "A GeoTIFF put together by hand is like the one that GDAL makes of it",
    arguments: ["EPSG:32649", "EPSG:32749", "EPSG:4326"])
  func geoTIFF(system: String) throws {
    let folder = try TemporaryFolder()
    try points(in: folder, 500, south: system == "EPSG:32749")
    let size = system == "EPSG:4326" ? "0.01deg" : "1km"
    let made = try gridcast(
      "bin", "points.csv", "--category", "name", "--cell", size, "--to", system, "-o", "own.tif",
      in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    // GDAL knows from the copy only what it understood of the original.
    let options = "-co COMPRESS=DEFLATE -co PREDICTOR=3 -co INTERLEAVE=BAND"
    let copied = try run(
      "sh", ["-c", "gdal_translate -q \(options) own.tif gdal.tif"], in: folder.path)
    #expect(copied.code == 0, "\(copied.errors)")
    func told(_ name: String) throws -> String {
      let said = try run("gdalinfo", ["-json", "-checksum", name], in: folder.path).output
      return said.replacing(name, with: "").replacing(/"block":\s*\[[^\]]*\]/, with: "")
        .replacing(/"size":\s*\d+,?/, with: "")
    }
    let own = try told("own.tif")
    #expect(try told("gdal.tif") == own)
    for words in ["STATISTICS_MAXIMUM", "\"tea\"", "\"茶\"", "-9999", "DEFLATE"] {
      #expect(own.contains(words), "\(words)")
    }
  }

  @Test("A Shapefile that is only moved has the very table of the input, and GDAL's coordinates")
  func keepsTheTable() throws {
    let folder = try TemporaryFolder()
    try points(in: folder, 40_000)
    _ = try folder.file(
      "shapes.geojson",
      """
      {"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"名":"一"},"geometry":{"type":"Polygon","coordinates":\
      [[[109,34],[110,34],[110,35],[109,35],[109,34]],[[109.2,34.2],[109.2,34.4],[109.4,34.4],[109.2,34.2]]]}},
      {"type":"Feature","properties":{"名":"二"},"geometry":null},
      {"type":"Feature","properties":{"名":"三"},"geometry":{"type":"MultiPolygon","coordinates":\
      [[[[109,33],[110,33],[110,33.5],[109,33]]],[[[111,33],[112,33],[112,33.5],[111,33]]]]}}]}
      """)
    _ = try folder.file(
      "lines.geojson",
      """
      {"type":"FeatureCollection","features":[
      {"type":"Feature","properties":{"a":1},"geometry":{"type":"LineString","coordinates":[[109,34],[110,35],[110,36]]}},
      {"type":"Feature","properties":{"a":2},"geometry":{"type":"MultiLineString","coordinates":[[[109,34],[110,35]],[[111,34],[112,35]]]}}]}
      """)
    for (input, name) in [("points.csv", "p"), ("shapes.geojson", "s"), ("lines.geojson", "l")] {
      let made = try gridcast("convert", input, "-o", "\(name).shp", in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      let moved = try gridcast(
        "reproject", "\(name).shp", "--to", "EPSG:32649", "-o", "\(name)-utm.shp", in: folder.path)
      #expect(moved.code == 0, "\(moved.errors)")
      func bytes(_ file: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(folder.path)/\(file)"))
      }
      #expect(try bytes("\(name).dbf") == bytes("\(name)-utm.dbf"))
      let byGDAL = try run(
        "ogr2ogr", ["-t_srs", "EPSG:32649", "\(name)-gdal.shp", "\(name).shp"], in: folder.path)
      #expect(byGDAL.code == 0)
      #expect(try bytes("\(name)-utm.prj") == bytes("\(name)-gdal.prj"))
      #expect(
        try bytes("\(name)-utm.shx").dropFirst(100) == bytes("\(name)-gdal.shx").dropFirst(100))
      let own = try shapes("\(folder.path)/\(name)-utm.shp")
      let theirs = try shapes("\(folder.path)/\(name)-gdal.shp")
      #expect(own.kinds == theirs.kinds && own.partKinds == theirs.partKinds)
      #expect(own.points.count == theirs.points.count)
      for (a, b) in zip(own.points, theirs.points) {
        #expect(abs(a.x - b.x) < 1e-6 && abs(a.y - b.y) < 1e-6)
      }
    }
  }

  private func shapes(_ path: String) throws -> Shapes {
    var source = Source(path)
    source.prefersGDAL = true
    var all = Shapes()
    try LayerReader(source).read(.named([])) { (features, _) in all.append(features.shapes) }
    return all
  }

  @Test("A table with a record marked as deleted is written anew, without that record")
  func deletedRecord() throws {
    let folder = try TemporaryFolder()
    try points(in: folder, 10)
    #expect(try gridcast("convert", "points.csv", "-o", "p.shp", in: folder.path).code == 0)
    let path = URL(filePath: "\(folder.path)/p.dbf")
    var table = try Data(contentsOf: path)
    let header = Int(table[8]) | Int(table[9]) << 8
    let length = Int(table[10]) | Int(table[11]) << 8
    table[header + 4 * length] = UInt8(ascii: "*")
    try table.write(to: path)
    let told = try gridcast("info", "p.shp", "--verbose", in: folder.path)
    #expect(told.output.contains("by GDAL: a record is marked as deleted"), "\(told.output)")
    let moved = try gridcast(
      "reproject", "p.shp", "--to", "EPSG:32649", "-o", "u.shp", in: folder.path)
    #expect(moved.output.contains("9 written"), "\(moved.output) \(moved.errors)")
    #expect(moved.errors.contains("1 record marked as deleted"), "\(moved.errors)")
    // A table that is kept has the fields that it has, also such as would be renamed or cut.
    #expect(try gridcast("convert", "points.csv", "-o", "q.shp", in: folder.path).code == 0)
    let other = URL(filePath: "\(folder.path)/q.dbf")
    var named = try Data(contentsOf: other)
    named.replaceSubrange(32..<36, with: Data("a b\0".utf8))
    try named.write(to: other)
    let kept = try gridcast(
      "reproject", "q.shp", "--to", "EPSG:32649", "-o", "k.shp", in: folder.path)
    #expect(kept.code == 0 && !kept.errors.contains("renamed"), "\(kept.errors)")
    #expect(try Data(contentsOf: URL(filePath: "\(folder.path)/k.dbf")) == named)
  }

  @Test("The spatial index of a GeoPackage is sound, and finds what lies in a window")
  func spatialIndex() throws {
    let folder = try TemporaryFolder()
    // Of the last the boxes do not stay in memory.
    for count in [0, 1, 51, 52, 2602, 9000, 1_100_000] {
      try points(in: folder, count)
      let made = try gridcast(
        "convert", "points.csv", "-o", "p.gpkg", "--name", "it's \"my\" 层", "--overwrite",
        in: folder.path)
      guard count > 0 else { continue }
      #expect(made.code == 0, "\(made.errors)")
      let script = """
        import sqlite3
        base = sqlite3.connect('p.gpkg')
        tree = base.execute("select name from sqlite_master where sql like '%USING rtree%'").fetchone()[0]
        name = tree.replace('"', '""')
        print(base.execute('select rtreecheck(?)', (tree,)).fetchone()[0],
              base.execute('pragma integrity_check').fetchone()[0],
              base.execute(f'select count(*) from "{name}"').fetchone()[0],
              base.execute(f'select count(*) from "{name}" where minx>109.3 and maxx<109.4').fetchone()[0],
              base.execute("select count(*) from gpkg_extensions where extension_name='gpkg_rtree_index'").fetchone()[0])
        """
      let said = try run("python3", ["-c", script], in: folder.path)
      let inside = (0..<count).count {
        109.3 < 109.2 + Double($0 % 97) * 0.004 && 109.2 + Double($0 % 97) * 0.004 < 109.4
      }
      #expect(
        said.output.trimmingCharacters(in: .whitespacesAndNewlines) == "ok ok \(count) \(inside) 1",
        "\(count): \(said.output) \(said.errors)")
      // GDAL keeps the index up to date, with the triggers that it knows.
      guard count < 10_000 else { continue }
      let added = try gridcast(
        "convert", "points.csv", "-o", "p.gpkg", "--name", "it's \"my\" 层", "--append",
        in: folder.path)
      #expect(added.code == 0, "\(added.errors)")
      let again = try run("python3", ["-c", script], in: folder.path)
      #expect(again.output.hasPrefix("ok ok \(2 * count) "), "\(again.output) \(again.errors)")
    }
  }

  @Test("Band names with marks of XML come back as they are")
  func bandNames() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "f.csv", "c,lon,lat\nFood & Drink,121.5,31.2\nR&D,121.5,31.22\n\"A;B&lt;\",121.52,31.2\n")
    let made = try gridcast(
      "bin", "f.csv", "--category", "c", "--cell", "1km", "-o", "f.tif", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let names = try Raster(reading: "\(folder.path)/f.tif").bands.map(\.name)
    #expect(names == ["A;B&lt;", "Food & Drink", "R&D"])
  }

  @Test("A stray coordinate far beyond all degrees is refused, or lost by name")
  func strayCoordinate() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "s.csv", "name,lon,lat\na,121.5,31.2\nb,99999999,99999999\nc,121.4,31.3\n")
    let refused = try gridcast(
      "reproject", "s.csv", "--to", "EPSG:32651", "-o", "s.gpkg", in: folder.path)
    #expect(refused.code == 65 && refused.errors.contains("degrees"), "\(refused.errors)")
    let binned = try gridcast(
      "bin", "s.csv", "--cell", "1km", "--allow-loss", "-o", "s.tif", in: folder.path)
    #expect(binned.code == 0 && binned.output.contains("2 counted"), "\(binned.errors)")
  }

  @Test("Equal points stay equal, in whichever blocks they stand and whoever reads them")
  func equalPointsStayEqual() throws {
    let folder = try TemporaryFolder()
    // The last ones lie so far apart that their block alone would not be worth fitting.
    let places = (0..<40_000).map { ($0 % 173, $0 % 181) }
    let rows = places.map { "\($0),\(109.2 + Double($0) * 0.003),\(34.3 + Double($1) * 0.002)" }
    let far = (0..<40).map { "0,\(80 + $0),\(20 + $0)" }
    _ = try folder.file("p.csv", (["n,lon,lat"] + rows + far).joined(separator: "\n"))
    let moved = try gridcast(
      "reproject", "p.csv", "--to", "EPSG:3857", "-o", "m.csv", in: folder.path)
    #expect(moved.code == 0, "\(moved.errors)")
    let lines = try String(contentsOfFile: "\(folder.path)/m.csv", encoding: .utf8)
      .split(separator: "\n").dropFirst().prefix(40_000)
    let xs = Set(lines.map { $0.split(separator: ",")[0] })
    #expect(xs.count == 173)
    _ = try run("gzip", ["-k", "p.csv"], in: folder.path)
    let byGDAL = try gridcast(
      "reproject", "p.csv.gz", "--to", "EPSG:3857", "-o", "g.csv", in: folder.path)
    #expect(byGDAL.code == 0, "\(byGDAL.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: "\(folder.path)/g.csv"))
        == Data(contentsOf: URL(filePath: "\(folder.path)/m.csv")))
  }
}
