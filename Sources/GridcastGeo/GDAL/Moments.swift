internal import CGDAL

/// Whether GDAL recognises a text as a date or a time.
///
/// Without GDAL the answer is always yes, so that its absence is reported where the file is opened.
package func isMoment(_ text: String) -> Bool {
  guard hasGDAL else { return true }
  var moment = unsafe OGRField()
  return unsafe OGRParseDate(text, &moment, 0) != 0
}
