package import GridcastBase
package import GridcastFiles

extension Staging {
  /// Registers a written map, and writes its style files.
  func add(_ map: StyledMap) throws(GridcastError) {
    keep(map)
    try map.writeStyles(self)
  }
}

extension StyledMap {
  /// Writes the style files of the map.
  package func writeStyles(_ staging: Staging) throws(GridcastError) {
    try QGISStyle.document(self).write(beside: path, ending: "qml", staging: staging)
    guard staging.styles == .all else { return }
    try LayerDescriptor.document(self).write(beside: path, ending: "sld", staging: staging)
    if let layer = ArcGISLayer(self) {
      try layer.document.write(beside: path, ending: "lyrx", staging: staging)
    }
  }
}
