import Foundation
import Testing

/// Boxes in numbers of another unit than the coordinates they are meant for.
@Suite struct MistakenBoxTests {
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    _ = try folder.file("p.csv", "lon,lat,n\n109.5,34.5,1\n109.6,34.6,2\n")
    _ = try folder.file("west.csv", "lon,lat,n\n-87.65,41.85,1\n-87.66,41.86,2\n")
    _ = try folder.file(
      "area.geojson",
      #"{"type":"Polygon","coordinates":[[[10,20],[11,20],[11,21],[10,21],[10,20]]]}"#)
    for line in [
      "convert p.csv -o d.gpkg", "convert west.csv -o west.gpkg",
      "reproject p.csv --to EPSG:32649 -o m.gpkg",
      "bin p.csv --cell 1km --to EPSG:32649 -o m.tif",
    ] {
      let made = try run(gridcast, words(line), in: folder.path)
      try #require(made.code == 0, "\(made.errors)")
    }
    return folder
  }

  /// A command line, its exit code, and what standard error has to hold.
  ///
  /// The numbers in metres are cs2cs's:
  /// `printf '34.4 109.4\n34.4 109.7\n34.7 109.4\n34.7 109.7\n' | cs2cs -f %.0f EPSG:4326 EPSG:32649`.
  static let mistakes: [(line: String, code: Int32, says: [String])] = [
    (
      "convert m.gpkg --extent 109.4,34.4,109.7,34.7 -o o.gpkg", 0,
      [
        "whose numbers look like degrees", "EPSG:32649",
        "the box would be 352933,3807275,380938,3840940 there",
      ]
    ),
    (
      "convert m.gpkg --clip 109.4,34.4,109.7,34.7 -o o.gpkg", 0,
      ["whose numbers look like degrees", "--clip-from"]
    ),
    (
      "convert m.tif --extent 109.4,34.4,109.7,34.7 -o o.tif", 65,
      ["whose numbers look like degrees", "EPSG:32649"]
    ),
    (
      "convert d.gpkg --extent 350000,3800000,380000,3850000 -o o.gpkg", 0,
      ["whose numbers are no degrees", "EPSG:4326"]
    ),
    ("convert d.gpkg --clip 350000,3800000,380000,3850000 -o o.gpkg", 0, ["are no degrees"]),
    // Exchanged, beyond 90° and within it, in degrees and in metres.
    (
      "convert d.gpkg --extent 34.4,109.4,34.7,109.7 -o o.gpkg", 0,
      ["but within 109.4,34.4,109.7,34.7, as if longitudes and latitudes were exchanged"]
    ),
    (
      "convert west.gpkg --extent 41.8,-87.7,41.9,-87.6 -o o.gpkg", 0,
      ["but within -87.7,41.8,-87.6,41.9, as if"]
    ),
    (
      "convert west.gpkg --clip 41.8,-87.7,41.9,-87.6 -o o.gpkg", 0,
      ["but within -87.7,41.8,-87.6,41.9, as if"]
    ),
    (
      "convert m.gpkg --clip 34.4,109.4,34.7,109.7 --clip-from EPSG:4326 -o o.gpkg", 65,
      ["has no place in"]
    ),
    (
      "convert m.gpkg --extent 3807275,352933,3840940,380938 -o o.gpkg", 0,
      ["but within 352933,3807275,380938,3840940, as if"]
    ),
    (
      "convert m.tif --extent 3807275,352933,3840940,380938 -o o.tif", 65,
      ["but within 352933,3807275,380938,3840940, as if"]
    ),
    // Elsewhere, where all lies is told.
    (
      "convert d.gpkg --extent 10,20,11,21 -o o.gpkg", 0,
      ["nothing lies within the box 10,20,11,21; what is there lies within 109.5,34.5,109.6,34.6"]
    ),
    (
      "convert d.gpkg --clip 10,20,11,21 -o o.gpkg", 0,
      ["what is there lies within 109.5,34.5,109.6,34.6"]
    ),
    (
      "convert d.gpkg --clip area.geojson -o o.gpkg", 0,
      [
        "nothing lies within the area, which reaches over 10,20,11,21; what is there lies within 109.5,34.5,109.6,34.6"
      ]
    ),
    (
      "bin d.gpkg --within area.geojson --cell 1km -o n.tif", 65,
      [
        "2 outside the study area; nothing lies within the area, which reaches over",
        "what is there lies within 109.5,34.5,109.6,34.6",
      ]
    ),
    (
      "bin d.gpkg --zones area.geojson -o n.csv", 65,
      [
        "2 outside all zones; nothing lies within the area, which reaches over 10,20,11,21; what is there lies within 109.5,34.5,109.6,34.6"
      ]
    ),
    ("convert m.tif --clip 10,20,11,21 -o o.tif", 64, ["of which 'extent' takes a part"]),
    // What is called a latitude, and what was exchanged on purpose.
    (
      "convert west.csv --x lat --y lon -o o.gpkg", 0,
      ["although 'lat' is called as latitudes are, and x is the longitude"]
    ),
    (
      "reproject d.gpkg --from EPSG:4326:yx --to EPSG:32649 -o o.gpkg", 65,
      ["leave yx out, which exchanges them"]
    ),
    ("convert d.gpkg --clip 10,20,11 -o o.gpkg", 64, ["10,20,11: a box to clip by is west,south"]),
    ("convert d.gpkg --clip 1,2,3,4,5 -o o.gpkg", 64, ["a box to clip by is west,south"]),
  ]

  @Test("A box in degrees over metres, or the other way round, is told with the way out")
  func mistaken() throws {
    let folder = try folder()
    for (line, code, says) in Self.mistakes {
      let result = try run(gridcast, words(line) + ["--overwrite"], in: folder.path)
      #expect(result.code == code, "\(line): \(result.errors)")
      for text in says { #expect(result.errors.contains(text), "\(line): \(result.errors)") }
    }
  }

  @Test("The ways out leave what lies in the box")
  func waysOut() throws {
    let folder = try folder()
    let told = try gridcast(
      "convert", "m.gpkg", "--extent", "109.4,34.4,109.55,34.55", "-o", "o.gpkg", in: folder.path)
    let box = try #require(told.errors.firstMatch(of: /the box would be ([-0-9.,]+) there/)).1
    for options in [
      ["--extent", String(box)], ["--clip", "109.4,34.4,109.55,34.55", "--clip-from", "EPSG:4326"],
    ] {
      let result = try run(
        gridcast, ["convert", "m.gpkg", "-o", "o.gpkg", "--overwrite"] + options, in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.contains("1 written"), "\(result.output)")
    }
    for extent in [
      "109.4, 34.4, 109.55, 34.55", "109.4，34.4，109.55，34.55", "109.4 34.4 109.55 34.55",
    ] {
      let result = try gridcast(
        "convert", "d.gpkg", "--extent", extent, "-o", "o.gpkg", "--overwrite", in: folder.path)
      #expect(result.code == 0 && result.output.contains("1 written"), "\(result.errors)")
    }
    let beside = try gridcast(
      "convert", "d.gpkg", "--extent", "10,20,11,21", "-o", "o.gpkg", "--overwrite", in: folder.path
    )
    #expect(beside.code == 0 && !beside.errors.contains("degrees"), "\(beside.errors)")
  }
}
