import Foundation
import Testing

/// Layers whose system is not known, and files that name none and have one all the same.
@Suite struct UndefinedSystemTests {
  /// A GeoPackage with the system of this number in its tables, which newer GDALs add for what is undefined.
  private func folder(_ system: Int) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat,n\n109.5,34.5,1\n109.6,34.6,2\n")
    try #require(try gridcast("convert", "p.csv", "-o", "p.gpkg", in: folder.path).code == 0)
    let script = """
      import sqlite3
      c = sqlite3.connect('p.gpkg')
      c.execute('''INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES ('Undefined SRS', 99999, 'GDAL', 99999,
        'LOCAL_CS["Undefined SRS",LOCAL_DATUM["unknown",32767],UNIT["unknown",0],AXIS["Easting",EAST],AXIS["Northing",NORTH]]',
        '')''')
      for table in ('gpkg_contents', 'gpkg_geometry_columns'):
        c.execute(f'UPDATE {table} SET srs_id = \(system)')
      c.commit()
      """
    let made = try run("python3", ["-c", script], in: folder.path)
    try #require(made.code == 0, "\(made.errors)")
    return folder
  }

  @Test(
    "A GeoPackage's undefined systems are no systems: told, asked for, and never written",
    arguments: [0, -1, 99999])
  func undefined(system: Int) throws {
    let folder = try folder(system)
    let info = try gridcast("info", "p.gpkg", "--json", in: folder.path)
    #expect(info.code == 0 && !info.output.contains("ndefined"), "\(info.output)")
    let shapes = try gridcast("convert", "p.gpkg", "-o", "o.shp", in: folder.path)
    #expect(shapes.code == 0, "\(shapes.errors)")
    #expect(shapes.errors.contains("it names no coordinate system"), "\(shapes.errors)")
    #expect(shapes.errors.contains("--from"), "\(shapes.errors)")
    #expect(try !folder.content.contains("o.prj"))
    for command in ["reproject p.gpkg -o r.gpkg", "bin p.gpkg -o b.tif"] {
      let refused = try run(gridcast, words(command), in: folder.path)
      #expect(refused.code == 65, "\(command): \(refused.errors)")
      #expect(
        refused.errors.contains("it names no coordinate system; say which it is with --from"),
        "\(command): \(refused.errors)")
      let told = try run(gridcast, words(command) + ["--from", "EPSG:4326"], in: folder.path)
      #expect(told.code == 0, "\(command): \(told.errors)")
    }
  }

  @Test("What older tools wrote beside a Shapefile for an undefined system is none")
  func undefinedBesideShapefiles() throws {
    // As GDAL 3.6's ogr2ogr writes them from the GeoPackages above.
    for text in [
      #"GEOGCS["GCS_Undefined_geographic_SRS",DATUM["D_unknown",SPHEROID["unknown",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#,
      #"LOCAL_CS["Undefined Cartesian SRS",UNIT["Meter",1.0],AXIS["Easting",EAST],AXIS["Northing",NORTH]]"#,
    ] {
      let folder = try folder(0)
      try #require(try gridcast("convert", "p.gpkg", "-o", "o.shp", in: folder.path).code == 0)
      _ = try folder.file("o.prj", text)
      let refused = try gridcast("reproject", "o.shp", "-o", "r.gpkg", in: folder.path)
      #expect(refused.code == 65, "\(refused.errors)")
      #expect(refused.errors.contains("names no coordinate system"), "\(refused.errors)")
      let same = try gridcast("convert", "o.shp", "-o", "s.gpkg", in: folder.path)
      #expect(same.code == 0 && same.errors.contains("--from"), "\(same.errors)")
    }
  }

  @Test("GeoJSON without a crs is WGS 84 by RFC 7946, and nothing else is said of it")
  func geoJSON() throws {
    let folder = try TemporaryFolder()
    let point =
      #"{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[109.5,34.5]}}"#
    _ = try folder.file("p.geojson", #"{"type":"FeatureCollection","features":["# + point + "]}")
    _ = try folder.file("p.geojsonl", point + "\n")
    for name in ["p.geojson", "p.geojsonl"] {
      let info = try gridcast("info", name, in: folder.path)
      #expect(info.output.contains("WGS 84 (EPSG:4326)"), "\(info.output)")
      for command in ["convert \(name) -o c.gpkg", "reproject \(name) -o r.gpkg"] {
        let made = try run(gridcast, words(command) + ["--overwrite"], in: folder.path)
        #expect(made.code == 0 && !made.errors.contains("names no"), "\(made.errors)")
      }
      let target = try gridcast("info", "c.gpkg", in: folder.path)
      #expect(target.output.contains("WGS 84 (EPSG:4326)"), "\(target.output)")
    }
  }
}
