import ArgumentParser
import Foundation
import GridcastBase
import GridcastFiles
import GridcastFormats
import GridcastJobs

/// The common part of `convert` and `reproject`, for one dataset or for folders of them.
struct ConversionRunner {
  let inputs: InputOptions
  let options: ConversionOptions
  let target: String?
  let folders: FolderOptions
  let outputs: OutputOptions
  let report: ReportOptions

  func run() throws {
    guard inputs.reading.layer.count < 2 else {
      throw misuse("One layer is converted at a time: give --layer once.")
    }
    if options.append && outputs.overwrite {
      throw misuse("Add to the output with --append, or replace it with --overwrite.")
    }
    var settings = try options.settings(inputs, to: target)
    if let out = options.out {
      let found = try FolderJobs(inputs.inputs, pattern: folders.pattern, into: out, settings)
      report.warn(found.notes)
      return try BatchRunner(
        jobs: found.jobs, folder: out, folders: folders, outputs: outputs, report: report,
        dryRun: options.dryRun
      ).run()
    }
    if folders.pattern != nil || folders.shard != nil || folders.workers != nil {
      throw misuse("--pattern, --shard and --workers are for folders, with --out.")
    }
    if let folder = inputs.inputs.first(where: isFolder) {
      throw misuse("\(folder) is a folder; say where to with --out FOLDER.")
    }
    if inputs.inputs.count > 1 {
      var steps = settings.steps ?? ConversionSteps()
      steps.with = Array(inputs.inputs.dropFirst())
      settings.steps = steps
    }
    let output = options.output ?? "-"
    try output == "-" ? runToStandardOutput(settings) : runToFile(settings, output)
  }

  private func isFolder(_ path: String) -> Bool {
    !Format.isFolder(path)
      && (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
  }

  private func runToFile(_ settings: ConversionSettings, _ output: String) throws {
    let job = Job(inputs.inputs[0], to: output, settings)
    let staging =
      options.append
      ? Staging(overwrite: true, inputs: job.inputs) : outputs.staging(reading: job.inputs)
    if !options.dryRun && NetworkName(output)?.isBucket ?? true { try staging.check(output) }
    try tell(convert(job, staging), toErrors: false)
  }

  /// Writes to a temporary file first, so that a job that fails prints nothing.
  private func runToStandardOutput(_ settings: ConversionSettings) throws {
    if options.append { throw misuse("Nothing can be added to standard output.") }
    let format = try VectorFormat(ofPath: "-", named: settings.format ?? "geojson")
    guard let layers = format.known?.layers, layers.streams else {
      let streams = Format.all.filter { $0.layers?.streams ?? false }.compactMap(
        \.endings.names.first)
      throw misuse(
        "\(format.label) does not stream; --format can be \(streams.sorted().joined(separator: ", "))."
      )
    }
    let folder = try ScratchFolder(for: "standard output")
    defer { withExtendedLifetime(folder) {} }
    var settings = settings
    settings.format = nil
    settings.name = settings.name ?? "layer"
    let file = "\(folder.path)/layer.\(layers.streamEnding ?? format.ending)"
    let result = try convert(
      Job(inputs.inputs[0], to: file, settings), Staging(overwrite: false, for: .passing))
    if !options.dryRun {
      Console.hintAfterInterrupt("standard output was cut short")
      let content = try FileHandle(forReadingFrom: URL(filePath: file))
      while let piece = try content.read(upToCount: 1 << 20), !piece.isEmpty {
        do { try FileHandle.standardOutput.write(contentsOf: piece) } catch {
          throw GridcastError(.unwritable, "standard output", "its reader is gone, or it is full")
        }
      }
    }
    tell(result, toErrors: true)
  }

  private func convert(_ job: Job, _ staging: Staging) throws -> JobReport {
    let prepared = try job.prepare(progress: report.progress)
    if options.dryRun {
      Console.clearBar()
      return JobReport(job, prepared)
    }
    let result = try job.run(prepared, staging: staging, progress: report.progress)
    try staging.commit()
    Console.clearBar()
    return result
  }

  private func tell(_ result: JobReport, toErrors: Bool) {
    let output = options.output == "-" ? "standard output" : result.output
    let renamed = result.renamed.map { "\($0.full) → \($0.short)" }.joined(separator: ", ")
    let others = result.with ?? []
    var notes: [Sentence] = result.notes.map { note in
      others.contains { note.hasPrefix("\($0): ") } ? note : "\(result.input): \(note)"
    }
    if !renamed.isEmpty { notes.append("\(output): fields renamed: \(renamed)") }
    notes += result.changes.map { "\(output): \($0)" }
    report.warn(notes)
    if report.json && !toErrors {
      try? Console.print(json: result)
      return
    }
    for line in lines(result, output) {
      if toErrors { report.warn([line]) } else { Console.print(line) }
    }
  }

  private func lines(_ result: JobReport, _ output: String) -> [Sentence] {
    var lines: [Sentence] = []
    if let from = result.from, let to = result.to {
      lines.append(from == to ? Sentence(from) : "\(from) → \(to)")
    }
    if let operation = result.operation { lines.append("  by \(operation)") }
    if let cells = result.cells {
      let size = "\(formatted(cells[0])) × \(formatted(cells[1]))"
      lines.append(
        options.dryRun
          ? "\(size) cells would be written to \(output)" : "\(size) cells written to \(output)")
    } else if options.dryRun {
      let kinds = result.shapes.map { Shapes.Kind.told($0.count, of: $0.what.english) }
        .joined(separator: ", ")
      lines.append("would write \(counted(result.read ?? 0, "feature")) to \(output)")
      if !kinds.isEmpty { lines.append("  \(kinds)") }
    } else {
      lines.append(
        "\(formatted(result.read ?? 0)) read, \(formatted(result.written ?? 0)) written to \(output)"
      )
    }
    lines += result.steps.map { "  \($0.worded(for: .commandLine))" }
    if result.leftOut > 0 { lines.append("  \(formatted(result.leftOut)) outside the extent") }
    if result.repaired > 0 { lines.append("  \(formatted(result.repaired)) repaired") }
    lines += result.lost.map { "  \(formatted($0.count)) lost: \($0.what)" }
    lines += result.losses.map { "  lost: \($0)" }
    return lines
  }
}
