import Foundation
import Testing

/// Rasters that are moved without GDAL's warper, beside gdalwarp 3.6.
///
/// The kernels are Gridcast's own, so they are the same under a newer GDAL, whose own rules for cells that lie
/// partly outside have changed since.
@Suite struct RasterWarpTests {
  /// 60 × 50 cells of 0.02° around 109.6° E, 34.5° N: waves, with holes where there is a nodata value.
  private func input(_ type: String, hasHoles: Bool, in folder: TemporaryFolder) throws {
    let rows = (0..<50).map { row in
      (0..<60).map { column -> String in
        if hasHoles, (row * 7 + column * 3) % 41 == 0 || (20..<24).contains(row) && column > 40 {
          return "255"
        }
        let wave =
          100 + 60 * sin(Double(column) / 7) * cos(Double(row) / 5) + Double(row * column % 7)
        return type.hasPrefix("F") ? "\(wave)" : "\(Int(wave))"
      }.joined(separator: " ")
    }
    let head = "ncols 60\nnrows 50\nxllcorner 109\nyllcorner 34\ncellsize 0.02\n"
    let nodata = hasHoles ? "NODATA_value 255\n" : ""
    _ = try folder.file("a.asc", head + nodata + rows.joined(separator: "\n") + "\n")
    let made = try run(
      "gdal_translate",
      ["-q", "-a_srs", "EPSG:4326", "-ot", type, "--config", "AAIGRID_DATATYPE", "Float64"]
        + ["a.asc", "a.tif"], in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
  }

  private func cells(_ path: String, in folder: TemporaryFolder) throws -> [Double] {
    let made = try run(
      "gdal_translate", ["-q", "-of", "XYZ", path, "/vsistdout/"], in: folder.path)
    return made.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").last.flatMap { Double($0) }
    }
  }

  private func gdalinfo(_ path: String, in folder: TemporaryFolder) throws -> String {
    try run("gdalinfo", [path], in: folder.path).output
  }

  private func numbers(_ key: String, of text: String) -> [Double] {
    let line = text.split(separator: "\n").first { $0.contains(key) } ?? ""
    return line.split { !"-.0123456789e".contains($0) }.compactMap { Double($0) }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let method: String, type: String, cell: Double, hasHoles: Bool
    var testDescription: String {
      "\(method), \(type), cells of \(cell) m\(hasHoles ? ", with holes" : "")"
    }
  }

  static let cases: [Case] = ["near", "bilinear", "cubic", "average", "mode"].flatMap { method in
    ["Byte", "Int16", "Float32", "Float64"].flatMap { type in
      // Cells of the input are about 1,800 by 2,200 m.
      [700.0, 2000, 2400, 9000].flatMap { cell in
        [false, true].map { Case(method: method, type: type, cell: cell, hasHoles: $0) }
      }
    }
  }.filter { $0.method != "mode" || !$0.type.hasPrefix("F") }

