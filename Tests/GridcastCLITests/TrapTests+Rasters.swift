import Foundation

extension TrapTests {
  /// An ASCII grid with cells of 1 km whose lower left corner is at 300,000, 3,820,000.
  static func grid(_ rows: [[String]], nodata: String? = nil, corner: String = "300000")
    -> String
  {
    """
    ncols \(rows[0].count)
    nrows \(rows.count)
    xllcorner \(corner)
    yllcorner 3820000
    cellsize 1000
    \(nodata.map { "NODATA_value \($0)\n" } ?? "")\(rows.map { $0.joined(separator: " ") }.joined(separator: "\n"))

    """
  }

  /// Whole numbers in rows of a length.
  static func rows(_ count: Int, _ length: Int, _ value: (Int) -> Int) -> [[String]] {
    (0..<count).map { row in (0..<length).map { "\(value(row * length + $0))" } }
  }

  /// A band of a text that GDAL reads as a raster, with what stands in it for a band.
  static func band(_ number: Int, _ type: String, of file: String, _ inside: String = "")
    -> String
  {
    "<VRTRasterBand dataType='\(type)' band='\(number)'>\(inside)<SimpleSource>"
      + "<SourceFilename relativeToVRT='1'>\(file)</SourceFilename><SourceBand>1</SourceBand>"
      + "</SimpleSource></VRTRasterBand>"
  }

  static func vrt(
    _ size: Int, _ bands: String..., corner: (x: Double, y: Double) = (300_000, 3_828_000),
    cell: (x: Double, y: Double) = (1000, -1000), turn: Double = 0, system: String = "EPSG:32649"
  ) -> String {
    "<VRTDataset rasterXSize='\(size)' rasterYSize='\(size)'><SRS>\(system)</SRS><GeoTransform>"
      + "\(corner.x),\(cell.x),\(turn),\(corner.y),\(turn),\(cell.y)</GeoTransform>"
      + bands.joined() + "</VRTDataset>"
  }

  private static let palette =
    "<ColorInterp>Palette</ColorInterp><ColorTable>"
    + (0...60).map { "<Entry c1='\($0 * 4)' c2='200' c3='\(255 - $0 * 4)' c4='255'/>" }.joined()
    + "</ColorTable>"

  private static let table =
    "<GDALRasterAttributeTable tableType='thematic'>"
    + "<FieldDefn index='0'><Name>V</Name><Type>0</Type><Usage>5</Usage></FieldDefn>"
    + "<FieldDefn index='1'><Name>N</Name><Type>2</Type><Usage>2</Usage></FieldDefn>"
    + "<Row index='0'><F>10</F><F>forest</F></Row></GDALRasterAttributeTable>"

  /// A grid of land uses.
  private static let uses = grid(rows(8, 8) { [10, 21, 30, 50][$0 * 7 % 4] })
  /// A grid of the numbers from 0 to 63.
  static let numbers = grid(rows(8, 8) { $0 })
  static let toTIFF = "gdal_translate -q -a_srs EPSG:32649"

