import Foundation
import Testing

/// Rasters beside gdalwarp.
@Suite struct RasterConversionTests {
  /// A raster of counts in UTM 49N, 1 km cells, some without a value.
  private func makeRaster(in folder: TemporaryFolder, as type: String = "Float32") throws {
    var text = "lon,lat\n"
    for number in 0..<4000 {
      let x = Double(number * 7919 % 1000) / 1000
      let y = Double(number * 104_729 % 997) / 997
      text += "\(109 + x * x),\(34 + y * 0.6)\n"
    }
    _ = try folder.file("p.csv", text)
    let made = try gridcast("bin", "p.csv", "-o", "counts.tif", in: folder.path)
    #expect(made.code == 0, "\(made.errors)")
    let options = type == "Float32" ? [] : ["-a_nodata", "none"]
    let copied = try run(
      "gdal_translate", ["-q", "-ot", type] + options + ["counts.tif", "in.tif"], in: folder.path)
    #expect(copied.code == 0, "\(copied.errors)")
  }

  private struct Info {
    let text: String
    let size: [Int]
    let origin: [Double]
    let cell: [Double]

    init(_ path: String, in folder: TemporaryFolder) throws {
      let result = try run("gdalinfo", ["-checksum", path], in: folder.path)
      #expect(result.code == 0, "\(result.errors)")
      text = result.output
      func numbers(_ key: String) -> [Double] {
        let line = result.output.split(separator: "\n").first { $0.hasPrefix(key) } ?? ""
        return line.split { !"-.0123456789e".contains($0) }.compactMap { Double($0) }
      }
      size = numbers("Size is").map { Int($0) }
      origin = numbers("Origin")
      cell = numbers("Pixel Size")
    }

    var checksum: String {
      text.split(separator: "\n").first { $0.contains("Checksum") }.map(String.init) ?? ""
    }
  }

  private static let script = root.appending(path: "Tests/GridcastCLITests/gdalwarp.py").path()

