internal import CGDAL
internal import Foundation
internal import GridcastBase
private import GridcastFiles

/// What a dataset names beyond its own files, which is not read unasked.
///
/// Some formats keep in a small text where their cells or overviews lie, which may be any file of this machine,
/// read as if its bytes were cells, or anything that a driver of GDAL's opens.
enum References {
  /// What is said of a place on the network that a file names.
  static let beyond = "lies beyond this machine's files and is not asked for"

  /// Looks at a file before GDAL opens it.
  ///
  /// - Throws: `.unreadable` where it names another, or cannot be looked into.
  static func check(before path: String, _ subject: String) throws(GridcastError) {
    guard let start = beginning(of: path, 65_536) else { return try check(folder: path, subject) }
    if start.starts(with: "SQLite format 3".utf8), path.hasPrefix("/vsi"),
      !path.hasPrefix("/vsimem/")
    {
      throw GridcastError(
        .unreadable, subject,
        "it is a database in an archive, whose tables may name other files; unpack it, or \(.allowRemote)"
      )
    }
    if start.first(where: { $0 > 0x20 }) == UInt8(ascii: "<"),
      String(decoding: start.prefix(1024), as: UTF8.self).contains(/<(?:VRTDataset|OGRVRTData)/)
    {
      throw GridcastError(
        .unreadable, subject,
        "it is a VRT, a small text that names other files, which are not read unasked; \(.allowRemote)"
      )
    }
    if has("datasetheader", in: start) { try check(header: path, subject) }
    if HDFReferences.isForeign(path, beginning: start) {
      throw GridcastError(
        .unreadable, subject,
        "it keeps values in other files, which are not read unasked; \(.allowRemote)")
    }
    if let name = NamedFiles.foreign(in: path, beginning: start) { throw foreign(name, subject) }
    if path.fileEnding == "adf" {
      try checkCoverage(URL(filePath: path).deletingLastPathComponent().plainPath, subject)
    }
    for ending in ["ovr", "OVR", "msk", "MSK"] {
      let beside = "\(path).\(ending)"
      guard let start = beginning(of: beside, 16), !start.isEmpty,
        !beginningsOfRasters.contains(where: start.starts(with:))
      else { continue }
      throw GridcastError(
        .unreadable, subject,
        "beside it lies a .\(ending) that is no TIFF and may name other files; remove it, or \(.allowRemote)"
      )
    }
  }

