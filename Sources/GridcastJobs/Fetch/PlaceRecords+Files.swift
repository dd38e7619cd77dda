package import GridcastBase
package import GridcastFetch
import GridcastFiles
import GridcastFormats

extension PlaceRecords {
  /// Adds what a file of records holds: JSON with a record a line, as Scrapy, mongoexport and the journals of this package
  /// write it, an array of records, or BSON.
  ///
  /// - Throws: `.unreadable`; `.badData` where it holds no record.
  package mutating func read(_ path: String) throws(GridcastError) {
    guard InputFiles.canBeRead(path) else {
      throw GridcastError(.unreadable, path, InputFiles.fault(of: path) ?? "it cannot be read")
    }
    var count = 0
    let file = RecordFile(path) ?? RecordFile(path, as: .sequence)
    file?.forEachRecord { record in
      switch record {
      case .success(let record): count += add(record)
      case .failure(let fault): lose(fault.reason, first: "\(fault.first) of \(path)")
      }
    }
    if file?.form == .bson, let fault = file?.endFault {
      lose("of what is behind damage", first: "\(path): \(fault)")
    }
    if count == 0 { throw GridcastError(.badData, path, "it holds no records of places") }
  }
}
