internal import Foundation
package import GridcastAnalyse
package import GridcastBase
package import GridcastFiles
import GridcastFormats
import GridcastWrite

extension CityStructure {
  /// The paths of the output files: layers in the format with this ending, a table, and the overlap
  /// of two bands if there is one.
  ///
  /// - Throws: `.usage` where the ending belongs to no format of layers.
  package static func files(in folder: String, format: String, overlap: Bool) throws(GridcastError)
    -> [String]
  {
    let known = try VectorFormat(ofPath: "centres.\(format)")
    guard !known.isCSV, !known.isTable else {
      throw GridcastError(
        .usage, "format '\(format)'", "the layers have geometry; write them as shp or gpkg")
    }
    return ["centres.\(format)", "axes.\(format)", "ellipses.\(format)", "sectors.csv"].map {
      "\(folder)/\($0)"
    } + (overlap ? ["\(folder)/overlap.tif"] : [])
  }

  /// Writes the structure to a folder: `centres`, `axes` and `ellipses` as layers, `sectors.csv`,
  /// and `overlap.tif` where there is an overlap of two bands.
  ///
  /// - Parameters:
  ///   - folder: The folder, which is created if it is missing.
  ///   - format: The ending of the layers, such as shp or gpkg.
  ///   - staging: The staging that the files belong to.
  /// - Returns: The paths of the files, and sentences for the user.
  /// - Throws: `.usage` where the ending belongs to no format of layers; `.unwritable` where a file
  ///   cannot be written.
  package func write(to folder: String, format: String, staging: Staging) throws(GridcastError) -> (
    files: [String], notes: [Sentence]
  ) {
    let files = try Self.files(in: folder, format: format, overlap: overlap != nil)
    try staging.prepareFolders(of: files)
    var notes: [Sentence] = []
    let (centres, axes) = (centreFeatures, axisFeatures)
    // Blue is visible on yellow to red.
    let blue = Color.categories[0]
    let ellipses = MapStyle(
      "of",
      .categories([
        .init(density, label: worded("ellipse of \(density)"), color: .label),
        .init("growth", label: worded("ellipse of \(growthName)"), color: blue),
      ]), form: .outline)
    let layers: [(Features, Shapes.Kind, MapStyle?)] = [
      (centres, .point, Self.style(of: centres, by: "prominence", blue)),
      (axes, .line, Self.style(of: axes, by: "growth", blue)),
      (ellipseFeatures, .polygon, ellipses),
    ]
    for (path, (layer, kind, style)) in zip(files, layers) {
      notes += try layer.write(to: path, style: style, kind: kind, staging: staging)
    }
    try sectorsCSV.write(to: files[3], staging: staging)
    if let overlap = overlap?.raster {
      try overlap.write(to: files[4], style: MapStyle(overlap.bands.first), staging: staging)
    } else if FileManager.default.fileExists(atPath: "\(folder)/overlap.tif") {
      notes.append(
        "\(folder)/overlap.tif is of an earlier run; this one has no overlap, and leaves it there")
    }
    return (files, notes)
  }

  /// A style with rising size by a field, in up to four classes.
  private static func style(of layer: Features, by field: String, _ color: Color) -> MapStyle {
    let values = layer.column(field)?.numbers ?? []
    return MapStyle(
      field,
      .sizes(Classification.natural.classes(of: values.compactMap { $0 }, count: 4), color),
      form: .strong)
  }
}
