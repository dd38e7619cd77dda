import Foundation
import Testing

/// File geodatabases, as ArcGIS keeps its layers, held against what OGR reads and writes.
@Suite struct GeodatabaseTests {
  private static let kinds: [(String, String)] = [
    ("point", "POINT (109.5 34.5)"), ("point with height", "POINT Z (109.5 34.5 12.5)"),
    ("points", "MULTIPOINT (109.5 34.5,109.6 34.6)"),
    ("line", "LINESTRING (109.5 34.5,109.6 34.6,109.7 34.5)"),
    ("line with heights and measures", "LINESTRING ZM (109.5 34.5 1 10,109.6 34.6 2 20)"),
    ("line with measures", "LINESTRING M (109.5 34.5 10,109.6 34.6 20)"),
    ("lines", "MULTILINESTRING ((109.5 34.5,109.6 34.6),(109.7 34.5,109.8 34.5))"),
    (
      "area with a hole",
      "POLYGON ((109 34,110 34,110 35,109 35,109 34),(109.2 34.2,109.2 34.4,109.4 34.4,109.4 34.2,109.2 34.2))"
    ),
    ("areas", "MULTIPOLYGON (((109 34,110 34,110 35,109 34)),((111 34,112 34,112 35,111 34)))"),
    ("areas with heights", "MULTIPOLYGON Z (((109 34 5,110 34 6,110 35 7,109 34 5)))"),
  ]

