import Foundation
import Testing

/// A PostgreSQL server with PostGIS on loopback, for one test.
private final class Server {
  static let binaries: String? = {
    let base = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return versions.sorted().last { version in
      let extensions = "/usr/share/postgresql/\(version)/extension/postgis.control"
      return FileManager.default.fileExists(atPath: extensions)
        && FileManager.default.isExecutableFile(atPath: "\(base)/\(version)/bin/initdb")
    }.map { "\(base)/\($0)/bin" }
  }()

  let folder: TemporaryFolder
  let port = Int.random(in: 20_000..<40_000)
  private let binaries: String
  private let process = Process()

  init() throws {
    binaries = try #require(Self.binaries)
    folder = try TemporaryFolder()
    // The server refuses to run as root, whose tests it runs as postgres.
    _ = try run("chmod", ["0755", folder.path], in: "/")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/data", withIntermediateDirectories: true)
    if getuid() == 0 { _ = try run("chown", ["postgres", folder.path + "/data"], in: "/") }
    try server("initdb", ["-D", folder.path + "/data", "-A", "trust", "-U", "postgres"])
    // Started as it is, not by pg_ctl: a server of its own would keep what tells of a child's end.
    let (program, arguments) = Self.command(
      "\(binaries)/postgres",
      [
        "-D", folder.path + "/data", "-p", "\(port)", "-h", "127.0.0.1", "-k",
        folder.path + "/data",
      ])
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.currentDirectoryURL = URL(filePath: "/")
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    for _ in 0..<100 where try !isReady { usleep(100_000) }
    _ = try sql("create database gis", in: "postgres")
    _ = try sql("create extension postgis")
  }

  deinit {
    // An interrupt ends it at once, whoever is connected.
    process.interrupt()
    process.waitUntilExit()
  }

  private var isReady: Bool {
    get throws {
      let arguments = ["-h", "127.0.0.1", "-p", "\(port)", "-q"]
      return try run("\(binaries)/pg_isready", arguments, in: "/", seconds: 5).code == 0
    }
  }

  /// A command as the user that may run a server.
  private static func command(_ program: String, _ arguments: [String]) -> (String, [String]) {
    guard getuid() == 0 else { return (program, arguments) }
    return (
      "setpriv",
      ["--reuid=postgres", "--regid=postgres", "--clear-groups", program] + arguments
    )
  }

  private func server(_ name: String, _ arguments: [String]) throws {
    let (program, arguments) = Self.command("\(binaries)/\(name)", arguments)
    let result = try run(program, arguments, in: "/", seconds: 60)
    #expect(result.code == 0, "\(name): \(result.errors)\(result.output)")
  }

  func sql(_ text: String, in database: String = "gis") throws -> String {
    let result = try run(
      "\(binaries)/psql",
      ["-h", "127.0.0.1", "-p", "\(port)", "-U", "postgres", "-At", "-c", text, database], in: "/")
    #expect(result.code == 0, "\(text): \(result.errors)")
    return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var name: String { "PG:host=127.0.0.1 port=\(port) user=postgres dbname=gis password=secret" }
}

@Suite struct PostGISTests {
  @Test(
    "Tables are written whole, read, added to and replaced",
    .enabled(if: Server.binaries != nil, "skipped: PostgreSQL with PostGIS is not installed"))
  func writesTables() throws {
    let server = try Server()
    let folder = try TemporaryFolder()
    let feature = { (id: Int) in
      #"{"type":"Feature","properties":{"id":\#(id),"名称":"商业","int64":9223372036854775807,"number":0.30000000000000004,"flag":true,"day":"2020-02-29","moment":"2024-05-06T07:08:09.5Z","list":[1,2],"none":null},"geometry":{"type":"Point","coordinates":[109.5,34.5,12.5]}}"#
    }
    for (name, ids) in [("a", [1, 2]), ("b", [3])] {
      _ = try folder.file(
        "\(name).geojson",
        #"{"type":"FeatureCollection","features":[\#(ids.map(feature).joined(separator: ","))]}"#)
    }
    func convert(_ arguments: String...) throws -> CommandResult {
      let result = try run(gridcast, ["convert"] + arguments, in: folder.path)
      #expect(!result.errors.contains("secret") && !result.output.contains("secret"))
      return result
    }
    let made = try convert("a.geojson", "-o", server.name, "--name", "Läden")
    #expect(made.code == 0, "\(made.errors)")
    #expect(
      try server.sql(
        #"select id, "名称", int64, number, flag, day, extract(epoch from moment), list, none is null, ST_AsText(geom), ST_SRID(geom) from "Läden" order by id limit 1"#
      )
        == "1|商业|9223372036854775807|0.30000000000000004|t|2020-02-29|1714979289.500000|{1,2}|t|POINT Z (109.5 34.5 12.5)|4326"
    )
    // A table that is there is kept, unless it is to be replaced or added to.
    #expect(try convert("b.geojson", "-o", server.name, "--name", "Läden").code == 73)
    let rounded = try convert("b.geojson", "-o", server.name, "--name", "Läden", "--append")
    #expect(rounded.code == 65 && rounded.errors.contains("rounds them"), "\(rounded.errors)")
    let added = try convert(
      "b.geojson", "-o", server.name, "--name", "Läden", "--append", "--select", "id,名称,list")
    #expect(added.code == 0, "\(added.errors)")
    #expect(try server.sql(#"select count(*) from "Läden""#) == "3")
    // A job that fails changes nothing: the second feature lies where UTM 49N is not meant for.
    _ = try folder.file("far.csv", "id,lon,lat\n8,109.5,34\n9,-63,34\n")
    #expect(
      try convert(
        "far.csv", "-o", server.name, "--to", "EPSG:32649", "--name", "Läden", "--overwrite"
      ).code
        == 65)
    #expect(try server.sql(#"select count(*) from "Läden""#) == "3")

