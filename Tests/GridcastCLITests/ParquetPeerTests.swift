import Foundation
import Testing

/// Other programs read what Gridcast writes as GeoParquet and Arrow, value for value, and stream Arrow to it.
@Suite struct ParquetPeerTests {
  /// A Python with pyarrow, geopandas, DuckDB's spatial extension and SedonaDB; GRIDCAST_PEERS names another than the
  /// usual one.
  static let python: String? = {
    let python = ProcessInfo.processInfo.environment["GRIDCAST_PEERS"] ?? "python3"
    let result = try? run(
      python, ["-c", "import pyarrow, geopandas, duckdb, duckdb_extension_spatial, sedonadb"],
      in: "/tmp")
    return result?.code == 0 ? python : nil
  }()

  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Peers/parquet.py").path()

  @Test(
    "pyarrow, geopandas, DuckDB and SedonaDB read what Gridcast writes",
    .enabled(if: python != nil, "skipped: pyarrow, geopandas, duckdb and sedonadb are not there"),
    arguments: [
      "geopandas", "geopandas-utm", "geopandas-unknown", "groups", "duckdb", "plain-none-v1",
    ])
  func peers(name: String) throws {
    let folder = try TemporaryFolder()
    let source = root.appending(path: "fixtures/parquet/\(name).parquet").path()
    let made = try gridcast("convert", source, "-o", "own.parquet", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let result = try run(
      try #require(Self.python), [Self.script, source, "own.parquet"], in: folder.path)
    #expect(result.code == 0, "\(result.output) \(result.errors)")
    #expect(result.output.contains("alike"))
  }

  @Test(
    "pyarrow and geopandas read the streams and files of Arrow that Gridcast writes",
    .enabled(if: python != nil, "skipped: pyarrow, geopandas, duckdb and sedonadb are not there"),
    arguments: [
      "geopandas", "geopandas-utm", "geopandas-unknown", "groups", "native-polygon-z",
      "plain-none-v1",
    ])
  func arrowPeers(name: String) throws {
    let folder = try TemporaryFolder()
    let source = root.appending(path: "fixtures/parquet/\(name).parquet").path()
    let made = try gridcast("convert", source, "-o", "own.arrow", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let streamed = try run(
      "sh", ["-c", "'\(gridcast)' convert '\(source)' --format arrow -o - >own.arrows"],
      in: folder.path)
    #expect(streamed.code == 0, "\(streamed.errors)")
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Peers/arrow.py").path()
    let result = try run(
      try #require(Self.python), [script, source, "own.arrow", "own.arrows"], in: folder.path)
    #expect(result.code == 0, "\(result.output) \(result.errors)")
    #expect(result.output.contains("alike"))
  }

  @Test("A stream of Arrow through standard input is counted as the file is")
  func stream() throws {
    let folder = try TemporaryFolder()
    for name in ["geoarrow.arrows", "geopandas.parquet"] {
      try FileManager.default.copyItem(
        atPath: root.appending(path: "fixtures/parquet/\(name)").path(),
        toPath: "\(folder.path)/\(name)")
    }
    let told = try run(
      "sh", ["-c", "'\(gridcast)' convert - -o a.geojson --name a <geoarrow.arrows"],
      in: folder.path)
    #expect(told.code == 0, "\(told.errors)")
    let file = try gridcast(
      "convert", "geopandas.parquet", "-o", "b.geojson", "--name", "a", in: folder.path)
    #expect(file.code == 0, "\(file.errors)")
    #expect(
      try Data(contentsOf: URL(filePath: "\(folder.path)/a.geojson"))
        == Data(contentsOf: URL(filePath: "\(folder.path)/b.geojson")))
  }

  /// The files with which Apache's readers are tried (Debian: apache-parquet-testing, apache-arrow-testing), also damaged
  /// ones; GRIDCAST_APACHE names other folders than the usual ones.
  static let apache: [String] = {
    let told = ProcessInfo.processInfo.environment["GRIDCAST_APACHE"]
    let usual = "/usr/share/apache/parquet-testing:/usr/share/apache/arrow-testing"
    return (told ?? usual).split(separator: ":").map(String.init)
      .filter { FileManager.default.fileExists(atPath: $0) }
  }()

  @Test(
    "The files with which Apache tries its readers have the values that pyarrow reads, or are refused in words",
    .enabled(
      if: python != nil && !apache.isEmpty,
      "skipped: pyarrow, or the files of apache-parquet-testing, are not there"))
  func apacheFiles() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Peers/apache.py").path()
    let result = try run(
      try #require(Self.python), [script, gridcast] + Self.apache, in: "/tmp", seconds: 3600)
    let odd = result.output.split(separator: "\n").filter { $0.first?.isUppercase == true }
    #expect(result.code == 0, "\(odd.joined(separator: "\n")) \(result.errors.suffix(2000))")
  }
}
