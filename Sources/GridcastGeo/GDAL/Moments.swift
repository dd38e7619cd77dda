internal import CGDAL

/// Whether GDAL takes a text for a date or a time.
///
/// Without GDAL every text may be one, so that its absence is said where the file is opened with it.
package func isMoment(_ text: String) -> Bool {
  guard hasGDAL else { return true }
  var moment = unsafe OGRField()
  return unsafe OGRParseDate(text, &moment, 0) != 0
}
