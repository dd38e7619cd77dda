import Foundation
import GridcastBase
import Testing

/// Damaged files, read by Gridcast and by other programs: where they differ, Gridcast has said so.
///
/// `make differential` sets GRIDCAST_DIFFERENTIAL to how many files of a format are tried;
/// `make test` tries fewer. What the other programs read, and what counts as a difference, stands in
/// `Peers/differential.py`.
@Suite struct DifferentialTests {
  private static let environment = ProcessInfo.processInfo.environment
  static let count = Int(environment["GRIDCAST_DIFFERENTIAL"] ?? "") ?? 25
  static let seed = UInt64(environment["GRIDCAST_DIFFERENTIAL_SEED"] ?? "") ?? 15
  /// A Python with pandas and pyosmium, or any.
  static let python = environment["GRIDCAST_PEERS"] ?? "python3"

  static let formats: [(name: String, seeds: @Sendable () throws -> [DifferentialSeed])] = [
    ("csv", { DifferentialSeed.tables }), ("geojson", { DifferentialSeed.objects }),
    ("osm", { DifferentialSeed.maps }), ("shapefile", { try DifferentialSeed.shapefiles() }),
  ]

  /// A damaged file with what Gridcast made of it, as the peers are told of it.
  private struct Case: Encodable {
    struct Run: Encodable {
      var output: String
      var code: Int32
      var said: String
    }
    var name: String
    var format: String
    var seed: String
    var damage: String
    var input: String
    var facts: [String: String]
    var runs: [Run]
  }

  @Test("What Gridcast reads otherwise than its peers it tells", arguments: formats.map(\.name))
  func differencesAreTold(format: String) throws {
    let seeds = try Self.formats.first { $0.name == format }?.seeds() ?? []
    let folder = try TemporaryFolder()
    let inputs = try (0..<Self.count).map { number in
      let seed = seeds[number % seeds.count]
      var random = SplitMix(state: Self.seed &* 1_000_003 &+ UInt64(number))
      let (files, damage) = Self.damagedFiles(seed, isWhole: number < seeds.count, &random)
      let place = "\(folder.path)/\(number)"
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      for (name, data) in files { try data.write(to: URL(filePath: "\(place)/\(name)")) }
      return (seed, place, damage)
    }
    let cases = try concurrentMap(inputs.count) { number in
      let (seed, place, damage) = inputs[number]
      let input = seed.files[0].name
      // Of several layers every file is read by one, in turn.
      let chosen = seed.outputs[number / seeds.count % seed.outputs.count]
      let runs = try [chosen].map { options, output in
        let result = try run(
          gridcast, ["convert", input] + options + ["-o", output, "--allow-loss"], in: place,
          seconds: 60)
        return Case.Run(
          output: output, code: result.code, said: result.output + result.errors)
      }
      return Case(
        name: URL(filePath: place).lastPathComponent, format: format, seed: seed.name,
        damage: damage, input: input, facts: seed.facts, runs: runs)
    }
    try JSONEncoder().encode(cases).write(to: URL(filePath: "\(folder.path)/cases.json"))
    try judge(folder, format)
  }

  /// Has the peers read the same files and compare.
  private func judge(_ folder: TemporaryFolder, _ format: String) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Peers/differential.py").path()
    let result = try run(Self.python, [script, folder.path], in: folder.path, seconds: 3000)
    #expect(result.code == 0, "\(format), seed \(Self.seed): \(result.output)\(result.errors)")
    guard let place = Self.environment["GRIDCAST_DIFFERENTIAL_KEEP"] else { return }
    let kept = "\(place)/\(format)-\(Self.seed)"
    try? FileManager.default.removeItem(atPath: kept)
    try FileManager.default.copyItem(atPath: folder.path, toPath: kept)
    try result.output.write(toFile: "\(kept)/figures.txt", atomically: true, encoding: .utf8)
  }

  /// The files of a seed, one of them damaged: every other time as it comes about in the field, else
  /// byte by byte.
  private static func damagedFiles(
    _ seed: DifferentialSeed, isWhole: Bool, _ random: inout SplitMix
  ) -> ([String: Data], String) {
    var files = Dictionary(uniqueKeysWithValues: seed.files)
    if isWhole { return (files, "none") }
    let isOfField = Int.random(in: 0..<3, using: &random) > 0
    // A system that is another moves the positions, which is no matter of reading.
    let victims = seed.files.filter { !$0.name.hasSuffix(".prj") }
    if isOfField, seed.format == "shapefile" {
      let (some, words) = FieldDamage.ofShapefile(
        Dictionary(uniqueKeysWithValues: victims), &random)
      return (some.merging(files.filter { $0.key.hasSuffix(".prj") }) { own, _ in own }, words)
    }
    if isOfField {
      let separator = (seed.facts["separator"] ?? ",").utf8.first ?? 44
      let (data, words) = FieldDamage.ofText(seed.files[0].data, separator: separator, &random)
      files[seed.files[0].name] = data
      return (files, words)
    }
    let victim = victims.randomElement(using: &random) ?? seed.files[0]
    files[victim.name] = damaged(victim.data, &random)
    return (files, "\(victim.name): random bytes")
  }
}