  /// Looks at the files of a folder before GDAL opens it as one dataset.
  private static func check(folder: String, _ subject: String) throws(GridcastError) {
    guard let files = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return }
    for file in files.sorted() {
      let path = "\(folder)/\(file)"
      guard let start = beginning(of: path, 65_536),
        let name = NamedFiles.foreign(in: path, beginning: start)
      else { continue }
      throw foreign(name, subject)
    }
    try checkCoverage(folder, subject)
  }

  private static func checkCoverage(_ folder: String, _ subject: String) throws(GridcastError) {
    if let name = NamedFiles.foreign(ofCoverage: folder) { throw foreign(name, subject) }
  }

  /// Looks at what an open dataset consists of, and what it keeps as the place of its overviews and
  /// coordinates.
  ///
  /// - Throws: `.unreadable` where it names a file that does not lie beside its own.
  static func check(after dataset: GDALDatasetH, _ path: String, _ subject: String)
    throws(GridcastError)
  {
    for (key, domain) in [
      ("OVERVIEW_FILE", "OVERVIEWS"), ("X_DATASET", "GEOLOCATION"), ("Y_DATASET", "GEOLOCATION"),
    ] {
      guard let item = unsafe GDALGetMetadataItem(dataset, key, domain) else { continue }
      let name = unsafe String(cString: item)
      // Formats of several rasters name another of their own.
      if name.contains(path) || isOfSameFile(name, as: path) { continue }
      if name.hasPrefix(":::BASE:::"), !name.contains("/") { continue }
      throw foreign(name, subject)
    }
    guard let driver = unsafe GDALGetDatasetDriver(dataset),
      let name = unsafe GDALGetDriverShortName(driver),
      let format = unsafe Format.driver(String(cString: name)),
      format.rasters?.nameFiles ?? false, beginning(of: path, 1) != nil,
      let files = unsafe GDALGetFileList(dataset)
    else { return }
    defer { unsafe CSLDestroy(files) }
    let folder = plain(path).dropLast()
    for index in 0..<Int(unsafe CSLCount(files)) {
      guard let file = unsafe files[index].map({ unsafe String(cString: $0) }),
        !plain(file).starts(with: folder)
      else { continue }
      throw foreign(file, subject)
    }
  }

  /// Looks at the header of an ERMapper raster.
  private static func check(header path: String, _ subject: String) throws(GridcastError) {
    let text = String(decoding: beginning(of: path, 1 << 24) ?? [], as: UTF8.self)
    // GDAL passes over the character before the equals sign, whatever it is.
    for place in text.ranges(of: /(?i)(DataFile|DataSetType)\S?\s*=\s*/) {
      let isType = text[place].lowercased().hasPrefix("datasettype")
      let value = value(text[place.upperBound...])
      if isType {
        guard value.lowercased() == "translated" else { continue }
        throw GridcastError(
          .unreadable, subject,
          "it is a small text that names another raster, which is not read unasked; \(.allowRemote)"
        )
      }
      let parts = value.split(separator: "/", omittingEmptySubsequences: false)
      if value.contains(where: \.isNewline) || value.contains("\\")
        || parts.first == ""
          && !value.isEmpty
        || parts.contains("..")
      {
        throw foreign(value, subject)
      }
    }
  }

  /// The value at the beginning of a text, which may be in quotation marks and then go over lines.
  private static func value(_ text: Substring) -> String {
    if text.first == "\"" { return String(text.dropFirst().prefix { $0 != "\"" }) }
    let line = text.prefix { !$0.isNewline }
    return line.trimmingCharacters(in: .whitespaces).filter { $0 != "\"" }
  }

  /// Whether GDAL's name of a part of a file, as in `NETCDF:"a.nc":x`, is of a file that another such name is of,
  /// and of no other.
  private static func isOfSameFile(_ name: String, as other: String) -> Bool {
    func files(_ name: String) -> Set<Substring> {
      Set(
        name.split { ":\"".contains($0) }.filter {
          $0.hasPrefix("/vsi") || $0.hasPrefix("<")
            || FileManager.default.fileExists(atPath: String($0))
        })
    }
    let named = files(name)
    return !named.isEmpty && named.isSubset(of: files(other))
  }

  private static func foreign(_ name: String, _ subject: String) -> GridcastError {
    GridcastError(
      .unreadable, subject,
      "it names a file that does not lie beside it, '\(name)', which is not read unasked; \(.allowRemote)"
    )
  }

  /// The components of a path without those that lead back, from the root.
  static func plain(_ path: String) -> [Substring] {
    let whole =
      path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts
  }

  /// How TIFFs and Erdas Imagine files begin, the formats of overviews.
  private static let beginningsOfRasters = ["II*\0", "II+\0", "MM\0*", "MM\0+", "EHFA_HEADER_TAG"]
    .map { Array($0.utf8) }

  /// Whether bytes contain a word, in upper or lower case.
  private static func has(_ word: String, in bytes: [UInt8]) -> Bool {
    let word = Array(word.utf8)
    guard let first = word.first, bytes.count >= word.count else { return false }
    for index in 0...(bytes.count - word.count)
    where bytes[index] | 0x20 == first && bytes[index + 1] | 0x20 == word[1] {
      if zip(bytes[index...], word).allSatisfy({ $0 | 0x20 == $1 }) { return true }
    }
    return false
  }

  /// The first bytes of a file as GDAL sees it; nil where there is none.
  static func beginning(of path: String, _ count: Int) -> [UInt8]? {
    // A pipe among files would be waited for.
    guard
      path.hasPrefix("/vsi")
        || (InputFiles.canBeRead(path) && !URL(filePath: path).isFolder)
    else { return nil }
    return collectingMessages { _ in
      guard let file = unsafe VSIFOpenL(path, "rb") else { return nil }
      defer { unsafe VSIFCloseL(file) }
      return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        unsafe filled = VSIFReadL(buffer.baseAddress, 1, count, file)
      }
    }
  }
}
