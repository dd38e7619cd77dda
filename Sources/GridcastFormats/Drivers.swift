import GridcastBase

/// GDAL's drivers, as far as they may read what strangers send.
package enum Drivers {
  /// Drivers of layers that are read.
  ///
  /// Left out are those that reach the network, run programs, or read other files that a small text
  /// names.
  package static let vectors = Format.openLayerDrivers

  /// Drivers of rasters that are read, chosen likewise.
  package static let rasters = Format.openRasterDrivers
}
