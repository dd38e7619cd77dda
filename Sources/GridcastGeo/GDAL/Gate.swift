internal import CGDAL
internal import Foundation
internal import GridcastBase
internal import GridcastFiles

/// The one way in which GDAL opens a dataset.
///
/// A file must not make this machine send requests, and must not have other files read that do not belong to
/// it. Which drivers may open it is the first answer, and not enough: a driver that is allowed may itself open
/// what a file names, by any driver and through any of GDAL's file systems. So what files can name is looked
/// at before and after opening (`References`), requests that GDAL makes are refused while it opens, and a
/// process that is our own shuts GDAL's ways to the network for good (`Gate.close`).
enum Gate {
  #if GRIDCAST_FUZZER
    /// Whether nothing is opened, as where the lanes are fuzzed: what they leave to GDAL takes most of the time.
    static let leavesOutGDAL =
      !["", "xml", "zip"].contains(ProcessInfo.processInfo.environment["GRIDCAST_LANE"] ?? "")
  #endif

  /// Opens a dataset by one of the drivers; none are named where all may serve, also those that reach beyond
  /// this machine's files.
  ///
  /// - Parameters:
  ///   - path: What GDAL opens.
  ///   - flags: GDAL's flags on how.
  ///   - options: GDAL's open options.
  ///   - drivers: The short names of the drivers.
  ///   - kind: The kind of fault where that fails.
  ///   - subject: What the user calls it.
  /// - Returns: The dataset, and what GDAL said, warnings too.
  /// - Throws: The kind of fault in GDAL's words; `.unreadable` where the dataset names what does not belong to
  ///   it.
  static func open(
    _ path: String, _ flags: Int32, options: [String] = [], drivers: [String],
    failing kind: GridcastError.Kind, _ subject: String
  ) throws(GridcastError) -> (dataset: GDALDatasetH, messages: Messages) {
    #if GRIDCAST_FUZZER
      if leavesOutGDAL { throw GridcastError(kind, subject, "it is left to GDAL") }
    #endif
    try loadGDAL()
    let isOpen = drivers.isEmpty
    try checkReach(
      of: NetworkName(path).flatMap { $0.isPostgreSQL ? $0 : nil }, subject, allowsRemote: isOpen)
    let isRead = flags & Int32(GDAL_OF_UPDATE) == 0
    if !isOpen && isRead { try References.check(before: path, subject) }
    // A file that names another over HTTP must not reach the network: no ending matches.
    unsafe CPLSetThreadLocalConfigOption(
      "CPL_VSIL_CURL_ALLOWED_EXTENSIONS", isOpen ? nil : "{none}")
    if !isOpen { unsafe CPLHTTPPushFetchCallback(refuseRequest, nil) }
    defer { if !isOpen { CPLHTTPPopFetchCallback() } }
    let (opened, messages) = unsafe collectingMessages(from: CE_Warning) { messages in
      let opened = unsafe withStringList(options + guards) { options in
        unsafe withStringList(drivers) { drivers in
          unsafe GDALOpenEx(
            path, UInt32(flags | Int32(GDAL_OF_VERBOSE_ERROR)),
            UnsafePointer(OpaquePointer(drivers)), UnsafePointer(OpaquePointer(options)), nil)
        }
      }
      return unsafe (opened, messages)
    }
    guard let opened = unsafe opened else {
      throw GridcastError(
        kind, subject,
        messages.text.isEmpty ? "GDAL failed and did not say why" : Sentence(message: messages.text)
      )
    }
    if !isOpen && isRead {
      do throws(GridcastError) {
        unsafe try References.check(after: opened, path, subject)
      } catch {
        unsafe GDALClose(opened)
        throw error
      }
    }
    return unsafe (opened, messages)
  }

  /// Options that keep drivers from writing beside what they read, or from downloading what it names;
  /// drivers that do not know them pass them over, as the sign in front says.
  private static let guards = ["@WRITE_GFS=NO", "@DOWNLOAD_SCHEMA=NO"]