  @Test(
    "Cells have gdalwarp's numbers, whatever the method, the type and the size", arguments: cases)
  func agrees(_ one: Case) throws {
    let folder = try TemporaryFolder()
    try input(one.type, hasHoles: one.hasHoles, in: folder)
    let result = try gridcast(
      "reproject", "a.tif", "--to", "EPSG:32649", "--cell", "\(one.cell)", "--resampling",
      one.method, "-o", "o.tif", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let told = try gdalinfo("o.tif", in: folder)
    let size = numbers("Size is", of: told)
    let origin = numbers("Origin", of: told)
    let nodata = numbers("NoData Value", of: told)[0]
    let theirs = try run(
      "gdalwarp",
      ["-q", "-t_srs", "EPSG:32649", "-r", one.method, "-et", "0", "-wt", "Float64"]
        + ["-dstnodata", "\(nodata)", "-te", "\(origin[0])", "\(origin[1] - size[1] * one.cell)"]
        + ["\(origin[0] + size[0] * one.cell)", "\(origin[1])", "-ts", "\(Int(size[0]))"]
        + ["\(Int(size[1]))", "a.tif", "t.tif"], in: folder.path)
    #expect(theirs.code == 0, "\(theirs.errors)")
    let (own, other) = (try cells("o.tif", in: folder), try cells("t.tif", in: folder))
    #expect(own.count == other.count && own.count == Int(size[0] * size[1]))
    var wrong = zip(own, other).filter { a, b in abs(a - b) > 1e-6 * max(1, abs(b)) }
    if ["average", "mode"].contains(one.method) {
      // GDAL 3.6 gives a cell that lies outside the raster what lies at its edge; newer ones do not.
      let outside = wrong.count { $0.0 == nodata }
      #expect(outside <= 4 * Int(size[0] + size[1]), "\(outside) of \(own.count)")
      wrong.removeAll { $0.0 == nodata }
    }
    // A whole number may be rounded the other way where it lies in the middle between two.
    let isTie = !one.type.hasPrefix("F") && wrong.allSatisfy { abs($0.0 - $0.1) == 1 }
    #expect(
      wrong.isEmpty || isTie && wrong.count <= own.count / 1000,
      "\(wrong.count) of \(own.count): \(wrong.prefix(5))")
    #expect(own.contains { $0 != nodata })
    let stated = numbers("STATISTICS_MEAN", of: told)[0]
    let known = own.filter { $0 != nodata }
    let mean = known.reduce(0, +) / Double(known.count)
    #expect(abs(stated - mean) < 1e-5 * abs(mean), "the mean is \(mean)")
  }

  /// Four bands of 3,200 × 1,100 cells, of which tiles are written, one by one or all of a cell together.
  private func large(_ layout: String, in folder: TemporaryFolder) throws {
    try input("Int16", hasHoles: true, in: folder)
    for command in [
      "gdal_translate -q -outsize 3200 1100 -r bilinear a.tif b.tif",
      "gdal_translate -q -b 1 -b 1 -b 1 -b 1 -scale_2 0 255 0 1000 -co INTERLEAVE=\(layout) "
        + "-co COMPRESS=DEFLATE -co TILED=YES b.tif c.tif",
    ] {
      let made = try run("sh", ["-c", command], in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
    }
  }

  @Test("One core and two write the same bytes", arguments: ["BAND", "PIXEL"])
  func isDeterministic(layout: String) throws {
    let folder = try TemporaryFolder()
    try large(layout, in: folder)
    for method in ["near", "cubic", "average"] {
      for cores in ["0", "0,1"] {
        let made = try run(
          "taskset",
          ["-c", cores, gridcast, "reproject", "c.tif", "--to", "EPSG:32649", "--resampling"]
            + [method, "-o", "o\(cores).tif", "--overwrite", "--quiet"], in: folder.path)
        #expect(made.code == 0, "\(made.errors)")
      }
      #expect(
        FileManager.default.contentsEqual(
          atPath: "\(folder.path)/o0.tif", andPath: "\(folder.path)/o0,1.tif"), "\(method)")
    }
    let told = try gdalinfo("o0.tif", in: folder)
    #expect(told.contains("Block=512x512") && told.contains("Band 4"), "\(told)")
    // The second band is the first one stretched: GDAL reads each where it was written.
    #expect(numbers("STATISTICS_MEAN", of: told)[0] > 50)
    let sums = try run("gdalinfo", ["-checksum", "o0.tif"], in: folder.path).output
      .split(separator: "\n").filter { $0.contains("Checksum") }
    #expect(sums.count == 4 && sums[0] == sums[2] && sums[0] != sums[1], "\(sums)")
  }

  @Test("What own kernels do not do is GDAL's, and comes out as before")
  func leavesToGDAL() throws {
    let folder = try TemporaryFolder()
    try input("Float32", hasHoles: true, in: folder)
    for options in [["--resampling", "lanczos"], ["--resampling", "near", "--cog"]] {
      let made = try run(
        gridcast,
        ["reproject", "a.tif", "--to", "EPSG:32649", "-o", "o.tif", "--overwrite"] + options,
        in: folder.path)
      #expect(made.code == 0, "\(made.errors)")
      #expect(try gdalinfo("o.tif", in: folder).contains("STATISTICS_MEAN"))
    }
  }
}
