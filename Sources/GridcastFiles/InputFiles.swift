import Foundation
import GridcastBase

/// The files that are read where one is named: with a Shapefile its table, with a TIFF its world file.
///
/// This is the one list of them; a change to any of them is a change to the input.
package enum InputFiles {
  /// Endings of files of the same name beside a layer, by its ending.
  private static let besideLayers: [String: [String]] = {
    let shapefile = ["shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx"]
    let mapInfo = ["tab", "dat", "map", "id", "ind", "mif", "mid"]
    let idrisi = ["vct", "vdc", "adc", "avl", "ref"]
    let table = ["csvt", "prj"]
    var all = ["gml": ["gfs", "xsd"], "csv": table, "tsv": table, "txt": table, "psv": table]
    for family in [shapefile, mapInfo, idrisi] {
      for ending in family where !["prj", "cpg", "ref"].contains(ending) { all[ending] = family }
    }
    for ending in [
      "geojson", "geojsonl", "geojsons", "json", "topojson", "gpkg", "sqlite", "fgb", "kml", "kmz",
      "gpx", "osm", "pbf", "dxf", "dwg", "dgn", "xlsx", "xls", "ods", "parquet", "arrow", "zip",
    ] { all[ending] = [] }
    return all
  }()

  /// Endings of files of the same name beside a raster: where it lies, its system, header, colours,
  /// and the parts that formats keep in files of their own.
  private static let besideRasters = [
    "wld", "tab", "prj", "aux", "rrd", "ige", "hdr", "stx", "clr", "rpb", "rpc", "rsw", "sgrd",
    "rdc", "ref", "smp", "grf", "csy", "mp#",
  ]

  /// What follows the whole name of a file: GDAL's notes, overviews and masks, tables of values,
  /// headers, and what SQLite has not yet put into its file.
  private static let afterName = [
    ".aux.xml", ".ovr", ".msk", ".vat.dbf", ".hdr", "-wal", "-journal",
  ]

  /// All files that are read with an input, the input first; of a folder such as a .gdb all in it.
  package static func all(of path: String) -> [String] {
    let files = FileManager.default
    let url = URL(filePath: path)
    if url.isFolder {
      let names = (try? files.subpathsOfDirectory(atPath: path)) ?? []
      return names.sorted().map { "\(url.plainPath)/\($0)" }.filter { !URL(filePath: $0).isFolder }
    }
    guard files.fileExists(atPath: path) else { return [path] }
    let stem = url.deletingPathExtension().plainPath
    let ending = url.pathExtension
    let endings = besideLayers[ending.lowercased()] ?? besideRasters + worldFiles(of: ending)
    // Names are tried one by one, as a folder may hold many thousand other files.
    let siblings = endings.flatMap { ending in
      [ending, ending.uppercased()].lazy.map { "\(stem).\($0)" }.filter(files.fileExists).prefix(1)
    }
    let added = afterName.map { path + $0 }.filter(files.fileExists)
    return [path] + (siblings + added).filter { $0 != path && $0 != url.plainPath }.sorted()
  }

  /// The endings of a world file of an image: of a .tif a .tfw and a .tifw.
  private static func worldFiles(of ending: String) -> [String] {
    let ending = ending.lowercased()
    guard let first = ending.first, let last = ending.last else { return ["w"] }
    return ["\(first)\(last)w", "\(ending)w"]
  }
}
