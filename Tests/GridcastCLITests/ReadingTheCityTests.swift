import Foundation
import Testing

/// `cluster` and `correlate` as users meet them.
@Suite struct ReadingTheCityTests {
  /// Points around three places in UTM zone 49N, more than a block of them.
  private func points(_ folder: TemporaryFolder) throws -> String {
    let rows = (0..<21_000).map { index in
      let (step, place) = (Double(index), index % 3)
      let (radius, turn) = (step.squareRoot() * 9, step * 2.399963)
      let x = 500_000 + Double(place) * 4000 + radius * cos(turn)
      let y = 3_800_000 + Double(place % 2) * 5000 + radius * sin(turn)
      return "\(index),店\(place),\(index % 4),\(x),\(y)"
    }
    return try folder.file("p.csv", "id,名称,weight,x,y\n" + rows.joined(separator: "\n") + "\n")
  }

  private let system = ["--from", "EPSG:32649", "--to", "EPSG:32649"]

  private func text(_ folder: TemporaryFolder, _ name: String) throws -> String {
    try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
  }

  @Test("cluster keeps fields and order, and writes centres, hulls and a table")
  func clusterWrites() throws {
    let folder = try TemporaryFolder()
    _ = try points(folder)
    let result = try run(
      gridcast,
      ["cluster", "p.csv", "-k", "auto", "--points", "points.gpkg", "--centres", "centres.csv"]
        + ["--hulls", "hulls.shp", "--table", "table.csv"] + system, in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.output.contains("k = 3 was chosen"), "\(result.output)")
    #expect(result.output.contains("21,000 read, 21,000 clustered"), "\(result.output)")
    let table = try text(folder, "table.csv").split(separator: "\n")
    #expect(table.count == 4)
    #expect(table.dropFirst().allSatisfy { $0.split(separator: ",")[1] == "7000" }, "\(table)")
    #expect(try text(folder, "centres.csv").split(separator: "\n").count == 4)
    try gridcast("convert", "points.gpkg", "-o", "points.csv", in: folder.path)
    let lines = try text(folder, "points.csv").split(separator: "\n")
    #expect(lines.count == 21_001)
    #expect(lines[0].contains("id,名称,weight") && lines[0].contains("cluster,distance"))
    #expect(lines[5001].contains("5000,店2,0"), "\(lines[5001])")
    try gridcast("convert", "hulls.shp", "-o", "hulls.geojson", in: folder.path)
    #expect(try text(folder, "hulls.geojson").matches(of: /Polygon/).count == 3)
    let refused = try run(
      gridcast, ["cluster", "p.csv", "-k", "3", "--table", "table.csv"] + system, in: folder.path)
    #expect(refused.code == 73)
  }

