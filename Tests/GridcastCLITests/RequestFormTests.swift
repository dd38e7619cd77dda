import Foundation
import GridcastBase
import GridcastFetch
import GridcastFormats
import Testing

/// What is asked has the form that the services' documents give, parameter by parameter; docs/fetch.md names them.
@Suite struct RequestFormTests {
  private struct Form: Sendable {
    let line: String
    let path: String
    /// The parameters of the first request, in their order.
    let parameters: [String]
  }

  private static let forms: [Form] = [
    Form(
      line: "fetch amap --within all.geojson --within-from gcj02 --types 050000,060100",
      path: "/v3/place/polygon",
      parameters: [
        "polygon=109.000000,34.500000|109.600000,34.000000", "types=050000|060100", "offset=25",
        "page=1", "extensions=base", "key=\(FetchTests.key)",
      ]),
    Form(
      line: "fetch amap --within all.geojson --within-from gcj02 --types 050000 --details",
      path: "/v3/place/polygon",
      parameters: [
        "polygon=109.000000,34.500000|109.600000,34.000000", "types=050000", "offset=25", "page=1",
        "extensions=all", "key=\(FetchTests.key)",
      ]),
    Form(
      line:
        "fetch amap --api v5 --details --within all.geojson --within-from gcj02 --types 050000",
      path: "/v5/place/polygon",
      parameters: [
        "polygon=109.000000,34.500000|109.600000,34.000000", "types=050000",
        "show_fields=children,business,indoor,navi,photos", "page_size=25", "page_num=1",
        "key=\(FetchTests.key)",
      ]),
    Form(
      line: "fetch baidu --within all.geojson --within-from bd09 --query 美食",
      path: "/place/v2/search",
      parameters: [
        "query=美食", "bounds=34.000000,109.000000,34.500000,109.600000", "coord_type=3", "scope=1",
        "output=json", "page_size=20", "page_num=0", "ak=\(FetchTests.key)",
      ]),
    Form(
      line: "fetch baidu --api v3 --details --within all.geojson --within-from bd09 --query 美食",
      path: "/place/v3/polygon",
      parameters: [
        "query=美食", "bounds=34.000000,109.000000,34.500000,109.600000", "coord_type=3", "scope=2",
        "output=json", "page_size=20", "page_num=0", "ak=\(FetchTests.key)",
      ]),
    Form(
      line: "geocode t.csv --service amap --address a --city-name 西安", path: "/v3/geocode/geo",
      parameters: ["address=路1号|路2号", "city=西安", "batch=true", "key=\(FetchTests.key)"]),
    Form(
      line: "geocode t.csv --service baidu --address a --city-name 西安", path: "/geocoding/v3/",
      parameters: ["address=路1号", "city=西安", "output=json", "ak=\(FetchTests.key)"]),
    Form(
      line: "geocode p.csv --from gcj02 --service amap --reverse", path: "/v3/geocode/regeo",
      parameters: [
        "location=109.100000,34.200000|109.300000,34.400000", "batch=true", "key=\(FetchTests.key)",
      ]),
    Form(
      line: "geocode p.csv --from bd09 --service baidu --reverse", path: "/reverse_geocoding/v3/",
      parameters: [
        "location=34.200000,109.100000", "coordtype=bd09ll", "output=json", "ak=\(FetchTests.key)",
      ]),
  ]

  @Test("The first request of each command", arguments: forms.indices)
  func first(index: Int) throws {
    let form = Self.forms[index]
    let folder = try FetchTests.folder()
    _ = try folder.file(
      "all.geojson",
      FetchTests.area([[109, 34], [109.6, 34], [109.6, 34.5], [109, 34.5]]))
    _ = try folder.file("t.csv", "n,a\n1,路1号\n2,路2号\n")
    _ = try folder.file("p.csv", "lon,lat\n109.1,34.2\n109.3,34.4\n")
    let standIn = try StandIn(["count": 100, "log": "\(folder.path)/log.txt"])
    let said = try run(
      gridcast,
      words(form.line)
        + ["--key-from", "key.txt", "--endpoint", standIn.endpoint, "-o", "o.csv", "--per-second"]
        + ["1000"], in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    let log = try String(contentsOfFile: "\(folder.path)/log.txt", encoding: .utf8)
    let first = try #require(log.split(separator: "\n").first)
    #expect(first.hasPrefix("GET \(form.path)?"), "\(first)")
    let query = first.split(separator: "?", maxSplits: 1)[1]
    #expect(
      query.split(separator: "&").map { $0.removingPercentEncoding ?? "" } == form.parameters)
  }