  /// Rasters whose numbers other tools take for others; what is right is told by numpy on the same rows,
  /// by `gdalinfo -stats`, and by gdalwarp 3.6 without overviews and with a wider type.
  static let rasterValueTraps: [Trap] = [
    Trap(
      name:
        "Sums are of the cells, not of overviews, in a type that holds them (numpy's sums of blocks)",
      files: ["a.asc": grid(rows(8, 8) { 200 + $0 % 40 })],
      first: ["\(toTIFF) -ot Byte a.asc a.tif", "gdaladdo -q -r average a.tif 2 4"],
      command: "convert a.tif --cell 4km --resampling sum -o o.tif",
      look: "sh -c 'gdalinfo o.tif; gdal_translate -q -of XYZ o.tif /vsistdout/'",
      finds: ["Type=Int32", "302000 3826000 3416", "306000 3822000 3512"]),
    Trap(
      name: "The greatest is that of the cells, not of overviews", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte a.asc a.tif", "gdaladdo -q -r average a.tif 2 4"],
      command: "convert a.tif --cell 4km --resampling max -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/",
      finds: ["302000 3826000 27", "306000 3822000 63"]),
    Trap(
      name: "A sum keeps the total where cells do not nest (0 + … + 63 = 2016)",
      files: ["a.asc": numbers], first: ["\(toTIFF) -ot Byte a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 --cell 3km --resampling sum -o o.tif",
      look:
        "sh -c \"gdalinfo o.tif | grep Type; gdal_translate -q -of XYZ o.tif /vsistdout/ | awk '$3 > -9999 {s += $3} END {print s}'\"",
      finds: ["Float64", "2016\n"]),
    Trap(
      name: "Another way than a sum changes totals, and that is said", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Int32 a.asc a.tif"],
      command: "reproject a.tif --to EPSG:32649 --cell 2km -o o.tif",
      says: ["totals change", "--resampling sum"]),
    Trap(
      name: "Scale and offset make the values (0 × 0.01 + 20, 63 × 0.01 + 20)",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Int16", of: "a.asc", "<Offset>20</Offset><Scale>0.01</Scale>")),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "info a.tif",
      says: ["20.63", "packed"]),
    Trap(
      name: "Scale and offset are kept, and sums are of values (2016 × 0.5 + 64 × 10 = 1648)",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Int16", of: "a.asc", "<Offset>10</Offset><Scale>0.5</Scale>")),
      ], first: ["gdal_translate -q a.vrt a.tif"],
      command: "convert a.tif --cell 8km --resampling sum -o o.tif",
      look:
        "sh -c \"gdal_translate -q -of XYZ o.tif /vsistdout/ | awk '$3 > -9999 {s += $3} END {print s}'\"",
      finds: ["1648"]),
    Trap(
      name: "Scale and offset are kept where cells move",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Int16", of: "a.asc", "<Offset>10</Offset><Scale>0.5</Scale>")),
      ], first: ["gdal_translate -q a.vrt a.tif"],
      command: "reproject a.tif --to EPSG:3857 -o o.tif", look: "gdalinfo o.tif",
      finds: ["Offset: 10,   Scale:0.5"]),
    Trap(
      name: "Hot spots are of values: all are 0 only as they are stored",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Int16", of: "a.asc", "<Offset>-3</Offset><Scale>2</Scale>")),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "convert a.tif -o o.tif",
      look: "gdalinfo o.tif", finds: ["Offset: -3,   Scale:2"]),
    Trap(
      name: "Whole numbers of 32 bits are not rounded",
      files: ["a.asc": grid(rows(8, 8) { [610_502_001, 610_502_003, 610_502_107][$0 % 3] })],
      first: ["\(toTIFF) -ot Int32 a.asc a.tif"], command: "info a.tif",
      says: ["610502001", "610502107"]),
    Trap(
      name: "The most frequent of codes is one of them (gdal#3714)",
      files: ["a.asc": grid(rows(8, 8) { $0 % 3 == 0 ? 610_502_107 : 610_502_003 })],
      first: ["\(toTIFF) -ot Int32 a.asc a.tif"],
      command: "convert a.tif --cell 4km --resampling mode -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/", finds: ["302000 3826000 610502003\n"],
      lacks: ["610502016"]),
    Trap(
      name: "Whole numbers of 64 bits move exactly, and corners are unknown",
      files: ["a.asc": grid(rows(8, 8) { 1 + $0 % 16 })],
      first: ["\(toTIFF) -ot Int64 -a_nodata none a.asc a.tif"],
      command: "reproject a.tif --to EPSG:4326 -o o.tif",
      says: ["stands for cells without a value"],
      look: "sh -c 'gdalinfo -stats o.tif | grep -v xml'",
      finds: ["Type=Int64", "NoData Value=-9999", "Minimum=1.000, Maximum=16.000"]),
    Trap(
      name: "Bytes with a sign, whose −128 is unknown",
      files: ["a.asc": grid(rows(8, 8) { $0 == 0 ? 128 : ($0 + 216) % 256 })],
      first: [signed],
      command: "info b.tif", says: ["-39", "23", "63"]),
    Trap(
      name: "Bytes with a sign are written with it",
      files: ["a.asc": grid(rows(8, 8) { $0 == 0 ? 128 : ($0 + 216) % 256 })],
      first: [signed],
      command: "reproject b.tif --to EPSG:3857 -o o.tif", look: "gdalinfo -stats o.tif",
      finds: ["Minimum=-39.000, Maximum=23.000"]),
    Trap(
      name: "Each band has its nodata value, of which a GeoTIFF holds one",
      files: [
        "a.asc": grid(rows(8, 8) { $0 == 5 ? -1 : $0 }),
        "b.asc": grid(rows(8, 8) { $0 == 7 ? 255 : $0 - 1 }),
        "a.vrt": vrt(
          8, band(1, "Int16", of: "a.asc", "<NoDataValue>-1</NoDataValue>"),
          band(2, "Int16", of: "b.asc", "<NoDataValue>255</NoDataValue>")),
      ], first: ["gdal_translate -q -of HFA a.vrt a.img"], command: "convert a.img -o o.tif",
      says: ["255, which no cell has"], look: "gdalinfo -stats o.tif",
      finds: ["Minimum=0.000, Maximum=63.000", "Minimum=-1.000, Maximum=62.000"]),
    Trap(
      name: "A nodata value that a cell has is refused", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte -a_nodata 255 a.asc a.tif"],
      command: "convert a.tif --nodata 50 -o o.tif", code: 65,
      says: ["1 cell has the value 50", "--nodata", "--allow-loss"]),
    Trap(
      name: "NaN that nothing announces is unknown",
      files: ["a.asc": grid(rows(8, 8) { $0 }.map { $0.map { $0 == "9" ? "nan" : "\($0).5" } })],
      first: ["\(toTIFF) -ot Float32 -a_nodata none a.asc a.tif"],
      command: "convert a.tif -o o.tif",
      look: "gdalinfo o.tif", finds: ["NoData Value=nan"]),
    Trap(
      name: "NaN does not spread where cells move, nor stand beside −9999",
      files: ["a.asc": grid(rows(8, 8) { $0 }.map { $0.map { $0 == "9" ? "nan" : "\($0).5" } })],
      first: ["\(toTIFF) -ot Float32 -a_nodata none a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 --cell 300 -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/", finds: ["nan"], lacks: ["-9999"]),
    Trap(
      name: "A nodata value that bytes cannot hold stands for no corner",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Byte", of: "a.asc", "<NoDataValue>-9999</NoDataValue>")),
      ],
      command: "reproject a.vrt --allow-remote --to EPSG:4326 -o o.tif",
      says: ["255, which no cell has"],
      look: "gdalinfo o.tif", finds: ["NoData Value=255"]),
    Trap(
      name: "Bands of one name are both read (t is their sum, so a linear regression tells it)",
      files: [
        "a.asc": numbers, "b.asc": grid(rows(8, 8) { $0 * 37 % 64 }),
        "t.asc": grid(rows(8, 8) { $0 + $0 * 37 % 64 }),
        "a.vrt": vrt(
          8, band(1, "Float32", of: "a.asc", "<Description>a</Description>"),
          band(2, "Float32", of: "b.asc", "<Description>a</Description>"),
          band(3, "Float32", of: "t.asc", "<Description>t</Description>")),
      ], first: ["gdal_translate -q a.vrt a.tif"],
      command:
        "train bp a.tif --target t --epochs 1 --hidden 2 --output-activation identity -o m.safetensors",
      says: ["t from a (band 1), a (band 2)"]),
    Trap(
      name: "Classes of a palette are no amounts",
      files: ["a.asc": uses, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc", palette))],
      first: ["gdal_translate -q a.vrt a.tif"], command: "hotspots a.tif -o h.tif", code: 65,
      says: ["classes", "palette"]),
    Trap(
      name: "Classes of an attribute table are no amounts",
      files: ["a.asc": uses, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc", table))],
      first: ["gdal_translate -q -of HFA a.vrt a.img"], command: "correlate a.img", code: 65,
      says: ["classes", "attribute table"]),
    Trap(
      name: "Shades of grey are amounts",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8,
          band(
            1, "Byte", of: "a.asc",
            "<ColorInterp>Palette</ColorInterp><ColorTable>"
              + (0...63).map { "<Entry c1='\($0)' c2='\($0)' c3='\($0)' c4='255'/>" }.joined()
              + "</ColorTable>")),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "hotspots a.tif -o h.tif",
      says: ["Moran's I"]),
    Trap(
      name: "Classes are not mixed",
      files: ["a.asc": uses, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc", palette))],
      first: ["gdal_translate -q a.vrt a.tif"],
      command: "convert a.tif --cell 3km --resampling bilinear -o o.tif", code: 64,
      says: ["classes", "bilinear would make others", "mode"]),
    Trap(
      name: "Classes are drawn in the colours of their palette",
      files: ["a.asc": uses, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc", palette))],
      first: ["gdal_translate -q a.vrt a.tif"], command: "map a.tif -o m.svg",
      // 10 · 4 = 40 of 255, 200, and 255 − 40 = 215.
      look: "cat m.svg", finds: ["rgb(15.686275%,78.431373%,84.313725%)"]),
    Trap(
      name: "The whole world in Web Mercator is cut, with cells as large as before (223 km)",
      files: ["a.asc": grid(rows(90, 90) { $0 })],
      first: ["gdal_translate -q -a_srs EPSG:4326 -a_ullr -180 90 180 -90 -ot Float32 a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 -o o.tif", says: ["85.06°", "cells of 445000"],
      look: "gdalinfo o.tif", finds: ["Size is 92, 92"]),
    Trap(
      name: "A raster across the antimeridian stays in one piece",
      files: ["a.asc": grid(rows(80, 80) { $0 })],
      first: ["gdal_translate -q -a_srs EPSG:4326 -a_ullr 176 -15 184 -23 -ot Float32 a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 -o o.tif", says: ["cells of 11100"],
      look: "gdalinfo -stats o.tif", finds: ["Size is 81, ", "Maximum=639"]),
    Trap(
      name: "Cells that one year knows alone are counted",
      files: [
        "a.asc": grid(rows(32, 32) { $0 % 7 == 0 ? 0 : 5 }, nodata: "0"),
        "b.asc": grid(rows(32, 32) { _ in 6 }, nodata: "0"),
      ], first: ["\(toTIFF) a.asc a.tif", "\(toTIFF) b.asc b.tif"],
      command:
        "train convdeconv --before a.tif --after b.tif --windows tiles --window 16km --epochs 1 --folds 2 --members 1 --years 5 -o m.safetensors",
      says: ["147 cells with a sum of 882 are known in this year only"]),
    Trap(
      name: "Small values have limits that differ",
      files: ["a.asc": grid(rows(8, 8) { $0 }.map { $0.map { "\($0)e-8" } })],
      first: ["\(toTIFF) -ot Float32 a.asc a.tif"], command: "info a.tif", says: ["6.3e-07"]),
  ]
}
