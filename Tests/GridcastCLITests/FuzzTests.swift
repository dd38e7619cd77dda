import Foundation
import Testing

/// Damaged files of every format, put through every command: read, or refused with a sentence; no crash, no hang,
/// bounded memory.
///
/// `make fuzz` sets GRIDCAST_FUZZ to how many files are tried; `make test` tries fewer. With `SANITIZE=1` the command is
/// one that was built with AddressSanitizer, and GRIDCAST_SANITIZED says so.
@Suite struct FuzzTests {
  static let count = Int(ProcessInfo.processInfo.environment["GRIDCAST_FUZZ"] ?? "") ?? 160
  static let isSanitized = ProcessInfo.processInfo.environment["GRIDCAST_SANITIZED"] == "1"

  /// How the shell runs a line with bounded memory; AddressSanitizer reserves terabytes of addresses, and has limits of
  /// its own, which the Makefile sets.
  private static let bounded = (isSanitized ? "" : "ulimit -v 4000000; ") + "exec \"$0\" $1"

  /// How many files are tried one after the other; what is more is tried beside them.
  static let partSize = min(count, 500)

  @Test(
    "Damaged files are read or refused by every command, in bounded time and memory",
    arguments: 0..<(count / partSize))
  func survives(part: Int) throws {
    let origin = try TemporaryFolder()
    let seeds = try FuzzSeed.make(in: origin)
    let contents = try Dictionary(
      uniqueKeysWithValues: Set(seeds.flatMap { $0.files + $0.beside }).map {
        ($0, try Data(contentsOf: URL(filePath: "\(origin.path)/\($0)")))
      })
    var codes: [Int32: Int] = [:]
    for number in part * Self.partSize..<(part + 1) * Self.partSize {
      var random = SplitMix(state: UInt64(number))
      let seed = seeds[number % seeds.count]
      let command = seed.commands[number / seeds.count % seed.commands.count]
      let folder = try TemporaryFolder()
      let victim = seed.files.randomElement(using: &random) ?? seed.files[0]
      for name in seed.files + seed.beside {
        let data = contents[name] ?? Data()
        let url = URL(filePath: "\(folder.path)/\(name)")
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try (name == victim ? damaged(data, &random) : data).write(to: url)
      }
      let before = try folder.content
      let result = try run(
        "sh", ["-c", Self.bounded, gridcast, command], in: folder.path,
        seconds: Self.isSanitized ? 60 : 10)
      let words =
        result.errors.firstRange(of: "AddressSanitizer").map {
          result.errors[$0.lowerBound...].prefix(4000)
        } ?? result.errors.suffix(300)
      let said = "file \(number), \(victim): \(command): \(result.code) \(words)"
      let isKnown = [0, 64, 65, 66, 73].contains(result.code)
      #expect(isKnown, "\(said)")
      var isSound = isKnown
      codes[result.code, default: 0] += 1
      if result.code != 0, isKnown {
        let isSaid = result.errors.contains("error: ")
        let after = try folder.content
        let isLeft = seed.keepsProgress || after == before
        #expect(isSaid && isLeft, "\(said) \(after)")
        isSound = isSaid && isLeft
      }
      if !isSound { keep(folder, number, said) }
    }
    let read = codes[0] ?? 0
    #expect(read > Self.partSize / 20 && read < Self.partSize, "\(codes)")
    if Self.count > Self.partSize {
      print(
        "part \(part): \(Self.partSize) files, by exit code: \(codes.sorted { $0.key < $1.key })")
    }
  }

  /// Keeps what brought the command down, for whoever mends it.
  private func keep(_ folder: TemporaryFolder, _ number: Int, _ said: String) {
    guard let place = ProcessInfo.processInfo.environment["GRIDCAST_FUZZ_KEEP"] else { return }
    try? FileManager.default.copyItem(atPath: folder.path, toPath: "\(place)/\(number)")
    try? said.write(toFile: "\(place)/\(number).txt", atomically: false, encoding: .utf8)
  }
}