  @Test("What is left out is counted, and multipoints, lines and areas give points")
  func clusterCounts() throws {
    let folder = try TemporaryFolder()
    let shapes: [(String, String)] = [
      (#"{"type":"Point","coordinates":[109.51,34.51]}"#, "1"),
      (#"{"type":"MultiPoint","coordinates":[[109.52,34.51],[109.58,34.58]]}"#, "2"),
      (#"{"type":"LineString","coordinates":[[109.58,34.59],[109.59,34.59]]}"#, "1"),
      (#"{"type":"Point","coordinates":[109.9,34.5]}"#, "1"), ("null", "1"),
      (#"{"type":"Point","coordinates":[109.53,34.53]}"#, "null"),
    ]
    let features = shapes.map { geometry, weight in
      #"{"type":"Feature","properties":{"w":\#(weight)},"geometry":\#(geometry)}"#
    }
    let path = try folder.file(
      "m.geojson",
      #"{"type":"FeatureCollection","features":[\#(features.joined(separator: ","))]}"#)
    let area = try folder.file(
      "area.geojson",
      #"{"type":"Polygon","coordinates":[[[109.5,34.5],[109.6,34.5],[109.6,34.6],[109.5,34.6],[109.5,34.5]]]}"#
    )
    let result = try gridcast(
      "cluster", path, "-k", "2", "--weight", "w", "--within", area, "--points", "p.csv",
      "--hulls", "h.gpkg", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    for line in [
      "7 read, 4 clustered", "1 left out: outside the study area",
      "1 left out: without coordinates", "1 left out: without weight",
    ] { #expect(result.output.contains(line), "\(result.output)") }
    #expect(result.errors.contains("no hull of clusters 1, 2"), "\(result.errors)")
    let rows = try text(folder, "p.csv").split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows[0].map(String.init) == ["w", "x", "y", "cluster", "distance"])
    #expect(rows.dropFirst().map { "\($0[0]) \($0[3])" }.sorted().count == 4)
    #expect(rows[1][3] == rows[2][3] && rows[3][3] == rows[4][3] && rows[1][3] != rows[3][3])
    _ = try folder.file("o.csv", "other,lon,lat\n1,109.5,34.5\n")
    let mixed = try gridcast(
      "cluster", path, "o.csv", "-k", "2", "--points", "q.shp", in: folder.path)
    #expect(mixed.code == 65 && mixed.errors.contains("--select"), "\(mixed.errors)")
    #expect(try gridcast("cluster", path, "o.csv", "-k", "2", in: folder.path).code == 0)
  }

  #if os(Linux)
    @Test("One core and all give the same bytes")
    func threadsChangeNothing() throws {
      let folder = try TemporaryFolder()
      _ = try points(folder)
      let arguments =
        ["cluster", "p.csv", "-k", "7", "--weight", "weight", "--restarts", "3"] + system
      let one = try run(
        "taskset",
        ["-c", "0", gridcast] + arguments + ["--points", "a.csv", "--table", "at.csv"],
        in: folder.path)
      let all = try run(
        gridcast, arguments + ["--points", "b.csv", "--table", "bt.csv"], in: folder.path)
      #expect(one.code == 0 && all.code == 0, "\(one.errors) \(all.errors)")
      #expect(try text(folder, "a.csv") == text(folder, "b.csv"))
      #expect(try text(folder, "at.csv") == text(folder, "bt.csv"))
    }
  #endif

  static let uses: [([String], Int32, String)] = [
    (["cluster", "s.csv"], 64, "-k"), (["cluster", "s.csv", "-k", "0"], 64, "from 1 to"),
    (["cluster", "s.csv", "-k", "many"], 64, "or auto"),
    (["cluster", "s.csv", "-k", "3", "--k-range", "2...4"], 64, "--k-range"),
    (["cluster", "s.csv", "-k", "auto", "--k-range", "4...2"], 64, "2...10"),
    (["cluster", "s.csv", "-k", "2", "--table", "t.txt"], 64, ".csv"),
    (["cluster", "s.csv", "-k", "2", "--to", "EPSG:4326"], 64, "counts in degrees"),
    (["cluster", "s.csv", "-k", "4"], 65, "2 different places"),
    (["cluster", "s.csv", "-k", "-3"], 64, "from 1 to"),
    (["cluster", "s.csv", "-k", "2", "--weight", "nothing"], 65, "no field 'nothing'"),
    (["cluster", "s.csv", "-k", "2", "--weight", "minus"], 65, "weights must be 0 or more"),
    (["cluster", "s.csv", "-k", "2", "--weight", "zero"], 65, "all weights are 0"),
    (["cluster", "s.csv", "-k", "2", "--where", "kind = 'z'"], 65, "there are no features"),
    (["cluster", "s.csv", "-k", "2", "--points", "p.csv", "--select", "none"], 65, "'none'"),
    (["cluster", "s.csv", "-k", "1", "--hulls", "h.csv.zip"], 64, "names no format"),
    (["correlate", "s.csv", "--by", "kind"], 64, "--time"),
    (["correlate", "s.csv"], 64, "--by and --time"),
    (["correlate", "a.tif", "b.tif"], 64, "a file a year"),
    (["correlate", "1=a.tif", "b.tif"], 64, "with their year"),
    (["correlate", "1=s.csv", "2=s.csv", "3=s.csv"], 64, "--by"),
    (["correlate", "1=s.csv", "1=s.csv", "--by", "kind"], 64, "more than one file"),
    (["correlate", "1=s.csv", "2=b.tif", "--by", "kind"], 64, "not both"),
    (
      ["correlate", "s.csv", "--by", "kind", "--time", "year", "--method", "partial"], 64, "always"
    ),
    (["correlate", "s.csv", "--by", "kind", "--time", "nothing"], 65, "no field 'nothing'"),
    (["correlate", "s.csv", "--by", "kind", "--time", "year"], 65, "three are needed"),
    (
      ["correlate", "s.csv", "--by", "kind", "--time", "year", "--value", "minus"], 65,
      "more than one row"
    ),
    (["correlate", "a.tif", "--value", "x"], 64, "--by"),
    (["correlate", "s.csv", "--by", "kind", "--time", "year", "--sum"], 64, "--value"),
    (["correlate", "a.tif", "--picture", "x.jpg"], 64, ".png"),
    (["correlate", "a.tif", "--pairs", "x.txt"], 64, ".csv"),
    (["correlate", "1=a.tif", "2=b.tif", "--by", "kind"], 64, "goes with tables"),
    (["correlate", "1=s.csv", "nan=s.csv", "--by", "kind"], 64, "A year is a number"),
    (["correlate", "inf=s.csv", "1=s.csv", "--by", "kind"], 64, "A year is a number"),
    (["correlate", "a.tif", "--target", "b", "--min-correlation", "7"], 64, "from -1 to 1"),
    (["correlate", "a.tif", "--target", "b", "--min-correlation", "nan"], 64, "from -1 to 1"),
    (
      ["correlate", "s.csv", "--by", "kind", "--time", "kind"], 65,
      "holds no numbers but texts such as 'a'"
    ),
    (["cluster", "s.csv", "-k", "1", "--hulls", "h.csv"], 64, "does not hold"),
    (["cluster", "s.csv", "-k", "2", "--weight", "huge"], 65, "too great"),
    (["structure", "a.tif", "--overlap", "a,a"], 64, "two different bands"),
    (
      ["cluster", "s.csv", "-k", "2", "--where", "minus > 5"], 64,
      "s.csv: the condition 'minus > 5' is refused"
    ),
    (
      ["cluster", "s.csv", "-k", "2", "--from", "EPSG:4326", "--weight", "some"], 65,
      "left out: 2 without weight"
    ),
    (
      ["hotspots", "a.tif", "-o", "x.tif", "--cells", "x.shp"], 64,
      "would share one style file, x.qml"
    ),
  ]

  @Test("A wrong use is told in a sentence, and nothing is written", arguments: uses)
  func tellsWrongUse(arguments: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "s.csv",
      "kind,year,minus,zero,huge,some,lon,lat\na,2001,1,0,1e300,5,109.5,34.5\n"
        + "a,2001,-1,0,1e300,x,109.6,34.5\nb,2002,1,0,1e300,,109.5,34.5\n")
    let result = try run(gridcast, arguments, in: folder.path)
    #expect(result.code == code, "\(result.output) \(result.errors)")
    #expect((result.output + result.errors).contains(words), "\(result.output) \(result.errors)")
    #expect(try folder.content == ["s.csv"])
  }

  @Test("Series come alike from one table, from a file a year and from rows that are counted")
  func seriesComeAlike() throws {
    let folder = try TemporaryFolder()
    let counts = [2001: [3, 1, 2], 2002: [4, 2, 2], 2004: [9, 3, 1], 2005: [7, 6, 1]]
    let regions = ["东", "west", "south"]
    var table = "region,year,count\n"
    var rows = "region,year,one\n"
    for (year, values) in counts.sorted(by: { $0.key > $1.key }) {
      var file = "region,total\n"
      for (region, value) in zip(regions, values) {
        table += "\(region),\(year),\(value)\n"
        file += "\(region),\(value)\n"
        rows += String(repeating: "\(region),\(year),1\n", count: value)
      }
      _ = try folder.file("\(year).csv", file)
    }
    _ = try folder.file("table.csv", table)
    _ = try folder.file("rows.csv", rows)
    let ways: [(String, [String])] = [
      ("a", ["table.csv", "--by", "region", "--time", "year", "--value", "count"]),
      (
        "b",
        counts.keys.sorted().map { "\($0)=\($0).csv" } + ["--by", "region", "--value", "total"]
      ),
      ("c", ["rows.csv", "--by", "region", "--time", "year"]),
      ("d", ["rows.csv", "--by", "region", "--time", "year", "--value", "one", "--sum"]),
    ]
    for (name, arguments) in ways {
      let result = try run(
        gridcast,
        ["correlate"] + arguments + ["-o", "\(name).csv", "--pairs", "\(name)-pairs.csv"]
          + ["--picture", "\(name).png"], in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("3 regions in 4 years, 2001 to 2005"), "\(result.output)")
    }
    for kind in ["level", "derivative", "partial"] {
      let a = try text(folder, "a-\(kind).csv")
      #expect(a.hasPrefix(",东,west,south\n东,1,"), "\(a)")
      for name in ["b", "c", "d"] { #expect(try text(folder, "\(name)-\(kind).csv") == a) }
      let png = try Data(contentsOf: URL(filePath: "\(folder.path)/a-\(kind).png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
    let pairs = try text(folder, "a-pairs.csv").split(separator: "\n")
    #expect(pairs[0] == "matrix,a,b,n,r,p,p_adjusted" && pairs.count == 10)
  }

  @Test("Bands of rasters of several years are regions")
  func rasterSeries() throws {
    let folder = try TemporaryFolder()
    for (year, growth) in [(2001, 2), (2003, 5), (2004, 3), (2006, 9)] {
      let rows = (0..<30).flatMap { index in
        ["a", "b"].enumerated().flatMap { band, name in
          (0...(index * growth * (band + 1) % 7)).map { _ in
            "\(name),\(500_500 + 1000 * (index % 6)),\(3_800_500 + 1000 * (index / 6))"
          }
        }
      }
      let file = try folder.file("\(year).csv", "kind,x,y\n" + rows.joined(separator: "\n") + "\n")
      let counted = try gridcast(
        "bin", file, "--from", "EPSG:32649", "--to", "EPSG:32649", "--category", "kind", "-o",
        "\(year).tif", in: folder.path)
      #expect(counted.code == 0, "\(counted.errors)")
    }
    let result = try gridcast(
      "correlate", "2001=2001.tif", "2003=2003.tif", "2004=2004.tif", "2006=2006.tif", "--json",
      in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    #expect(result.errors.contains("summed over the 30 cells known in all rasters"))
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(json?["regions"] as? [String] == ["a", "b"])
    #expect(json?["times"] as? [Double] == [2001, 2003, 2004, 2006])
  }
}
