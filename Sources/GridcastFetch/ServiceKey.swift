import Foundation
package import GridcastBase
import GridcastFiles

/// A user's key to a service, which is never shown: neither in messages nor in journals nor in outputs.
package struct ServiceKey: Sendable {
  /// The key itself.
  let secret: String
  /// The private key that signs requests, where the service asks for that; it is sent to nobody.
  let signer: String?
  /// What a journal calls it: the beginning of its SHA-256 hash, by which nobody finds it.
  let mark: String

  private init(_ secret: String, signer: String?) {
    self.secret = secret
    self.signer = signer
    mark = String(digest(secret.utf8).prefix(8))
  }

  /// The keys that stand in a variable of the environment or, a line each, in a file; they are used in their order, each
  /// until its day is spent.
  ///
  /// Behind a key its private key may stand, by which requests are signed.
  ///
  /// - Throws: `.unreadable` where there is no such variable or file; `.usage` where something in it is no key. Neither
  ///   repeats what was given.
  package static func keys(from name: String) throws(GridcastError) -> [ServiceKey] {
    let text: String
    if let value = ProcessInfo.processInfo.environment[name], !value.isEmpty {
      text = value
    } else if let content = FileManager.default.contents(atPath: name) {
      text = String(decoding: content.prefix(1 << 20), as: UTF8.self)
    } else {
      // Someone may have given the key itself.
      throw GridcastError(
        .unreadable, "key",
        "what is to name it is neither a variable of the environment nor a file that can be read; never give the key itself, as others on this machine would see it"
      )
    }
    var keys: [ServiceKey] = []
    for line in text.trimmingPrefix("\u{FEFF}").split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let secret = words.first, !secret.hasPrefix("#") else { continue }
      guard words.count <= 2,
        words.allSatisfy({ 8...128 ~= $0.utf8.count && $0.utf8.allSatisfy(isOfKeys) })
      else {
        throw GridcastError(
          .usage, "key",
          "a line of what holds it is no key: letters, digits, - and _ are expected, and behind a blank a private key if requests are to be signed"
        )
      }
      if !keys.contains(where: { $0.secret == secret }) {
        keys.append(ServiceKey(secret, signer: words.count == 2 ? words[1] : nil))
      }
    }
    guard !keys.isEmpty else { throw GridcastError(.usage, "key", "what is to hold it is empty") }
    return keys
  }

  private static func isOfKeys(_ byte: UInt8) -> Bool {
    byte.isLetterOrDigit || "-_".utf8.contains(byte)
  }
}

extension String {
  /// The text without any of these keys, which a service or a library may repeat.
  func without(_ keys: [ServiceKey]) -> String {
    keys.flatMap { [$0.secret] + [$0.signer].compactMap { $0 } }
      .reduce(self) { $0.replacing($1, with: "…") }
  }
}
