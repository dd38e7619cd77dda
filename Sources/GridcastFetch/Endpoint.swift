import Foundation
package import GridcastBase

/// The address of a web service: its own, or one that the user names, of a server of their own.
package struct Endpoint: Sendable, Hashable {
  /// The address without a slash at its end, as `https://restapi.amap.com`.
  package let address: String
  /// Whether it is on this machine, and so neither needs TLS nor goes through a proxy.
  let isOfThisMachine: Bool
  /// Whether HTTP without TLS may be used.
  let allowsPlain: Bool

  /// The address of a service, which must use TLS unless it is on this machine or nothing that is secret goes there.
  ///
  /// - Parameters:
  ///   - address: As `https://restapi.amap.com`, or with a folder behind it.
  ///   - hasSecrets: Whether requests hold a key.
  /// - Throws: `.usage` for what is no such address.
  package init(_ address: String, hasSecrets: Bool = true) throws(GridcastError) {
    func fault(_ words: Sentence) -> GridcastError {
      GridcastError(.usage, "endpoint '\(address)'", words)
    }
    guard
      let match = address.wholeMatch(
        of:
          /(https?):\/\/([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?((?:\/[A-Za-z0-9._~\-]+)*)\/?/
      )
    else {
      throw fault("write it as https://host/folder, without a name, password or question mark")
    }
    isOfThisMachine = ["127.0.0.1", "localhost", "[::1]"].contains(String(match.2).lowercased())
    let isPlain = match.1 == "http"
    allowsPlain = isPlain
    if isPlain && hasSecrets && !isOfThisMachine {
      throw fault("a key would go there unprotected; name it with https")
    }
    self.address = "\(match.1)://\(match.2)\(match.3 ?? "")\(match.4)"
  }
}

/// A request to a service, without the key and without where the service is.
package struct ServiceRequest: Sendable, Hashable {
  /// The path, as `/v3/place/polygon`.
  package let path: String
  /// The parameters in their order, as they are before they are written for an address.
  package let parameters: [(name: String, value: String)]
  /// Whether the parameters are posted as a form.
  package let isPosted: Bool

  package init(_ path: String, _ parameters: [(String, String)], isPosted: Bool = false) {
    self.path = path
    self.parameters = parameters.map { (name: $0.0, value: $0.1) }
    self.isPosted = isPosted
  }

  /// The request that has a text; nil where none has it.
  init?(text: String) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    var parameters: [(String, String)] = []
    for pair in parts[1].split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .compactMap { String($0).removingPercentEncoding }
      guard sides.count == 2 else { return nil }
      parameters.append((sides[0], sides[1]))
    }
    if parameters.isEmpty { return nil }
    self.init(String(parts[0]), parameters)
  }

  /// The parameters as they stand behind the question mark.
  var query: String { Self.query(parameters) }

  /// What tells the request from all others; journals know answers by it.
  package var text: String { "\(path)?\(query)" }

  static func query(_ parameters: [(name: String, value: String)]) -> String {
    parameters.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: "&")
  }

  /// A text as an address holds it: all but letters, digits and `-._~` as UTF-8 in percents (RFC 3986, 2.3).
  static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      if byte.isLetterOrDigit || "-._~".utf8.contains(byte) {
        result.append(Character(UnicodeScalar(byte)))
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }

  package static func == (a: Self, b: Self) -> Bool {
    a.text == b.text && a.isPosted == b.isPosted
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
