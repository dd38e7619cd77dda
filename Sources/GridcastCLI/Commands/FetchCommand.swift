import ArgumentParser
import GridcastBase
import GridcastBin
import GridcastFetch
import GridcastJobs

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch places from web services.",
    discussion: """
      `amap` and `baidu` need a key of yours, `overpass` none; `records` and `series` ask nothing of \
      the network. What was asked for is kept in a journal, so that a command that was stopped goes \
      on when it is run again.

      Examples:
        gridcast fetch overpass --within study-area.geojson --tags amenity \\
          --endpoint https://overpass-api.de/api -o pois.gpkg
        gridcast fetch records crawl.jl --service amap -o pois.gpkg
      """,
    subcommands: [
      AmapFetchCommand.self, BaiduFetchCommand.self, OverpassFetchCommand.self,
      RecordsCommand.self, SeriesCommand.self,
    ])
}

struct AmapFetchCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "amap",
    abstract: "Fetch places from Amap.",
    discussion: """
      The area is cut into rectangles until each holds no more than Amap lists, by the polygon and \
      not by the box around it; all pages of each are read, and places are told apart by their \
      identifiers. Coordinates are GCJ-02 and marked so; --to moves them. All answers go to a \
      journal: a command that was stopped, or whose key has spent its day (exit code 75), goes on \
      when it is run again, and asks nothing twice.

      What Amap's terms say of storing is for you to read. docs/fetch.md says more.

      Examples:
        gridcast fetch amap --within study-area.geojson --types 050000,060000 \\
          --key-from AMAP_KEY -o pois.gpkg
        gridcast fetch amap --within study-area.geojson --types 050000 \\
          --key-from keys.txt --api v5 --details --categories amap --to utm \\
          -o restaurants.gpkg
      """)

  // A form on a screen is no place for keys, nor for work that takes days.
  static let forms: [CommandForm] = []

  @Option(
    .text,
    help: ArgumentHelp(
      "Amap's codes of six digits for what to fetch, with commas between them.",
      valueName: "codes"))
  var types: String
  @Option(
    .choice, help: "The generation of Amap's interface: v3, which counts places, or v5.")
  var api = Amap.Generation.v3
  @Flag(help: "Ask for all details of places, not for the basic ones only.") var details = false
  @OptionGroup var key: KeyOptions
  @OptionGroup var places: PlaceFetchOptions

  func run() throws {
    let codes = types.split { ",|，、".contains($0) }.map(String.init)
    try places.fetch(try Amap(api, types: codes, details: details), with: key)
  }
}

struct BaiduFetchCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "baidu",
    abstract: "Fetch places from Baidu.",
    discussion: """
      As `fetch amap`, by words that Baidu seeks instead of types. Coordinates are BD-09 and marked \
      so; --to moves them. Baidu gives its search in rectangles to those who ask for that right.

      Examples:
        gridcast fetch baidu --within study-area.geojson --query 美食 --query 银行 \\
          --key-from BAIDU_KEY -o pois.gpkg
      """)

  static let forms: [CommandForm] = []

  @Option(
    .text,
    help: ArgumentHelp(
      "Words to seek, or a class of Baidu's; may be given more than once.", valueName: "words"))
  var query: [String]
  @Option(.choice, help: "The generation of Baidu's interface: v2 or v3.")
  var api = Baidu.Generation.v2
  @Flag(help: "Ask for the details of places (scope 2), not for the basic ones only.") var details =
    false
  @OptionGroup var key: KeyOptions
  @OptionGroup var places: PlaceFetchOptions

  func run() throws {
    try places.fetch(try Baidu(api, queries: query, details: details), with: key)
  }
}

struct OverpassFetchCommand: ParsableCommand, FormedCommand {
  static let configuration = CommandConfiguration(
    commandName: "overpass",
    abstract: "Fetch objects of OpenStreetMap from a server of the Overpass API.",
    discussion: """
      What is there is counted first, and the area cut where one request would bring too much. Ways \
      and relations become points in the middle of their box. Whole countries are not for these \
      servers: fetch an extract with `curl`, and give the .osm.pbf to `bin`.

      Examples:
        gridcast fetch overpass --within study-area.geojson --tags amenity \\
          --tags 'shop=tea|coffee' --endpoint https://overpass-api.de/api -o pois.gpkg
      """)

  static let forms: [CommandForm] = []

  @Option(
    .text,
    help: ArgumentHelp(
      "What an object must have, as amenity, shop=tea or shop=tea|coffee; may be given more than once: then one of these.",
      valueName: "tags"))
  var tags: [String]
  @Option(
    .text,
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Further keys that become fields; all others stand in other_tags.", valueName: "key"))
  var fields: [String] = []
  @Option(
    .whole(1, 1_000_000), .nowhere,
    help: ArgumentHelp("How many objects one request may bring.", valueName: "number"))
  var most = 20_000
  @Option(
    .whole(1, 3600), .nowhere,
    help: ArgumentHelp("How long the server may work on one request.", valueName: "seconds"))
  var serverTimeout = 180
  @OptionGroup var places: PlaceFetchOptions

  func validate() throws {
    if places.asking.endpoint == nil {
      throw misuse(
        "Name a server of the Overpass API with --endpoint, as https://overpass-api.de/api.")
    }
    if !(1...1_000_000).contains(most) {
      throw misuse("--most must be from 1 to 1000000.")
    }
    if !(1...3600).contains(serverTimeout) {
      throw misuse("--server-timeout must be from 1 to 3600.")
    }
  }

  func run() throws {
    let address = places.asking.endpoint ?? ""
    var keys = fields
    if let categories = places.made.categories {
      keys += try CategoryRules(named: categories).fields
    }
    let service = try Overpass(
      try tags.map { try Overpass.Filter($0) }, fields: keys, seconds: serverTimeout, most: most)
    var access = try places.asking.access(
      to: address, key: nil, perSecond: 1, for: places.made.output)
    access.manner.seconds = max(access.manner.seconds, Double(serverTimeout) + 30)
    try places.fetch(.objects(service), by: access)
  }
}
