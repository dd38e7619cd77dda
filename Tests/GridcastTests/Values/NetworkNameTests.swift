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
    "MongoDB on one loopback host or socket is this machine's; what may lead elsewhere is another's",
    arguments: [
      ("mongodb://localhost/gis", false), ("mongodb://127.0.0.1:27017/gis", false),
      ("mongodb://u@[::1]:27017/gis", false), ("MongoDB://LOCALHOST/gis", false),
      ("mongodb://%2Ftmp%2Fmongodb-27017.sock/gis", false),
      ("mongodb://u@localhost/gis?authSource=admin&authMechanism=SCRAM-SHA-256", false),
      ("mongodb://localhost/gis?directConnection=true", false),
      ("mongodb://db.example.org/gis", true), ("mongodb://localhost,db.example.org/gis", true),
      ("mongodb://localhost,127.0.0.1/gis", true), ("mongodb://localhost.example.org/gis", true),
      ("mongodb://localhost@db.example.org/gis", true),
      ("mongodb://u:p/w@db.example.org/gis", true),
      ("mongodb://localhost:p/w@db.example.org/gis", true),
      ("mongodb://localhost/gis?replicaSet=a", true),
      ("mongodb://localhost/gis?REPLICASET=a", true),
      ("mongodb://localhost/gis?x=1&directConnection=false", true),
      ("mongodb://localhost/gis?authMechanism=GSSAPI", true),
      ("mongodb://localhost/gis?authMechanism=MONGODB%2DAWS", true),
      ("mongodb+srv://localhost/gis", true),
    ])
  func mongoDB(name: String, isBeyond: Bool) throws {
    let found = try #require(NetworkName(name))
    #expect(found.isMongoDB && !found.isPostgreSQL)
    #expect(found.isBeyond == isBeyond)
  }

  @Test("The address of a MongoDB tells its database, its user and how a password is put in")
  func mongoAddress() throws {
    let plain = try #require(MongoAddress("mongodb://u%40x@localhost:1/%E5%BA%93?authSource=admin"))
    #expect(plain.database == "库" && plain.hasUser && !plain.hasPassword && !plain.isUnclear)
    #expect(
      plain.with(password: "a:/@ b密")
        == "mongodb://u%40x:a%3A%2F%40%20b%E5%AF%86@localhost:1/%E5%BA%93?authSource=admin")
    let open = try #require(MongoAddress("mongodb://localhost?x=1"))
    #expect(open.database == nil && !open.hasUser && open.with(password: "p") == open.text)
    #expect(MongoAddress("mongodb://u:p@localhost/gis")?.hasPassword == true)
    #expect(MongoAddress("mongodb://u:p/w@localhost/gis")?.isUnclear == true)
    #expect(MongoAddress("postgresql://localhost/gis") == nil)
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
