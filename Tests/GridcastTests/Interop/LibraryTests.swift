import CBLAS
import CCairo
import CCrypto
import CGDAL
import CPango
import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite
import Neural
import Testing

@Suite struct LibraryTests {
  @Test("Every function that is used is in the libraries that are installed")
  func functionsAreThere() {
    var missing: [String] = []
    func add(_ words: UnsafePointer<CChar>?) {
      if let words = unsafe words { missing.append(unsafe String(cString: words)) }
    }
    unsafe add(gridcast_gdal_missing())
    unsafe add(gridcast_blas_missing())
    unsafe add(gridcast_pango_missing())
    unsafe add(gridcast_cairo_missing())
    unsafe add(gridcast_crypto_missing())
    #expect(missing == [])
  }

  #if os(Linux)
    /// How each signal is handled, by its number.
    private static var handlers: [UInt] {
      (1..<32).map { (signal: Int32) in
        var action = sigaction()
        unsafe sigaction(signal, nil, &action)
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
      }
    }

    private static func address(_ handler: CPLErrorHandler?) -> UInt {
      unsafe unsafeBitCast(handler, to: UInt.self)
    }

    /// The environment that the process began with, which `setenv` does not change.
    private static var firstEnvironment: [String: String] {
      get throws {
        let bytes = try Data(contentsOf: URL(filePath: "/proc/self/environ"))
        let pairs = bytes.split(separator: 0).map { entry in
          let parts = String(decoding: entry, as: UTF8.self).split(
            separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
          return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
        return Dictionary(pairs) { _, last in last }
      }
    }

    @Test(
      "The library leaves the signals, the environment and GDAL's error handler of its host alone")
    func isGoodGuest() throws {
      let own: CPLErrorHandler = { _, _, _ in }
      let signals = Self.handlers
      let first = unsafe CPLSetErrorHandler(own)
      #expect(unsafe Self.address(first) != Self.address(CPLQuietErrorHandler))

      let folder = try TemporaryFolder()
      let input = try folder.file("a.csv", "name,lon,lat\n北京,116.4,39.9\n上海,121.5,31.2\n")
      let broken = try folder.file("b.gpkg", "no GeoPackage")
      let output = "\(folder.path)/a.gpkg"
      let job = Job(input, to: output, ConversionSettings())
      let staging = Staging(overwrite: false, inputs: [input])
      _ = try job.run(try job.prepare(), staging: staging)
      try staging.commit()
      #expect(try readAll(Source(output)).count == 2)
      #expect(thrown { _ = try readAll(Source(broken)) }?.kind == .unreadable)
      try loadBLAS()

      #expect(Self.handlers == signals)
      // Whatever the Swift runtime does at faults, it does at both.
      #expect(signals[Int(SIGBUS) - 1] == signals[Int(SIGSEGV) - 1])
      #expect(try ProcessInfo.processInfo.environment == Self.firstEnvironment)
      let last = unsafe CPLSetErrorHandler(first)
      #expect(unsafe Self.address(last) == Self.address(own))
    }
  #endif
}
