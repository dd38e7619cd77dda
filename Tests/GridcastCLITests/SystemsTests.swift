import Foundation
import Testing

/// What is found among PROJ's coordinate systems; the codes are those of the EPSG registry (epsg.org).
@Suite struct SystemsTests {
  private struct System: Decodable { let code: String, name: String, kind: String, place: String }

  private func found(_ search: String) throws -> [System] {
    let result = try run(gridcast, ["systems", "--json"] + words(search), in: "/tmp")
    try #require(result.code == 0, "\(result.errors)")
    return try JSONDecoder().decode([System].self, from: Data(result.output.utf8))
  }

  @Test(
    "A name, code or place finds its system first",
    arguments: [
      ("utm 49n", "EPSG:32649"), ("UTM 49N", "EPSG:32649"), ("utm 33s", "EPSG:32733"),
      ("CGCS2000 114E", "EPSG:4547"), ("EPSG4547", "EPSG:4547"), ("epsg:4547", "EPSG:4547"),
      ("4547", "EPSG:4547"), ("大地2000", "EPSG:4490"), ("大地2000 114度", "EPSG:4547"),
      ("国家2000 三度带 中央经线 114E", "EPSG:4547"), ("西安80 114E", "EPSG:2383"),
      ("北京54 三度带 114E", "EPSG:2435"), ("火星坐标系", "gcj02"), ("gcj02", "gcj02"),
      ("百度", "bd09"), ("web mercator", "EPSG:3857"), ("pseudo-mercator", "EPSG:3857"),
      ("british national grid", "EPSG:27700"), ("lambert-93", "EPSG:2154"),
      ("illinois east ftUS NAD83(2011)", "EPSG:6455"), ("西安80 3度带 38", "EPSG:2362"),
      ("大地2000 3度带 38", "EPSG:4526"), ("cgcs2000 3度 38带", "EPSG:4526"),
      ("CGCS2000 6度带 19", "EPSG:4497"), ("北京54 20带", "EPSG:21420"),
      ("北京54 六度带 20带", "EPSG:21420"), ("火星坐标", "gcj02"), ("CGCS2000 114", "EPSG:4547"),
    ])
  func finds(search: String, code: String) throws {
    #expect(try found(search).first?.code == code, "\(search)")
  }

  @Test(
    "A number in a search stands for itself, and not for a part of another",
    arguments: [
      ("西安80 3度带 38", "zone 38"), ("大地2000 3度带 38", "zone 38"), ("北京54 20带", "zone 20"),
      ("cgcs2000 3度", "3-degree"),
    ])
  func numbersAreWhole(search: String, words: String) throws {
    let names = try found(search).map(\.name)
    #expect(!names.isEmpty && names.allSatisfy { $0.contains(words) }, "\(names)")
  }

  @Test(
    "A position finds the systems that are meant for it, and no other",
    arguments: [
      ("114.3,30.6", "EPSG:4547", "EPSG:27700"), ("-87.6 41.9", "EPSG:6455", "EPSG:4547"),
      ("-87.6,41.9 utm", "EPSG:32616", "EPSG:6455"), ("-87.6，41.9", "EPSG:6455", "EPSG:4547"),
      ("-87.6,41.9", "EPSG:6455", "EPSG:4547"),
      ("30.6,114.3", "EPSG:4547", "EPSG:27700"),
    ])
  func findsByPosition(position: String, one: String, other: String) throws {
    let result = try run(gridcast, ["systems", position, "--json"], in: "/tmp")
    let codes = try JSONDecoder().decode([System].self, from: Data(result.output.utf8)).map(\.code)
    #expect(codes.contains(one) && !codes.contains(other))
  }

  @Test(
    "A place in China finds the systems of today that are meant for it first",
    arguments: [
      ("渭南", "EPSG:4525", "Weinan (渭南) lies at 109.51° E, 34.5° N"),
      ("渭南市", "EPSG:4525", "Weinan"), ("陕西省渭南市", "EPSG:4525", "Weinan"),
      ("渭南 utm", "EPSG:32649", "Weinan"), ("utm 渭南", "EPSG:32649", "Weinan"),
      ("weinan utm", "EPSG:32649", "Weinan (渭南)"), ("西安", "EPSG:4524", "Xi'an (西安) lies"),
      ("西安 cgcs2000", "EPSG:4524", "Xi'an"), ("陕西", "EPSG:4524", "at its seat, Xi'an (西安)"),
      ("Shaanxi", "EPSG:4524", "Shaanxi (陕西)"), ("内蒙古自治区", "EPSG:4525", "Inner Mongolia"),
      ("恩施土家族苗族自治州", "EPSG:4524", "Enshi"), ("吉林市", "EPSG:4530", "Jilin (吉林) lies"),
      ("吉林", "EPSG:4530", "Changchun"), ("海南州 utm", "EPSG:32647", "Hainan (海南) lies"),
      ("台北 wgs utm", "EPSG:32651", "Taipei"),
    ])
  func findsByPlace(search: String, code: String, told: String) throws {
    let result = try run(gridcast, ["systems", "--json"] + words(search), in: "/tmp")
    let found = try JSONDecoder().decode([System].self, from: Data(result.output.utf8))
    #expect(found.first?.code == code, "\(found.prefix(4).map(\.code))")
    #expect(result.errors.contains(told), "\(result.errors)")
  }

  @Test("The city of an old system, and places that are none in China, are words of names")
  func namesOfOldSystems() throws {
    #expect(try found("西安 80 114E").first?.code == "EPSG:2383")
    #expect(try found("北京 54 三度带 114E").first?.code == "EPSG:2435")
    #expect(try found("Beijing 1954 114E").first?.code == "EPSG:2435")
    #expect(try found("香港").first?.place.contains("Hong Kong") == true)
  }

  @Test(
    "A position that is none, or lies in the Antarctic by its order, is told",
    arguments: [
      ("200,30", "longitudes end at 180 and latitudes at 90", "fewer"),
      ("qqqqq", "it is no province or city of China", "fewer"),
      ("qqqqq utm", "none with all of these words; give fewer", "province"),
      ("41.9,-87.6", "it is -87.6,41.9: gridcast systems -- -87.6,41.9", "none"),
      ("41.9,-87.6 utm", "gridcast systems -- -87.6,41.9 utm", "none"),
    ])
  func tellsOrder(search: String, says: String, not: String) throws {
    let result = try run(gridcast, ["systems", search, "--lang", "en"], in: "/tmp")
    #expect(result.errors.contains(says) && !result.errors.contains(not), "\(result.errors)")
    let other = try run(gridcast, ["systems", "--lang", "en", "--", "-65,-70"], in: "/tmp")
    #expect(other.code == 0 && other.errors.isEmpty, "\(other.errors)")
  }

  @Test("Codes that are found are those that every command takes")
  func codesAreTaken() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat\n114.3,30.6\n")
    for code in [try found("CGCS2000 114E")[0].code, "EPSG4547", "gcj02"] {
      let result = try gridcast(
        "reproject", "p.csv", "--to", code, "-o",
        "\(code.filter(\.isLetter))\(code.filter(\.isNumber))\(code.count).gpkg", in: folder.path)
      #expect(result.code == 0, "\(code): \(result.errors)")
    }
  }

  @Test("Without a search all are listed, of which the screen shows some")
  func listsAll() throws {
    #expect(try found("").count > 5000)
    let shown = try gridcast("systems", "--limit", "5")
    #expect(shown.output.split(separator: "\n").count == 8)
    #expect(shown.output.contains("more; add a word"))
  }
}
