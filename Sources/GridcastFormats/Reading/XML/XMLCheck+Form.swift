extension XMLCheck {
  /// The formats that are looked into.
  enum Form {
    case kml, gpx, gml, jml, geoRSS
    /// Of which nothing is known but that it is XML.
    case other

    /// The form of a file by the name of GDAL's driver; nil for others.
    init?(driver: String) {
      switch driver {
      case "KML", "LIBKML": self = .kml
      case "GPX": self = .gpx
      case "GML": self = .gml
      case "JML": self = .jml
      case "GeoRSS": self = .geoRSS
      case "SVG": self = .other
      default: return nil
      }
    }
  }
}
