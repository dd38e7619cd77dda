import Foundation
import Testing

/// Whole files of one input, and the commands that read them.
struct FuzzSeed {
  /// The files of which one is damaged, the input first.
  let files: [String]
  /// Files that stay as they are.
  var beside: [String] = []
  /// What is done with them; a line must not need quotes.
  let commands: [String]
  /// Whether what is done keeps what it reached, as a list of jobs does.
  var keepsProgress = false

  /// Makes one of each kind in a folder.
  static func make(in folder: TemporaryFolder) throws -> [FuzzSeed] {
    try layers(in: folder) + maps(in: folder) + rasters(in: folder)
  }

  /// What every layer can be put through.
  private static func ofLayer(_ file: String) -> [String] {
    [
      "convert \(file) -o out.shp --allow-loss", "convert \(file) -o out.geojson",
      "info \(file) --json", "reproject \(file) --to EPSG:3857 -o out.gpkg --allow-loss",
      "bin \(file) --cell 20km -o out.tif --cells out.csv --allow-loss",
      "fishnet \(file) --cell 20km -o out.shp", "cluster \(file) -k 1 --points out.csv",
      "map \(file) -o out.svg", "convert \(file) -o out.csv --where n>1 --allow-loss",
    ]
  }

  private static func layers(in folder: TemporaryFolder) throws -> [FuzzSeed] {
    let ring =
      "[[[109,34],[110,34],[110,35],[109,35],[109,34]],[[109.2,34.2],[109.2,34.4],[109.4,34.4],[109.2,34.2]]]"
    let properties =
      #""名称":"商业","n":12345678901,"x":0.25,"day":"2020-02-29","t":"2020-02-29T01:02:03Z","l":[1,2]"#
    let shapes = [
      ("points", #""Point","coordinates":[109.5,34.5,3]"#),
      ("lines", #""LineString","coordinates":[[109,34],[110,35],[111,34]]"#),
      ("areas", #""Polygon","coordinates":\#(ring)"#),
    ]
    var seeds: [FuzzSeed] = []
    for (name, shape) in shapes {
      let feature =
        #"{"type":"Feature","properties":{\#(properties)},"geometry":{"type":\#(shape)}}"#
      _ = try folder.file(
        "\(name).geojson",
        #"{"type":"FeatureCollection","features":[\#([feature, feature].joined(separator: ","))]}"#)
      let isArea = name == "areas"
      for ending in [
        "geojson", "shp", "gpkg", "fgb", "parquet", "arrow", "kml", "geojsonl", "csv", "gml",
      ] {
        let file = "\(name).\(ending)"
        if ending != "geojson" { try made("convert \(name).geojson -o \(file)", in: folder) }
        let more = [
          "fishnet --within \(file) --cell 20km -o out.gpkg",
          "bin points.geojson --within \(file) --cell 20km -o out.tif",
          "bin points.geojson --zones \(file) -o out.shp",
        ]
        let siblings = ending == "shp" ? ["shx", "dbf", "prj", "cpg"].map { "\(name).\($0)" } : []
        seeds.append(
          FuzzSeed(
            files: [file] + siblings, beside: isArea ? ["points.geojson"] : [],
            commands: ofLayer(file) + (isArea ? more : [])))
      }
    }
    return seeds
  }

  private static func maps(in folder: TemporaryFolder) throws -> [FuzzSeed] {
    _ = try folder.file(
      "map.osm",
      """
      <osm version="0.6"><node id="1" lat="34.5" lon="109.5"><tag k="shop" v="tea"/></node>
      <node id="2" lat="34.6" lon="109.6"/><node id="3" lat="34.6" lon="109.5"/>
      <way id="4"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
      <relation id="5"><member type="way" ref="4" role="outer"/><tag k="type" v="multipolygon"/>
      <tag k="landuse" v="retail"/></relation></osm>
      """)
    try FileManager.default.copyItem(
      atPath: root.appending(path: "fixtures/map.osm.pbf").path(),
      toPath: folder.path + "/map.osm.pbf")
    return ["map.osm", "map.osm.pbf"].map { file in
      FuzzSeed(
        files: [file],
        commands: ["points", "lines", "multipolygons"].map {
          "convert \(file) --layer \($0) -o out.shp --allow-loss"
        } + [
          "info \(file) --json", "convert \(file) -o out.gpkg --allow-loss",
          "bin \(file) --categories osm --cell 20km -o out.tif --allow-loss",
        ])
    }
  }

  /// Rasters, models, plans and lists of a made-up city.
  private static func rasters(in folder: TemporaryFolder) throws -> [FuzzSeed] {
    let city = "pois.shp --category function --within study-area.shp"
    try made("sample . --points 300", in: folder)
    try made("bin \(city) --cell 4km -o grid.tif", in: folder)
    try made("train bp grid.tif --target business --epochs 2 -o m.safetensors", in: folder)
    _ = try folder.file(
      "small.yaml",
      """
      inputs: pois.shp
      coordinate-system: utm
      cell: 4km
      study-area: study-area.shp
      category: function
      outputs:
        folder: out
        counts: counts.tif
        cells: [cells.shp, table.csv]
        correlation: correlation.csv
      """)
    _ = try folder.file(
      "list.yaml",
      """
      out: out
      defaults: {to: utm, format: gpkg}
      jobs:
        - {input: points.csv, output: p.shp, from: "EPSG:4326", allow-loss: true}
        - input: "*.geojson"
          rename: [x=y]
        - {input: grid.tif, output: g.tif, to: "EPSG:4326", cell: 0.1deg}
      """)
    let sets = ["pois", "study-area"].flatMap { name in
      ["shp", "shx", "dbf", "prj", "cpg"].map { "\(name).\($0)" }
    }
    try made("run small.yaml", in: folder)
    let run = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/out").sorted()
      .filter { !$0.hasSuffix("run.json") }.map { "out/\($0)" }
    return [
      FuzzSeed(
        files: ["grid.tif"], beside: ["m.safetensors", "points.csv"],
        commands: [
          "reproject grid.tif --to EPSG:4326 -o out.tif --allow-loss", "info grid.tif --json",
          "convert grid.tif -o out.tif --allow-loss", "map grid.tif -o out.png",
          "correlate grid.tif -o out.csv", "hotspots grid.tif --band business -o out.tif",
          "structure grid.tif --band business -o out", "forecast m.safetensors grid.tif -o out.tif",
          "train bp grid.tif --target business --epochs 1 -o out.safetensors",
          "bin points.csv --like grid.tif -o out.tif",
          "sweep bp grid.tif --target business --nodes 2 --stages nodes --epochs 1 --folds 2 -o out",
        ]),
      FuzzSeed(
        files: ["m.safetensors"], beside: ["grid.tif"],
        commands: ["forecast m.safetensors grid.tif -o out.tif", "info m.safetensors --json"]),
      FuzzSeed(
        files: ["small.yaml"], beside: sets, commands: ["run small.yaml --overwrite"],
        keepsProgress: true),
      FuzzSeed(
        files: ["list.yaml"], beside: ["points.csv", "lines.geojson", "grid.tif"],
        commands: ["batch list.yaml"], keepsProgress: true),
      FuzzSeed(files: ["out/run.json"], beside: run, commands: ["report out -o report.html"]),
    ]
  }

  private static func made(_ line: String, in folder: TemporaryFolder) throws {
    let result = try run(
      gridcast, words(line + " --quiet --overwrite"), in: folder.path)
    try #require(result.code == 0, "\(line): \(result.errors)")
  }
}
