import Foundation

/// The address of a database of MongoDB's, `mongodb://[user@]host[:port]/database[?options]`, or `mongodb+srv://…`.
package struct MongoAddress: Sendable {
  /// The address as it was given.
  package let text: String
  /// The name of the database; nil where there is none.
  package let database: String?
  /// Whether the address names a user.
  package let hasUser: Bool
  /// Whether it holds a password.
  package let hasPassword: Bool
  /// Whether it cannot be told where the host begins, as a user's name or password has a slash.
  package let isUnclear: Bool
  /// Whether it leads to this machine and to no other.
  package let isLocal: Bool
  /// Whether a user is let in by a password, and not by a certificate or a ticket.
  package let asksForPassword: Bool
  /// Where the hosts begin, and a user with a password can stand.
  private let hosts: String.Index

  /// Looks into an address; nil for the address of something else.
  ///
  /// What cannot be understood counts as another machine. So does what may lead to one: several hosts, or a replica
  /// set, whose servers name each other, and ways of logging in that ask a third.
  package init?(_ text: String) {
    guard let mark = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard ["mongodb", "mongodb+srv"].contains(scheme) else { return nil }
    self.text = text
    let rest = text[mark.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let at = authority.lastIndex(of: "@")
    let user = at.map { authority[..<$0] }
    hosts = at.map { authority.index(after: $0) } ?? authority.startIndex
    let tail = rest[authority.endIndex...]
    isUnclear = tail.prefix { $0 != "?" }.contains("@")
    hasUser = user != nil
    hasPassword = user?.contains(":") ?? false
    let path = tail.prefix { $0 != "?" }.drop { $0 == "/" }
    database = path.isEmpty ? nil : path.removingPercentEncoding ?? String(path)
    var options: [String: String] = [:]
    let list = tail.drop { $0 != "?" }.dropFirst()
    for option in list.split(whereSeparator: { "&;".contains($0) }) {
      let option = option.removingPercentEncoding ?? String(option)
      let name = option.prefix { $0 != "=" }
      options[name.lowercased()] = option.dropFirst(name.count + 1).lowercased()
    }
    let mechanism = options["authmechanism"] ?? ""
    asksForPassword = mechanism.isEmpty || mechanism == "plain" || mechanism.hasPrefix("scram")
    let places = authority[hosts...].split(separator: ",", omittingEmptySubsequences: false)
    isLocal =
      scheme == "mongodb" && !isUnclear && places.count == 1
      && HostName.isLoopback(HostName.of(places[0]))
      && options["replicaset"] == nil && options["directconnection"] != "false"
      && (asksForPassword || mechanism == "mongodb-x509")
  }

  /// The address of a user with the password, as libmongoc takes it.
  package func with(password: String) -> String {
    guard hasUser, !hasPassword else { return text }
    var free = CharacterSet.alphanumerics
    free.insert(charactersIn: "-._~")
    let encoded = password.addingPercentEncoding(withAllowedCharacters: free) ?? ""
    return "\(text[..<hosts].dropLast()):\(encoded)@\(text[hosts...])"
  }
}

/// The name of a machine in the address of a database.
enum HostName {
  /// The host of a part of an address, without its port.
  static func of(_ place: Substring) -> String {
    if place.first == "[" { return String(place.dropFirst().prefix { $0 != "]" }) }
    let host = place.prefix { $0 != ":" }
    return host.removingPercentEncoding ?? String(host)
  }

  /// Whether a host is this machine: a folder with a socket or the socket itself, the loopback address, or none at all.
  static func isLoopback(_ host: String) -> Bool {
    if host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") { return true }
    if ["localhost", "localhost.", "::1"].contains(host.lowercased()) { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
  }
}
