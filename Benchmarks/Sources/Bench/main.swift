// Times Gridcast beside what its users would pick instead, and writes docs/benchmarks.md.
//
//   Bench GRIDCAST PYTHON FOLDER PAGE [ROUNDS]
//   Bench --project COUNT       moves points, for the contest with PROJ
import Foundation
import Gridcast

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--project" {
  try projectPoints(Int(arguments[1]) ?? 1_000_000)
  exit(0)
}
guard arguments.count >= 4 else {
  note("usage: Bench GRIDCAST PYTHON FOLDER PAGE [ROUNDS]")
  exit(64)
}
let (gridcast, python, folder, page) = (arguments[0], arguments[1], arguments[2], arguments[3])
let rounds = arguments.count > 4 ? Int(arguments[4]) ?? 5 : 5
let here = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path(percentEncoded: false)
let own = CommandLine.arguments[0]
let output = "\(folder)/out"
try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)

func peer(_ script: String, _ arguments: String...) -> [String] {
  [python, "\(here)peers/\(script)"] + arguments
}

func counting(_ path: String) -> [String] {
  [
    gridcast, "bin", path, "--category", "category", "--cell", "1km", "--to", "EPSG:32649", "-o",
    "\(output)/counts.tif", "--overwrite", "--quiet",
  ]
}

let million = Points(1_000_000, in: folder)
let (shp, geojson, csv) = (million.path("shp"), million.path("geojson"), million.path("csv"))
let shapefile = [shp, million.path("dbf")]
let tools = ["geopandas", "duckdb", "sedonadb"]

func cat(_ files: [String]) -> Contestant {
  // Through a pipe, so that the bytes are really read.
  Contestant(
    name: "cat of the same bytes",
    command: ["sh", "-c", "cat \(files.joined(separator: " ")) | cat > /dev/null"])
}

func countingContest(_ format: String, _ path: String, _ files: [String], aim: Double) -> Contest {
  Contest(
    job: "\(format) → counts.tif\(format == "Shapefile" ? ", 8 categories, 1 km" : ""), 1,000,000 points",
    contestants: [Contestant(name: "Gridcast", command: counting(path))]
      + tools.map { Contestant(name: $0, command: peer("count.py", $0, path)) } + [cat(files)],
    aim: aim, points: million.count)
}

func movingContest(_ job: String, _ path: String, _ ending: String, aim: Double) -> Contest {
  Contest(
    job: "\(job), 1,000,000 points",
    contestants: [
      Contestant(
        name: "Gridcast",
        command: [
          gridcast, "reproject", path, "--to", "EPSG:32649", "-o", "\(output)/own.\(ending)",
          "--quiet",
        ], output: "\(output)/own"),
      Contestant(
        name: "ogr2ogr",
        command: ["ogr2ogr", "-t_srs", "EPSG:32649", "\(output)/theirs.\(ending)", path],
        output: "\(output)/theirs"),
    ], aim: aim, points: million.count)
}

var contests = [
  countingContest("Shapefile", shp, shapefile, aim: 8),
  countingContest("GeoJSON", geojson, [geojson], aim: 20),
  Contest(
    job: "CSV → counts.tif, 1,000,000 points",
    contestants: [
      Contestant(name: "Gridcast", command: counting(csv)),
      Contestant(
        name: "duckdb, its start not counted", command: peer("count.py", "duckdb", csv),
        leavesStartOut: true),
      cat([csv]),
    ], aim: 5, points: million.count),
  movingContest("Shapefile → UTM Shapefile", shp, "shp", aim: 15),
  movingContest("GeoJSON → UTM GeoPackage", geojson, "gpkg", aim: 3),
  Contest(
    job: "1,000,000 points from WGS 84 to UTM, in memory",
    contestants: [
      Contestant(
        name: "Gridcast", command: [own, "--project", "1000000"], leavesStartOut: true),
      Contestant(
        name: "proj_trans_generic", command: peer("project.py", "1000000"), leavesStartOut: true),
    ], aim: 8, points: million.count),
]

