internal import CGDAL
package import GridcastBase

/// The metadata of a raster file.
package struct RasterInfo: Sendable {
  /// One band.
  package struct Band: Sendable {
    /// The band's description, or "band 1" and so on.
    package let name: String
    /// GDAL's name of the data type, as in "Byte" or "Float32".
    package let type: String
    /// Whether the data type holds integers.
    package let isWhole: Bool
    /// Whether the numbers are whole ones that may be too long for a `Float`.
    package let isLongWhole: Bool
    /// Whether values use fewer bits than their data type.
    package let isPacked: Bool
    /// Whether the band holds the opacity of the cells.
    package let isAlpha: Bool
    /// Whether the band is the red, green or blue one.
    package let isColor: Bool
    /// The nodata value; nil where there is none, or none that the data type could hold.
    package let nodata: Double?
    /// The nodata value of whole numbers of 64 bits.
    package let longNodata: Int64?
    /// The nodata value that is declared though the data type cannot hold it, so that it stands for no cell.
    package let vainNodata: Double?
    /// Whether there is such a value.
    package var hasVainNodata: Bool { vainNodata != nil }
    /// The variable of a netCDF file that the band is a part of.
    package let variable: String?
    /// The other dimensions of the variable, with the place of the band along each, as in time and 366.
    package let places: [(name: String, value: String)]
    /// Whether numbers have an imaginary part.
    package let isComplex: Bool
    /// What says that the values are classes; nil where they are amounts as far as the file tells.
    package internal(set) var classes: BandClasses?
    /// What stored numbers are multiplied by to give those that are meant.
    package let scale: Double
    /// What is added then.
    package let offset: Double
    /// A scale or an offset with which no value can be known; nil where both are numbers and the scale is not 0.
    package let oddPacking: Sentence?
    /// Whether GDAL takes the band's signed bytes for unsigned ones, as it did before 3.7.
    package let isMistaken: Bool

    init(_ band: GDALRasterBandH, _ number: Int, _ path: String) {
      let name = unsafe GDALGetDescription(band).map { unsafe DecodedText($0).text } ?? ""
      self.name = name.isEmpty ? "band \(number)" : name
      let type = unsafe GDALGetRasterDataType(band)
      let cells = unsafe BandCells(band, path)
      isMistaken = cells.isSignedByte
      isLongWhole = cells.isLongWhole
      let typeName = unsafe GDALGetDataTypeName(type).map { unsafe String(cString: $0) }
      self.type = isMistaken ? "Int8" : typeName ?? "unknown"
      scale = cells.scale
      offset = cells.offset
      oddPacking = cells.oddPacking.map { [name = self.name] in
        "the values of band '\(name)', as \($0), with which stored numbers mean nothing"
      }
      classes = unsafe BandClasses(band)
      isWhole = GDALDataTypeIsInteger(type) == 1
      let meaning = unsafe GDALGetRasterColorInterpretation(band)
      isPacked = unsafe GDALGetMetadataItem(band, "NBITS", "IMAGE_STRUCTURE") != nil
      isAlpha = meaning == GCI_AlphaBand
      isColor = [GCI_RedBand, GCI_GreenBand, GCI_BlueBand].contains(meaning)
      var isSet: Int32 = 0
      let value = unsafe GDALGetRasterNoDataValue(band, &isSet)
      let named = unsafe GDALGetMetadataItem(band, "NETCDF_VARNAME", nil)
      variable = unsafe named.map { unsafe DecodedText($0).text }
      places = unsafe Self.places(of: band)
      vainNodata = cells.vainNodata
      isComplex = cells.isComplex
      nodata = isSet == 1 && cells.vainNodata == nil ? value : nil
      if nodata == nil {
        longNodata = nil
      } else if type == GDT_UInt64 {
        longNodata = unsafe Int64(bitPattern: GDALGetRasterNoDataValueAsUInt64(band, nil))
      } else if type == GDT_Int64 {
        longNodata = unsafe GDALGetRasterNoDataValueAsInt64(band, nil)
      } else {
        longNodata = nil
      }
    }

    private static func places(of band: GDALRasterBandH) -> [(name: String, value: String)] {
      guard let list = unsafe GDALGetMetadata(band, nil) else { return [] }
      let start = "NETCDF_DIM_"
      return unsafe (0..<Int(CSLCount(list))).compactMap { index in
        let pair = unsafe DecodedText(list[index]).text.split(separator: "=", maxSplits: 1)
        guard pair.count == 2, pair[0].hasPrefix(start) else { return nil }
        return (String(pair[0].dropFirst(start.count)), String(pair[1]))
      }
    }

    /// The least and the greatest number of the types of whole numbers.
    package static let ranges: [String: ClosedRange<Double>] = [
      "Byte": 0...255, "Int8": -128...127, "UInt16": 0...65535, "Int16": -32768...32767,
      "UInt32": 0...4_294_967_295, "Int32": -2_147_483_648...2_147_483_647,
      "Int64": -0x1p63...0x1p63, "UInt64": 0...0x1p64,
    ]

    /// Whether a type can hold a number.
    package static func holds(_ value: Double, type: String) -> Bool {
      guard let range = ranges[type] else { return true }
      return range.contains(value) && value == value.rounded()
    }
  }

  /// GDAL's short name of the format.
  package let format: String
  /// The number of columns.
  package let columns: Int
  /// The number of rows.
  package let rows: Int
  /// GDAL's geotransform of six numbers; nil where the file has none.
  package let transform: [Double]?
  /// Whether the raster is georeferenced by ground control points instead.
  package var hasControlPoints: Bool { controlBox != nil }
  /// The extent of the control points; nil where there are none.
  package let controlBox: Box?
  /// The coordinate system as WKT, where there is one.
  package let coordinateSystemWKT: String?
  /// The bands.
  package let bands: [Band]
  /// The rasters within the file: variables, pages, tables.
  package let parts: [Part]

  /// The name of the only raster within the file, where the format gives names.
  package let ownName: String?
  /// What the numbers of the bands' dimensions count, as in "days since 2000-01-01".
  package let dimensionUnits: [String: String]
  /// Whether axes of coordinates are named, be they even or not.
  package let hasAxes: Bool

  /// A raster within a file.
  package struct Part: Sendable, Equatable {
    /// The name, as a layer's.
    package let name: String
    /// What GDAL says of it.
    package let description: String
    /// The name by which GDAL opens it.
    package let gdalPath: String
  }

  /// The width and height of a cell; nil where it is turned or there is no geotransform.
  package var cell: (width: Double, height: Double)? {
    guard let transform, !isTurned else { return nil }
    return (abs(transform[1]), abs(transform[5]))
  }

  /// Whether rows do not run along the x axis.
  package var isTurned: Bool { transform.map { $0[2] != 0 || $0[4] != 0 } ?? false }

  /// Whether the first row is not in the north, or the first column not in the west.
  package var isMirrored: Bool { transform.map { $0[1] < 0 || $0[5] > 0 } ?? false }

  /// Whether a cell is as wide as high: to within a millionth, or so nearly that over the whole raster no
  /// cell is off by a thousandth of one, as with coordinates that a file rounds.
  package var isSquare: Bool {
    guard let cell else { return false }
    let difference = abs(cell.width - cell.height) / cell.width
    return difference <= 1e-6 || difference * Double(max(columns, rows)) <= 1e-3
  }

  /// The extent of the cells, in the coordinate system of the file.
  package var box: Box? {
    guard let transform else { return nil }
    let corners = [(0, 0), (columns, 0), (0, rows), (columns, rows)].map { column, row in
      Point(
        x: transform[0] + Double(column) * transform[1] + Double(row) * transform[2],
        y: transform[3] + Double(column) * transform[4] + Double(row) * transform[5])
    }
    return Box(corners)
  }
}