  @Test(
    "A warped raster has gdalwarp's values on the same cells",
    arguments: ["near", "bilinear", "cubic", "mode", "max"])
  func agreesWithGDALWarp(method: String) throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder)
    let result = try gridcast(
      "reproject", "in.tif", "--to", "EPSG:3857", "--cell", "1500", "--resampling", method, "-o",
      "ours.tif", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    let ours = try Info("ours.tif", in: folder)
    // Cells lie on the tiling that begins at 0, 0.
    #expect(ours.origin.allSatisfy { ($0 / 1500).rounded() * 1500 == $0 }, "\(ours.origin)")
    #expect(ours.cell == [1500, -1500])
    let west = ours.origin[0]
    let north = ours.origin[1]
    // Where a newer GDAL is loaded, it must be its own rules: that of cells which lie partly outside, and
    // of the mode, have changed since 3.6.
    let another = ProcessInfo.processInfo.environment["GRIDCAST_GDAL"].map { [Self.script, $0] }
    let theirs = try run(
      another == nil ? "gdalwarp" : "python3",
      (another ?? []) + [
        "-q", "-t_srs", "EPSG:3857", "-r", method, "-et", "0", "-te", "\(west)",
        "\(north - Double(ours.size[1]) * 1500)", "\(west + Double(ours.size[0]) * 1500)",
        "\(north)", "-tr", "1500", "1500", "in.tif", "theirs.tif",
      ], in: folder.path)
    #expect(theirs.code == 0, "\(theirs.errors)")
    #expect(try ours.checksum == Info("theirs.tif", in: folder).checksum)
    for key in ["STATISTICS_MEAN", "NoData Value=-9999", "Description = all"] {
      #expect(ours.text.contains(key), "\(ours.text)")
    }
    #expect(
      try folder.content == [
        "counts.qml", "counts.tif", "in.tif", "ours.tif", "p.csv", "theirs.tif",
      ])
  }

  @Test("A raster takes the cells of another")
  func takesCells() throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder)
    #expect(
      try gridcast("reproject", "in.tif", "--to", "EPSG:4326", "-o", "degrees.tif", in: folder.path)
        .code == 0)
    let back = try gridcast(
      "reproject", "degrees.tif", "--like", "in.tif", "-o", "back.tif", in: folder.path)
    #expect(back.code == 0, "\(back.errors)")
    let before = try Info("in.tif", in: folder)
    let after = try Info("back.tif", in: folder)
    #expect(before.size == after.size && before.origin == after.origin && before.cell == after.cell)
  }

  @Test("Corners without a value get a whole number that no cell has, or a wider type")
  func findsNodata() throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder, as: "Byte")
    let result = try gridcast(
      "reproject", "in.tif", "--to", "EPSG:4326", "-o", "u.tif", in: folder.path)
    #expect(
      result.code == 0 && result.errors.contains("255, which no cell has"), "\(result.errors)")
    let info = try Info("u.tif", in: folder)
    #expect(info.text.contains("NoData Value=255") && info.text.contains("Type=Byte"))
    let forced = try gridcast(
      "reproject", "in.tif", "--to", "EPSG:4326", "--nodata", "200", "-o", "v.tif", in: folder.path)
    #expect(forced.code == 0)
    #expect(try Info("v.tif", in: folder).text.contains("NoData Value=2e+02"))
  }

  @Test("A copy keeps every cell, a window is cut, a cloud-optimised file says so")
  func copies() throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder)
    #expect(try gridcast("convert", "in.tif", "-o", "copy.tif", in: folder.path).code == 0)
    let before = try Info("in.tif", in: folder)
    #expect(try before.checksum == Info("copy.tif", in: folder).checksum)
    #expect(try gridcast("convert", "in.tif", "--cog", "-o", "cog.tif", in: folder.path).code == 0)
    let cog = try Info("cog.tif", in: folder)
    #expect(cog.text.contains("LAYOUT=COG") && cog.checksum == before.checksum)
    let x = before.origin[0] + 2000
    let y = before.origin[1] - 7000
    let cut = try gridcast(
      "convert", "in.tif", "--extent", "\(x),\(y),\(x + 5000),\(y + 4000)", "-o", "cut.tif",
      in: folder.path)
    #expect(cut.code == 0, "\(cut.errors)")
    let window = try Info("cut.tif", in: folder)
    #expect(window.size == [5, 4] && window.origin == [x, y + 4000])
  }

  @Test("A mask, another nodata and an extent between cells are kept, moved and rounded outwards")
  func keepsUnknown() throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder, as: "Byte")
    let size = try Info("in.tif", in: folder).size
    for command in [
      "gdal_translate -q -b 1 -mask 1 in.tif masked.tif",
      "gdal_translate -q -a_nodata 0 in.tif n.tif",
    ] {
      #expect(
        try run(words(command)[0], Array(words(command).dropFirst()), in: folder.path).code == 0)
    }
    // The band itself is its mask, so cells of 0 are unknown.
    let moved = try gridcast(
      "reproject", "masked.tif", "--to", "EPSG:4326", "-o", "u.tif", in: folder.path)
    #expect(moved.code == 0, "\(moved.errors)")
    #expect(try Info("u.tif", in: folder).text.contains("NoData Value="))

    let marked = try gridcast("convert", "n.tif", "--nodata", "250", "-o", "v.tif", in: folder.path)
    #expect(marked.code == 0, "\(marked.errors)")
    let info = try Info("v.tif", in: folder)
    #expect(info.size == size && info.text.contains("Minimum=1.000"), "\(info.text)")

    let origin = try Info("in.tif", in: folder).origin
    let extent = "\(origin[0] + 1500),\(origin[1] - 2500),\(origin[0] + 2500),\(origin[1] - 1500)"
    let cut = try gridcast(
      "convert", "in.tif", "--extent", extent, "-o", "w.tif", in: folder.path)
    #expect(cut.code == 0, "\(cut.errors)")
    let window = try Info("w.tif", in: folder)
    #expect(window.size == [2, 2] && window.origin == [origin[0] + 1000, origin[1] - 1000])
    let names = try folder.content.filter { $0.hasPrefix("u.") || $0.hasPrefix("v.") }
    #expect(names == ["u.tif", "v.tif"])
  }

  static let refused: [(String, Int32, String)] = [
    ("reproject in.tif --to gcj02 -o u.tif", 64, "GCJ-02"),
    ("reproject in.tif -o u.gpkg", 64, "it is a raster"),
    ("convert in.tif --select a -o u.tif", 64, "'select' is for layers"),
    ("convert p.csv --cell 30m -o u.gpkg", 64, "'cell' is for rasters"),
    ("reproject in.tif --to EPSG:32618 -o u.tif", 65, "too far"),
    ("convert in.tif --extent 1,2,3,4 -o u.tif", 65, "nothing lies within the box"),
    ("reproject in.tif --like p.csv -o u.tif", 65, "a raster is wanted"),
    ("reproject in.tif --to EPSG:3857 --cell 0.000001 -o u.tif", 65, "larger cells with --cell"),
  ]

  @Test("What makes no sense of a raster is refused", arguments: refused)
  func refuses(command: String, code: Int32, words text: String) throws {
    let folder = try TemporaryFolder()
    try makeRaster(in: folder)
    let result = try run(gridcast, words(command), in: folder.path)
    #expect(result.code == code && result.errors.contains(text), "\(result.errors)")
    #expect(try folder.content == ["counts.qml", "counts.tif", "in.tif", "p.csv"])
  }
}
