/// Which style files are written beside a map.
package enum StyleFiles: String, Sendable, CaseIterable {
  /// `.qml`, which QGIS loads by itself.
  case qml
  /// Also `.sld`, `.lyrx` and a raster of classes with its palette and tables.
  case all
}
