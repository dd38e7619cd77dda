import GridcastBase

/// The GDAL drivers that are safe for files from strangers.
package enum Drivers {
  /// The drivers of layers.
  ///
  /// Drivers are left out that reach the network, run programs, or read other files that a small
  /// text refers to.
  package static let vectors = Format.openLayerDrivers

  /// The drivers of rasters, chosen by the same rule.
  package static let rasters = Format.openRasterDrivers
}
