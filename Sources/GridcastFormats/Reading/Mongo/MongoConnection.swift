internal import CMongo
import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// What libmongoc or the server says of something that does not work.
struct MongoFault: Error {
  /// What went wrong, by what the user can do about it.
  enum Kind {
    /// The address is none that libmongoc takes.
    case address
    /// Nobody answers there.
    case absent
    /// The server does not know the user, or the password is another.
    case login
    /// The server does not let the user do this.
    case forbidden
    /// The connection broke, or nothing came in time.
    case broken
    /// The server refuses for another reason, or sends what is no answer.
    case other
  }

  let kind: Kind
  /// In the library's or the server's words.
  let words: String

  fileprivate init(_ kind: Kind, _ words: String) {
    self.kind = kind
    self.words = words
  }

  /// An error by libmongoc's numbers (`mongoc-error.h`).
  fileprivate init(_ error: bson_error_t) {
    let kind: Kind =
      switch (error.domain, error.code) {
      // MONGOC_ERROR_SERVER_SELECTION; the first of MONGOC_ERROR_STREAM are about names and connecting.
      case (15, _), (2, 1...3), (2, 5): .absent
      // MONGOC_ERROR_CLIENT_AUTHENTICATE, MONGOC_ERROR_SASL and _SCRAM, and the server's AuthenticationFailed.
      case (1, 11), (7, _), (14, _), (17, 18): .login
      // The server's Unauthorized.
      case (17, 13): .forbidden
      case (2, _): .broken
      default: .other
      }
    self.init(kind, Self.words(of: error))
  }

  fileprivate static func words(of error: bson_error_t) -> String {
    unsafe withUnsafeBytes(of: error.message) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// A connection to a MongoDB server by libmongoc, which closes with this value.
@safe struct MongoConnection: ~Copyable {
  private let client: OpaquePointer

  /// How long a server may take to be found, in milliseconds, where the address does not say it.
  private static let patience: Int32 = 5_000
  /// How long it may take to answer.
  private static let longPatience: Int32 = 60_000

  /// What libmongoc says beside its errors, in a process of our own.
  private static let said = Mutex<[String]>([])

  private static let isReady: Void = {
    mongoc_init()
    guard ProcessSettings.isOwnProcess else { return }
    unsafe mongoc_log_set_handler(
      { level, _, message, _ in
        guard let message = unsafe message, level.rawValue <= MONGOC_LOG_LEVEL_WARNING.rawValue
        else {
          return
        }
        let words = unsafe String(cString: message)
        MongoConnection.said.withLock { $0.append(words) }
      }, nil)
  }()

  /// Loads libmongoc.
  ///
  /// - Throws: `.notInstalled` where that cannot be done.
  static func load() throws(GridcastError) {
    if let words = unsafe gridcast_mongo_missing() {
      throw GridcastError(
        .notInstalled, "libmongoc", Sentence(message: unsafe String(cString: words)))
    }
    _ = isReady
  }

  /// Makes a connection; nobody is asked before something is read.
  ///
  /// - Parameters:
  ///   - address: The address with the password.
  ///   - isAlone: Whether no server is asked but the one that is named, whatever it says of others.
  /// - Throws: What libmongoc says of an address that cannot serve.
  init(_ address: String, isAlone: Bool) throws(MongoFault) {
    Self.said.withLock { $0 = [] }
    var error = bson_error_t()
    let uri = unsafe mongoc_uri_new_with_error(address, &error)
    defer { if let uri = unsafe uri { unsafe mongoc_uri_destroy(uri) } }
    let said = Self.said.withLock { $0 }.joined(separator: "; ")
    guard let uri = unsafe uri else {
      let words = MongoFault.words(of: error)
      throw MongoFault(.address, said.isEmpty ? words : "\(words): \(said)")
    }
    // An option that is not known would be passed over.
    guard said.isEmpty else { throw MongoFault(.address, said) }
    for (name, limit) in [
      ("serverselectiontimeoutms", Self.patience), ("connecttimeoutms", Self.patience),
      ("sockettimeoutms", Self.longPatience),
    ] where unsafe !mongoc_uri_has_option(uri, name) {
      _ = unsafe mongoc_uri_set_option_as_int32(uri, name, limit)
    }
    if isAlone, unsafe !mongoc_uri_has_option(uri, "loadbalanced") {
      _ = unsafe mongoc_uri_set_option_as_bool(uri, "directconnection", true)
    }
    guard let client = unsafe mongoc_client_new_from_uri(uri) else {
      let said = Self.said.withLock { $0 }.joined(separator: "; ")
      throw MongoFault(.address, said.isEmpty ? "its options do not go together" : said)
    }
    // Errors have the server's own numbers.
    _ = unsafe mongoc_client_set_error_api(client, 2)
    unsafe self.client = client
  }

  deinit { unsafe mongoc_client_destroy(client) }

  /// The names of the collections of a database that the user may read, in their order, without those that the server
  /// keeps for itself.
  ///
  /// - Throws: What libmongoc or the server says where they do not come.
  func collections(of database: String) throws(MongoFault) -> [String] {
    let options = unsafe Self.document(#"{"authorizedCollections": true}"#)
    let place = unsafe mongoc_client_get_database(client, database)
    defer {
      unsafe mongoc_database_destroy(place)
      unsafe bson_destroy(options)
    }
    var error = bson_error_t()
    guard
      let names = unsafe mongoc_database_get_collection_names_with_opts(place, options, &error)
    else { throw MongoFault(error) }
    defer { unsafe bson_strfreev(names) }
    var found: [String] = []
    var index = 0
    while let name = unsafe names[index] {
      found.append(unsafe String(cString: name))
      index += 1
    }
    return found.filter { !$0.hasPrefix("system.") }.sorted()
  }

  /// Visits the documents of a collection in the order of their `_id`, each as its bytes.
  ///
  /// - Returns: What is said where not all have come; nil where they have.
  /// - Throws: The error of `body`.
  func forEachDocument<Failure: Error>(
    of collection: String, in database: String,
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) -> MongoFault? {
    let all = unsafe Self.document("{}")
    // So the same documents come in the same order, whichever way the server would take.
    let options = unsafe Self.document(#"{"sort": {"_id": 1}}"#)
    let place = unsafe mongoc_client_get_collection(client, database, collection)
    let cursor = unsafe mongoc_collection_find_with_opts(place, all, options, nil)
    defer {
      unsafe mongoc_cursor_destroy(cursor)
      unsafe mongoc_collection_destroy(place)
      unsafe bson_destroy(options)
      unsafe bson_destroy(all)
    }
    var document: OpaquePointer?
    while unsafe mongoc_cursor_next(cursor, &document) {
      guard let document = unsafe document, let bytes = unsafe bson_get_data(document) else {
        break
      }
      // A document begins with its length; libmongoc has seen that so much is there.
      let count = unsafe UnsafeRawPointer(bytes).loadUnaligned(as: Int32.self)
      unsafe try body(
        UnsafeRawBufferPointer(start: bytes, count: Int(Int32(littleEndian: count))))
    }
    var error = bson_error_t()
    return unsafe mongoc_cursor_error(cursor, &error) ? MongoFault(error) : nil
  }

  private static func document(_ json: String) -> OpaquePointer? {
    let text = Array(json.utf8)
    return unsafe text.withUnsafeBufferPointer {
      unsafe bson_new_from_json($0.baseAddress, $0.count, nil)
    }
  }
}
