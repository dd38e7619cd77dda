import Foundation
import Testing

/// Damaged files of every format: read, or refused with a sentence; no crash, no hang, bounded
/// memory.
///
/// `make fuzz` sets GRIDCAST_FUZZ to how many files are tried; `make test` tries fewer.
@Suite struct FuzzTests {
  static let count = Int(ProcessInfo.processInfo.environment["GRIDCAST_FUZZ"] ?? "") ?? 160

  /// One whole file of each format, with what belongs to it.
  private func makeSeeds(in folder: TemporaryFolder) throws -> [[String]] {
    let ring =
      "[[[109,34],[110,34],[110,35],[109,35],[109,34]],[[109.2,34.2],[109.2,34.4],[109.4,34.4],[109.2,34.2]]]"
    let properties =
      #""名称":"商业","n":12345678901,"x":0.25,"day":"2020-02-29","t":"2020-02-29T01:02:03Z","l":[1,2]"#
    let shapes = [
      ("points", #""Point","coordinates":[109.5,34.5,3]"#),
      ("lines", #""LineString","coordinates":[[109,34],[110,35],[111,34]]"#),
      ("areas", #""Polygon","coordinates":\#(ring)"#),
    ]
    var seeds: [[String]] = []
    for (name, shape) in shapes {
      let feature =
        #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":\#(shape)}}"#
      _ = try folder.file(
        "\(name).geojson",
        #"{"type":"FeatureCollection","features":[\#([feature, feature].joined(separator: ","))]}"#)
      seeds.append(["\(name).geojson"])
      for ending in ["shp", "gpkg", "fgb", "kml", "geojsonl", "csv", "gml"] {
        let made = try gridcast(
          "convert", "\(name).geojson", "-o", "\(name).\(ending)", "--quiet", in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
        seeds.append(
          ending == "shp"
            ? ["shp", "shx", "dbf", "prj", "cpg"].map { "\(name).\($0)" } : ["\(name).\(ending)"])
      }
    }
    _ = try folder.file(
      "map.osm",
      """
      <osm version="0.6"><node id="1" lat="34.5" lon="109.5"><tag k="shop" v="tea"/></node>
      <node id="2" lat="34.6" lon="109.6"/><node id="3" lat="34.6" lon="109.5"/>
      <way id="4"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
      <relation id="5"><member type="way" ref="4" role="outer"/><tag k="type" v="multipolygon"/>
      <tag k="landuse" v="retail"/></relation></osm>
      """)
    seeds.append(["map.osm"])
    try FileManager.default.copyItem(
      atPath: root.appending(path: "fixtures/map.osm.pbf").path(),
      toPath: folder.path + "/map.osm.pbf")
    seeds.append(["map.osm.pbf"])
    _ = try gridcast(
      "bin", "points.csv", "--cell", "10km", "-o", "grid.tif", in: folder.path)
    seeds.append(["grid.tif"])
    return seeds
  }

  @Test("Damaged files are read or refused, in bounded time and memory")
  func survives() throws {
    let seeds = try TemporaryFolder()
    let sets = try makeSeeds(in: seeds)
    let contents = try Dictionary(
      uniqueKeysWithValues: sets.joined().map {
        ($0, try Data(contentsOf: URL(filePath: "\(seeds.path)/\($0)")))
      })
    var random = SplitMix(state: 3)
    var read = 0
    for number in 0..<Self.count {
      let set = sets[number % sets.count]
      let folder = try TemporaryFolder()
      let victim = set.randomElement(using: &random) ?? set[0]
      for name in set {
        let data = contents[name] ?? Data()
        let bytes = name == victim ? damaged(data, &random) : data
        try bytes.write(to: URL(filePath: "\(folder.path)/\(name)"))
      }
      let before = try folder.content
      let command =
        set[0].hasSuffix(".tif")
        ? "reproject \(set[0]) --to EPSG:4326 -o out.tif --allow-loss"
        : number % 2 == 0
          ? "convert \(set[0]) -o out.shp --allow-loss" : "convert \(set[0]) -o out.geojson"
      let result = try run(
        "sh", ["-c", "ulimit -v 4000000; exec \"$0\" $1", gridcast, command], in: folder.path,
        seconds: 10)
      let said =
        "seed 3, file \(number), \(victim): \(command): \(result.code) \(result.errors.suffix(300))"
      let isKnown = [0, 64, 65, 66, 73].contains(result.code)
      #expect(isKnown, "\(said)")
      if !isKnown { keep(folder, number) }
      if result.code == 0 {
        read += 1
      } else {
        #expect(result.errors.contains("error: "), "\(said)")
        #expect(try folder.content == before, "\(said)")
      }
    }
    #expect(read > Self.count / 20 && read < Self.count, "\(read) of \(Self.count) were read")
  }

  /// Keeps what brought the command down, for whoever mends it.
  private func keep(_ folder: TemporaryFolder, _ number: Int) {
    guard let place = ProcessInfo.processInfo.environment["GRIDCAST_FUZZ_KEEP"] else { return }
    try? FileManager.default.copyItem(atPath: folder.path, toPath: "\(place)/\(number)")
  }
}
