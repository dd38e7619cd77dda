import ArgumentParser
import GridcastBase
import GridcastFiles
import GridcastForecast
import GridcastWrite

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a trained model as ONNX, which other tools open.",
    discussion: """
      From counts to the prediction, with scaling and the way back. Of a BP network or a linear \
      regression the input `counts` is a row a cell, the features in the order that the file names \
      (with a neighbourhood also their rings and Gaussians, as docs/models.md has them), and the \
      output has a column a target. Of what forecasts years the input `before` is \
      [windows, bands, rows, columns], the north row first and rows and columns multiples of 8; \
      unknown cells are 0. The output is `predicted`.

      Example:
        gridcast export model.safetensors -o model.onnx
      """)

  @Argument(.file("safetensors"), help: "The model file.") var model: String
  @Option(
    .newFile("onnx"), name: [.short, .long],
    help: ArgumentHelp("The ONNX file to write.", valueName: "file"))
  var output: String
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard output.lowercased().hasSuffix(".onnx") else {
      throw misuse("A model is exported as ONNX: end the name in .onnx.")
    }
  }

  func run() throws {
    let staging = outputs.staging(reading: [model])
    try staging.check(output)
    let content = try Forecaster(reading: model).onnxContent()
    try content.write(to: output, staging: staging)
    try report.commit(staging)
    struct Written: Encodable {
      let path: String
      let bytes: Int
    }
    if report.json { return try Console.print(json: Written(path: output, bytes: content.count)) }
    Console.print("written: \(output)")
  }
}
