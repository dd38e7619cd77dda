import ArgumentParser
import Foundation
import GridcastAnalyse
import GridcastBase
import GridcastDraw
import GridcastFiles
import GridcastFormats
import GridcastJobs
import GridcastWrite

struct MapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw a map of rasters and layers as PNG, SVG or PDF.",
    discussion: """
      Each input, or each band named after a colon, is a panel; all panels show the same extent in the \
      same classes. Change has colours of its own, with zero in their middle. --points and --outlines lie \
      on top of every panel, roads, water and districts of --base around and over the cells. --paper makes \
      a page to print, with an exact scale.

      Examples:
        gridcast map forecast.tif -o forecast.png --title "Business"
        gridcast map forecast.tif:observed,predicted --change -o forecast.pdf
        gridcast map counts.tif:business --outlines study-area.shp -o business.png
        gridcast map pois.shp:function -o pois.svg
        gridcast map forecast.tif --paper A4 --scale 1:250000 -o a4.pdf
      """)

  @Argument(
    .dataset,
    help: ArgumentHelp(
      "Rasters and layers to show: forecast.tif, forecast.tif:before,predicted (bands), cells.shp:total (a field).",
      valueName: "inputs"))
  var inputs: [String]
  @OptionGroup var reading: SourceOptions
  @Option(
    .newFile("png", "svg", "pdf"),
    name: [.short, .long],
    help: ArgumentHelp("The picture to write: .png, .svg or .pdf.", valueName: "file"))
  var output: String
  @Flag(.front, help: "Add a panel that shows the last raster minus the first.") var change = false
  @Option(
    .points, .front,
    help: ArgumentHelp("A layer of points on top; may be given more than once.", valueName: "file"))
  var points: [String] = []
  @Option(
    .outlines, .front,
    help: ArgumentHelp(
      "A layer of lines or areas on top, as outlines; may be given more than once.",
      valueName: "file"))
  var outlines: [String] = []
  @Option(
    .outlines, .front,
    help: ArgumentHelp(
      "Roads, water or districts for orientation, in quiet colours; may be given more than once.",
      valueName: "file"))
  var base: [String] = []
  @Option(
    .field(of: "points"),
    help: ArgumentHelp(
      "The field whose texts are written beside the points, or beside outlines where there are no points.",
      valueName: "field"))
  var label: String?
  @Option(.text, .front, help: ArgumentHelp("The title above the map.", valueName: "text"))
  var title: String?
  @Option(
    .text,
    help: ArgumentHelp(
      "The title of a panel, from the left; may be given more than once.", valueName: "text"))
  var panelTitle: [String] = []
  @Option(
    .text,
    help: ArgumentHelp("The title of the legend, as in \"shops per km²\".", valueName: "text"))
  var legendTitle: String?

  enum Classes: String, CaseIterable, ExpressibleByArgument {
    case natural, quantile, equal, continuous, categories
  }
  @Option(
    .choice,
    help: ArgumentHelp(
      "How numbers become colours: natural (breaks, the default), quantile, equal (intervals), continuous; or categories, a colour a number, as of land uses.",
      valueName: "method"))
  var classes: Classes?
  @Option(
    .whole(2, 20),
    help: ArgumentHelp("How many classes there are, 2 to 20. Default: 7.", valueName: "n"))
  var classCount: Int?
  @Option(
    .text,
    parsing: .unconditional,
    help: ArgumentHelp(
      "Upper limits of all classes but the last, as in 0,5,20,50; in place of --classes.",
      valueName: "numbers"))
  var limits: String?
  @Option(
    .choice, .front,
    help: ArgumentHelp(
      "The colours: \(ColorRamp.allCases.map(\.rawValue).joined(separator: ", ")). Default: YlOrRd; BuRd for change.",
      valueName: "name"))
  var ramp: ColorRamp?
  @Option(
    .whole(300, 10_000),
    help: ArgumentHelp(
      "The width of the map on a screen, 300 to 10,000. Default: by the number of panels.",
      valueName: "pixels"))
  var width: Int?
  @Option(
    .number(from: 0.5, to: 10),
    help: ArgumentHelp(
      "How many pixels of a PNG lie along one of the screen; 2 is sharp in print. Default: 2, on paper 300 pixels an inch.",
      valueName: "number"))
  var resolution: Double?
  @Option(
    .choice(of: "A4", "A3"), .front,
    help: ArgumentHelp(
      "The page that the map fills, A4 or A3, with a round scale; a PNG has 300 pixels an inch.",
      valueName: "size"))
  var paper: Paper.Size?
  @Flag(help: "Lay the paper on its longer side.") var landscape = false
  @Option(
    .text,
    help: ArgumentHelp(
      "The exact scale on paper, as in 1:50000. Default: the greatest round one at which all fits.",
      valueName: "scale"))
  var scale: String?
  @Option(
    .text, .front,
    help: ArgumentHelp(
      "Who made it of what, below the map; may be given more than once.", valueName: "text"))
  var credit: [String] = []
  @Option(.text, help: ArgumentHelp("The font, as in \"Noto Sans CJK SC\".", valueName: "family"))
  var font: String?
  @Flag(help: "Leave out the lines of equal coordinates.") var noGrid = false
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  private struct Result: Encodable {
    let output: String
    let panels: [String]
    let notes: [Sentence]
  }

  private var format: Picture.Format? {
    Picture.Format(rawValue: URL(filePath: output).pathExtension.lowercased())
  }

  private var numbers: [Double]? {
    limits.map {
      $0.split(separator: ",").compactMap { Double($0.trimmingCharacters(in: .whitespaces)) }
    }
  }

  /// The number behind the colon of `--scale`; nil where there is none.
  private var denominator: Double? {
    guard let scale else { return nil }
    let plain = scale.filter { !", \u{202F}\u{A0}'".contains($0) }.replacing("：", with: ":")
    let parts = plain.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 1 || parts.count == 2 && parts[0] == "1",
      let number = Double(parts[parts.count - 1]), 1...1e9 ~= number
    else { return nil }
    return number
  }

  mutating func validate() throws {
    inputs = InputOptions.withoutParts(inputs)
    guard format != nil else {
      throw misuse("A map is written as PNG, SVG or PDF; end the name of --output so.")
    }
    guard !inputs.isEmpty else { throw misuse("Name a raster or layer to show.") }
    guard 2...20 ~= classCount ?? 2 else {
      throw misuse(
        "--class-count is from 2 to 20: one class alone shows nothing, and more colours cannot be told apart."
      )
    }
    if let limits, let numbers {
      let isRising = zip(numbers, numbers.dropFirst()).allSatisfy(<)
      guard !numbers.isEmpty, numbers.allSatisfy(\.isFinite),
        numbers.count == limits.split(separator: ",").count, isRising,
        numbers.count < 20
      else { throw misuse("--limits takes rising numbers, as in 0,5,20,50.") }
      guard classes == nil && classCount == nil else {
        throw misuse("--limits are the classes; leave out --classes and --class-count.")
      }
    }
    if classCount != nil, let classes, [.continuous, .categories].contains(classes) {
      throw misuse("--class-count has no meaning with --classes \(classes.rawValue).")
    }
    guard 300...10_000 ~= width ?? 300 else {
      throw misuse("--width is from 300 to 10,000.")
    }
    guard 0.5...10 ~= resolution ?? 1 else {
      throw misuse("--resolution is from 0.5 to 10.")
    }
    if let scale, denominator == nil {
      throw misuse("--scale is written as 1:50000, not '\(scale)'.")
    }
    if paper == nil, scale != nil || landscape {
      throw misuse("--scale and --landscape go with --paper, as in --paper A4.")
    }
    if paper != nil, width != nil {
      throw misuse("--paper says how wide the map is; leave out --width.")
    }
    guard format != .png || Double(width ?? 300) * (resolution ?? 2) <= 10_000 else {
      throw misuse(
        "--width times --resolution is at most 10,000; lower --resolution, or write SVG or PDF.")
    }
    if label != nil && points.isEmpty && outlines.isEmpty {
      throw misuse("--label goes with --points or --outlines.")
    }
  }

  func run() throws {
    var drawing = MapDrawing(
      inputs.map {
        let input = MapDrawing.Input(parsing: $0)
        return MapDrawing.Input(reading.source(input.path), names: input.names)
      })
    drawing.hasChange = change
    drawing.overlays =
      outlines.map { .init(Source($0, role: .base), label: points.isEmpty ? label : nil) }
      + points.map { .init(Source($0, role: .base), label: label) }
    drawing.title = title
    drawing.panelTitles = panelTitle
    drawing.legendTitle = legendTitle
    drawing.coloring =
      if let numbers { .limits(numbers) } else {
        // Choices that are no method of classification have no classes.
        Classification(rawValue: (classes ?? .natural).rawValue)
          .map { .classified($0, count: classCount ?? 7) } ?? .continuous
      }
    drawing.hasCodes = classes == .categories
    drawing.ramp = ramp
    drawing.hasGrid = !noGrid
    drawing.width = width
    drawing.font = font
    drawing.base = base.map { Source($0, role: .base) }
    drawing.credits = credit
    drawing.paper = paper.map { Paper($0, isLandscape: landscape, scale: denominator) }
    let usual = paper == nil ? 2 : Paper.usualResolution
    let staging = outputs.staging(reading: drawing.paths)
    try staging.check(output)
    let (sheet, notes) = try drawing.sheet()
    let picture = try sheet.picture(format ?? .png, resolution: resolution ?? usual)
    try picture.bytes.write(to: output, staging: staging)
    try report.commit(staging)
    let all = notes + picture.notes
    report.warn(all)
    let panels = sheet.panels.map(\.title)
    if report.json {
      return try Console.print(json: Result(output: output, panels: panels, notes: all))
    }
    Console.print("\(counted(panels.count, "panel")) drawn to \(output)")
  }
}