  @Test(
    "Requests are signed where a private key stands behind the key, which is sent to nobody",
    arguments: [
      "fetch amap --within all.geojson --types 050000,060100 --details",
      "fetch amap --api v5 --within all.geojson --types 050000",
      "fetch baidu --within all.geojson --query 美食",
      "geocode t.csv --service amap --address a --city-name 西安",
      "geocode t.csv --service baidu --address a",
      "geocode p.csv --from bd09 --service baidu --reverse",
    ])
  func signed(line: String) throws {
    let folder = try FetchTests.folder()
    let secret = "9gPwX4aVgDRGGUpH3uXiEqdhu6cAV7le"
    _ = try folder.file("signed.txt", "\u{FEFF}# mine\r\n \(FetchTests.key) \t\(secret) \r\n")
    _ = try folder.file("t.csv", "n,a\n1,路1号\n2,a+b&c=d 路2号\n")
    _ = try folder.file("p.csv", "lon,lat\n109.1,34.2\n109.3,34.4\n")
    let standIn = try StandIn([
      "count": 100, "keys": [FetchTests.key], "secrets": [FetchTests.key: secret],
      "log": "\(folder.path)/log.txt",
    ])
    for (keys, code) in [("key.txt", 66), ("signed.txt", 0)] {
      let said = try run(
        gridcast,
        words(line)
          + ["--key-from", keys, "--endpoint", standIn.endpoint, "-o", "o.csv", "--per-second"]
          + ["1000"], in: folder.path)
      #expect(said.code == Int32(code), "\(keys): \(said.errors)")
    }
    for name in try folder.content where name != "signed.txt" {
      let content = try Data(contentsOf: URL(filePath: "\(folder.path)/\(name)"))
      #expect(content.range(of: Data(secret.utf8)) == nil, "\(name)")
    }
  }

  @Test("A signature is that of the services' own examples")
  func signatures() throws {
    // "sn校验" has this one; of Amap's the sum was made by `printf '…' | md5sum`.
    let baidu = BaiduGeocoder().signature(
      of: "/geocoder/v2/",
      [("address", "百度大厦"), ("output", "json"), ("ak", "yourak")].map { (name: $0.0, value: $0.1) },
      by: "yoursk")
    #expect(baidu.name == "sn" && baidu.value == "7de5a22212ffaa9e326444c75a58f9a0")
    let amap = AmapGeocoder().signature(
      of: "/testservice",
      [("key", "xxxx"), ("a", "23"), ("f", "8"), ("b", "12"), ("d", "48")].map {
        (name: $0.0, value: $0.1)
      }, by: "bbbbb")
    #expect(amap.name == "sig" && amap.value == "8fac7508d803b764358a075965998ff7")
  }

  @Test(
    "What is no key is refused, and not repeated",
    arguments: [
      "", "# none\n", "short\n", "0123456789abcdef 0123456789abcdef 0123456789abcdef\n",
      "key=0123456789abcdef\n", "0123456789abcdef\u{4E2D}\n",
    ])
  func noKeys(content: String) throws {
    let folder = try FetchTests.folder()
    _ = try folder.file("no.txt", content)
    let said = try run(
      gridcast,
      words("fetch amap --within all.geojson --types 050000 --key-from no.txt -o o.csv"),
      in: folder.path)
    #expect(said.code == 64, "\(said.errors)")
    #expect(said.errors.contains("key: "), "\(said.errors)")
    #expect(!said.errors.contains("0123456789abcdef"), "\(said.errors)")
    #expect(try folder.content.count == 4)
  }

