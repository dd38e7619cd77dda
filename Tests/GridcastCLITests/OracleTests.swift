import Foundation
import GridcastBase
import GridcastForecast
import GridcastFormats
import Testing

/// Real data, binned by the command, against counts that another program made.
@Suite struct OracleTests {
  private static let chicago = "data/poi-osm-chicago/derived-csv/POI_Chicago-"
  private static let functions = "--categories=oracle/fclass-functions.yaml"

  static let jobs: [(expected: String, arguments: [String])] =
    [2013, 2016, 2019].flatMap { year in
      [
        (
          "chicago-\(year)-1000m-epsg32616", ["\(chicago)\(year).csv", "--category", "fclass"]
        ),
        ("chicago-\(year)-functions-1000m-epsg32616", ["\(chicago)\(year).csv", functions]),
      ]
    }
    + [2021, 2024].map { year in
      (
        "liechtenstein-\(year)-amenity-nodes-1000m-epsg32632",
        [
          "data/osm-liechtenstein-\(year)/liechtenstein-latest.osm.pbf", "--category", "amenity",
          "--layer", "points",
        ]
      )
    }
    + [
      (
        "melbourne-bars-2016-250m-epsg32755",
        [
          "data/ts-melbourne-bars/bars-and-pubs-with-patron-capacity.csv", "--where",
          "\"Census year\" = '2016'", "--cell", "250m",
        ]
      )
    ]

  @Test(
    "The counts are exactly the oracle's", .enabled(if: hasShared, "\(sharedIsMissing)"),
    arguments: jobs)
  func countsAreTheOracles(expected: String, arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let output = folder.path + "/counts.tif"
    let result = try run(
      gridcast, ["bin"] + arguments + ["-o", output, "--json"], in: shared)
    #expect(result.code == 0, "\(result.errors)")
    let raster = try Raster(reading: output)
    var found: [String] = []
    for band in raster.bands {
      for (cell, count) in band.values.enumerated() where count > 0 {
        let (i, j) = raster.grid.tile(of: cell)
        found.append("\(i),\(j),\(band.name),\(Int(count))")
      }
    }
    let path = "\(shared)/oracle/expected/\(expected).csv"
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(found.sorted() == rows.map(String.init).sorted())
  }

  @Test(
    "One extract gives the same bytes from PBF and from .osm.gz",
    .enabled(if: hasShared, "\(sharedIsMissing)"))
  func pbfAndXMLAgree() throws {
    let folder = try TemporaryFolder()
    var bytes: [Data?] = []
    for ending in ["osm.pbf", "osm.gz"] {
      let output = "\(folder.path)/\(ending).tif"
      let input = "\(shared)/data/osm-liechtenstein-2013/liechtenstein-2013-08-03.\(ending)"
      let result = try gridcast("bin", input, "--categories", "osm", "-o", output)
      #expect(result.code == 0, "\(result.errors)")
      // Of 8,680 objects with tags, by pyosmium, 203 are nodes that only say where they are from.
      #expect(result.output.contains("8,477 read, 1,078 counted"))
      bytes.append(FileManager.default.contents(atPath: output))
    }
    #expect(bytes[0] != nil && bytes[0] == bytes[1])
  }

  /// scikit-learn's score of the same network on the same cells; docs/models.md has the command.
  @Test(
    "Ten-fold R² on Chicago 2016 is within 0.02 of scikit-learn's",
    .enabled(if: hasShared, "\(sharedIsMissing)"))
  func scoreOnChicago() throws {
    let folder = try TemporaryFolder()
    let input = "\(shared)/\(Self.chicago)2016.csv"
    let rules = "\(shared)/oracle/fclass-functions.yaml"
    try gridcast("bin", input, "--categories", rules, "-o", "c.tif", in: folder.path)
    #expect(
      abs(try foldR2("random", "c.tif", in: folder.path) - (try scikitLearnR2("chicago"))) < 0.02)
    // Networks alone: fixtures/cells/scores.py has scikit-learn train the same.
    let rows = try String(
      contentsOf: root.appending(path: "fixtures/cells/scores.csv"), encoding: .utf8
    ).split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let theirs = try rows.map { try #require(Double($0[3])) }
    let own = try foldR2(
      "random", "c.tif", ["--linear-share", "0", "--members", "3"], in: folder.path)
    #expect(abs(own - theirs.reduce(0, +) / Double(theirs.count)) < 0.02)
    // Held-out blocks by the defaults: what docs/models.md promises.
    #expect(try foldR2("blocks", "c.tif", [], in: folder.path) > 0.66)
  }
}

/// R² over folds of a kind, of the network that docs/models.md compares.
func foldR2(
  _ kind: String, _ raster: String,
  _ options: [String] = ["--study", "--output-activation", "identity"], in folder: String
) throws -> Double {
  struct Report: Decodable {
    struct Validation: Decodable {
      let folds: String
      let all: Scores
    }
    let validations: [Validation]
  }
  let result = try run(
    gridcast,
    [
      "train", "bp", raster, "--target", "business", "-o", "m.safetensors", "--json", "--overwrite",
    ] + options, in: folder, seconds: 400)
  #expect(result.code == 0, "\(result.errors)")
  let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  return try #require(report.validations.first { $0.folds == kind }?.all.r2)
}

/// The median over seeds of scikit-learn's R², from fixtures/bp-scores.csv.
func scikitLearnR2(_ data: String) throws -> Double {
  let rows = try String(contentsOf: root.appending(path: "fixtures/bp-scores.csv"), encoding: .utf8)
    .split(separator: "\n").map { $0.split(separator: ",") }
  let scores = rows.filter { $0[0] == data }.compactMap { Double($0[2]) }.sorted()
  return scores[scores.count / 2]
}
