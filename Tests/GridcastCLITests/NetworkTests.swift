import Foundation
import Testing

/// Nobody on the network is asked unless the command line allows it, and faults on the network are told as such.
@Suite struct NetworkTests {
  @Test(
    "A source on another machine is refused before it is asked",
    arguments: [
      "PG:host=192.0.2.1 dbname=gis", "postgresql://192.0.2.1/gis", "PG:service=far",
      "mongodb://192.0.2.1/gis", "mongodb+srv://localhost/gis",
      "MYSQL:gis,host=192.0.2.1", "ODBC:gis", "OCI:u/p@192.0.2.1", "WFS:http://192.0.2.1/wfs",
      "s3://bucket/x.csv", "https://192.0.2.1/x.csv", "/vsicurl/http://192.0.2.1/x.csv",
    ])
  func isRefused(name: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n109.5,34.5\n")
    var commands = [
      ["info", name], ["convert", name, "-o", "o.gpkg"], ["map", name, "-o", "m.png"],
      ["bin", name, "--cell", "1km", "-o", "c.tif"],
      ["fishnet", "--within", name, "--cell", "1km", "-o", "f.gpkg"],
    ]
    if name.contains("PG:") || name.contains("postgresql:") {
      commands.append(["convert", "p.csv", "-o", name])
    }
    for command in commands {
      let said = try run(gridcast, command, in: folder.path, seconds: 20)
      #expect(said.code == 64, "\(command): \(said.code) \(said.errors)")
      #expect(said.errors.contains("--allow-remote"), "\(command): \(said.errors)")
      #expect(try folder.content == ["p.csv"])
    }
  }

  @Test(
    "This machine's PostgreSQL may be asked, and what it says is told",
    arguments: [
      "PG:host=127.0.0.1 port=1 dbname=gis", "postgresql://localhost:1/gis", "PG:host=/nowhere",
    ])
  func isAsked(name: String) throws {
    let said = try gridcast("info", name)
    #expect(said.code == 66, "\(said.code) \(said.errors)")
    #expect(said.errors.contains("connection to server"), "\(said.errors)")
    #expect(!said.errors.contains("allow-remote"), "\(said.errors)")
  }

  @Test(
    "Where it is allowed, the fault is that of the service",
    arguments: [
      ("postgresql://127.0.0.1:1/gis", "onnection refused"), ("WFS:http://127.0.0.1:1/w", "onnect"),
      ("http://127.0.0.1:1/x.geojson", "onnect"), ("s3://bucket/x.csv", "AWS"),
      ("gopher://127.0.0.1/x", "no driver"),
    ])
  func tellsFault(name: String, words: String) throws {
    let said = try run(
      "env",
      ["AWS_EC2_METADATA_DISABLED=true", "CPL_AWS_AUTODETECT_EC2=NO", gridcast]
        + ["info", name, "--allow-remote"],
      in: "/tmp", seconds: 30)
    #expect(said.code == 66, "\(said.code) \(said.errors)")
    #expect(said.errors.contains(words), "\(said.errors)")
    for wrong in ["Unsupported option", "no such file", "damaged"] {
      #expect(!said.errors.contains(wrong), "\(said.errors)")
    }
  }
}
