import Foundation
import GridcastBase
import GridcastFiles
import Synchronization

/// Collections of MongoDB's as inputs: the documents of each are kept in a temporary file as mongodump would write them,
/// because layers are read more than once.
///
/// Nobody but the user can read the files, which go at the end of the process.
enum MongoInput {
  /// What of a database is read.
  enum Content {
    /// The only collection, or the one that is asked for, with its file.
    case collection(String, file: String)
    /// Collections of which one must be chosen, by name.
    case several([String])
  }

  private struct Kept {
    var collections: [String]
    var files: [String: (folder: ScratchFolder, file: String)] = [:]
  }

  /// What was read, by address.
  ///
  /// Held while something is read, so that nothing is read twice.
  private static let kept = Mutex<[String: Kept]>([:])

  /// The variable of the environment that holds the password of the user whom an address names.
  private static let variable = "MONGODB_PASSWORD"

  /// How much of a file is written at once, in bytes.
  private static let pieceSize = 1_048_576

  /// The collection that a source names, or the collections to choose from.
  ///
  /// - Throws: `.usage` where the address cannot serve; `.notInstalled` without libmongoc; `.unreadable` where the
  ///   server is not there, or does not hand it out; `.badData` where the collection is empty; `.tryAgain` where it
  ///   breaks off, or there is no room for it; `.interrupted` once the process is about to end.
  static func content(of source: Source) throws(GridcastError) -> Content {
    let result: Result<Content, GridcastError> = kept.withLock { kept in
      Result { () throws(GridcastError) in try content(of: source, &kept[source.path]) }
    }
    return try result.get()
  }

  private static func content(of source: Source, _ kept: inout Kept?) throws(GridcastError)
    -> Content
  {
    let (address, database) = try checked(source)
    try MongoConnection.load()
    let full = try withPassword(address)
    var now: Kept
    if let kept {
      now = kept
    } else {
      do throws(MongoFault) {
        let connection = try MongoConnection(full, isAlone: address.isLocal)
        now = Kept(collections: try connection.collections(of: database))
      } catch { throw told(error, source.path, after: 0) }
      guard !now.collections.isEmpty else {
        throw GridcastError(
          .unreadable, source.path,
          "there is no database '\(database)', or it holds no collection that may be read; see that its name is right, and what the user may read"
        )
      }
      kept = now
    }
    guard
      let wanted = source.layers.first ?? (now.collections.count == 1 ? now.collections[0] : nil),
      now.collections.contains(wanted)
    else { return .several(now.collections) }
    if let known = now.files[wanted] { return .collection(wanted, file: known.file) }
    let new = try keep(wanted, of: database, full, isAlone: address.isLocal, source.path)
    kept?.files[wanted] = new
    return .collection(wanted, file: new.file)
  }

  /// The address and the database in it.
  ///
  /// - Throws: `.usage` where the address cannot serve, before anybody is asked.
  @discardableResult static func checked(_ source: Source) throws(GridcastError) -> (
    MongoAddress, String
  ) {
    func refused(_ words: Sentence) -> GridcastError { GridcastError(.usage, source.path, words) }
    guard let address = MongoAddress(source.path), !address.isUnclear else {
      throw refused(
        "it cannot be told where its host begins; in the name of a user write / as %2F and @ as %40, and let the environment variable \(variable) hold a password"
      )
    }
    if address.hasPassword {
      throw refused(
        "a password on the command line or in a file is seen by others; leave it out of the address, with the colon before it, and let the environment variable \(variable) hold it"
      )
    }
    guard let database = address.database else {
      throw refused(
        "it names no database; mongodb://[user@]host[:port]/database is wanted, and the collection as the layer"
      )
    }
    guard !database.contains(where: { "/. ".contains($0) }) else {
      throw refused(
        "'\(database)' is no name of a database; end the address with that, and name the collection as the layer; \(.chooseLayer(source.role))"
      )
    }
    guard source.layers.count < 2 else {
      throw refused("one collection of it is read at a time; \(.chooseLayer(source.role))")
    }
    return (address, database)
  }

  /// The address with the password of the user whom it names.
  private static func withPassword(_ address: MongoAddress) throws(GridcastError) -> String {
    guard address.hasUser, address.asksForPassword else { return address.text }
    let password = ProcessInfo.processInfo.environment[variable] ?? ""
    guard !password.isEmpty else {
      throw GridcastError(
        .usage, address.text,
        "it names a user, and the environment variable \(variable), which is to hold the password, is not set"
      )
    }
    return address.with(password: password)
  }

  /// Writes the documents of a collection to a file.
  private static func keep(
    _ collection: String, of database: String, _ address: String, isAlone: Bool, _ subject: String
  ) throws(GridcastError) -> (folder: ScratchFolder, file: String) {
    let folder = try ScratchFolder(for: subject)
    let file = "\(folder.path)/collection.bson"
    var count = 0
    var fault: MongoFault?
    do {
      try ScratchFolder.write(file) { output in
        var piece: [UInt8] = []
        let connection = try MongoConnection(address, isAlone: isAlone)
        fault = unsafe try connection.forEachDocument(of: collection, in: database) { document in
          unsafe piece.append(contentsOf: document)
          count += 1
          guard piece.count >= pieceSize else { return }
          try output.write(contentsOf: piece)
          piece.removeAll(keepingCapacity: true)
        }
        try output.write(contentsOf: piece)
      }
    } catch let error as MongoFault {
      fault = error
    } catch {
      // The folder is gone when the process is about to end.
      if !Ending.isStopping {
        throw GridcastError(
          .tryAgain, subject,
          "it could not be kept in a temporary file: \(Staging.words(error))")
      }
    }
    if Ending.isStopping {
      throw GridcastError(.interrupted, subject, "it was not read to its end")
    }
    if let fault { throw told(fault, subject, after: count) }
    guard count > 0 else {
      throw GridcastError(.badData, subject, "collection '\(collection)' holds no document")
    }
    return (folder, file)
  }

  /// A fault in words that name the way out.
  private static func told(_ fault: MongoFault, _ subject: String, after count: Int)
    -> GridcastError
  {
    let password = ProcessInfo.processInfo.environment[variable] ?? ""
    let words = password.isEmpty ? fault.words : fault.words.replacing(password, with: "…")
    switch fault.kind {
    case .address:
      return GridcastError(
        .usage, subject,
        "it is no address that libmongoc takes: \(words); mongodb://[user@]host[:port]/database is wanted"
      )
    case .absent:
      return GridcastError(
        .unreadable, subject,
        "no MongoDB server answers there: \(words); see that it runs, and that host and port are right"
      )
    case .login:
      return GridcastError(
        .unreadable, subject,
        "the server does not let the user in: \(words); the environment variable \(variable) is to hold the password, and if the user is known to another database, authSource=… at the end of the address names that"
      )
    case .forbidden:
      return GridcastError(
        .unreadable, subject,
        "the server does not hand it out: \(words); name a user who may read it, as in mongodb://user@host/database"
      )
    case .broken:
      return GridcastError(
        .tryAgain, subject,
        "the connection broke after \(counted(count, "document")), or nothing came for too long: \(words); run it again (socketTimeoutMS=… at the end of the address says how many milliseconds are waited)"
      )
    case .other:
      return GridcastError(
        .unreadable, subject,
        "the server refuses, or its answer cannot be read: \(words); its own log may tell more")
    }
  }
}
