internal import CExpat
import Foundation
import GridcastBase

/// Goes through a text that is to be XML, piece by piece, and finds where it is none any longer.
@safe final class MarkupParse {
  private let parser: XML_Parser
  /// Where and why it is no XML, as in "line 3: not well-formed (invalid token)"; nil where all was sound.
  private(set) var fault: Sentence?

  init() {
    guard let parser = unsafe XML_ParserCreate(nil) else { preconditionFailure("no memory left") }
    unsafe self.parser = parser
  }

  deinit { unsafe XML_ParserFree(parser) }

  /// Takes the next bytes; of the last piece, which may be empty, the text must end.
  func take(_ piece: UnsafeRawBufferPointer, isLast: Bool) {
    guard fault == nil else { return }
    let status = unsafe XML_Parse(
      parser, piece.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(piece.count),
      isLast ? 1 : 0)
    if status != XML_STATUS_OK { fault = unsafe Self.fault(of: parser) }
  }

  /// What a parser found that is no XML; nil for an encoding that it does not know, as others may.
  static func fault(of parser: XML_Parser) -> Sentence? {
    let code = unsafe XML_GetErrorCode(parser)
    guard code != XML_ERROR_UNKNOWN_ENCODING else { return nil }
    let words = unsafe XML_ErrorString(code).map { unsafe String(cString: $0) }
    return
      unsafe "line \(XML_GetCurrentLineNumber(parser)): \(words.map { Sentence(message: $0) } ?? "no XML")"
  }
}
