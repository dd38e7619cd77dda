import Foundation
import Testing

/// What `gridcast describe` tells is all there is, is true, and changes with its version only.
@Suite struct DescribeTests {
  private struct Description: Decodable {
    struct Limits: Decodable {
      let minimum: Double?, maximum: Double?, above: Double?, below: Double?
    }
    struct Parameter: Decodable {
      let name: String, option: String?, type: String, of: String?, choices: [String]?
      let limits: Limits?, endings: [String]?
      let isRequired: Bool
      let title: [String: String], help: [String: String]
    }
    struct Taken: Decodable { let type: String }
    struct Form: Decodable {
      let name: String, takes: [String: Taken], needs: [String], without: [String]
    }
    struct Command: Decodable {
      let command: [String], forms: [Form], parameters: [Parameter]
      var name: String { command.joined(separator: " ") }
    }
    let version: Int, digest: String, commands: [Command]
  }

  private struct Dump: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { let name: String }
      let preferredName: Name?, valueName: String?, shouldDisplay: Bool
    }
    let commandName: String, subcommands: [Dump]?, arguments: [Argument]?

    /// The names of the parameters of each command, in their order.
    func parameters(under path: [String] = []) -> [String: [String]] {
      var all: [String: [String]] = [:]
      for one in subcommands ?? [] where one.commandName != "help" {
        let path = path + [one.commandName]
        guard one.subcommands == nil else {
          all.merge(one.parameters(under: path)) { first, _ in first }
          continue
        }
        all[path.joined(separator: " ")] = (one.arguments ?? []).filter(\.shouldDisplay)
          .compactMap { $0.preferredName?.name ?? $0.valueName }
          .filter { !["help", "version"].contains($0) }
      }
      return all
    }
  }

  private func described() throws -> (value: Description, text: String) {
    let result = try gridcast("describe", "--json")
    #expect(result.code == 0)
    return (
      try JSONDecoder().decode(Description.self, from: Data(result.output.utf8)), result.output
    )
  }

  private static let types: Set<String> = [
    "layer", "raster", "dataset", "file", "folder", "field", "band", "name-of-layer", "system",
    "encoding", "condition", "length", "box", "text", "choice", "choice-or-file", "flag", "number",
    "whole", "new-layer", "new-raster", "new-table", "new-file", "new-folder", "new-dataset",
  ]

  @Test("No option of any command is missing, and of each it is told what it takes")
  func nothingIsMissing() throws {
    struct Tool: Decodable { let command: Dump }
    let dump = try JSONDecoder().decode(
      Tool.self, from: Data(try gridcast("--experimental-dump-help").output.utf8))
    let description = try described().value
    let told = Dictionary(
      uniqueKeysWithValues: description.commands.map { ($0.name, $0.parameters.map(\.name)) })
    #expect(told == dump.command.parameters())
    #expect(told.count >= 20)
    for command in description.commands {
      let names = Set(command.parameters.map(\.name))
      #expect(names.count == command.parameters.count, "\(command.name): names are unique")
      for parameter in command.parameters {
        let subject: Comment = "\(command.name) \(parameter.name)"
        #expect(Self.types.contains(parameter.type), subject)
        #expect(parameter.of.map(names.contains) ?? true, subject)
        #expect(parameter.choices != nil || !parameter.type.hasPrefix("choice"), subject)
        #expect(
          parameter.title["en"]?.isEmpty == false && parameter.help["en"]?.isEmpty == false, subject
        )
      }
      for form in command.forms {
        #expect(names.isSuperset(of: form.needs + form.without + form.takes.keys), "\(form.name)")
        #expect(form.takes.values.allSatisfy { Self.types.contains($0.type) }, "\(form.name)")
        #expect(form.name.allSatisfy { $0.isASCII && $0.isLowercase }, "QGIS takes no other names")
        // A desktop must know beforehand what it gets.
        for parameter in command.parameters where parameter.type == "new-dataset" {
          #expect(form.takes[parameter.name] != nil, "\(form.name) \(parameter.name)")
        }
      }
    }
    let forms = description.commands.flatMap(\.forms).map(\.name)
    #expect(Set(forms).count == forms.count)
  }

  @Test("The description never changes without its version")
  func versionTellsOfChanges() throws {
    let (description, text) = try described()
    let source = try String(
      contentsOf: root.appending(
        path: "Sources/GridcastCLI/Describe/Description+Versions.swift"), encoding: .utf8)
    let digests = source.matches(of: /"([0-9a-f]{64})"/).map { String($0.1) }
    #expect(digests.count == description.version)
    #expect(
      digests.last == description.digest,
      "the description has changed: add \(description.digest) to Description.versions, build, and run make description"
    )
    let shipped = try String(
      contentsOf: root.appending(path: "integrations/description.json"), encoding: .utf8)
    #expect(shipped == text, "run make description")
  }

  /// What else must be given for the command line to be sound.
  private static let companions: [String: [String]] = [
    "convert": ["-o", "out.gpkg"], "convert workers": ["--out", "out"],
    "reproject workers": ["--out", "out"], "reproject": ["-o", "out.gpkg"],
    "fishnet": ["--within", "no.shp"], "fetch amap": ["--types", "050000"],
    "fetch overpass": ["--endpoint", "http://127.0.0.1:1/api"], "fetch series": ["no.shp"],
    "geocode": ["--address", "a"],
    "train convdeconv": ["--windows", "tiles"],
    "train convdeconv patience": ["--windows", "tiles", "--study"],
    "correlate min-correlation": ["--target", "a"],
  ]

  @Test("The limits that are told are those that are kept")
  func limitsAreKept() throws {
    let folder = try TemporaryFolder()
    var count = 0
    for command in try described().value.commands {
      var required: [String] = []
      for parameter in command.parameters where parameter.isRequired {
        let value =
          switch parameter.type {
          case "whole": "3"
          case "choice": parameter.choices?.first ?? ""
          case let type where type.hasPrefix("new-"): "out.\(parameter.endings?.last ?? "gpkg")"
          default: "no.shp"
          }
        required += [parameter.option, value].compactMap { $0 }
      }
      for parameter in command.parameters {
        guard let limits = parameter.limits, let option = parameter.option, !parameter.isRequired
        else { continue }
        let step = parameter.type == "whole" ? 1 : 0.001
        let bad =
          [
            limits.minimum.map { $0 - step }, limits.maximum.map { $0 + step }, limits.above,
            limits.below,
          ]
        // Weights are three, and the number of points of a city would be made.
        let good =
          parameter.name == "loss-weights" || command.name == "sample"
          ? [] : [limits.minimum, limits.maximum]
        for (values, isGood) in [(bad, false), (good, true)] {
          for value in values.compactMap({ $0 }) {
            let text = parameter.type == "whole" ? String(Int(value)) : String(value)
            let companions =
              Self.companions["\(command.name) \(parameter.name)"]
              ?? Self.companions[command.name] ?? []
            let line =
              command.command + (required + companions).withLast(of: required)
              + ["\(option)=\(text)"]
            let result = try run(gridcast, line, in: folder.path)
            #expect(
              (result.code != 64) == isGood, "\(line): \(result.code) \(result.errors.prefix(300))")
            count += 1
          }
        }
      }
    }
    #expect(count > 60)
  }
}
