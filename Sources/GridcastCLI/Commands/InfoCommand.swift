import ArgumentParser
import Foundation
import GridcastBase
import GridcastFormats
import GridcastGeo
import GridcastJobs
import GridcastWrite

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a layer, a raster or another file of Gridcast's holds.",
    discussion: """
      Reads the whole input, so that what it says is what is there: of each field the least and the greatest \
      value, the most frequent ones, what is empty, and examples. Of a trained model, a plan, rules of \
      categories or the run.json of a run it says what is in them.

      Examples:
        gridcast info pois.shp
        gridcast info city.osm.pbf --layer points --json
        gridcast info model.safetensors plan.yaml map/run.json
      """)

  @OptionGroup var input: InputOptions
  @Flag(help: "Also say whether Gridcast reads it itself or GDAL does, and why.")
  var verbose = false
  @OptionGroup var report: ReportOptions

  /// What is told of one thing: what it holds, or why it cannot be read.
  private enum Entry: Encodable {
    case data(InfoReport)
    case file(FileReport)
    case fault(path: String, ErrorReport)

    private enum CodingKeys: String, CodingKey { case path, error }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .data(let report): try report.encode(to: encoder)
      case .file(let report): try report.encode(to: encoder)
      case .fault(let path, let report):
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(path, forKey: .path)
        try container.encode(report.error, forKey: .error)
      }
    }
  }

  func run() throws {
    var results: [Entry] = []
    var worst: GridcastError?
    func tell(_ error: GridcastError, of source: Source) {
      Console.error(error.worded(for: .commandLine))
      results.append(.fault(path: source.path, ErrorReport(error, for: .commandLine)))
      worst = error
    }
    for source in input.sources {
      // An unreadable file does not keep the others from being reported.
      do {
        if let file = try FileReport(source.path) {
          results.append(.file(file))
        } else {
          for part in try Self.parts(of: source) {
            do {
              results += try Self.reports(on: part, report.progress).map(Entry.data)
            } catch let error as GridcastError { tell(error, of: part) }
          }
        }
      } catch let error as GridcastError { tell(error, of: source) }
    }
    Console.clearBar()
    if report.json {
      try Console.print(json: results)
    } else {
      var isFirst = true
      for result in results {
        if case .fault = result { continue }
        if !isFirst { Console.print() }
        isFirst = false
        switch result {
        case .data(let report): report.print(isVerbose: verbose)
        case .file(let report): report.print()
        case .fault: break
        }
      }
    }
    if let worst { throw ExitCode(worst.exitCode) }
  }

  /// What of an input is told for itself: of a database of MongoDB's each collection, as any of them may be no layer.
  private static func parts(of source: Source) throws(GridcastError) -> [Source] {
    guard source.layers.isEmpty, NetworkName(source.path)?.isMongoDB ?? false else {
      return [source]
    }
    return try LayerReader.layers(of: source).layers.map { layer in
      var part = source
      part.layers = [layer.name]
      return part
    }
  }

  private static func reports(on source: Source, _ progress: @escaping ProgressHandler) throws
    -> [InfoReport]
  {
    if source.isRaster { return try RasterFacts.all(of: source).map(InfoReport.init) }
    let names =
      source.layers.isEmpty
      ? try LayerReader.layers(of: source).layers.map(\.name) : source.layers
    guard !names.isEmpty else { throw GridcastError(.badData, source.path, "it holds no layer") }
    return try names.map { name in
      var one = source
      one.layers = [name]
      return try InfoReport(try LayerReader(one.allowingLoss(true)), progress)
    } + RasterFacts.beside(layersOf: source).map(InfoReport.init)
  }
}
