import Foundation
import GridcastGeo
import Testing

/// Another GDAL than the installed one may be asked for, as `.ci/newer-gdal` does.
@Suite struct GDALVersionTests {
  @Test("GDAL is the version that was asked for")
  func isWhatWasAsked() {
    guard let asked = ProcessInfo.processInfo.environment["GRIDCAST_GDAL_VERSION"] else { return }
    #expect(gdalVersion == asked)
  }
}
