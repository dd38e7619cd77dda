internal import CGDAL
internal import Foundation
package import GridcastBase
import GridcastFiles

/// Calls GDAL and collects its messages.
func collectingMessages<Result: ~Copyable>(
  from severity: CPLErr = CE_Failure, _ body: (Messages) throws -> Result
) rethrows -> Result {
  let messages = Messages()
  let handler: CPLErrorHandler = unsafe severity == CE_Failure ? keepFailures : keepWarnings
  unsafe CPLPushErrorHandlerEx(handler, messages.address)
  defer { CPLPopErrorHandler() }
  return try body(messages)
}

private func keepFailures(severity: CPLErr, number: CPLErrorNum, text: UnsafePointer<CChar>?) {
  guard severity == CE_Failure || severity == CE_Fatal else { return }
  unsafe Messages.add(text, at: CPLGetErrorHandlerUserData())
}

private func keepWarnings(severity: CPLErr, number: CPLErrorNum, text: UnsafePointer<CChar>?) {
  guard severity == CE_Failure || severity == CE_Fatal || severity == CE_Warning else { return }
  unsafe Messages.add(text, isWarning: severity == CE_Warning, at: CPLGetErrorHandlerUserData())
}

/// Calls GDAL and, where the result is nil, throws an error with GDAL's messages.
func gdal<Result: ~Copyable>(
  _ kind: GridcastError.Kind, _ subject: String, _ body: () -> Result?
) throws(GridcastError) -> Result {
  var words = ""
  let result = collectingMessages { messages in
    let result = body()
    words = messages.text
    return result
  }
  guard let result else {
    throw GridcastError(
      kind, subject, words.isEmpty ? "GDAL failed and did not say why" : Sentence(message: words))
  }
  return result
}

/// Loads GDAL and prepares it for this thread; call it wherever a file is opened or created.
///
/// - Throws: `.notInstalled` where GDAL is not there, or has not all functions that are called, as one of
///   an old version.
package func loadGDAL() throws(GridcastError) {
  if let words = unsafe gridcast_gdal_missing() {
    throw GridcastError(.notInstalled, "GDAL", Sentence(message: unsafe String(cString: words)))
  }
  _ = gdalDrivers
  guard !ProcessSettings.isOwnProcess else { return }
  for (name, value) in gdalOptions { unsafe CPLSetThreadLocalConfigOption(name, value) }
}

/// Whether GDAL can be loaded, which this tries.
var hasGDAL: Bool { unsafe gridcast_gdal_missing() == nil }

private let gdalOptions = [
  // The time of writing would make two runs of one job differ.
  ("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z"),
  // GDAL would write the uncompressed size of a .gz file to a file beside it.
  ("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"),
  // GDAL from 3.11 on hands out the identity of a KML's placemark as a field; called "id", it would take
  // that name from a field of the file.
  ("LIBKML_ID_FIELD", placemarkIdentity),
  // GDAL would fetch the styles that a KML names, from other files or by requests.
  ("LIBKML_EXTERNAL_STYLE", "NO"),
  ("LIBKML_RESOLVE_STYLE", "NO"),
  // GDAL would write temporary files to the folder in which the program was started.
  ("CPL_TMPDIR", FileManager.default.temporaryDirectory.path(percentEncoded: false)),
]

/// How the field with the identity of a KML's placemark is called, which like other internal numbers is
/// no attribute.
let placemarkIdentity = "gridcast placemark"

/// The short names of all drivers that this GDAL was built with, also of those that no file is opened with;
/// GDAL must be loaded.
var driversOfGDAL: Set<String> { gdalDrivers }

/// GDAL's drivers, registered once and from one thread.
private let gdalDrivers: Set<String> = {
  if ProcessSettings.isOwnProcess {
    for (name, value) in gdalOptions { unsafe CPLSetConfigOption(name, value) }
    // Messages are collected where they matter; the others must not reach the user's terminal.
    unsafe CPLSetErrorHandler(CPLQuietErrorHandler)
  }
  GDALAllRegister()
  let names = Set(
    (0..<GDALGetDriverCount()).compactMap { index -> String? in
      guard let driver = unsafe GDALGetDriver(index) else { return nil }
      return unsafe GDALGetDriverShortName(driver).map { unsafe String(cString: $0) }
    })
  if ProcessSettings.isOwnProcess && !ProcessSettings.allowsRemote { Gate.close() }
  return names
}()

/// The version of GDAL, as in "3.6.2", or "none" where it cannot be loaded.
package var gdalVersion: String {
  hasGDAL ? unsafe String(cString: GDALVersionInfo("RELEASE_NAME")) : "none"
}

/// Whether GDAL is of a version or a newer one.
package func gdalIsAtLeast(_ major: Int, _ minor: Int) -> Bool {
  let numbers = gdalVersion.split(separator: ".").compactMap { Int($0) }
  return !numbers.lexicographicallyPrecedes([major, minor])
}

/// Passes a C list of strings, such as driver options, to `body`.
func withStringList<Result: ~Copyable, Failure: Error>(
  _ strings: [String],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) throws(Failure) -> Result
) throws(Failure) -> Result {
  var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = nil
  for string in strings { unsafe list = CSLAddString(list, string) }
  defer { unsafe CSLDestroy(list) }
  return try unsafe body(list)
}
