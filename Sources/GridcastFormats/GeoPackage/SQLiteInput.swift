internal import CSQLite
import Foundation
import GridcastBase
import GridcastFiles

/// An SQLite database that is to be read, and what must be known of it first: SQLite tidies up after others,
/// and its tables may stand for other files.
struct SQLiteInput {
  private let path: String
  private let subject: String
  /// Whether changes are kept in a file beside it, which every reader would make too.
  private let keepsChangesBeside: Bool
  private let isGeoPackage: Bool

  /// A file that is a database; nil for another.
  init?(_ path: String, _ subject: String) {
    guard let file = FileHandle(forReadingAtPath: path),
      let start = try? file.read(upToCount: 100), start.starts(with: "SQLite format 3\0".utf8),
      start.count == 100
    else { return nil }
    self.path = URL(filePath: path).targetPath
    self.subject = subject
    keepsChangesBeside = start[18] == 2 || start[19] == 2
    isGeoPackage = start[68..<70].elementsEqual("GP".utf8)
  }

  /// What holds changes that are not in the file itself yet: those of a program that has it open, or that
  /// ended early.
  private var pending: [String] {
    ["-wal", "-journal"].map { path + $0 }.filter { InputFiles.size(of: $0) ?? 0 > 0 }
  }

  /// The open options with which GDAL makes no file beside it, and locks nothing where there are no locks.
  ///
  /// - Throws: `.tryAgain` where another program has locked it.
  func options() throws(GridcastError) -> [String] {
    let immutable = ["@IMMUTABLE=YES"]
    if keepsChangesBeside { return isGeoPackage && pending.isEmpty ? immutable : [] }
    guard isLocked else { return [] }
    if case .refused = Locking.ofParts(of: path) { return immutable }
    throw GridcastError(
      .tryAgain, subject, "another program is writing to it; close it there, and try again")
  }

  private var isLocked: Bool {
    // GDAL says better what is wrong with a database that cannot be opened.
    guard let database = try? SQLiteDatabase(reading: path, .shared, for: subject) else {
      return false
    }
    return database.isLocked
  }

  /// A copy, with the changes beside it, where reading the file itself would write to it; nil where not.
  ///
  /// - Throws: `.tryAgain` where there is no room for one.
  func copy() throws(GridcastError) -> (folder: ScratchFolder, path: String)? {
    let pending = pending
    guard !pending.isEmpty || (keepsChangesBeside && !isGeoPackage) else { return nil }
    let folder = try ScratchFolder(for: subject)
    let copy = "\(folder.path)/\(URL(filePath: subject).lastPathComponent)"
    do {
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      for file in pending {
        try FileManager.default.copyItem(
          atPath: file, toPath: copy + String(file.dropFirst(path.count)))
      }
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        // The input may be one that only may be read.
        try FileManager.default.setAttributes(
          [.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/\(file)")
      }
    } catch {
      throw GridcastError(
        .tryAgain, subject,
        "it has changes in a file beside it, and cannot be copied to be read with them: \(error.localizedDescription)"
      )
    }
    return (folder, copy)
  }

  /// Refuses a database whose tables or views reach beyond it.
  ///
  /// - Throws: `.unreadable`, naming the table.
  static func check(_ path: String, isCopy: Bool, _ subject: String) throws(GridcastError) {
    // GDAL says better what is wrong with a database that cannot be opened.
    guard
      let database = try? SQLiteDatabase(
        reading: path, isCopy ? .withChanges : .immutable, for: subject),
      let tables = try? database.rows(
        "SELECT name, type, coalesce(sql, ''), type = 'table' AND rootpage = 0 FROM sqlite_master")
    else { return }
    for row in tables {
      if row[3] == "1", let module = database.missingModule(of: row[0]),
        !modules.contains(module.lowercased())
      {
        throw GridcastError(
          .unreadable, subject,
          "its table '\(row[0])' stands for other files (\(module)), which are not read unasked; \(.allowRemote)"
        )
      }
      if let function = row[2].firstMatch(of: functions)?.output {
        throw GridcastError(
          .unreadable, subject,
          "its \(row[1]) '\(row[0])' reaches beyond it (\(function)), which is not done unasked; \(.allowRemote)"
        )
      }
    }
  }

  /// The kinds of tables of SpatiaLite's that show only what is in the database.
  private static let modules: Set<String> = [
    "virtualspatialindex", "virtualelementary", "virtualknn", "virtualknn2", "virtualbbox",
    "virtualnetwork", "virtualrouting", "virtualgpkg", "virtualfdo", "virtualxpath",
  ]

  /// The functions of GDAL's and SpatiaLite's that send requests, or read or write files.
  private static var functions: Regex<Substring> {
    /(?i)\b(?:ogr_geocode\w*|ogr_datasource\w*|gdal_get_\w+|load_extension|readfile|writefile|fsdir|BlobFromFile|BlobToFile|XB_LoadXML|XB_StoreXML|Import(?:SHP|DBF|XLS|DXF|GeoJSON|WFS|Zip)\w*|Export(?:SHP|DBF|KML|DXF|GeoJSON)\w*)\b/
  }
}
