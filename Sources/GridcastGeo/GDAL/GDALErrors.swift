internal import CGDAL
package import GridcastBase
import GridcastFiles

/// Runs GDAL calls and hands over what they complained of.
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

/// Runs one GDAL call; nil becomes a thrown error in GDAL's own words.
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
    throw GridcastError(kind, subject, words.isEmpty ? "GDAL failed and did not say why" : words)
  }
  return result
}

/// Makes GDAL ready for use on this thread; to be called wherever a file is opened or made by it.
///
/// - Throws: `.notInstalled` where GDAL is not there, or has not all functions that are called, as one of
///   an old version.
package func loadGDAL() throws(GridcastError) {
  if let words = unsafe gridcast_gdal_missing() {
    throw GridcastError(.notInstalled, "GDAL", unsafe String(cString: words))
  }
  _ = gdalDrivers
  guard !ProcessSettings.isOwnProcess else { return }
  for (name, value) in gdalOptions { unsafe CPLSetThreadLocalConfigOption(name, value) }
}

/// Whether GDAL can be used; finding out loads it.
var hasGDAL: Bool { unsafe gridcast_gdal_missing() == nil }

private let gdalOptions = [
  // A date of writing would make two runs of one job differ.
  ("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z"),
  // GDAL would note the size of what is in a .gz beside it.
  ("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"),
]

/// GDAL's drivers, registered once and from one thread.
private let gdalDrivers: Void = {
  if ProcessSettings.isOwnProcess {
    for (name, value) in gdalOptions { unsafe CPLSetConfigOption(name, value) }
    // What matters is collected where it happens; the rest is not for the user's terminal.
    unsafe CPLSetErrorHandler(CPLQuietErrorHandler)
  }
  GDALAllRegister()
}()

/// The version of GDAL, as in "3.6.2", or "none" where it cannot be loaded.
package var gdalVersion: String {
  hasGDAL ? unsafe String(cString: GDALVersionInfo("RELEASE_NAME")) : "none"
}

/// Hands a C list of strings, such as driver options, to a body.
func withStringList<Result: ~Copyable, Failure: Error>(
  _ strings: [String],
  _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) throws(Failure) -> Result
) throws(Failure) -> Result {
  var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = nil
  for string in strings { unsafe list = CSLAddString(list, string) }
  defer { unsafe CSLDestroy(list) }
  return try unsafe body(list)
}
