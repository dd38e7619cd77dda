import Foundation
import Testing

/// A stand-in for a MongoDB server on this machine (`mongo.py`), which ends with this value.
private struct Server {
  /// Whether there is what a test needs: libmongoc, which is found where an address that leads nowhere is read.
  static let isUsable: Bool = {
    guard (try? run("python3", ["--version"], in: "/tmp").code) == 0 else { return false }
    return (try? gridcast("info", "mongodb://127.0.0.1:1/gis").code) == 66
  }()
  static let isMissing = "skipped: python3 or libmongoc is not installed"

  private let standIn: StandIn
  var port: Int { standIn.port }
  /// The name of its database.
  var name: String { "mongodb://127.0.0.1:\(port)/gis" }

  /// Starts it with settings in JSON; others are those of a server with one collection, "poi".
  init(_ settings: String = "{}") throws {
    let own = try JSONSerialization.jsonObject(with: Data(settings.utf8)) as? [String: Any] ?? [:]
    let all = ["collections": ["poi": Server.dump], "batch": 7].merging(own) { $1 }
    standIn = try StandIn(all, script: "mongo.py")
  }

  /// Documents of every kind of BSON, as mongodump writes them.
  static let dump = root.appending(path: "fixtures/mongo/kinds.bson").path()
}

