import Foundation
import Testing

/// Files of strangers that name other files and places on the network, through every command that reads them.
@Suite(.serialized) struct HostileFileTests {
  private static let script = root.appending(path: "Tests/GridcastCLITests/hostile.py").path()

  private static let rasters = [
    "remote.ers", "streamed.ers", "absolute.ers", "folded.ers", "oddly.ers", "upwards.dat",
    "through.ers",
    "external.h5", "external.hdf", "overview.tif", "mask.tif", "aux.tif", "bent.tif", "a.vrt",
    "tiles.xml", "virtual.h5", "a.vrt.zip",
  ]
  private static let layers = [
    "w.xml", "w.gml", "w.gml.gz", "w.gml.zip", "w.osm.zip", "w.kml", "w", "service.xml",
    "named.geojson",
    "linked.geojson", "styled.kml", "entity.gpx", "entity.osm", "located.csv", "text.gpkg",
    "text.gpkg.gz", "text.gpkg.zip", "text.sqlite", "shape.gpkg", "shape.sqlite", "ogr.gpkg",
    "ogr.sqlite", "geocode.gpkg", "geocode.sqlite", "mode.gpkg", "mode.sqlite", "pending.gpkg",
    "y.vfk", "parts.tab", "joined.tab", "beside.csv", "layers.vrt.zip",
  ]
  /// Commands with FILE in place of the input; they write to a folder beside that of the inputs.
  private static let ofRasters = [
    "map FILE -o ../out/m.png --overwrite", "hotspots FILE --out ../out/h --overwrite",
    "structure FILE --out ../out/s --overwrite", "correlate FILE",
    "forecast --model none FILE -o ../out/f.tif",
    "reproject FILE --from EPSG:4326 --to EPSG:3857 -o ../out/r.tif --overwrite",
    "bin plain.geojson --like FILE -o ../out/b.tif --overwrite",
  ]
  private static let ofLayers = [
    "map FILE -o ../out/m.png --overwrite",
    "convert FILE --from EPSG:4326 -o ../out/c.gpkg --overwrite",
    "bin FILE --cell 1km -o ../out/b.tif --overwrite",
    "fishnet --within FILE --cell 1km -o ../out/f.gpkg --overwrite",
    "cluster --points FILE --out ../out/k --overwrite",
  ]

  /// Every file of a folder with the time of its last change and its bytes.
  private static func state(of folder: String) throws -> [String: Data] {
    var state: [String: Data] = [:]
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(name)"
      let date = try files.attributesOfItem(atPath: path)[.modificationDate] as? Date
      state[name] =
        Data("\(date?.timeIntervalSince1970 ?? 0)".utf8) + (files.contents(atPath: path) ?? Data())
    }
    return state
  }

  /// A folder with the files in `in`, beside an empty `out`.
  private static func folder(asking port: String) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["in", "out"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/\(name)", withIntermediateDirectories: true)
    }
    let made = try run("python3", [script, port], in: "\(folder.path)/in")
    try #require(made.code == 0, "\(made.errors)")
    return folder
  }

  @Test("No command sends a request, reads another file or changes an input, whatever a file names")
  func commands() throws {
    let server = try Listener()
    defer { server.stop() }
    let folder = try Self.folder(asking: "\(server.port)")
    let inputs = "\(folder.path)/in"
    let before = try Self.state(of: inputs)
    let all = before.keys.filter { $0 != "work" }.sorted()
    var lines = [
      ["info"] + all, ["info", "--json"] + all,
      ["convert"] + all + ["--out", "../out/all", "--format", "gpkg"],
      ["reproject", ".", "--from", "EPSG:4326", "--out", "../out/moved"],
    ]
    for file in Self.rasters {
      lines += Self.ofRasters.map { words($0).map { $0 == "FILE" ? file : $0 } }
    }
    for file in Self.layers {
      lines += Self.ofLayers.map { words($0).map { $0 == "FILE" ? file : $0 } }
    }
    for line in lines {
      let result = try run(gridcast, line, in: inputs)
      let command = line.joined(separator: " ").prefix(200)
      #expect([0, 64, 65, 66].contains(result.code), "\(command): \(result.errors)")
      #expect(!(result.output + result.errors).contains("root:"), "\(command)")
      #expect(server.requests.isEmpty, "\(command): \(server.requests)")
      guard server.requests.isEmpty else { return }
    }
    let after = try Self.state(of: inputs)
    for name in Set(before.keys).union(after.keys).sorted() {
      #expect(before[name] == after[name], "\(name) was changed")
    }
  }

  @Test(
    "What is refused is read where the command line allows it, and a list of jobs cannot allow it")
  func allowed() throws {
    let server = try Listener()
    defer { server.stop() }
    let folder = try Self.folder(asking: "\(server.port)")
    let inputs = "\(folder.path)/in"
    _ = try folder.file(
      "in/m.yaml", "out: out\njobs: [{input: w.gml, output: w.gpkg, allow-remote: true}]")
    let refused = try gridcast("batch", "m.yaml", in: inputs)
    #expect(refused.code == 64 && refused.errors.contains("only the command line"))
    #expect(server.requests.isEmpty)
    for file in [
      "text.gpkg", "shape.sqlite", "absolute.ers", "remote.ers", "overview.tif", "external.h5",
      "external.hdf", "linked.h5", "newer.h5", "packed.h5", "virtual.h5", "named.pix", "list.mpl",
      "parts.tab", "joined.tab", "lot.thf", "CATALOG.031", "schema.gml", "work/cover", "a.vrt",
      "a.vrt.zip",
      "layers.vrt",
    ] {
      let said = try gridcast("info", file, in: inputs)
      #expect(said.code == 66 && said.errors.contains("--allow-remote"), "\(file): \(said.errors)")
    }
    #expect(try gridcast("info", "remote.ers", "--allow-remote", in: inputs).code != 0)
    #expect(!server.requests.isEmpty)
    #expect(
      try gridcast("info", "absolute.ers", "--allow-remote", "--from", "4326", in: inputs).code
        == 0)
  }

  @Test("Parts that lie beside the table that names them are read")
  func partsBeside() throws {
    let folder = try Self.folder(asking: "9")
    let inputs = "\(folder.path)/in"
    let said = try run(
      gridcast, ["convert", "near.tab", "-o", "-", "--format", "csv"], in: inputs)
    #expect(said.output.contains("109.5,34.5,") && said.output.contains("here"), "\(said.errors)")
  }

  @Test("A GeoPackage is read with the changes that another program left beside it")
  func pending() throws {
    let folder = try Self.folder(asking: "9")
    let inputs = "\(folder.path)/in"
    let before = try Self.state(of: inputs)
    let said = try gridcast("convert", "pending.gpkg", "-o", "-", "--format", "csv", in: inputs)
    #expect(said.output.contains("109.5,34.5,7"), "\(said.errors)")
    #expect(try Self.state(of: inputs) == before)
  }
}
