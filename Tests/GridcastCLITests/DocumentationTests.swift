import Foundation
import Testing

/// What README and --help show works as printed.
@Suite struct DocumentationTests {
  /// A folder in which the examples find what they name.
  private func sampleFolder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", "--points", "4000", in: folder.path)
    try gridcast("reproject", "pois.shp", "--to", "EPSG:4326", "-o", "pois.csv", in: folder.path)
    try gridcast(
      "reproject", "study-area.shp", "--to", "EPSG:4326", "-o", "study-area.geojson",
      in: folder.path)
    try gridcast(
      "reproject", "study-area.shp", "--to", "EPSG:4326", "-o", "districts.shp", in: folder.path)
    try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o",
      "counts.tif", in: folder.path)
    try gridcast(
      "train", "bp", "counts.tif", "--target", "business", "--hidden", "4", "--epochs", "2", "-o",
      "model.safetensors", in: folder.path)
    try gridcast(
      "forecast", "model.safetensors", "counts.tif", "-o", "forecast.tif", in: folder.path)
    for (name, range) in [("1", "0-100000"), ("2", "100000-")] {
      try gridcast(
        "bin", "pois.csv", "--range", range, "--to", "EPSG:32649", "--partial", "\(name).part",
        in: folder.path)
    }
    for (index, year) in ["2013", "2016", "2019"].enumerated() {
      // Points on a lattice, of which each year has more.
      let rows = (0..<4096).filter { $0 % 7 <= index + 1 }.map {
        "\(500_500 + 1000 * ($0 % 64)),\(3_800_500 + 1000 * ($0 / 64))"
      }
      _ = try folder.file("\(year).csv", "x,y\n" + rows.joined(separator: "\n") + "\n")
      try gridcast(
        "bin", "\(year).csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "-o", "\(year).tif",
        in: folder.path)
    }
    _ = try folder.file(
      "stations.csv",
      "name,x,y\na,525500,3825500\nb,535500,3830500\nc,530500,3825500\n"
        + "d,525500,3835500\ne,535500,3835500\n")
    try gridcast(
      "reproject", "stations.csv", "--from", "EPSG:32649", "--to", "EPSG:32649", "-o",
      "stations.shp", "--overwrite", in: folder.path)
    try gridcast(
      "train", "convdeconv", "--before", "2013.tif", "--after", "2016.tif", "--windows", "tiles",
      "--window", "16km", "--width", "2", "--epochs", "1", "-o", "years.safetensors",
      in: folder.path)
    let series = (2001...2006).flatMap { year in
      ["north", "south"].map { "\($0),\(year),\(year * ($0 == "north" ? 3 : 5) % 7)" }
    }
    _ = try folder.file(
      "series.csv", "region,year,n\n" + series.joined(separator: "\n") + "\n")
    _ = try folder.file(
      "small.yaml", "inputs: pois.shp\noutputs: {folder: map, counts: counts.tif}\n")
    try gridcast("run", "small.yaml", in: folder.path)
    _ = try folder.file(
      "manifest.yaml", "out: out\njobs: [{input: pois.csv, output: pois.gpkg, to: utm}]\n")
    _ = try folder.file(
      "crawl.jl", #"{"id":"B1","location":"109.5,34.5","typecode":"050100"}"#)
    _ = try folder.file(
      "2023.json", #"[{"uid":"b","location":{"lng":109.5,"lat":34.5}}]"#)
    _ = try folder.file(
      "city.osm.pbf",
      """
      <osm version="0.6"><node id="1" lat="34.5" lon="109.5"><tag k="shop" v="tea"/></node></osm>
      """)
    return folder
  }

  /// Lines that begin with "gridcast", outside and inside of indentation.
  private func commandLines(_ text: String) -> [[String]] {
    text.replacing(/\\\n\s*/, with: "").split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    .filter { $0.hasPrefix("gridcast ") }
    .flatMap { line in line.components(separatedBy: " && ").map { words($0) } }
  }

  static let commands: [[String]] = [
    [], ["info"], ["formats"], ["systems"], ["categories"], ["convert"], ["reproject"], ["batch"],
    ["fishnet"], ["bin"], ["split"], ["merge"], ["cluster"], ["correlate"], ["structure"],
    ["hotspots"], ["map"], ["report"],
    ["train"], ["sweep"], ["train", "bp"], ["train", "linear"], ["train", "convdeconv"],
    ["train", "growth"],
    ["sweep", "bp"], ["forecast"],
    ["export"], ["run"], ["sample"], ["fetch", "records"],
  ]

  @Test("The examples of --help work as printed", arguments: commands)
  func helpExamplesWork(command: [String]) throws {
    let folder = try sampleFolder()
    let help = try run(gridcast, command + ["--help"], in: folder.path)
    #expect(help.code == 0)
    let lines = commandLines(help.output).filter {
      $0.count > 2 && $0[1] == command.first ?? $0[1] || $0.contains("city")
    }
    #expect(!lines.isEmpty, "\(help.output)")
    for line in lines {
      let isWriter =
        ["-o", "--out", "--points", "--centres", "--partial"].contains(where: line.contains)
        || ["run", "sample"].contains(line[1])
      let arguments =
        Array(line.dropFirst()) + (isWriter && !line.contains("--overwrite") ? ["--overwrite"] : [])
      let result = try run(gridcast, arguments, in: folder.path, seconds: 400)
      #expect(result.code == 0, "\(line.joined(separator: " ")): \(result.errors)")
    }
  }

  @Test("The command lines of the README work as printed, in their order")
  func readmeWorks() throws {
    let folder = try TemporaryFolder()
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let lines = commandLines(readme)
    #expect(lines.count >= 8)
    // What asks a service asks one on this machine.
    let standIn = try StandIn(["count": 3000])
    let service = ["--endpoint", standIn.endpoint, "--per-second", "1000"]
    for line in lines {
      let result = try run(
        "env",
        ["AMAP_KEY=\(FetchTests.key)", gridcast] + line.dropFirst()
          + (line[1] == "fetch" ? service : []), in: folder.path, seconds: 400)
      #expect(result.code == 0, "\(line.joined(separator: " ")): \(result.errors)")
    }
  }

  /// scikit-learn's score of the same network on the same cells; docs/models.md has the command.
  @Test("Ten-fold R² on the sample city is within 0.02 of scikit-learn's")
  func scoreOnSampleCity() throws {
    let folder = try TemporaryFolder()
    try gridcast("sample", ".", in: folder.path)
    try gridcast(
      "bin", "pois.shp", "--category", "function", "--within", "study-area.shp", "-o", "c.tif",
      in: folder.path)
    #expect(
      abs(try foldR2("random", "c.tif", in: folder.path) - (try scikitLearnR2("sample"))) < 0.02)
  }
}
