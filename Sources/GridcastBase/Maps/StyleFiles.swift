/// Which files that say how a map is drawn are written beside it.
package enum StyleFiles: String, Sendable, CaseIterable {
  /// `.qml`, which QGIS loads by itself.
  case qml
  /// Also `.sld`, `.lyrx` and a raster of classes with its palette and tables.
  case all
}