  @Test("A key may stand in the environment, and nothing but the service is asked")
  func environment() throws {
    let folder = try FetchTests.folder()
    let standIn = try StandIn(["count": 10, "keys": [FetchTests.key]])
    let said = try run(
      "env",
      [
        "AMAP_KEY=\(FetchTests.key)", "https_proxy=http://127.0.0.1:1",
        "http_proxy=http://127.0.0.1:1",
      ]
        + [gridcast, "fetch", "amap", "--within", "all.geojson", "--types", FetchTests.types]
        + ["--key-from", "AMAP_KEY", "--endpoint", standIn.endpoint, "-o", "o.csv"],
      in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    #expect(said.output.hasPrefix("10 places in GCJ-02, written to o.csv"), "\(said.output)")
  }

  @Test("Coordinates are moved on request, to where others publish that they are")
  func moved() throws {
    let folder = try FetchTests.folder()
    _ = try folder.file(
      "all.geojson", FetchTests.area([[110, 20], [125, 20], [125, 42], [110, 42]]))
    // Positions of fixtures/china-published.csv (googollee/eviltransform), to six decimals.
    let standIn = try StandIn([
      "places": [
        ["a", 116.384047, 39.913345, "050100"], ["b", 121.531542, 31.175304, "050100"],
        ["c", 113.917176, 22.540796, "050100"],
      ]
    ])
    let result = try FetchTests.result(
      FetchTests.fetch(standIn, "--to", "EPSG:4326", in: folder))
    #expect(result.coordinateSystem == "WGS 84 (EPSG:4326)")
    let found = try FetchTests.places(in: folder).map { $0.split(separator: ",").map(String.init) }
    let expected = [(116.377817, 39.911954), (121.5272106, 31.1774276), (113.912316, 22.543847)]
    #expect(found.count == 3)
    for (line, place) in zip(found, expected) {
      #expect(abs((Double(line[1]) ?? 0) - place.0) < 2e-6, "\(line)")
      #expect(abs((Double(line[2]) ?? 0) - place.1) < 2e-6, "\(line)")
    }
  }

  @Test("A series tells what is new, gone and moved, and a plan takes it by years")
  func series() throws {
    let folder = try FetchTests.folder()
    let first: [[Any]] = (0..<400).map { (index: Int) -> [Any] in
      let longitude = 109.1 + Double(index % 20) / 40
      let latitude = 34.1 + Double(index / 20) / 60
      return ["P\(index + 1000)", longitude, latitude, "050100"]
    }
    var second = first
    second.removeFirst(3)
    second[0][1] = 109.185
    second.append(["Q1", 109.2, 34.2, "060100"])
    for (name, places) in [("a", first), ("b", second)] {
      let standIn = try StandIn(["places": places])
      _ = try FetchTests.result(FetchTests.fetch(standIn, output: "\(name).gpkg", in: folder))
    }
    let same = try run(
      gridcast, words("fetch series a.gpkg b.gpkg -o s.gpkg"), in: folder.path)
    #expect(same.code == 65 && same.errors.contains("not of a later day"), "\(same.errors)")
    let said = try run(
      gridcast,
      words("fetch series a.gpkg b.gpkg --dates 2023-05-01,2024-05-01 -o s.gpkg --json"),
      in: folder.path)
    #expect(said.code == 0, "\(said.errors)")
    struct Series: Decodable { let new: Int, gone: Int, moved: Int, same: Int }
    let counts = try JSONDecoder().decode(Series.self, from: Data(said.output.utf8))
    #expect(counts.new == 1 && counts.gone == 3 && counts.moved == 1 && counts.same == 396)
    let rows = try run(
      "ogr2ogr",
      words(
        "-f CSV /vsistdout/ s.gpkg -select id,since,until,change,moved_by -where \"change <> 'same'\""
      ), in: folder.path
    ).output.split(separator: "\n").map(String.init)
    #expect(
      rows.dropFirst().prefix(3).allSatisfy {
        $0.hasSuffix(",2023/05/01,2024/05/01,gone,")
      }, "\(rows)")
    // From 109.175° to 109.185° on 34.1° N, with 111.2 km for a degree.
    #expect(rows.contains { $0.contains("P1003,2023/05/01,,moved,92") }, "\(rows)")
    #expect(rows.contains("Q1,2024/05/01,,new,"), "\(rows)")
    _ = try folder.file(
      "plan.yaml",
      """
      years:
        2023: {path: s.gpkg, where: "since <= '2023-12-31' AND (until IS NULL OR until > '2023-12-31')"}
        2024: {path: s.gpkg, where: "since <= '2024-12-31' AND (until IS NULL OR until > '2024-12-31')"}
      cell: 2km
      model: {kind: growth, folds: 3}
      outputs: {folder: map, counts: counts.tif, model: m.safetensors, forecast: forecast.tif}

      """)
    let made = try run(gridcast, ["run", "plan.yaml"], in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let raster = try Raster(reading: "\(folder.path)/map/counts.tif")
    let sums = raster.bands.map { $0.values.filter(\.isFinite).reduce(0, +) }
    #expect(raster.bands.map(\.name) == ["y2023", "y2024"] && sums == [400, 398])
  }
}
