internal import CGDAL
import GridcastBase

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
  unsafe Messages.add(text, at: CPLGetErrorHandlerUserData())
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

/// GDAL's drivers, registered once and from one thread.
package let gdalDrivers: Void = {
  // A date of writing would make two runs of one job differ.
  unsafe CPLSetConfigOption("OGR_CURRENT_DATE", "1970-01-01T00:00:00.000Z")
  // GDAL would note the size of what is in a .gz beside it.
  unsafe CPLSetConfigOption("CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO")
  // What matters is collected where it happens; the rest is not for the user's terminal.
  unsafe CPLSetErrorHandler(CPLQuietErrorHandler)
  GDALAllRegister()
}()

/// The version of GDAL, as in "3.6.2".
package var gdalVersion: String { unsafe String(cString: GDALVersionInfo("RELEASE_NAME")) }

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
