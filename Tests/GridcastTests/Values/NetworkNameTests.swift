import GridcastBase
import Testing

/// What a name leads to: a file, this machine's database, or another machine.
@Suite struct NetworkNameTests {
  @Test(
    "PostgreSQL by a socket or the loopback address is this machine's; all else is another's",
    arguments: [
      ("PG:dbname=gis", false), ("PG:host=/var/run/postgresql dbname=gis", false),
      ("PG:host=localhost dbname=gis", false), ("PG:host = 127.0.0.1 port=5432", false),
      ("PG:host='127.0.0.1' user=u", false), ("PG:hostaddr=::1 dbname=gis", false),
      ("PG:postgresql://u:p@localhost/gis", false), ("postgresql://127.0.0.1:5433/gis", false),
      ("postgres:///gis?host=/tmp", false), ("postgresql://[::1]:5432/gis", false),
      ("PG:host=127.0.0.1,localhost", false), ("pg:host=localhost", false),
      ("PG:host=db.example.org dbname=gis", true), ("PG:dbname=gis host=10.0.0.1", true),
      ("PG:host='db.example.org'", true), ("PG:host = db.example.org", true),
      ("PG:host=localhost,db.example.org", true), ("PG:host=localhost hostaddr=10.0.0.1", true),
      ("PG:service=far", true), ("PG:postgresql://u:p@db.example.org/gis", true),
      ("postgresql://db.example.org/gis", true), ("postgres://localhost,db.example.org/gis", true),
      ("postgresql://localhost/gis?host=db.example.org", true),
      ("postgresql://localhost/gis?hostaddr=10.0.0.1", true),
      ("postgresql://%64b.example.org/gis", true),
      ("PG:dbname=postgresql://db.example.org/x", true),
      ("PG:host=127.0.0.1.example.org", true), ("PG:host=localhost.example.org", true),
      ("postgresql://localhost:p/w@db.example.org/gis", true),
    ])
  func postgreSQL(name: String, isBeyond: Bool) throws {
    let found = try #require(NetworkName(name))
    #expect(found.isPostgreSQL)
    #expect(found.isBeyond == isBeyond)
    #expect(found.gdalName.hasPrefix("PG:"))
  }

  @Test(
    "Other databases, services and places on the network, by the names that GDAL knows",
    arguments: [
      ("http://a.org/x.csv", "/vsicurl/http://a.org/x.csv"),
      ("https://a.org/x.csv", "/vsicurl/https://a.org/x.csv"),
      ("s3://bucket/x.csv", "/vsis3/bucket/x.csv"), ("gs://b/x.tif", "/vsigs/b/x.tif"),
      ("az://b/x.tif", "/vsiaz/b/x.tif"), ("/vsis3/b/x.csv", "/vsis3/b/x.csv"),
      ("WFS:http://a.org/wfs", "WFS:http://a.org/wfs"), ("wms:http://a.org", "wms:http://a.org"),
      ("MYSQL:gis,host=a.org", "MYSQL:gis,host=a.org"), ("OCI:u/p@h", "OCI:u/p@h"),
      ("ODBC:gis", "ODBC:gis"), ("MSSQL:server=a", "MSSQL:server=a"),
      ("OAPIF:http://a.org", "OAPIF:http://a.org"), ("gopher://a.org", "gopher://a.org"),
    ])
  func others(name: String, gdalName: String) throws {
    let found = try #require(NetworkName(name))
    #expect(found.isBeyond && !found.isPostgreSQL)
    #expect(found.gdalName == gdalName)
  }

  @Test(
    "Paths of files are none",
    arguments: ["a.csv", "/a/b.shp", "odbc.csv", "12:30.csv", "a:b.csv", "-", "", "postgis/a.shp"])
  func files(name: String) { #expect(NetworkName(name) == nil) }
}
