import GridcastBase
import GridcastFiles
import GridcastGeo

/// How a run of bytes fits the encoding that it should be in.
enum TextFit {
  case whole
  /// Its last character lacks its end, and is left out.
  case cut
  /// Its bytes are invalid in it.
  case odd
}

extension TextTable {
  /// Adds bytes as a text unless they are invalid in the encoding.
  ///
  /// `fillsField` says whether they fill a field of a fixed width; nil where they stand in none.
  mutating func append(
    _ run: UnsafeRawBufferPointer, in encoding: String, fillsField: Bool? = nil
  ) -> TextFit {
    if encoding == TextEncoding.utf8, unsafe append(run) { return .whole }
    let decoded = unsafe DecodedText(run: run, in: encoding, fillsField: fillsField)
    guard decoded.guess == nil else { return .odd }
    append(decoded.text)
    return decoded.isCut ? .cut : .whole
  }
}