  /// Shuts GDAL's ways to the network in this process, for all threads and all libraries that GDAL calls:
  /// drivers that Gridcast reads no files with, file systems that are not on this machine, and requests.
  ///
  /// Only a process of our own may do that.
  static func close() {
    var index: Int32 = 0
    while index < GDALGetDriverCount() {
      guard let driver = unsafe GDALGetDriver(index),
        let name = unsafe GDALGetDriverShortName(driver).map({ unsafe String(cString: $0) }),
        !kept.contains(name)
      else {
        index += 1
        continue
      }
      unsafe GDALDeregisterDriver(driver)
    }
    // GDAL makes virtual rasters itself when it writes cloud-optimised ones; what is no driver of rasters it
    // opens no file with.
    if let driver = unsafe GDALGetDriverByName("VRT") {
      for key in ["DCAP_RASTER", "DCAP_MULTIDIM_RASTER"] {
        unsafe GDALSetMetadataItem(driver, key, nil, nil)
      }
    }
    unsafe CPLHTTPSetFetchCallback(refuseRequest, nil)
    guard let prefixes = unsafe VSIGetFileSystemsPrefixes() else { return }
    defer { unsafe CSLDestroy(prefixes) }
    guard let table = unsafe VSIAllocFilesystemPluginCallbacksStruct() else { return }
    unsafe table.pointee.open = { _, path, _ in
      let name = unsafe path.map { unsafe String(cString: $0) } ?? ""
      Gate.complain("\(name) \(References.beyond)")
      return nil
    }
    unsafe table.pointee.stat = { _, _, _, _ in -1 }
    for index in 0..<Int(unsafe CSLCount(prefixes)) {
      guard let prefix = unsafe prefixes[index].map({ unsafe String(cString: $0) }),
        !localFileSystems.contains(prefix)
      else { continue }
      // GDAL 3.6 keeps the pointer to the prefix and does not copy the text.
      unsafe VSIInstallPluginHandler(strdup(prefix), table)
    }
    unsafe VSIFreeFilesystemPluginCallbacksStruct(table)
  }

  /// The drivers that remain: those of the formats that are read or written, and those by which GDAL makes
  /// what it needs in memory.
  private static let kept: Set<String> = {
    let formats = Format.all.filter {
      if case .refused = $0.access { false } else { true }
    }
    return Set(formats.flatMap(\.drivers)).union(["MEM", "Memory", "VRT"])
  }()

  /// GDAL's file systems that lie on this machine and read nothing but what their path says.
  private static let localFileSystems: Set<String> = [
    "/vsimem/", "/vsizip/", "/vsigzip/", "/vsitar/", "/vsisubfile/", "/vsistdout/",
    "/vsistdout_redirect/", WatchedFiles.prefix,
  ]

  /// Says something as GDAL's error.
  fileprivate static func complain(_ text: String) {
    unsafe text.withCString { text in
      unsafe withVaList([text]) {
        unsafe CPLErrorV(CE_Failure, CPLErrorNum(CPLE_AppDefined), "%s", $0)
      }
    }
  }
}

/// Answers a request of GDAL's with a failure, instead of sending it.
private func refuseRequest(
  url: UnsafePointer<CChar>?, options: CSLConstList?, progress: GDALProgressFunc?,
  progressData: UnsafeMutableRawPointer?, write: CPLHTTPFetchWriteFunc?,
  writeData: UnsafeMutableRawPointer?, data: UnsafeMutableRawPointer?
) -> UnsafeMutablePointer<CPLHTTPResult>? {
  // GDAL frees what it is handed with free().
  let memory = unsafe calloc(1, MemoryLayout<CPLHTTPResult>.size)
  let result = unsafe memory?.bindMemory(to: CPLHTTPResult.self, capacity: 1)
  let name = unsafe url.map { unsafe String(cString: $0) } ?? ""
  let words = "\(name) \(References.beyond)"
  unsafe result?.pointee.nStatus = 1
  unsafe result?.pointee.pszErrBuf = strdup(words)
  Gate.complain(words)
  return unsafe result
}
