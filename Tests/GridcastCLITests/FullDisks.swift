#if os(Linux)
  import Foundation
  import Testing

  /// A command whose outputs find no room: `IN/` in it is the folder of inputs, `out/` that of outputs.
  struct FullDisk: CustomTestStringConvertible, Sendable {
    let name: String
    let command: [String]
    /// The command that makes the old outputs; nil where there are none.
    let before: [String]?
    /// The folder keeps what was reached, to go on from; nothing is said of what lies in it.
    var keepsProgress = false

    var testDescription: String { name }

    init(_ name: String, _ command: String, before: String?, keepsProgress: Bool = false) {
      self.name = name
      self.command = words(command + (command.contains("--append") ? "" : " --overwrite"))
      self.before = before.map { words($0) }
      self.keepsProgress = keepsProgress
    }

    static let formats = [
      "shp", "geojson", "geojsonl", "gpkg", "fgb", "parquet", "arrow", "csv", "kml", "kmz", "gml",
      "gpx",
      "tab", "mif",
      "dxf", "sqlite", "xlsx", "ods", "jml", "gmt", "sql",
    ].map { ending in
      FullDisk(
        ending, "convert IN/new.csv -o out/x.\(ending) --allow-loss",
        before: "convert IN/old.csv -o out/x.\(ending) --allow-loss")
    }

    private static func maps(_ name: String, _ command: String) -> FullDisk {
      FullDisk(
        name, command.replacing("RASTER", with: "IN/c.tif"),
        before: command.replacing("RASTER", with: "IN/coarse.tif"))
    }

    private static let counts = "bin IN/pois.shp --category function --within IN/study-area.shp"

    static let commands =
      [
        FullDisk("geodatabase", "convert IN/new.csv -o out/x.gdb", before: nil),
        FullDisk(
          "reproject", "reproject IN/pois.shp --to EPSG:4326 -o out/x.shp",
          before: "reproject IN/stations.shp --to EPSG:4326 -o out/x.shp"),
        FullDisk(
          "bin", "\(counts) --cell 200m -o out/c.tif --cells out/d.shp --styles all",
          before: "\(counts) -o out/c.tif --cells out/d.shp --styles all"),
        FullDisk(
          "fishnet", "fishnet --within IN/study-area.shp --cell 400m -o out/f.gpkg",
          before: "fishnet --within IN/study-area.shp --cell 1km -o out/f.gpkg"),
        FullDisk(
          "cluster",
          "cluster IN/pois.shp -k 4 --points out/p.fgb --hulls out/h.geojson --table out/t.csv",
          before:
            "cluster IN/pois.shp -k 3 --points out/p.fgb --hulls out/h.geojson --table out/t.csv"),
        FullDisk(
          "train", "train bp IN/c.tif --target business --epochs 3 -o out/m.safetensors",
          before: "train bp IN/c.tif --target business --epochs 2 -o out/m.safetensors"),
        FullDisk(
          "forecast", "forecast IN/m.safetensors IN/c.tif -o out/f.tif --cells out/g.gpkg",
          before: nil),
        FullDisk("sample", "sample out --points 3000", before: "sample out --points 500"),
        FullDisk(
          "a folder", "convert IN/folder --out out --format csv", before: nil, keepsProgress: true),
        FullDisk(
          "sweep",
          "sweep bp IN/c.tif --target business --nodes 2 --stages nodes --epochs 5 --folds 2 -o out/s",
          before: nil, keepsProgress: true),
        FullDisk("run", "run plan.yaml", before: nil),
      ]
      + ["shp", "geojson", "gpkg", "sqlite"].map {
        FullDisk(
          "append \($0)", "convert IN/new.csv -o out/x.\($0) --append",
          before: "convert IN/old.csv -o out/x.\($0)")
      }
      + [
        maps("reproject a raster", "reproject RASTER --to EPSG:4326 -o out/x.tif"),
        maps("convert a raster", "convert RASTER -o out/x.tif"),
        maps(
          "correlate", "correlate RASTER -o out/c.csv --pairs out/p.csv --picture out/c.png"),
        maps("hotspots", "hotspots RASTER --band business -o out/h.tif --cells out/h.csv"),
        maps("structure", "structure RASTER --band business --growth residential -o out"),
        maps("PNG", "map RASTER -o out/m.png"), maps("SVG", "map RASTER -o out/m.svg"),
        maps("PDF", "map RASTER -o out/m.pdf"),
      ]
  }

  /// The folder of inputs, made once.
  final class FullDiskInputs: Sendable {
    let path: String
    private static let made = Result { try FullDiskInputs() }

    static func get() throws -> FullDiskInputs { try made.get() }

    private init() throws {
      path = "\(FileManager.default.temporaryDirectory.path())/gridcast-test-disks-\(UUID())"
      let files = FileManager.default
      try files.createDirectory(atPath: "\(path)/folder", withIntermediateDirectories: true)
      for (name, count) in [("new", 1500), ("old", 700)] {
        let rows = (0..<count).map { index in
          let east = 109 + Double(index * 7919 % 10_007) / 10_007
          let north = 34 + Double(index * 104_729 % 10_009) / 10_009
          return "kind\(index % 5),\(index * count),\(east),\(north)\n"
        }
        let text = "category,value,lon,lat\n" + rows.joined()
        try text.write(toFile: "\(path)/\(name).csv", atomically: false, encoding: .utf8)
      }
      try files.copyItem(atPath: "\(path)/new.csv", toPath: "\(path)/folder/a.csv")
      let counts = "bin pois.shp --category function --within study-area.shp"
      for line in [
        "sample . --points 3000", "\(counts) -o c.tif", "\(counts) --cell 2km -o coarse.tif",
        "train bp c.tif --target business --epochs 5 -o m.safetensors",
      ] {
        let made = try run(gridcast, words(line + " --quiet"), in: path)
        if made.code != 0 { throw GridcastFailed(line: line, errors: made.errors) }
      }
    }

    /// A plan of these inputs, for a folder that its outputs come to lie in.
    var plan: String {
      get throws {
        try String(contentsOfFile: "\(path)/plan.yaml", encoding: .utf8)
          .replacing("epochs: 200", with: "epochs: 2").replacing("folder: map", with: "folder: out")
          .replacing("inputs: pois", with: "inputs: \(path)/pois")
          .replacing("study-area: study", with: "study-area: \(path)/study")
          .replacing("places: stations", with: "places: \(path)/stations")
      }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  struct GridcastFailed: Error {
    let line: String
    let errors: String
  }
#endif
