import CCurl
import Foundation
package import GridcastBase

/// What came of one request.
struct WebAnswer {
  /// The status of HTTP, as 200.
  let status: Int
  /// How long the service wants to be left alone; nil where it says nothing.
  let pause: Double?
  /// Where it would send us; empty where it does not.
  let redirect: String
  /// The type of the content, as it says.
  let type: String
  let body: Data
}

/// Why no whole answer came.
struct WebFault: Error {
  /// Whether the same request may be answered later.
  let mayPass: Bool
  let words: String
}

/// A connection to a service, kept from one request to the next.
///
/// It has limits on everything: time, size, redirects
/// (none is followed), protocols, and whose certificates are trusted.
@safe struct Connection: ~Copyable {
  /// The greatest size of an answer, unpacked; a page of 25 places has some 100 kB.
  static let mostBytes = 64 << 20

  private let curl: OpaquePointer
  private let allowsPlain: Bool
  private let isDirect: Bool
  private let seconds: Double

  /// Opens a connection, which asks nothing yet.
  ///
  /// - Parameters:
  ///   - endpoint: The service.
  ///   - seconds: How long an answer may take as a whole.
  /// - Throws: `.notInstalled` where libcurl is missing.
  init(to endpoint: Endpoint, seconds: Double) throws(GridcastError) {
    try Asker.checkLibrary()
    guard let curl = unsafe gridcast_curl_open() else {
      throw GridcastError(.tryAgain, "curl", "it cannot be started; there may be no memory left")
    }
    unsafe self.curl = curl
    allowsPlain = endpoint.allowsPlain
    isDirect = endpoint.isOfThisMachine
    self.seconds = seconds
  }

  deinit { unsafe gridcast_curl_close(curl) }

  /// Gets an address, or posts a form to it, and waits for the whole answer.
  func ask(_ address: String, form: String? = nil) throws(WebFault) -> WebAnswer {
    let result = unsafe address.withCString { address in
      unsafe "gridcast/\(gridcastVersion)".withCString { agent in
        guard let form else { return unsafe perform(address, nil, agent) }
        return unsafe form.withCString { form in unsafe perform(address, form, agent) }
      }
    }
    return try result.get()
  }

  private func perform(
    _ address: UnsafePointer<CChar>, _ form: UnsafePointer<CChar>?, _ agent: UnsafePointer<CChar>
  ) -> Result<WebAnswer, WebFault> {
    var request = unsafe gridcast_curl_request()
    unsafe request.url = address
    unsafe request.form = form
    unsafe request.agent = agent
    unsafe request.allows_plain = allowsPlain ? 1 : 0
    unsafe request.is_direct = isDirect ? 1 : 0
    unsafe request.connect_milliseconds = Int(min(seconds, 20) * 1000)
    unsafe request.whole_milliseconds = Int(seconds * 1000)
    unsafe request.least_bytes = 100
    unsafe request.slow_seconds = Int(max(1, min(seconds, 30)))
    unsafe request.most_bytes = Self.mostBytes
    var answer = unsafe gridcast_curl_answer()
    unsafe gridcast_curl_ask(curl, &request, &answer)
    let fault = unsafe answer.fault
    let words = unsafe Self.text(answer.words)
    switch fault {
    case GRIDCAST_CURL_DONE: break
    case GRIDCAST_CURL_UNTRUSTED:
      return .failure(
        WebFault(
          mayPass: false, words: "its certificate is not trusted, so it is not asked: \(words)")
      )
    case GRIDCAST_CURL_MISUSED: return .failure(WebFault(mayPass: false, words: words))
    case GRIDCAST_CURL_TOO_LARGE:
      return .failure(
        WebFault(mayPass: true, words: "an answer has more than \(Self.mostBytes >> 20) MB"))
    default: return .failure(WebFault(mayPass: true, words: "no whole answer came: \(words)"))
    }
    let body =
      unsafe answer.bytes.map { unsafe Data(bytes: $0, count: answer.count) } ?? Data()
    let pause = unsafe answer.retry_after
    return .success(
      WebAnswer(
        status: unsafe answer.status, pause: pause > 0 ? Double(pause) : nil,
        redirect: unsafe Self.text(answer.redirect), type: unsafe Self.text(answer.type),
        body: body))
  }

  /// The text in an array of characters of C, which are a tuple here.
  private static func text<Characters>(_ characters: Characters) -> String {
    unsafe withUnsafeBytes(of: characters) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Asker {
  /// Looks whether anything can be asked at all, before a journal is made for it.
  ///
  /// - Throws: `.notInstalled` where libcurl is missing.
  package static func checkLibrary() throws(GridcastError) {
    if let words = unsafe gridcast_curl_missing() {
      throw GridcastError(.notInstalled, "curl", Sentence(unsafe String(cString: words)))
    }
  }
}
