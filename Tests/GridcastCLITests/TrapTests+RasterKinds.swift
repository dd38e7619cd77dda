extension TrapTests {
  /// Bytes whose sign GDAL 3.6 tells in metadata.
  static let signed =
    "\(toTIFF) -ot Byte -a_nodata -128 -co PIXELTYPE=SIGNEDBYTE a.asc b.tif"

  /// Rasters that are not as Gridcast wants them, and what names them; what they hold is told by gdalinfo.
  static let rasterKindTraps: [Trap] = [
    Trap(
      name: "Commas and colons in names of bands",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8, band(1, "Float32", of: "a.asc", "<Description>Industry, trade: all</Description>"),
          band(2, "Float32", of: "a.asc", "<Description>Green areas</Description>")),
      ], first: ["gdal_translate -q a.vrt a.tif"],
      command: "map 'a.tif:Industry, trade: all,Green areas' -o m.svg", says: ["2 panels"]),
    Trap(
      name: "Commas in the names of bands to overlap",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8, band(1, "Float32", of: "a.asc", "<Description>Industry, trade</Description>"),
          band(2, "Float32", of: "a.asc", "<Description>Green areas</Description>")),
      ], first: ["gdal_translate -q a.vrt a.tif"],
      command:
        "structure a.tif --band 'Green areas' --overlap 'Industry, trade,Green areas' --smooth 1cells",
      says: ["'Industry, trade' and 'Green areas'"]),
    Trap(
      name: "A turned raster is described",
      files: ["a.asc": numbers, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc"), turn: 300)],
      first: ["gdal_translate -q a.vrt a.tif"], command: "info a.tif",
      says: ["8 × 8 cells", "turned", "gridcast convert"]),
    Trap(
      name: "What is said of a mirrored raster works: cells stay as they are",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8, band(1, "Byte", of: "a.asc"), corner: (308_000, 3_828_000), cell: (-1000, -1000)),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "convert a.tif -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/",
      finds: ["300500 3827500 7\n", "307500 3827500 0\n", "307500 3820500 56\n"]),
    Trap(
      name: "Cells that are not square are described, with what makes them so",
      files: [
        "a.asc": numbers, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc"), cell: (1000, -1200)),
      ],
      first: ["gdal_translate -q a.vrt a.tif"], command: "info a.tif",
      says: ["1000 by 1200", "gridcast convert --cell"]),
    Trap(
      name: "Cells are square to within a millionth",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(8, band(1, "Byte", of: "a.asc"), cell: (1000.00001, -999.99999)),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "hotspots a.tif -o h.tif"),
    Trap(
      name: "A raster without a system is described, and takes one", files: ["a.asc": numbers],
      first: ["gdal_translate -q a.asc a.tif"], command: "info a.tif --from EPSG:32649",
      says: ["8 × 8 cells of 1000", "EPSG:32649"]),
    Trap(
      name: "A map takes the system that is said", files: ["a.asc": numbers],
      first: ["gdal_translate -q a.asc a.tif"], command: "map a.tif --from EPSG:32649 -o m.svg",
      look: "ls", finds: ["m.svg"]),
    Trap(
      name: "Control points are described", files: ["a.asc": numbers],
      first: [
        "gdal_translate -q -a_srs EPSG:32649 -gcp 0 0 300000 3828000 -gcp 8 0 308000 3828000 -gcp 0 8 300000 3820000 a.asc a.tif"
      ], command: "info a.tif", says: ["8 × 8 cells", "control points", "EPSG:32649"]),
    Trap(
      name: "Of a file of several pages the first is taken, and that is said",
      files: ["a.asc": numbers],
      first: [
        "\(toTIFF) -ot Byte a.asc a.tif", "\(toTIFF) -ot Byte -a_nodata 3 a.asc b.tif",
        "gdal_translate -q -co APPEND_SUBDATASET=YES b.tif a.tif",
      ], command: "convert a.tif -o o.tif", says: ["'2'", "left out", "--layer"]),
    Trap(
      name: "A page is chosen", files: ["a.asc": numbers, "b.asc": grid(rows(8, 8) { $0 + 100 })],
      first: [
        "\(toTIFF) -ot Byte a.asc a.tif",
        "\(toTIFF) -ot Byte -co APPEND_SUBDATASET=YES b.asc a.tif",
      ], command: "convert a.tif --layer 2 -o o.tif", look: "gdalinfo -stats o.tif",
      finds: ["Minimum=100.000, Maximum=163.000"]),
    Trap(
      name: "All pages are described", files: ["a.asc": numbers],
      first: [
        "\(toTIFF) -ot Byte a.asc a.tif",
        "\(toTIFF) -ot Byte -co APPEND_SUBDATASET=YES a.asc a.tif",
      ], command: "info a.tif", says: ["layer 1", "layer 2"]),
    Trap(
      name: "Hot spots are not of the first page alone", files: ["a.asc": numbers],
      first: [
        "\(toTIFF) -ot Byte a.asc a.tif",
        "\(toTIFF) -ot Byte -co APPEND_SUBDATASET=YES a.asc a.tif",
      ], command: "hotspots a.tif -o h.tif", code: 64,
      says: ["'1', '2'", "gridcast convert --layer"]),
    Trap(
      name: "A VRT is told as what it is",
      files: ["a.asc": numbers, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc"))],
      command: "map a.vrt -o m.png", code: 66, says: ["VRT", "--allow-remote"]),
    Trap(
      name: "A VRT is read where that is allowed",
      files: ["a.asc": numbers, "a.vrt": vrt(8, band(1, "Byte", of: "a.asc"))],
      command: "info a.vrt --allow-remote", says: ["8 × 8 cells of 1000", "63"]),
    Trap(
      name: "A raster in a GeoPackage is drawn", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte -of GPKG a.asc a.gpkg"], command: "map a.gpkg -o m.svg",
      look: "ls", finds: ["m.svg"]),
    Trap(
      name: "A raster in a GeoPackage is described", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte -of GPKG a.asc a.gpkg"], command: "info a.gpkg",
      says: ["8 × 8 cells of 1000"]),
    Trap(
      name: "A raster is no layer to count", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte a.asc a.tif"], command: "bin a.tif -o o.tif", code: 64,
      says: ["it is a raster"]),
    Trap(
      name: "A raster in a ZIP is described", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte a.asc a.tif", "zip -q a.zip a.tif"], command: "info a.zip",
      says: ["8 × 8 cells of 1000"]),
    Trap(
      name: "Counts on the cells of a raster from elsewhere",
      files: [
        "a.asc": grid(rows(4, 4) { $0 }, corner: "300012.5"),
        "p.csv": "x,y\n300013,3823999\n301012,3820001\n301013,3820001\n300011,3820001\n",
      ], first: ["\(toTIFF) -ot Byte a.asc a.tif"],
      command: "bin p.csv --from EPSG:32649 --like a.tif -o o.tif", says: ["3 counted"],
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/",
      finds: ["300512.5 3823500 1\n", "300512.5 3820500 1\n", "301512.5 3820500 1\n"]),
  ]
}
