import Foundation
package import GridcastBase
import GridcastGeo

/// What is wrong with the files that lie beside an input and belong to it, of which GDAL says nothing: it
/// reads the input as if they were not there.
///
/// What a Shapefile cannot be read without is looked at by `ShapefileParts`.
package struct SiblingFaults: Sendable {
  /// What is lost with those that cannot be read, a sentence for each.
  package private(set) var losses: [Sentence] = []
  /// What is told of those on which nothing depends.
  package private(set) var notes: [Sentence] = []
  /// Why the coordinate system cannot be read.
  private(set) var projectionFault: Sentence?

  /// One kind of file beside others.
  private struct Kind {
    /// The ending, of which the main file's takes the place.
    let ending: String
    /// What only this file tells; nil where nothing depends on it.
    let tells: Sentence?
    /// What is wrong with its content; nil where nothing is.
    var check: @Sendable (Data) -> Sentence? = { _ in nil }
  }

  /// The files beside layers of features, by what they tell.
  ///
  /// Indexes, and types of columns that are found
  /// again from the values, are none that a value depends on.
  private static let besideLayers: [Kind] = [
    Kind(ending: "prj", tells: "the coordinate system"),
    Kind(ending: "cpg", tells: "the encoding of texts"),
  ]
  private static let dispensable: Set = [
    "qix", "sbn", "sbx", "ind", "csvt", "gfs", "xsd", "qpj", "shx", "dbf", "shp",
  ]

  init() {}

  /// Looks at the files beside one with layers of features.
  init(besideLayers path: String, _ source: Source) {
    guard let format = Format.of(path: path), format.layers != nil,
      var endings = format.siblings.read, !endings.isEmpty,
      !["tab", "mif"].contains(path.fileEnding) || format == .mapInfo
    else { return }
    if format == .shapefile { endings.append("qpj") }
    let stem = String(path.dropLast(path.fileEnding.count + 1))
    for ending in endings where ending != path.fileEnding {
      guard !["shx", "dbf", "shp"].contains(ending),
        let fault = SideFile(stem, ending: ending).fault()
      else { continue }
      let told = Self.besideLayers.first { $0.ending == ending }?.tells
      let isTold =
        ending == "prj" ? source.systemName != nil : ending == "cpg" && source.encoding != nil
      if isTold || Self.dispensable.contains(ending) {
        notes.append(
          "the .\(ending) beside it cannot be read (\(fault)), and nothing depends on it")
      } else {
        if ending == "prj" { projectionFault = fault }
        losses.append(
          "\(told ?? "what its .\(ending) tells"), as the .\(ending) cannot be read: \(fault)")
      }
    }
  }

  /// Looks at the files beside a raster, which is open.
  init(besideRaster path: String, _ info: RasterInfo, _ source: Source) {
    add(
      SideFile(path + ".aux.xml"), ".aux.xml", tells: "how its values, classes or place are meant",
      Self.fault(ofMetadata:))
    add(SideFile(path + ".msk"), ".msk", tells: "which cells are unknown", Self.fault(ofMask:))
    add(SideFile(path + ".vat.dbf"), ".vat.dbf", tells: "the names of classes")
    add(SideFile(path + ".ovr"), ".ovr", tells: nil, Self.fault(ofMask:))
    let stem = String(path.dropLast(path.fileEnding.count + 1))
    for ending in Format.worldFiles(of: path.fileEnding) + ["wld"] where ending != path.fileEnding {
      add(
        SideFile(stem, ending: ending), ".\(ending)",
        tells: info.transform == nil ? "where it lies" : nil, Self.fault(ofWorldFile:))
    }
    if Self.readingProjections.contains(info.format) {
      let isKnown = info.coordinateSystemWKT != nil
      add(
        SideFile(stem, ending: "prj"), ".prj",
        tells: isKnown || source.systemName != nil ? nil : "the coordinate system"
      ) { $0.isEmpty || isKnown ? nil : "it holds no coordinate system that is known" }
    }
  }

  /// What is wrong with the header without which GDAL opens no raster of rows of bytes; nil for others.
  static func headerFault(beside path: String) -> Sentence? {
    guard ["bil", "bip", "bsq", "flt", "dat", "raw", "img", "bin"].contains(path.fileEnding) else {
      return nil
    }
    let stem = String(path.dropLast(path.fileEnding.count + 1))
    for file in [SideFile(stem, ending: "hdr"), SideFile(path + ".hdr")] {
      if let fault = file.fault({ data in
        let text = String(decoding: data.prefix(4096), as: UTF8.self).lowercased()
        return ["nrows", "rows", "lines", "samples"].contains(where: text.contains)
          ? nil : "it does not tell rows and columns"
      }) {
        return fault
      }
    }
    return nil
  }

  /// GDAL's drivers that read a .prj beside a raster.
  private static let readingProjections: Set = ["AAIGrid", "EHdr"]

  private mutating func add(
    _ file: SideFile, _ name: String, tells: Sentence?, _ check: (Data) -> Sentence? = { _ in nil }
  ) {
    guard let fault = file.fault(check) else { return }
    if let tells, fault != Self.onlyStatistics {
      losses.append("\(tells), as the \(name) beside it cannot be read: \(fault)")
    } else {
      notes.append("the \(name) beside it cannot be read (\(fault)), and nothing depends on it")
    }
  }

  // MARK: Contents

  private static let onlyStatistics: Sentence = "it is damaged, and held statistics"

  /// What is wrong with GDAL's metadata beside a raster, which GDAL passes over where it is.
  private static func fault(ofMetadata data: Data) -> Sentence? {
    guard !data.isEmpty else { return "it is empty" }
    let roots = rootsOfXML(data)
    if roots?.contains("PAMDataset") ?? false { return nil }
    let text = String(decoding: data, as: UTF8.self)
    guard text.contains("<PAMDataset") else { return "it is no metadata of a raster" }
    let kept: Set = [
      "PAMDataset", "PAMRasterBand", "Histograms", "HistItem", "HistMin", "HistMax", "BucketCount",
      "IncludeOutOfRange", "Approximate", "HistCounts", "Metadata", "MDI", "?xml",
    ]
    let names = text.matches(of: #/<([?A-Za-z]+)/#).map { String($0.1) }
    let keys = text.matches(of: #/key="([^"]*)"/#).map { $0.1 }
    return names.allSatisfy(kept.contains) && keys.allSatisfy { $0.hasPrefix("STATISTICS_") }
      ? onlyStatistics : "it is damaged"
  }

  /// What is wrong with a mask or with overviews, which are TIFF or Imagine files.
  private static func fault(ofMask data: Data) -> Sentence? {
    Format.isRaster(firstBytes: [UInt8](data.prefix(64))) ? nil : "it is no raster"
  }

  /// What is wrong with the six numbers of a world file, as GDAL takes them.
  private static func fault(ofWorldFile data: Data) -> Sentence? {
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
      .compactMap { $0.split(whereSeparator: \.isWhitespace).first }
    let numbers = lines.prefix(6).compactMap { Double($0.replacing(",", with: ".")) }
    guard numbers.count == 6, numbers.allSatisfy(\.isFinite) else {
      return "it does not hold six numbers"
    }
    return (numbers[0] != 0 || numbers[2] != 0) && (numbers[3] != 0 || numbers[1] != 0)
      ? nil : "its cells would have no size"
  }
}