if let map = ProcessInfo.processInfo.environment["BENCH_OSM"] {
  contests.append(
    Contest(
      job: "OSM PBF (\(URL(filePath: map).lastPathComponent)) → POI counts",
      contestants: [
        Contestant(
          name: "Gridcast",
          command: [
            gridcast, "bin", map, "--categories", "osm", "--cell", "1km", "-o",
            "\(output)/pois.tif", "--overwrite", "--quiet",
          ]),
        Contestant(
          name: "osmium tags-filter, export and wc", command: ["sh", "\(here)peers/osm.sh", map, output]),
        // A condition is left to GDAL, and this one holds for all.
        Contestant(
          name: "Gridcast through GDAL",
          command: [
            gridcast, "bin", map, "--where", "1=1", "--categories", "osm", "--cell", "1km", "-o",
            "\(output)/pois.tif", "--overwrite", "--quiet",
          ]),
      ], aim: 3, points: nil))
}

let heights = "\(folder)/heights.tif"
if !FileManager.default.fileExists(atPath: heights) { _ = run(peer("raster.py", heights)) }
for method in ["near", "bilinear", "cubic", "average"] {
  contests.append(
    Contest(
      job: "GeoTIFF of 5,000 × 5,000 Float32 → UTM, \(method)",
      contestants: [
        Contestant(
          name: "Gridcast",
          command: [
            gridcast, "reproject", heights, "--to", "EPSG:32649", "--cell", "51.1", "--resampling", method,
            "-o", "\(output)/own.tif", "--quiet",
          ], output: "\(output)/own"),
        // As exact, and compressed alike.
        Contestant(
          name: "gdalwarp on all cores",
          command: [
            "gdalwarp", "-q", "-t_srs", "EPSG:32649", "-tr", "51.1", "51.1", "-tap", "-r", method, "-et", "0",
            "-multi", "-wo", "NUM_THREADS=ALL_CPUS",
          ] + ["COMPRESS=DEFLATE", "PREDICTOR=3", "TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "NUM_THREADS=ALL_CPUS"]
            .flatMap { ["-co", $0] } + [heights, "\(output)/theirs.tif"],
          output: "\(output)/theirs"),
      ], aim: 3, points: nil))
}

let large = Points(10_000_000, in: folder).path("geojson")
let city = "\(folder)/city"
if !FileManager.default.fileExists(atPath: "\(city)/cells.csv") {
  _ = run([gridcast, "sample", city])
  _ = run([
    gridcast, "bin", "\(city)/pois.shp", "--category", "function", "--within",
    "\(city)/study-area.shp", "-o", "\(city)/counts.tif", "--cells", "\(city)/table.csv",
  ])
  // The peer takes every column of numbers for a feature.
  let table = (try? String(contentsOfFile: "\(city)/table.csv", encoding: .utf8)) ?? ""
  let rows = table.split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  let names = Set(["business", "administration", "traffic", "office", "medical", "residential", "education", "tourism"])
  let kept = rows.first.map { header in header.indices.filter { names.contains(String(header[$0])) } } ?? []
  let text = rows.map { row in kept.map { String(row[$0]) }.joined(separator: ",") }.joined(separator: "\n")
  try Data(text.utf8).write(to: URL(filePath: "\(city)/cells.csv"))
}
contests += [
  Contest(
    job: "BP network, 10 folds × 200 epochs, one hidden layer of 90, 1,097 cells",
    contestants: [
      Contestant(
        name: "Gridcast, which validates twice and trains once more",
        command: [
          gridcast, "train", "bp", "\(city)/counts.tif", "--target", "business", "--hidden", "90",
          "--study", "--output-activation", "identity", "--overwrite", "--quiet", "-o",
          "\(output)/bp.safetensors",
        ]),
      Contestant(
        name: "scikit-learn", command: peer("perceptron.py", "\(city)/cells.csv", "business")),
    ], aim: 10, points: nil),
  Contest(
    job: "One training step of the conv–deconv network, 40 × 40, width 32, batch 16",
    contestants: [
      Contestant(
        name: "Gridcast",
        // As the command has it, freed memory is kept for the next step.
        command: [
          "env", "MALLOC_TRIM_THRESHOLD_=1073741824", "MALLOC_MMAP_THRESHOLD_=33554432",
          own.replacing("/Bench", with: "/ConvDeconvSteps"), "40", "32", "60",
        ],
        leavesStartOut: true),
      Contestant(
        name: "PyTorch", command: peer("convdeconv.py", "40", "32", "40"), leavesStartOut: true),
    ], aim: 2, points: nil),
  Contest(
    job: "`gridcast --version` (aim: under 0.015 s)",
    contestants: [Contestant(name: "Gridcast", command: [gridcast, "--version"])], aim: nil,
    points: nil),
  Contest(
    job: "Two cores and one: GeoJSON → counts.tif, 10,000,000 points (aim: 1.7 ×)",
    contestants: [
      Contestant(name: "Gridcast on two cores", command: ["taskset", "-c", "0,1"] + counting(large)),
      Contestant(name: "Gridcast on one", command: ["taskset", "-c", "0"] + counting(large)),
    ], aim: nil, points: 10_000_000),
]

var report = Report()
for contest in contests {
  note(contest.job)
  report.add(contest, contest.results(rounds: rounds))
}

// Time over the number of points; the slow ones stop at a million.
var series: [String: [(Double, Double)]] = [:]
var rows = ["| points | Gridcast: Shapefile | GeoJSON | CSV | peak of its own memory, MB |", "|---|---|---|---|---|"]
for exponent in 4...7 {
  let points = Points(Int(pow(10, Double(exponent))), in: folder)
  var contestants = ["shp", "geojson", "csv"].map {
    Contestant(name: "Gridcast, \($0)", command: counting(points.path($0)))
  }
  if exponent < 7 {
    contestants += tools.map {
      Contestant(name: "\($0), shp", command: peer("count.py", $0, points.path("shp")))
    }
  }
  contestants.append(
    Contestant(
      name: "cat, shp", command: cat([points.path("shp"), points.path("dbf")]).command))
  note("\(points.count) points")
  let results = Contest(job: "", contestants: contestants, aim: nil).results(rounds: min(rounds, 3))
  for result in results {
    series[result.contestant.name, default: []]
      .append((Double(exponent), log10(result.seconds.median)))
  }
  let own = results.prefix(3).map { spelled($0.seconds.median) }.joined(separator: " | ")
  let peak = results.prefix(3).map { "\($0.anonymous / 1_000_000)" }.joined(separator: ", ")
  rows.append("| \(grouped(points.count)) | \(own) | \(peak) |")
}
report.add("### Time over the number of points, in seconds\n\n" + rows.joined(separator: "\n"))
let order = series.keys.sorted {
  ($0.hasPrefix("Gridcast") ? 0 : 1, $0) < ($1.hasPrefix("Gridcast") ? 0 : 1, $1)
}
let place = URL(filePath: page)
let times = order.map { name in
  ["name": name, "exponents": (series[name] ?? []).map(\.0), "seconds": (series[name] ?? []).map(\.1)]
    as [String: Any]
}
try JSONSerialization.data(withJSONObject: times).write(to: URL(filePath: "\(folder)/times.json"))
_ = run(
  peer(
    "chart.py", "\(folder)/times.json",
    place.deletingPathExtension().appendingPathExtension("png").path(percentEncoded: false)))
let notes = (try? String(contentsOfFile: "\(here)notes.md", encoding: .utf8)) ?? ""
try Data(report.page(rounds: rounds, notes: notes).utf8).write(to: place)