  /// What OGR reads of the first layer, as a table with shapes.
  private func table(_ path: String, in folder: TemporaryFolder) throws -> String {
    let read = try run(
      "ogr2ogr", ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "/vsistdout/", path], in: folder.path)
    try #require(read.code == 0, "\(path): \(read.errors)")
    return read.output
  }

  @Test("Every kind of shape comes out as OGR reads and writes it", arguments: kinds)
  func shapesOf(what: String, wkt: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("in.csv", "name,WKT\nA,\"\(wkt)\"\n")
    let kind = wkt.prefix { $0 != "(" }.filter { $0 != " " }
    let typed = [
      "-nlt", String(kind), "-a_srs", "EPSG:4326", "-oo", "GEOM_POSSIBLE_NAMES=WKT", "-oo",
      "KEEP_GEOM_COLUMNS=NO",
    ]
    for (format, name) in [("GPKG", "in.gpkg"), ("OpenFileGDB", "theirs.gdb")] {
      let made = try run("ogr2ogr", ["-f", format, name, "in.csv"] + typed, in: folder.path)
      try #require(made.code == 0, "\(made.errors)")
    }
    let theirs = try table("theirs.gdb", in: folder)
    let written = try gridcast("convert", "in.gpkg", "-o", "ours.gdb", in: folder.path)
    #expect(written.code == 0, "\(written.errors)")
    #expect(try table("ours.gdb", in: folder) == theirs)
    let read = try gridcast("convert", "theirs.gdb", "-o", "out.gpkg", in: folder.path)
    #expect(read.code == 0, "\(read.errors)")
    #expect(try table("out.gpkg", in: folder) == theirs)
  }

  @Test(
    "Every type of field comes out as OGR reads and writes it",
    arguments: [
      ("boolean", "1", "0"), ("smallint", "-32768", "32767"),
      ("integer", "-2147483648", "2147483647"), ("float", "0.1", "1e30"),
      ("numeric(20,6)", "12345.678901", "-0.5"), ("character(12)", "商业", "O''Brien"),
      ("date", "2024-02-29", "1969-12-31"),
      ("timestamp", "2024-06-01 14:15:16", "1950-01-01 00:00:00"),
    ])
  func types(type: String, first: String, second: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("in.csv", "id,lon,lat\n1,109.5,34.5\n2,109.6,34.6\n3,109.7,34.7\n")
    for (format, name) in [("GPKG", "in.gpkg"), ("OpenFileGDB", "theirs.gdb")] {
      for (row, value) in [(1, first), (2, second)] {
        let statement = "SELECT CAST('\(value)' AS \(type)) AS v FROM \"in\" WHERE id = '\(row)'"
        let made = try run(
          "ogr2ogr",
          [
            "-f", format, name, "in.csv", "-sql", statement, "-nln", "places", "-a_srs",
            "EPSG:4326",
            "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat",
          ] + (row == 1 ? [] : ["-append"]), in: folder.path)
        try #require(made.code == 0, "\(made.errors)")
      }
    }
    let theirs = try table("theirs.gdb", in: folder)
    let written = try gridcast("convert", "in.gpkg", "-o", "ours.gdb", in: folder.path)
    #expect(written.code == 0, "\(written.errors)")
    #expect(try table("ours.gdb", in: folder) == theirs, "\(written.errors)")
    let read = try gridcast("convert", "theirs.gdb", "-o", "out.gpkg", in: folder.path)
    #expect(read.code == 0, "\(read.errors)")
    #expect(try table("out.gpkg", in: folder) == theirs)
  }

  @Test("What a geodatabase has no type for becomes a text, and that is said")
  func otherTypes() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("in.csv", "id,n,lon,lat\n1,9007199254740993,109.5,34.5\n")
    let written = try gridcast("convert", "in.csv", "-o", "o.gdb", in: folder.path)
    #expect(written.code == 0)
    #expect(written.errors.contains("whole numbers of more than 32 bits become texts"))
    #expect(try table("o.gdb", in: folder).contains("9007199254740993"))
  }

  @Test("Names that a geodatabase keeps for itself are changed, said, and shown as they were")
  func names() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "in.csv",
      "OBJECTID,Shape,Shape_Length,SHAPE_Area,column,order,1st,单价/元,lon,lat\n1,2,3,4,5,6,7,8,109.5,34.5\n"
    )
    let written = try gridcast(
      "convert", "in.csv", "-o", "o.gdb", "--name", "gdb_my places", in: folder.path)
    #expect(written.code == 0, "\(written.errors)")
    for words in [
      "OBJECTID → OBJECTID_1", "Shape → Shape_1", "Shape_Length → Shape_Length_1",
      "SHAPE_Area → SHAPE_Area_1", "column → column_", "order → order_", "1st → _1st",
      "单价/元 → 单价_元", "the layer is called '_gdb_my_places'",
    ] { #expect(written.errors.contains(words), "\(words): \(written.errors)") }
    let look = try run("ogrinfo", ["-so", "-al", "o.gdb"], in: folder.path).output
    #expect(look.contains("Layer name: _gdb_my_places\n"), "\(look)")
    #expect(look.contains("alternative name=\"单价/元\""), "\(look)")
    let again = try gridcast("convert", "o.gdb", "-o", "p.gdb", in: folder.path)
    #expect(again.code == 0 && !again.errors.contains("renamed"), "\(again.errors)")
    #expect(
      try run("ogrinfo", ["-so", "-al", "p.gdb"], in: folder.path).output
        .contains("alternative name=\"单价/元\""))
  }

  @Test("Cells, zones and fishnets are written to geodatabases and read from them")
  func cells() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "p.csv", "kind,lon,lat\nshop,109.5,34.5\nbank,109.501,34.501\nshop,109.52,34.52\n")
    for line in [
      "fishnet p.csv --cell 1km -o net.gdb",
      "bin p.csv --category kind --cell 1km -o counts.tif --cells cells.gdb",
      "bin p.csv --category kind --zones net.gdb -o zones.gdb",
      "info cells.gdb", "bin p.csv --category kind --within net.gdb --cell 1km -o w.tif",
    ] {
      let said = try run(gridcast, words(line), in: folder.path)
      #expect(said.code == 0, "\(line): \(said.errors)")
    }
    for path in ["cells.gdb", "zones.gdb"] {
      let rows = try table(path, in: folder)
      #expect(rows.contains("column_") || path == "zones.gdb", "\(rows.prefix(300))")
      #expect(rows.contains("shop"), "\(rows.prefix(300))")
    }
  }

  @Test("Layers and features are added to a geodatabase, and it is replaced as a whole")
  func additions() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "n,lon,lat\n1,109.5,34.5\n")
    _ = try folder.file("b.csv", "n,m,lon,lat\n2,x,109.6,34.6\n")
    for ending in ["gdb", "gpkg", "sqlite"] {
      let out = "o.\(ending)"
      let rows: [(String, Int32, String)] = [
        ("convert a.csv -o \(out) --name places", 0, ""),
        (
          "convert b.csv -o \(out) --name places --append", 0,
          "fields that the layer did not have: m"
        ),
        ("convert b.csv -o \(out) --name 'other' --append", 0, "'other' is a new layer of \(out)"),
        ("convert a.csv -o \(out) --name OTHER --append", 0, ""),
        ("convert a.csv -o \(out) --append", 64, "it has several layers"),
        ("convert a.csv -o \(out)", 73, "it exists already"),
      ]
      for (line, code, says) in rows {
        let said = try run(gridcast, words(line), in: folder.path)
        #expect(said.code == code, "\(line): \(said.errors)")
        #expect(said.errors.contains(says) || says.isEmpty, "\(line): \(said.errors)")
      }
      let layers = try run("ogrinfo", ["-so", "-al", out], in: folder.path).output
      #expect(
        layers.split(separator: "\n").count { $0.hasPrefix("Feature Count: 2") } == 2, "\(layers)")
      let replaced = try gridcast("convert", "a.csv", "-o", out, "--overwrite", in: folder.path)
      #expect(replaced.code == 0, "\(replaced.errors)")
      let left = try run("ogrinfo", ["-so", "-al", out], in: folder.path).output
      #expect(left.contains("Feature Count: 1") && !left.contains("other"), "\(left)")
    }
    #expect(try folder.content == ["a.csv", "b.csv", "o.gdb", "o.gpkg", "o.sqlite"])
  }

  @Test("A folder that is no geodatabase, or one that is open elsewhere, is left alone")
  func foreign() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.csv", "n,lon,lat\n1,109.5,34.5\n")
    _ = try folder.file("mine.gdb/letter.txt", "to keep")
    let refused = try gridcast("convert", "a.csv", "-o", "mine.gdb", "--overwrite", in: folder.path)
    #expect(refused.code == 73 && refused.errors.contains("letter.txt"), "\(refused.errors)")
    try #require(try gridcast("convert", "a.csv", "-o", "o.gdb", in: folder.path).code == 0)
    let lock = try folder.file("o.gdb/_gdb.PC.1.2.sr.lock", "")
    for mode in ["--overwrite", "--append"] {
      let said = try gridcast("convert", "a.csv", "-o", "o.gdb", mode, in: folder.path)
      #expect(said.code == 75, "\(said.errors)")
      #expect(said.errors.contains("another program has it open"), "\(said.errors)")
    }
    try FileManager.default.removeItem(atPath: lock)
    #expect(try gridcast("convert", "a.csv", "-o", "o.gdb", "--append", in: folder.path).code == 0)
  }

  /// A GeoPackage in which codes of a field have meanings, and another has a range.
  private static let domains = """
    import sqlite3, sys
    made = sqlite3.connect(sys.argv[1])
    made.executescript('''
    CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
      description TEXT, mime_type TEXT, constraint_name TEXT,
      CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
    CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL,
      value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
      CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
    INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');
    INSERT INTO gpkg_extensions VALUES ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec/#extension_schema', 'read-write');
    INSERT INTO gpkg_data_columns VALUES ('in', 'kind', NULL, NULL, NULL, NULL, 'kinds');
    INSERT INTO gpkg_data_columns VALUES ('in', 'floors', NULL, NULL, NULL, NULL, 'floors');
    INSERT INTO gpkg_data_column_constraints VALUES ('kinds', 'enum', '1', NULL, NULL, NULL, NULL, '商业');
    INSERT INTO gpkg_data_column_constraints VALUES ('kinds', 'enum', '2', NULL, NULL, NULL, NULL, 'office');
    INSERT INTO gpkg_data_column_constraints VALUES ('floors', 'range', NULL, 1, 1, 120, 1, NULL);
    ''')
    made.commit()
    """

  @Test("What values mean goes along between geodatabases and GeoPackages, and is told elsewhere")
  func domains() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("in.csv", "kind,floors,lon,lat\n1,30,109.5,34.5\n2,2,109.6,34.6\n")
    try #require(try gridcast("convert", "in.csv", "-o", "in.gpkg", in: folder.path).code == 0)
    let made = try run("python3", ["-c", Self.domains, "in.gpkg"], in: folder.path)
    try #require(made.code == 0, "\(made.errors)")
    for (from, to) in [("in.gpkg", "a.gdb"), ("a.gdb", "b.gdb"), ("b.gdb", "c.gpkg")] {
      let said = try gridcast("convert", from, "-o", to, in: folder.path)
      #expect(said.code == 0 && !said.errors.contains("domain"), "\(said.errors)")
      let fields = try run("ogrinfo", ["-so", "-al", to], in: folder.path).output
      #expect(fields.contains("domain name=kinds"), "\(to): \(fields)")
      #expect(fields.contains("domain name=floors"), "\(to): \(fields)")
      let codes = try run("ogrinfo", ["-fielddomain", "kinds", to], in: folder.path).output
      #expect(codes.contains("1: 商业") && codes.contains("2: office"), "\(to): \(codes)")
      let range = try run("ogrinfo", ["-fielddomain", "floors", to], in: folder.path).output
      #expect(
        range.contains("Minimum value: 1") && range.contains("Maximum value: 120"), "\(range)")
    }
    let lost = try gridcast("convert", "a.gdb", "-o", "o.shp", in: folder.path)
    #expect(
      lost.errors.contains("what its values mean (domain 'kinds') is not kept by Shapefile"),
      "\(lost.errors)")
  }
}
