import GridcastBase
import GridcastFiles
import GridcastGeo
import Synchronization

/// What is wrong in a file of which GDAL says nothing: it reads on as if it had been meant so.
///
/// Such a file is gone through once, when GDAL is about to read it. What Gridcast reads itself needs
/// no second look: a lane declines what is unusual.
final class FaultsInFile: Sendable {
  private let found = Mutex<Tally?>(nil)

  /// What was found in a file of some format.
  ///
  /// `fields` are those that are read.
  func tally(_ path: String, _ format: String, in encoding: String, of fields: [Field]) -> Tally {
    found.withLock { found in
      if let found { return found }
      var tally = Tally()
      switch Format.driver(format) {
      case .shapefile:
        ShapefileFaults(path)?.tell(&tally)
        DBFFaults.tell(of: path, &tally, in: encoding)
      case .geoJSON, .geoJSONSeq:
        let moments = fields.filter { [.date, .time, .dateTime].contains($0.kind) }
        GeoJSONFaults(
          path, isSequence: Format.driver(format) == .geoJSONSeq, moments: moments.map(\.name))?
          .tell(&tally)
      default: break
      }
      found = tally
      return tally
    }
  }
}
