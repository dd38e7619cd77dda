extension TrapTests {
  /// An ASCII grid in degrees, whose lower left corner is at `west`, `south`.
  private static func degrees(
    _ rows: [[String]], west: Double, south: Double, cell: Double = 1
  ) -> String {
    """
    ncols \(rows[0].count)
    nrows \(rows.count)
    xllcorner \(west)
    yllcorner \(south)
    cellsize \(cell)
    \(rows.map { $0.joined(separator: " ") }.joined(separator: "\n"))

    """
  }

  /// A raw grid of 2 by 2 numbers of 32 bits, which numpy writes.
  private static let rawHeader = """
    nrows 2
    ncols 2
    nbands 1
    nbits 32
    pixeltype float
    layout bil
    byteorder I
    ulxmap 300500
    ulymap 3821500
    xdim 1000
    ydim 1000

    """

  private static let toDegrees = "gdal_translate -q -a_srs EPSG:4326"
  private static let world = degrees(rows(18, 36) { _ in 1 }, west: -180, south: -90, cell: 10)
  private static func vain(_ nodata: String) -> [String: String] {
    [
      "a.asc": numbers,
      "a.vrt": vrt(
        8, band(1, "Byte", of: "a.asc", "<NoDataValue>\(nodata)</NoDataValue>")),
    ]
  }
  private static let sumOfCells =
    "sh -c \"gdal_translate -q -of XYZ o.tif /vsistdout/ | awk '$3 > -9999 {s += $3; n++} END {print s, n}'\""

  /// Values, places and kinds of rasters that were wrong without a word; what is right is told by numpy on
  /// the same rows, by gdalinfo and by gdalwarp where its cells are right.
  static let rasterTwinTraps: [Trap] = rasterTwinValues + rasterTwinPlaces + rasterTwinKinds

  private static let rasterTwinValues: [Trap] = [
    Trap(
      name: "A nodata value that bytes cannot hold stands for none of them",
      files: vain("-9999"), command: "convert a.vrt --allow-remote -o o.tif",
      says: ["-9999, is none that Byte can hold"], look: "gdalinfo -stats o.tif",
      finds: ["Minimum=0.000, Maximum=63.000", "STATISTICS_VALID_PERCENT=100"], lacks: ["NoData"]),
    Trap(
      name: "NaN as the nodata value of bytes", files: vain("nan"),
      command: "convert a.vrt --allow-remote -o o.tif --extent 300000,3820000,304000,3828000",
      look: "gdalinfo -stats o.tif", finds: ["Minimum=0.000, Maximum=59.000"], lacks: ["NoData"]),
    Trap(
      name: "The greatest of whole numbers of 64 bits",
      files: ["a.asc": grid(rows(8, 8) { [50, 10, 21, 30][$0 * 7 % 4] })],
      first: ["\(toTIFF) -ot Int64 a.asc a.tif"],
      command: "convert a.tif --cell 4km --resampling max -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/",
      finds: ["302000 3826000 50", "306000 3822000 50"]),
    Trap(
      name: "The least of whole numbers of 64 bits without a sign",
      files: ["a.asc": grid(rows(8, 8) { [50, 10, 21, 30][$0 * 7 % 4] })],
      first: ["\(toTIFF) -ot UInt64 a.asc a.tif"],
      command: "convert a.tif --cell 4km --resampling min -o o.tif",
      look: "gdal_translate -q -of XYZ o.tif /vsistdout/",
      finds: ["302000 3826000 10", "306000 3822000 10"]),
    Trap(
      name: "The most frequent of long numbers with a point",
      files: ["a.asc": grid(rows(8, 8) { $0 % 3 == 0 ? 923_456_789 : 123_456_789 })],
      first: ["\(toTIFF) -ot Int32 a.asc b.tif", "gdal_translate -q -ot Float64 b.tif a.tif"],
      command: "convert a.tif --cell 4km --resampling mode -o o.tif",
      // XYZ would write numbers of 32 bits.
      look: "gdallocationinfo -valonly o.tif 0 0", finds: ["123456789\n"]),
    Trap(
      name: "A sum keeps the total in cells that GDAL would choose", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 --resampling sum -o o.tif", look: sumOfCells,
      finds: ["2016 "]),
    Trap(
      name: "Sums of blocks, also of those that reach over the raster",
      files: ["a.asc": grid(rows(7, 7) { _ in 200 })],
      first: ["\(toTIFF) -ot Byte a.asc a.tif"],
      command: "convert a.tif --cell 4km --resampling sum -o o.tif", look: sumOfCells,
      finds: ["9800 4"]),
    Trap(
      name: "A sum that loses much at the edge of the map is refused (2016)",
      files: ["a.asc": degrees(rows(8, 8) { $0 }, west: 176, south: -4)],
      first: ["\(toDegrees) -ot Int32 a.asc a.tif"],
      command: "reproject a.tif --to EPSG:8857 --resampling sum -o o.tif", code: 65,
      says: ["the total of band 'band 1' becomes", "instead of 2,016", "--allow-loss"]),
    Trap(
      name: "A table of classes beside a raster", files: ["a.asc": numbers, "a.tif.vat.dbf": "x"],
      first: ["\(toTIFF) -ot Byte a.asc a.tif"],
      command: "convert a.tif --cell 4km --resampling average -o o.tif", code: 64,
      says: ["an attribute table of classes"]),
    Trap(
      name: "A table of classes beside a raster is kept",
      files: ["a.asc": numbers, "a.tif.vat.dbf": "x"],
      first: ["\(toTIFF) -ot Byte a.asc a.tif"], command: "convert a.tif -o o.tif", look: "ls",
      finds: ["o.tif.vat.dbf"]),
    Trap(
      name: "Names of classes are kept where cells become larger",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8,
          band(
            1, "Byte", of: "a.asc",
            "<CategoryNames><Category>sea</Category><Category>land</Category></CategoryNames>")),
      ], command: "convert a.vrt --allow-remote --cell 2km -o o.tif", look: "gdalinfo o.tif",
      finds: ["1: land"]),
    Trap(
      name: "Meanings of flags are classes",
      files: [
        "a.asc": numbers,
        "a.vrt": vrt(
          8,
          band(
            1, "Byte", of: "a.asc",
            "<Metadata><MDI key='flag_values'>{0,1}</MDI><MDI key='flag_meanings'>sea land</MDI></Metadata>"
          )),
      ], first: ["gdal_translate -q a.vrt a.tif"], command: "hotspots a.tif -o o.tif", code: 65,
      says: ["the meanings of flags"]),
    Trap(
      name: "What is left of a raster that is gone is no part of a new one",
      files: ["a.asc": numbers, "o.tif.aux.xml": "<PAMDataset/>"],
      first: ["\(toTIFF) a.asc a.tif"], command: "convert a.tif -o o.tif", code: 73,
      says: ["o.tif.aux.xml", "--overwrite"]),
    Trap(
      name: "What is left of a raster that is gone is replaced",
      files: [
        "a.asc": numbers, "o.tif.aux.xml": "<PAMDataset><SRS>EPSG:8857</SRS></PAMDataset>",
      ], first: ["\(toTIFF) a.asc a.tif"], command: "convert a.tif -o o.tif --overwrite",
      look: "gdalinfo o.tif", finds: ["UTM zone 49N"], lacks: ["Equal Earth"]),
    Trap(
      name: "Complex numbers are no amounts", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot CFloat32 a.asc a.tif"], command: "hotspots a.tif -o o.tif", code: 65,
      says: ["complex numbers"]),
    Trap(
      name: "Infinite cells are counted", files: ["a.hdr": rawHeader],
      first: [
        "python3 -c \"import numpy; numpy.array([1, 2, numpy.inf, 4], 'f4').tofile('a.bil')\""
      ], command: "info a.bil --from EPSG:32649", says: ["1 cell of band 'band 1' is infinite"]),
    Trap(
      name: "Nothing is computed with infinite cells (1 + 2 + 4)", files: ["a.hdr": rawHeader],
      first: [
        "python3 -c \"import numpy; numpy.array([1, 2, numpy.inf, 4], 'f4').tofile('a.bil')\""
      ], command: "convert a.bil --from EPSG:32649 --cell 2km --resampling sum -o o.tif",
      says: ["1 cell is infinite"], look: sumOfCells, finds: ["7 1"]),
    Trap(
      name: "Statistics are of all numbers beside the nodata value",
      files: ["a.asc": grid(rows(2, 2) { [1, 2, 2_147_483_646, 2_147_483_647][$0] })],
      first: ["\(toTIFF) -ot Int32 -a_nodata 2147483647 a.asc a.tif"],
      command: "convert a.tif -o o.tif", look: "gdalinfo o.tif",
      finds: ["STATISTICS_MAXIMUM=2147483646", "STATISTICS_VALID_PERCENT=75"]),
    Trap(
      name: "Of whole numbers of 16 bits any that no cell has stands for none",
      files: ["a.asc": grid(rows(8, 8) { [0, 65535, 65534, 7][$0 % 4] })],
      first: ["\(toTIFF) -ot UInt16 a.asc a.tif"],
      command: "reproject a.tif --to EPSG:3857 -o o.tif", says: ["65533, which no cell has"],
      look: "gdalinfo o.tif", finds: ["Type=UInt16"]),
    Trap(
      name: "A grid of text that breaks off",
      files: ["a.asc": "ncols 2\nnrows 2\nxllcorner 1\nyllcorner 1\ncellsize 1\n1 2\n3\n"],
      command: "info a.asc", code: 65, says: ["3 numbers for 4 cells"]),
    Trap(
      name: "A word in a grid of text",
      files: ["a.asc": "ncols 2\nnrows 2\nxllcorner 1\nyllcorner 1\ncellsize 1\n1 2\n3 abc\n"],
      command: "convert a.asc --from EPSG:32649 -o o.tif", code: 65,
      says: ["line 7: 'abc' is no number"]),
    Trap(
      name: "A damaged raster is told as that, not as an output that cannot be written",
      files: ["a.asc": grid(rows(60, 60) { $0 * 7919 % 251 })],
      first: [
        "\(toTIFF) -ot Byte a.asc b.tif", "sh -c \"head -c 2000 b.tif > a.tif\"", "rm b.tif",
      ], command: "convert a.tif -o o.tif", code: 66,
      says: ["a.tif: its cells cannot be read, so it is damaged or breaks off"]),
  ]

  private static let rasterTwinPlaces: [Trap] =
    ["EPSG:6933", "ESRI:54009", "EPSG:3395", "EPSG:3857"].map { system in
      Trap(
        name: "A raster over 180° keeps its cells in \(system)",
        files: ["a.asc": degrees(rows(8, 8) { $0 }, west: 176, south: -4)],
        first: ["\(toDegrees) -ot Int16 a.asc a.tif"],
        command: "reproject a.tif --to \(system) -o o.tif",
        look:
          "sh -c \"gdal_translate -q -of XYZ o.tif /vsistdout/ | awk '$3 >= 0 && $3 < 64 {n++} END {print 10 + (n > 45 && n < 75), n}'\"",
        finds: ["11 "])
    } + [
      Trap(
        name: "Longitudes from 0 to 360 find their place",
        files: ["a.asc": degrees(rows(8, 8) { $0 }, west: 240, south: 30)],
        first: ["\(toDegrees) -ot Int16 a.asc a.tif"],
        command: "reproject a.tif --to EPSG:3857 --cell 100km -o o.tif", look: "gdalinfo o.tif",
        finds: ["Upper Left  (-13400000.000"]),
      Trap(
        name: "Cells with their middles on the poles lie on the Earth",
        files: ["a.asc": degrees(rows(19, 37) { $0 }, west: -5, south: -95, cell: 10)],
        first: ["\(toDegrees) -ot Int16 a.asc a.tif"], command: "convert a.tif -o o.tif",
        look: "gdalinfo -stats o.tif", finds: ["Maximum=702.000"]),
      Trap(
        name: "A raster that goes round the Earth and a cell farther leaves no half empty",
        files: ["a.asc": degrees(rows(19, 37) { _ in 1 }, west: -5, south: -95, cell: 10)],
        first: ["\(toDegrees) -ot Int16 a.asc a.tif"],
        command: "reproject a.tif --to EPSG:3857 -o o.tif", says: ["Web Mercator ends at 85.06°"],
        look: "gdalinfo o.tif", finds: ["STATISTICS_VALID_PERCENT=100"]),
      Trap(
        name: "What lies too far away is told without counts of points", files: ["a.asc": world],
        first: ["\(toDegrees) -ot Byte a.asc a.tif"],
        command: "reproject a.tif --to EPSG:32649 -o o.tif", code: 65,
        says: ["a part of the raster lies too far from where"]),
      Trap(
        name: "A pole within the raster",
        files: [
          "a.asc": degrees(
            rows(8, 8) { $0 }, west: -4000, south: -4000, cell: 1000)
        ],
        first: ["gdal_translate -q -a_srs EPSG:3413 -ot Int16 a.asc a.tif"],
        command: "reproject a.tif --to EPSG:4326 -o o.tif", look: "gdalinfo o.tif",
        finds: ["Upper Left  (-180.0000000,  90.0000000)"]),
      Trap(
        name: "Control points tell the zone", files: ["a.asc": numbers],
        first: [
          "gdal_translate -q -a_srs EPSG:4326 -gcp 0 0 109 35 -gcp 8 0 109.2 35 -gcp 0 8 109 34.8 a.asc a.tif"
        ], command: "reproject a.tif -o o.tif", says: ["UTM zone 49N"]),
    ]

  private static let rasterTwinKinds: [Trap] = [
    Trap(
      name: "A raster by its content, whatever its name", files: ["a.asc": numbers],
      first: ["\(toTIFF) -of GTiff a.asc a.json"], command: "info a.json",
      says: ["8 × 8 cells of 1000"]),
    Trap(
      name: "A raster without an ending is drawn", files: ["a.asc": numbers],
      first: ["\(toTIFF) -of GTiff a.asc a"], command: "map a -o m.svg", look: "ls",
      finds: ["m.svg"]),
    Trap(
      name: "A layer with the name of a raster", files: ["a.tif": collection(point(""))],
      command: "info a.tif", code: 65, says: ["a layer as of .geojson files"]),
    Trap(
      name: "The only page has its number", files: ["a.asc": numbers],
      first: ["\(toTIFF) a.asc a.tif"], command: "info a.tif --layer 1", says: ["8 × 8 cells"]),
    Trap(
      name: "The only raster of a GeoPackage has its name", files: ["a.asc": numbers],
      first: ["\(toTIFF) -ot Byte -of GPKG -co RASTER_TABLE=eins a.asc a.gpkg"],
      command: "map a.gpkg --layer eins -o m.svg", look: "ls", finds: ["m.svg"]),
    Trap(
      name: "Several rasters in a ZIP are described", files: ["a.asc": numbers],
      first: [
        "\(toTIFF) a.asc a.tif", "\(toTIFF) a.asc b.tif", "zip -q c.zip a.tif b.tif",
      ], command: "info c.zip", says: ["layer a", "layer b"]),
    Trap(
      name: "One of several rasters in a ZIP is chosen",
      files: ["a.asc": numbers, "b.asc": grid(rows(8, 8) { $0 + 100 })],
      first: [
        "\(toTIFF) a.asc a.tif", "\(toTIFF) b.asc b.tif", "zip -q c.zip a.tif b.tif",
      ], command: "convert c.zip --layer b -o o.tif", look: "gdalinfo -stats o.tif",
      finds: ["Maximum=163.000"]),
    Trap(
      name: "A raster and what belongs to it in a tar archive", files: ["a.asc": numbers],
      first: ["\(toTIFF) -of EHdr a.asc a.bil", "tar czf c.tar.gz a.bil a.hdr a.prj"],
      command: "convert c.tar.gz -o o.tif", look: "gdalinfo -stats o.tif",
      finds: ["Maximum=63.000", "UTM zone 49N"]),
    Trap(
      name: "A raster beside a table in an archive is told",
      files: ["a.asc": numbers, "p.csv": "x,y\n109,34\n"],
      first: ["\(toTIFF) a.asc a.tif", "zip -q c.zip a.tif p.csv"], command: "info c.zip",
      says: ["layer p", "8 × 8 cells of 1000"]),
    Trap(
      name: "A folder of rasters by their content, written as what is asked for",
      files: ["a.asc": numbers],
      first: [
        "mkdir in", "\(toTIFF) a.asc in/d.tif", "zip -qj in/c.zip in/d.tif", "cp in/d.tif in/b",
        "mv a.asc in/a.asc",
      ], command: "convert in --from EPSG:32649 --out out --format tif", look: "ls out",
      finds: ["a.tif", "b.tif", "c.tif", "d.tif"]),
    Trap(
      name: "Advice where a system is missing works", files: ["a.asc": numbers],
      command: "hotspots a.asc -o o.tif", code: 65, says: ["gridcast convert --from"]),
  ]
}
