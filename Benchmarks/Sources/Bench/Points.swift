import Foundation

/// Points around 60 centres in Weinan, in eight functions by the shares of its 2023 survey, as CSV, Shapefile
/// and GeoJSON; the latter two are written by ogr2ogr.
struct Points {
  private static let shares: [(String, Double)] = [
    ("business", 22_886), ("administration", 6399), ("traffic", 4139), ("office", 3609),
    ("medical", 2465), ("residential", 2256), ("education", 2088), ("tourism", 192),
  ]

  let count: Int
  private let folder: String

  func path(_ ending: String) -> String { "\(folder)/points-\(count).\(ending)" }

  /// Makes the files that are missing.
  init(_ count: Int, in folder: String) {
    self.count = count
    self.folder = folder
    if !FileManager.default.fileExists(atPath: path("csv")) { writeTable() }
    let options = [
      "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "KEEP_GEOM_COLUMNS=NO",
      "-oo", "AUTODETECT_TYPE=YES", "-a_srs", "EPSG:4326",
    ]
    for ending in ["shp", "geojson"] where !FileManager.default.fileExists(atPath: path(ending)) {
      _ = run(["ogr2ogr", path(ending), path("csv")] + options)
    }
  }

  private func writeTable() {
    var state: UInt64 = 7
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    func normal() -> Double { sqrt(-2 * log(1 - uniform())) * cos(2 * .pi * uniform()) }
    let all = Self.shares.reduce(0) { $0 + $1.1 }
    let centres = (0..<60).map { _ in (109.2 + 0.6 * uniform(), 34.3 + 0.5 * uniform()) }
    _ = FileManager.default.createFile(atPath: path("csv"), contents: nil)
    guard let file = FileHandle(forWritingAtPath: path("csv")) else { return }
    var text = "name,category,rank,lon,lat\n"
    for index in 0..<count {
      var rest = uniform() * all
      let category = Self.shares.first { share in
        rest -= share.1
        return rest < 0
      }
      let centre = centres[Int(uniform() * uniform() * 60)]
      text += "poi\(index),\(category?.0 ?? "business"),\(Int(uniform() * 100)),"
      text += "\(centre.0 + 0.03 * normal()),\(centre.1 + 0.025 * normal())\n"
      if text.utf8.count > 1 << 20 || index == count - 1 {
        file.write(Data(text.utf8))
        text = ""
      }
    }
    try? file.close()
  }
}