    let back = try convert(server.name, "--layer", "Läden", "-o", "c.geojson")
    #expect(back.code == 0, "\(back.errors)")
    let text = try String(contentsOfFile: folder.path + "/c.geojson", encoding: .utf8)
    #expect(text.contains("9223372036854775807"))
    #expect(
      try convert("b.geojson", "-o", server.name, "--name", "Läden", "--overwrite", "--to", "utm")
        .code == 0)
    #expect(try server.sql(#"select count(*), min(ST_SRID(geom)) from "Läden""#) == "1|32649")
  }

  @Test(
    "Every format comes back from PostGIS as it went there",
    .enabled(if: Server.binaries != nil, "skipped: PostgreSQL with PostGIS is not installed"))
  func thereAndBack() throws {
    let server = try Server()
    let folder = try TemporaryFolder()
    let ring =
      "[[[109,34],[110,34],[110,35],[109,34]],[[109.6,34.2],[109.8,34.2],[109.8,34.4],[109.6,34.2]]]"
    let shapes = [
      ("point", #""Point","coordinates":[109.5,34.5,12.5]"#),
      ("lines", #""MultiLineString","coordinates":[[[109,34],[110,35]],[[111,34],[112,35]]]"#),
      ("area", #""Polygon","coordinates":\#(ring)"#),
    ]
    let properties =
      #""id":1,"text":"a, \"b\"","名称":"商业","big":9007199254740993,"number":0.1234567890123456,"day":"1899-12-31","none":null"#
    func convert(_ input: String, _ arguments: String...) throws {
      let result = try run(gridcast, ["convert", input] + arguments, in: folder.path)
      #expect(result.code == 0, "\(input) \(arguments): \(result.errors)")
    }
    func features(_ name: String) throws -> [Substring] {
      try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8).split(separator: "\n")
        .filter { $0.hasPrefix("{ \"type\": \"Feature\"") }.sorted()
    }
    for (name, shape) in shapes {
      _ = try folder.file(
        "\(name).geojson",
        #"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{\#(properties)},"geometry":{"type":\#(shape)}}]}"#
      )
      for ending in ["shp", "geojson", "geojsonl", "gpkg", "fgb", "csv", "kml"] {
        let table = "\(name)_\(ending)"
        try convert("\(name).geojson", "-o", "\(table).a.\(ending)")
        try convert("\(table).a.\(ending)", "-o", server.name, "--name", table)
        try convert(server.name, "--layer", table, "-o", "\(table).b.\(ending)")
        for side in ["a", "b"] {
          try convert("\(table).\(side).\(ending)", "-o", "\(table).\(side).out.geojson")
        }
        let before = try features("\(table).a.out.geojson")
        let after = try features("\(table).b.out.geojson")
        // A CSV of points brings its columns X, Y and Z along.
        #expect(before.count == 1 && (before == after || ending == "csv"), "\(before)\n\(after)")
        if ending == "csv" {
          #expect(after[0].contains(#""big": 9007199254740993"#) && after[0].contains("商业"))
        }
      }
    }
  }
}
