#if os(Linux)
  import Foundation
  import Testing

  /// What a command loads: libraries whose loading takes longer than its work stay away until they are called.
  ///
  /// The loader itself tells what it loads (`LD_DEBUG=files`), when it starts and later.
  @Suite struct StartTests {
    /// GDAL and GEOS with what they bring, and what draws, multiplies matrices, or fetches files.
    private static let heavy = ["gdal", "geos", "geos_c", "openblas", "cairo", "pango", "netcdf"]
    private static let ofPROJ = ["proj", "curl", "gnutls", "ssl", "crypto", "tiff", "ldap", "krb5"]
    private static let ofSwift = [
      "swiftCore", "Foundation", "FoundationEssentials", "_FoundationICU", "dispatch",
    ]

    /// The libraries that a command loads, as `proj` for libproj.so.25.
    private func loaded(_ arguments: String, in folder: String) throws -> Set<String> {
      let words = arguments.split(separator: " ").map(String.init)
      let result = try run("LD_DEBUG=files", [gridcast] + words, in: folder)
      try #require(result.code == 0, "\(result.errors.suffix(500))")
      let files = result.errors.matches(of: #/calling init: \S*/lib([^/\s]+?)(?:-[\w.]+)?\.so/#)
      return Set(files.map { String($0.1) })
    }

    private func folder() throws -> TemporaryFolder {
      let folder = try TemporaryFolder()
      try "lon,lat,kind\n111.1,22.1,a\n111.2,22.2,b\n".write(
        toFile: "\(folder.path)/two.csv", atomically: true, encoding: .utf8)
      return folder
    }

    @Test("A command loads no library that it does not call")
    func heavyLibraries() throws {
      let folder = try folder()
      let table: [(command: String, needs: String?)] = [
        ("--version", nil), ("--help", nil), ("bin --help", nil),
        ("info two.csv --from EPSG:4490", "proj"),
        ("bin two.csv --category kind --cell 1km -o counts.tif --quiet", nil),
        ("info two.csv", nil), ("convert two.csv -o other.csv", nil),
        ("convert two.csv -o two.shp", nil), ("reproject two.shp --to utm -o utm.shp", nil),
        ("convert utm.shp --to EPSG:4326 -o two.geojson", nil), ("info two.geojson", nil),
      ]
      for (command, needs) in table {
        let found = try loaded(command, in: folder.path)
        #expect(found.contains("sqlite3"), "the loader did not tell what it loads: \(found)")
        let others = Self.heavy + (needs == nil ? Self.ofPROJ : [])
        #expect(found.isDisjoint(with: others), "\(command): \(found.intersection(others))")
        if let needs { #expect(found.contains(needs), "\(command): \(found)") }
      }
      // That the names are right is seen where they are loaded.
      #expect(try loaded("convert two.csv -o two.gpkg", in: folder.path).contains("gdal"))
    }

    /// Whether the toolchain has Swift's own libraries for linking the command with them.
    private static let linksSwift: Bool = {
      let environment = ProcessInfo.processInfo.environment
      let own = (try? run("ldd", [CommandLine.arguments[0]], in: "/tmp").output) ?? ""
      guard let core = own.firstMatch(of: #/(/\S+)/swift/linux/libswiftCore\.so/#) else {
        return false
      }
      let list = "\(core.1)/swift_static/linux/static-stdlib-args.lnk"
      return FileManager.default.fileExists(atPath: list)
        && !["GRIDCAST_DYNAMIC", "GRIDCAST_SANITIZED"].contains { environment[$0] == "1" }
    }()

    @Test("The command brings Swift's own libraries", .enabled(if: linksSwift))
    func ownLibraries() throws {
      let found = try loaded("--version", in: "/tmp")
      #expect(found.isDisjoint(with: Self.ofSwift), "\(found.intersection(Self.ofSwift))")
    }
  }
#endif