/// Collections of MongoDB's as inputs, from a stand-in for the server.
@Suite(.enabled(if: Server.isUsable, "\(Server.isMissing)")) struct MongoTests {
  private func text(_ name: String, in folder: TemporaryFolder) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
  }

  @Test(
    "A collection gives what the dump of the same documents gives, whatever comes at once",
    arguments: [1, 7, 59, 60, 1000])
  func sameAsDump(batch: Int) throws {
    let server = try Server(#"{"batch": \#(batch)}"#)
    let folder = try TemporaryFolder()
    for ending in ["geojson", "csv", "gpkg", "parquet"] {
      for (input, output) in [(server.name, "a"), (Server.dump, "b")] {
        let said = try run(
          gridcast,
          ["convert", input, "-o", "\(output).\(ending)", "--name", "poi", "--allow-loss"],
          in: folder.path)
        #expect(said.code == 0, "\(said.errors)")
      }
      let made = try text("a.\(ending)", in: folder)
      #expect(try made.count > 1000 && made == text("b.\(ending)", in: folder), "\(ending)")
    }
  }

  /// A document with a number, a place and a kind.
  private static func document(_ number: Int, of count: Int) -> Data {
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
      (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }
    let share = Double(number) / Double(count)
    let fields: [(kind: UInt8, name: String, value: [UInt8])] = [
      (0x10, "_id", bytes(Int32((number * 7919) % count))),
      (1, "lon", bytes((109 + share).bitPattern)), (1, "lat", bytes((34 + share).bitPattern)),
      (2, "kind", bytes(Int32(4)) + Array("abc\0".utf8)),
    ]
    var body: [UInt8] = []
    for field in fields { body += [field.kind] + Array(field.name.utf8) + [0] + field.value }
    return Data(bytes(Int32(body.count + 5)) + body + [0])
  }

  @Test("More documents than are written at once come in the order of their _id")
  func many() throws {
    let folder = try TemporaryFolder()
    let count = 30_000
    let documents = (0..<count).map { Self.document($0, of: count) }
    let order = documents.indices.sorted { ($0 * 7919) % count < ($1 * 7919) % count }
    for (name, order) in [("all", Array(documents.indices)), ("sorted", order)] {
      try order.reduce(into: Data()) { $0 += documents[$1] }.write(
        to: URL(filePath: "\(folder.path)/\(name).bson"))
    }
    let server = try Server(#"{"batch": 1000, "collections": {"all": "\#(folder.path)/all.bson"}}"#)
    for (input, output) in [(server.name, "a.csv"), ("sorted.bson", "b.csv")] {
      let said = try run(gridcast, ["convert", input, "-o", output], in: folder.path)
      #expect(said.code == 0, "\(said.errors)")
    }
    #expect(try text("a.csv", in: folder) == text("b.csv", in: folder))
    let bin = ["bin", server.name, "--cell", "1km", "-o", "c.tif"]
    let said = try run(gridcast, bin, in: folder.path)
    #expect(said.code == 0 && said.output.contains("30,000"), "\(said)")
  }

  @Test("Each collection is a layer, and what the server keeps for itself is none")
  func layers() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.file("empty.bson", "")
    let log = "\(folder.path)/log.txt"
    let server = try Server(
      #"""
      {"collections": {"roads": "\#(Server.dump)", "市/店 1": "\#(Server.dump)", "none": "\#(empty)"},
      "log": "\#(log)"}
      """#)
    let several = try run(gridcast, ["convert", server.name, "-o", "o.csv"], in: folder.path)
    #expect(several.code == 64, "\(several)")
    #expect(
      several.errors.contains("it has several layers, 'none', 'roads', '市/店 1'; choose one"),
      "\(several.errors)")
    let wrong = try run(
      gridcast, ["convert", server.name, "--layer", "poi", "-o", "o.csv"], in: folder.path)
    #expect(
      wrong.code == 65
        && wrong.errors.contains(
          "it has no layer 'poi'; its layers are 'none', 'roads', '市/店 1'"),
      "\(wrong)")
    #expect(try !String(contentsOfFile: log, encoding: .utf8).contains("find"))
    let one = try run(
      gridcast, ["convert", server.name, "--layer", "市/店 1", "-o", "o.csv"], in: folder.path)
    #expect(one.code == 0, "\(one.errors)")
    // One that is empty does not keep the others from being told.
    let info = try run(gridcast, ["info", server.name], in: folder.path)
    #expect(info.code == 65, "\(info)")
    #expect(info.errors.contains("collection 'none' holds no document"), "\(info.errors)")
    for words in ["MongoDB", "roads", "市/店 1", "60 features"] {
      #expect(info.output.contains(words), "\(info.output)")
    }
    #expect(!info.output.contains("system."), "\(info.output)")
  }

  @Test("Each collection of a database is written to a file of its own, as layers of a file are")
  func toFolder() throws {
    let folder = try TemporaryFolder()
    let server = try Server(
      #"{"collections": {"roads": "\#(Server.dump)", "市/店 1": "\#(Server.dump)"}}"#)
    let said = try run(
      gridcast, ["convert", server.name, "--out", "o", "--format", "geojson", "--allow-loss"],
      in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/o")
    #expect(
      names.filter { $0.hasSuffix(".geojson") }.sorted()
        == ["gis-roads.geojson", "gis-市_店_1.geojson"], "\(names)")
  }

  @Test("An input that is named twice, or read more than once, is fetched once")
  func once() throws {
    let folder = try TemporaryFolder()
    let log = "\(folder.path)/log.txt"
    let server = try Server(#"{"log": "\#(log)"}"#)
    let said = try run(
      gridcast, ["bin", server.name, server.name, "--cell", "1km", "-o", "c.tif"], in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let asked = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    #expect(asked.filter { $0 == "find poi" }.count == 1, "\(asked)")
    #expect(asked.filter { $0 == "getMore poi" }.count == 8, "\(asked)")
    #expect(asked.filter { $0.hasPrefix("listCollections") }.count == 1, "\(asked)")
  }

  @Test("A plan and a list of jobs take a collection too")
  func plans() throws {
    let server = try Server()
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "plan.yaml",
      "inputs:\n  - path: \(server.name)\n    layers: poi\ncell: 1km\noutputs:\n  folder: map\n  counts: counts.tif\n"
    )
    _ = try folder.file(
      "list.yaml", "out: made\njobs:\n  - {input: \"\(server.name)\", output: poi.csv}\n")
    for command in [["run", "plan.yaml"], ["batch", "list.yaml"]] {
      let said = try run(gridcast, command, in: folder.path)
      #expect(said.code == 0, "\(command): \(said.errors)")
    }
    let record = try String(contentsOfFile: "\(folder.path)/map/run.json", encoding: .utf8)
    #expect(record.contains(server.name))
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/made/poi.csv"))
  }

  /// What goes wrong, the exit code, and what is said of it.
  private static let faults: [(settings: String, code: Int32, says: [String])] = [
    (
      #"{"fault": {"kind": "closes", "at": 0}}"#, 75, ["broke after 0 documents", "run it again"]
    ),
    (
      #"{"fault": {"kind": "closes", "at": 2}}"#, 75, ["broke after 14 documents", "run it again"]
    ),
    (#"{"fault": {"kind": "damages", "at": 2}}"#, 66, ["its answer cannot be read", "getMore"]),
    (#"{"fault": {"kind": "breaks", "at": 2}}"#, 65, ["1 in damaged documents", "document 21"]),
    (#"{"fault": {"kind": "mute"}}"#, 66, ["no MongoDB server answers there", "host and port"]),
    (#"{"code": 13}"#, 66, ["does not hand it out", "not authorized", "mongodb://user@host"]),
    (#"{"code": 292}"#, 66, ["refuses"]),
    (#"{"database": "other"}"#, 66, ["there is no database 'gis'", "its name"]),
    (
      #"{"user": "u", "password": "p"}"#, 66, ["does not hand it out", "requires authentication"]
    ),
  ]

  @Test("What goes wrong is said with the way out, and leaves nothing", arguments: faults.indices)
  func fault(index: Int) throws {
    let (settings, code, says) = Self.faults[index]
    let server = try Server(settings)
    let folder = try TemporaryFolder()
    let start = Date()
    let said = try run(
      "env", ["TMPDIR=\(folder.path)", gridcast, "convert", server.name, "-o", "o.gpkg"],
      in: folder.path, seconds: 30)
    #expect(Date().timeIntervalSince(start) < 12)
    #expect(said.code == code, "\(said)")
    #expect(said.errors.contains(server.name), "\(said.errors)")
    for words in says { #expect(said.errors.contains(words), "\(said.errors)") }
    #expect(try folder.content == [])
  }

  @Test("One that stops to answer is told when the time is over, and an interrupt ends waiting")
  func hanging() throws {
    let server = try Server(#"{"fault": {"kind": "hangs", "at": 3}}"#)
    let folder = try TemporaryFolder()
    let said = try run(
      "env",
      [
        "TMPDIR=\(folder.path)", gridcast, "convert", "\(server.name)?socketTimeoutMS=500", "-o",
        "o.gpkg",
      ], in: folder.path, seconds: 30)
    #expect(said.code == 75 && said.errors.contains("after 21 documents"), "\(said)")
    let stopped = try run(
      "env",
      [
        "TMPDIR=\(folder.path)", "timeout", "-s", "INT", "2", gridcast, "convert", server.name,
        "-o", "o.gpkg",
      ], in: folder.path, seconds: 30)
    #expect(stopped.errors.contains("interrupted; nothing"), "\(stopped)")
    #expect(try folder.content == [])
  }

  @Test("A user logs in by the password in the environment, which nobody is told")
  func login() throws {
    let server = try Server(#"{"user": "u", "password": "se:c/ret@ 密"}"#)
    let name = "mongodb://u@127.0.0.1:\(server.port)/gis"
    let folder = try TemporaryFolder()
    func convert(_ name: String, _ password: String?) throws -> CommandResult {
      let said = try run(
        "env",
        ["MONGODB_PASSWORD=\(password ?? "")", gridcast, "convert", name, "-o", "o.csv", "--json"],
        in: folder.path)
      for secret in ["se:c", "ret@", "geheim"] {
        #expect(!(said.errors + said.output).contains(secret), "\(said)")
      }
      return said
    }
    let none = try convert(name, nil)
    #expect(none.code == 64 && none.errors.contains("MONGODB_PASSWORD"), "\(none)")
    let wrong = try convert(name, "geheim")
    #expect(wrong.code == 66, "\(wrong)")
    for words in ["does not let the user in", "Authentication failed", "authSource"] {
      #expect(wrong.errors.contains(words), "\(wrong)")
    }
    for password in ["geheim", "geh/eim@x"] {
      let shown = try convert("mongodb://u:\(password)@127.0.0.1:\(server.port)/gis", nil)
      #expect(shown.code == 64 && shown.errors.contains("MONGODB_PASSWORD"), "\(shown)")
    }
    #expect(try folder.content == [])
    let right = try convert(name, "se:c/ret@ 密")
    #expect(right.code == 0, "\(right)")
  }

  @Test(
    "An address that cannot serve is refused",
    arguments: [
      ("mongodb://127.0.0.1:1", "it names no database"),
      ("mongodb://127.0.0.1:1/", "it names no database"),
      ("mongodb://127.0.0.1:1/gis/poi", "'gis/poi' is no name of a database"),
      ("mongodb://127.0.0.1:1/gis.poi", "name the collection as the layer"),
      ("mongodb://127.0.0.1:port/gis", "no address that libmongoc takes"),
      ("mongodb:///gis", "no address that libmongoc takes"),
      ("mongodb://127.0.0.1:1/gis?whatever=1", "whatever"),
      ("mongodb://a/b@127.0.0.1:1/gis", "where its host begins"),
      ("mongodb://192.0.2.1/gis", "--allow-remote"),
      ("mongodb+srv://localhost/gis", "--allow-remote"),
      ("mongodb://127.0.0.1:1/gis?replicaSet=a", "--allow-remote"),
      ("mongodb://127.0.0.1:1,127.0.0.1:2/gis", "--allow-remote"),
    ])
  func address(name: String, says: String) throws {
    let said = try run(gridcast, ["info", name], in: "/tmp", seconds: 30)
    #expect(said.code == 64 && said.errors.contains(says), "\(said)")
  }

  @Test("A server of this machine that tells of others elsewhere is asked alone")
  func alone() throws {
    let server = try Server(#"{"far": true}"#)
    let said = try run(gridcast, ["info", server.name], in: "/tmp", seconds: 30)
    #expect(said.code == 0 && said.output.contains("60 features"), "\(said)")
  }

  @Test("Nothing is written to MongoDB, and the way out is told")
  func writing() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n109.5,34.5\n")
    for line in [
      "convert p.csv -o mongodb://127.0.0.1/gis", "bin p.csv --cell 1km -o mongodb://127.0.0.1/gis",
      "convert p.csv -o mongodb://127.0.0.1/gis --format geojsonl",
      "reproject p.csv --to utm -o mongodb://127.0.0.1/x.shp",
    ] {
      let said = try run(gridcast, words(line), in: folder.path)
      #expect(said.code == 64 && said.errors.contains("mongoimport"), "\(line): \(said)")
    }
    #expect(try folder.content == ["p.csv"])
  }

  @Test("In Chinese, what goes wrong is said in Chinese")
  func chinese() throws {
    let server = try Server(#"{"fault": {"kind": "closes", "at": 2}}"#)
    let said = try run(gridcast, ["info", server.name, "--lang", "zh"], in: "/tmp")
    #expect(said.code == 75 && said.errors.contains("连接"), "\(said)")
  }
}
