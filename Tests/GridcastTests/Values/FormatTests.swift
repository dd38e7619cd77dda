import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import Testing

/// The table of formats by itself.
@Suite struct FormatTests {
  static let byEnding = Format.all.flatMap { format in
    (format.endings.names + format.endings.readOnly).map { ($0, format.name) }
  }

  @Test("A file is found by every ending of its format, and the format by the ending alone")
  func found() {
    #expect(Self.byEnding.count > 60)
    for (ending, name) in Self.byEnding {
      #expect(Format.of(path: "/a.b/c d.\(ending.uppercased())")?.name == name, "\(ending)")
      #expect(Format.named(ending)?.name == name, "\(ending)")
    }
  }

  @Test("A format is found by its name and by each of its drivers")
  func named() {
    for format in Format.all {
      #expect(Format.named(format.name.uppercased()) == format)
      for driver in format.drivers {
        #expect(Format.driver(driver) == format, "\(driver)")
        #expect(Format.named(driver)?.drivers.contains(driver) ?? false, "\(driver)")
      }
    }
  }

  @Test("No name, ending or driver stands in two rows")
  func unique() {
    func repeated(_ values: [String]) -> [String] {
      Dictionary(grouping: values) { $0.lowercased() }.filter { $0.value.count > 1 }.map(\.key)
    }
    #expect(repeated(Format.all.map(\.name)) == [])
    #expect(repeated(Format.all.flatMap(\.endings.every)) == [])
    #expect(repeated(Format.all.flatMap(\.drivers)) == [])
    #expect(repeated(Format.all.flatMap { $0.looks.keys.map { "\($0)" } }) == [])
  }

  @Test("What is taken from folders and read by lanes are endings of the same format")
  func subsets() {
    for format in Format.all {
      #expect(Set(format.endings.names).isSuperset(of: format.endings.inFolders), "\(format.name)")
      let own = Set(format.endings.names + format.endings.readOnly)
      #expect(own.isSuperset(of: format.layers?.laneEndings ?? []), "\(format.name)")
      #expect(own.isSuperset(of: format.layers?.driverOfEnding.keys.map(\.self) ?? []))
      let drivers = Set(format.drivers)
      let layers = format.layers
      #expect(drivers.isSuperset(of: layers?.inventing ?? []), "\(format.name)")
      #expect(drivers.isSuperset(of: [layers?.writingDriver].compactMap(\.self)), "\(format.name)")
    }
  }

  /// Formats that Debian's GDAL is built without.
  static let rarely = ["Parquet", "Arrow", "HDF4", "HDF4Image", "ECW", "MrSID", "AVCBin"]

  /// Formats that the GDAL of `.ci/newer-gdal` is built without.
  static let rarelyInWheels = [
    "CAD", "XLS", "SVG", "netCDF", "GIF", "WEBP", "JP2OpenJPEG", "HDF5", "HDF5Image",
  ]

  /// Formats that GDAL reads no more from 3.11 on.
  static let retired = ["SDTS", "OGR_SDTS", "TIGER", "UK .NTF", "Geoconcept"]

  @Test("Every driver of a format that is read is one of GDAL's, by its right name")
  func installed() throws {
    let installed = try VectorDriver.installed
    let missing =
      Self.rarely + (isAnotherGDAL ? Self.rarelyInWheels : [])
      + (gdalIsAtLeast(3, 11) ? Self.retired : [])
    for driver in Format.openLayerDrivers + Format.openRasterDrivers
    where !missing.contains(driver) {
      #expect(installed.contains(driver), "\(driver)")
    }
  }

  @Test("GDAL writes every driver that is said to be written, where it has it")
  func writers() throws {
    let installed = try VectorDriver.installed
    let writers = Set(try VectorDriver.all.map(\.name))
    for format in Format.all {
      for ending in format.endings.names + [""] {
        guard let driver = format.writingDriver(ofEnding: ending) else { continue }
        #expect(writers.contains(driver) || !installed.contains(driver), "\(driver)")
      }
    }
  }

  @Test("What is known of the drivers of usual formats is what GDAL says of them")
  func usualDrivers() throws {
    for known in VectorDriver.usual {
      guard let asked = try VectorDriver.all.first(where: { $0.name == known.name }) else {
        #expect(
          ["Parquet", "Arrow"].contains(known.name),
          "only what Gridcast writes itself may be missing")
        continue
      }
      // Newer ones may hold more.
      #expect(known.kinds.isSubset(of: asked.kinds), "\(known.name)")
      #expect(known.details.isSubset(of: asked.details), "\(known.name)")
      #expect(known.hasInteger64 == asked.hasInteger64, "\(known.name)")
      guard !isAnotherGDAL else { continue }
      #expect(known.kinds == asked.kinds, "\(known.name)")
      #expect(known.details == asked.details, "\(known.name)")
      #expect(known.endings == asked.endings, "\(known.name)")
      #expect(known.holdsMeasures == asked.holdsMeasures, "\(known.name)")
    }
  }

  static let packed: [(path: String, name: String?)] = [
    ("city.osm.gz", "OpenStreetMap"), ("a.csv.gz", "CSV"), ("a.shp.gz", nil), ("a.csv.zip", nil),
    ("a.zip", nil), ("a.gz", nil), ("gpkg", nil), ("a.gpkg/b", nil), ("a.", nil), ("", nil),
    (".csv", "CSV"), ("a.vrt", "VRT"),
  ]

  @Test(
    "A packed file is what it is packed of, an archive of several is nothing", arguments: packed)
  func ofPath(path: String, name: String?) {
    #expect(Format.of(path: path)?.name == name)
  }

  static let beginnings: [(bytes: [UInt8], ending: String)] = [
    (Array("SQLite format 3\u{0}".utf8), "gpkg"), (Array("fgb\u{3}fgb".utf8), "fgb"),
    ([0x50, 0x4B, 3, 4, 0], "zip"), ([0x1F, 0x8B, 8], "gz"),
    ([0, 0, 0, 14, 0x0A, 9] + Array("OSMHeader".utf8) + [0x18, 1], "osm.pbf"),
    (Array("\u{1E}{\"type\":\"Feature\"}\n".utf8), "geojsonl"),
    (Array(" {\"type\":\"Feature\"}\n{\"type\":\"Feature\"}\n".utf8), "geojsonl"),
    (Array("\u{FEFF}{\n\"type\": \"FeatureCollection\"".utf8), "geojson"),
    (Array("{\"type\":\"FeatureCollection\",\"features\":[\n".utf8), "geojson"),
    (Array("<?xml version=\"1.0\"?>\n<osm version=\"0.6\">".utf8), "osm"),
    (Array("<kml xmlns=\"x\"><osm/>".utf8), "kml"), (Array("<gpx>".utf8), "gpx"),
    (Array("<?xml?><osm><note><kml/>".utf8), "osm"),
    (Array("<FeatureCollection>".utf8), "gml"), (Array("lon,lat\n".utf8), "csv"), ([], "csv"),
  ]

  @Test("A format is told by its first bytes", arguments: beginnings)
  func firstBytes(bytes: [UInt8], ending: String) {
    #expect(Format.ending(ofFirstBytes: bytes) == ending)
  }
}
