import Foundation
import Testing

/// Rasters that are too large to be held, as a user meets them.
@Suite struct LargeRasterTests {
  /// A folder with sparse rasters, whose first rows hold what a small one does.
  ///
  /// `large.tif` has more values than are held, `wide.tif` more cells than hot spots are held of, `one.tif` a single block of 12 GB.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    var rows = "ncols 40\nnrows 30\nxllcorner 300000\nyllcorner 3820000\ncellsize 10\n"
    for row in 0..<30 {
      rows += (0..<40).map { "\(($0 * $0 + 7 * row) % 19)" }.joined(separator: " ") + "\n"
    }
    _ = try folder.file("small.asc", rows)
    _ = try folder.file("p.csv", "lon,lat\n111.2,34.5\n111.3,34.6\n")
    for command in [
      "gdal_translate -q -ot Float32 -a_nodata -1 -a_srs EPSG:32649 small.asc small.tif",
      // 18 million cells, of which those of the small one are known.
      "gdal_translate -q -of VRT -srcwin 0 0 6000 3000 small.tif large.vrt",
      "gdal_translate -q -of VRT -srcwin 0 0 2200 2000 small.tif wide.vrt",
      "gdal_translate -q -co TILED=YES -co COMPRESS=DEFLATE -co SPARSE_OK=TRUE large.vrt large.tif",
      "gdal_translate -q -co TILED=YES -co COMPRESS=DEFLATE -co SPARSE_OK=TRUE wide.vrt wide.tif",
      "gdal_create -q -ot Float32 -outsize 60000 50000 -bands 1 -a_srs EPSG:32649 -a_ullr 0 5000000 600000 4500000 -co BLOCKYSIZE=50000 -co SPARSE_OK=TRUE -co BIGTIFF=YES -co COMPRESS=DEFLATE one.tif",
      "gdal_create -q -ot Byte -outsize 43200 21600 -bands 1 -a_srs EPSG:4326 -a_ullr -180 90 180 -90 -a_nodata 0 -co TILED=YES -co SPARSE_OK=TRUE world.tif",
    ] {
      let made = try run("sh", ["-c", command], in: folder.path)
      #expect(made.code == 0, "\(command): \(made.errors)")
    }
    return folder
  }

  /// A command in an address space of so many MB.
  private func limited(_ megabytes: Int, _ arguments: String, _ folder: TemporaryFolder) throws
    -> (code: Int32, output: String, errors: String)
  {
    let result = try run(
      "sh", ["-c", "ulimit -v \(megabytes * 1024); exec \"$0\" \(arguments)", gridcast],
      in: folder.path, seconds: 600)
    return (result.code, result.output, result.errors)
  }

  @Test("A large raster is described, drawn, correlated and searched within bounds of memory")
  func worksInBounds() throws {
    let folder = try folder()
    for arguments in [
      "info large.tif", "map large.tif -o large.png", "hotspots wide.tif -o hot.tif",
      "convert large.tif -o copy.tif", "map hot.tif:z,p --classes quantile -o hot.svg",
    ] {
      let found = try limited(2500, arguments, folder)
      #expect(found.code == 0, "\(arguments): \(found.errors)")
    }
    let correlated = try limited(2500, "correlate hot.tif", folder)
    #expect(correlated.code == 0, "\(correlated.errors)")
    #expect(correlated.output.contains("over 1,200 cells"), "\(correlated.output)")
    // Where cells are known and what they hold is all that counts, not how many others there are.
    let small = try gridcast("hotspots", "small.tif", "-o", "small-hot.tif", in: folder.path)
    let large = try gridcast("hotspots", "wide.tif", "-o", "large-hot.tif", in: folder.path)
    func spots(_ output: String) -> Substring? { output.split(separator: "\n").dropFirst().first }
    #expect(spots(small.output) == spots(large.output), "\(small.output)\(large.output)")
    let cut = try run(
      "sh",
      [
        "-c",
        "gdal_translate -q -srcwin 0 0 40 30 large-hot.tif cut.tif && for f in cut small-hot; do gdal_translate -q -of XYZ -b 1 $f.tif $f.xyz; done && cmp cut.xyz small-hot.xyz",
      ], in: folder.path)
    #expect(cut.code == 0, "\(cut.output)\(cut.errors)")
  }

  @Test("What needs more memory than there is is refused beforehand, with how much")
  func refuses() throws {
    let folder = try folder()
    for (arguments, words) in [
      ("structure world.tif", "GB of memory"),
      (
        "info one.tif",
        "stored in blocks of 60,000 × 50,000 cells, would need about 24 GB of memory"
      ),
      ("bin p.csv --from EPSG:4326 --like world.tif -o b.tif", "GB of memory"),
      ("hotspots large.tif --cells h.gpkg", "GB of memory"),
    ] {
      let found = try limited(2500, arguments, folder)
      #expect(found.code == 65, "\(arguments): \(found.code) \(found.output)\(found.errors)")
      #expect(found.errors.contains(words), "\(arguments): \(found.errors)")
    }
  }
}
