/// A grid with named bands of numbers.
public struct Raster: Sendable, Equatable {
  /// A named band with one value for each cell; NaN where it is unknown.
  public struct Band: Sendable, Equatable {
    /// The name, which is also the band's description in a file.
    public var name: String
    /// The values, row-major with the north row first.
    public var values: [Float]
    /// What says that the numbers are classes; nil where they are amounts as far as the file tells.
    package var classes: BandClasses?
    /// The numbers written out, where `values` rounds them and they are few enough to be codes.
    package var codes: BandCodes?

    /// Makes a band of values with a name.
    public init(name: String, values: [Float]) {
      self.name = name
      self.values = values
    }

    /// The sum of all known values.
    public var total: Double { values.reduce(0) { $1.isNaN ? $0 : $0 + Double($1) } }

    /// The minimum, maximum, mean and population standard deviation of the known values; nil where
    /// there are none.
    package var statistics:
      (minimum: Double, maximum: Double, mean: Double, standardDeviation: Double)?
    {
      let known = values.lazy.filter { !$0.isNaN }.map(Double.init)
      guard let minimum = known.min(), let maximum = known.max() else { return nil }
      let count = Double(known.count)
      let mean = known.reduce(0, +) / count
      let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      return (minimum, maximum, mean, variance.squareRoot())
    }
  }

  /// The usual nodata value of a file, which Float32 stores exactly.
  package static let nodata: Float = -9999

  /// The nodata value for this raster's file: the usual one, or where a cell has that value, a
  /// large negative number that no cell has, or NaN where all of these occur.
  package var nodata: Float {
    func isFree(_ value: Float) -> Bool {
      // GDAL considers numbers equal that differ in their last bits only.
      let least = value * (1 + 1e-6)
      let most = value * (1 - 1e-6)
      return !bands.contains { $0.values.contains { least <= $0 && $0 <= most } }
    }
    if isFree(Self.nodata) { return Self.nodata }
    // The step is large, as GDAL's comparison of two very large numbers overflows.
    let least = -Float.greatestFiniteMagnitude
    let others = [least, least * 0x1p-27, least * 0x1p-54, least * 0x1p-81]
    return others.first(where: isFree) ?? .nan
  }

  /// The cells.
  public let grid: Grid
  /// The bands.
  public var bands: [Band]

  /// Makes a raster from bands that have one value for each cell.
  public init(grid: Grid, bands: [Band]) {
    precondition(bands.allSatisfy { $0.values.count == grid.count }, "one value a cell")
    self.grid = grid
    self.bands = bands
  }

  /// The band with this name, or nil.
  package func band(_ name: String) -> Band? { bands.first { $0.name == name } }

  /// The cells in which every band has a value, in order.
  package var knownCells: [Int] {
    (0..<grid.count).filter { cell in bands.allSatisfy { !$0.values[cell].isNaN } }
  }
}

extension Raster.Band {
  /// The band, if it holds amounts.
  ///
  /// - Throws: `.badData` where its numbers are names of classes, which cannot be added up or compared.
  package func ofAmounts(_ subject: String) throws(GridcastError) -> Raster.Band {
    try BandList([(name, classes)], of: subject).requireAmounts()
    return self
  }
}

extension Raster {
  /// The names of the bands.
  package func list(_ subject: String) -> BandList {
    BandList(bands.map { ($0.name, $0.classes) }, of: subject)
  }

  /// The band of amounts with this name.
  ///
  /// - Throws: `.badData` where there is no such band, in which case the error names those that exist,
  ///   or where it holds classes.
  package func band(named name: String, subject: String) throws(GridcastError) -> Band {
    bands[try list(subject).amounts(name)]
  }

  /// The band with the greatest total; nil where there is no band.
  package var greatestBand: Band? { bands.max { $0.total < $1.total } }

  /// The names of bands in a text with commas between them; nil where something is no name of a band.
  package func bandNames(in text: String) -> [String]? { list("").names(in: text) }

  /// The names of all bands in one line, in quotes.
  package var bandNames: Sentence { list("").names }
}

extension String {
  /// Whether the path has the ending of a GeoTIFF.
  package var namesGeoTIFF: Bool { [".tif", ".tiff"].contains(where: lowercased().hasSuffix) }
}
