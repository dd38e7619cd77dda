import Foundation

/// The name of an input or output that is no file: a database, a service or a place on the network.
package struct NetworkName: Sendable, Equatable {
  /// The name as GDAL takes it.
  package let gdalName: String
  /// Whether it leads to another machine, or may do so.
  package let isBeyond: Bool
  /// Whether it is a PostgreSQL database.
  package let isPostgreSQL: Bool
  /// Whether it is a database of MongoDB's, of which GDAL is not asked.
  package let isMongoDB: Bool

  /// What a name stands for; nil for the path of a file.
  ///
  /// Of databases only PostgreSQL's and MongoDB's are known to be on this machine: those reached by a socket that is
  /// a file, or by the loopback address.
  package init?(_ name: String) {
    let lowercased = name.lowercased()
    let place = lowercased.firstRange(of: "://")
    let scheme = place.map { String(lowercased[..<$0.lowerBound]) } ?? ""
    if lowercased.hasPrefix("pg:") || ["postgresql", "postgres"].contains(scheme) {
      let connection = lowercased.hasPrefix("pg:") ? String(name.dropFirst(3)) : name
      gdalName = "PG:" + connection
      isPostgreSQL = true
      isMongoDB = false
      isBeyond = !PostgreSQLConnection(connection).isLocal
      return
    }
    isPostgreSQL = false
    if let address = MongoAddress(name) {
      gdalName = name
      isMongoDB = true
      isBeyond = !address.isLocal
      return
    }
    isMongoDB = false
    isBeyond = true
    if lowercased.hasPrefix("/vsi") {
      gdalName = name
    } else if let system = Self.fileSystems[scheme], let place {
      // GDAL's file systems of buckets take what stands behind the scheme, that of HTTP the whole address.
      gdalName = system + (system == Self.web ? name[...] : name[place.upperBound...])
    } else if place != nil {
      gdalName = name
    } else {
      guard let colon = lowercased.firstIndex(of: ":"),
        Self.services.contains(String(lowercased[..<colon])),
        !FileManager.default.fileExists(atPath: name)
      else { return nil }
      gdalName = name
    }
  }

  /// The address that was most likely meant by one with a misspelled beginning, such as `mongo://` or `postgres:/`; nil
  /// for one that begins rightly, and for what is no address.
  package static func meant(by name: String) -> String? {
    guard let colon = name.firstIndex(of: ":") else { return nil }
    let rest = name[name.index(after: colon)...]
    let slashes = rest.prefix { $0 == "/" }
    let scheme = name[..<colon].lowercased()
    let known = ["mongodb", "mongodb+srv", "postgres", "postgresql"] + fileSystems.keys
    guard !slashes.isEmpty, slashes.count < 2 || !known.contains(scheme),
      let meant = known.contains(scheme) ? scheme : likeliest(to: scheme, among: known)
    else { return nil }
    return "\(meant)://\(rest[slashes.endIndex...])"
  }

  /// Why nothing is written there, where that is so whatever is to be written.
  package var refusalToWrite: Sentence? {
    guard isMongoDB else { return nil }
    return
      "nothing is written to MongoDB; write a .geojsonl, of which mongoimport makes a document for each feature"
  }

  private static let web = "/vsicurl/"

  /// GDAL's file systems for the schemes of addresses.
  private static let fileSystems = [
    "http": web, "https": web, "ftp": web, "file": web, "s3": "/vsis3/", "gs": "/vsigs/",
    "az": "/vsiaz/", "adls": "/vsiadls/", "oss": "/vsioss/", "swift": "/vsiswift/",
    "hdfs": "/vsihdfs/", "webhdfs": "/vsiwebhdfs/",
  ]

  /// What GDAL's drivers of databases and services take before a colon.
  private static let services: Set<String> = [
    "mysql", "mssql", "odbc", "oci", "hana", "ingres", "idb", "db2odbc", "mongodb", "mongodbv3",
    "es", "couchdb", "cloudant", "wfs", "wfs3", "oapif", "oapif_collection", "ogcapi", "wcs", "wms",
    "wmts", "csw", "tms", "iip", "carto", "cartodb", "amigocloud", "ngw", "plscenes", "plmosaic",
    "eeda", "eedai", "dods", "daas", "gft", "rasterlite2", "georaster", "geor", "sde", "staci",
    "stacit", "iceberg", "adbc",
  ]
}

/// Where a connection string of PostgreSQL's leads.
struct PostgreSQLConnection {
  /// Whether all hosts that it names are this machine, or it names none and the environment neither.
  let isLocal: Bool

  /// Looks into a connection string, a list of `key=value` or an address; what cannot be understood counts as
  /// another machine.
  init(_ connection: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    var hosts: [String] = []
    var isClear = true
    // Addresses within a list count too, as in a key "dbname".
    for match in connection.matches(of: /(?i)postgres(?:ql)?:\/\/([^\/?\s']*)/) {
      let authority = match.1
      let places = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] }
      for place in (places ?? authority).split(separator: ",", omittingEmptySubsequences: false) {
        hosts.append(HostName.of(place))
      }
      // A password with a slash makes it unclear where the host stands.
      if places == nil, connection[match.range.upperBound...].contains("@") { isClear = false }
    }
    let keys = /(?i)(?:^|[\s?&'])(host|hostaddr|service)\s*=\s*(?:'((?:[^'\\]|\\.)*)'?|([^\s&']*))/
    for match in connection.matches(of: keys) {
      if match.1.lowercased() == "service" { isClear = false }
      let value = String(match.2 ?? match.3 ?? "")
      for host in value.split(separator: ",", omittingEmptySubsequences: false) {
        hosts.append(host.removingPercentEncoding ?? String(host))
      }
    }
    if hosts.allSatisfy(\.isEmpty) {
      for name in ["PGHOST", "PGHOSTADDR"] {
        hosts += (environment[name] ?? "").split(separator: ",").map(String.init)
      }
      if environment["PGSERVICE"] != nil { isClear = false }
    }
    isLocal = isClear && hosts.allSatisfy(HostName.isLoopback)
  }
}
