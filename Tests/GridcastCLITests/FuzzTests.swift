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

  /// How the shell runs a line with bounded memory.
  ///
  /// AddressSanitizer reserves terabytes of addresses and has limits of its own; GDAL and what it brings are not built
  /// with it, so that memory which they hand over seems to be of another kind.
  private static let bounded =
    isSanitized
    ? """
    export ASAN_OPTIONS=detect_leaks=0:alloc_dealloc_mismatch=0:allocator_may_return_null=1:\
    max_allocation_size_mb=4000:hard_rss_limit_mb=4000; exec "$0" $1
    """ : "ulimit -v 4000000; exec \"$0\" $1"

  @Test("Damaged files are read or refused by every command, in bounded time and memory")
  func survives() throws {
    let origin = try TemporaryFolder()
    let seeds = try FuzzSeed.make(in: origin)
    let contents = try Dictionary(
      uniqueKeysWithValues: Set(seeds.flatMap { $0.files + $0.beside }).map {
        ($0, try Data(contentsOf: URL(filePath: "\(origin.path)/\($0)")))
      })
    var random = SplitMix(state: 3)
    var codes: [Int32: Int] = [:]
    for number in 0..<Self.count {
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
      let said = "seed 3, file \(number), \(victim): \(command): \(result.code) \(words)"
      let isKnown = [0, 64, 65, 66, 73].contains(result.code)
      #expect(isKnown, "\(said)")
      var isSound = isKnown
      codes[result.code, default: 0] += 1
      if result.code != 0, isKnown {
        let isSaid = result.errors.contains("error: ")
        let isLeft = try seed.keepsProgress || folder.content == before
        #expect(isSaid && isLeft, "\(said) \(try folder.content)")
        isSound = isSaid && isLeft
      }
      if !isSound { keep(folder, number, said) }
    }
    let read = codes[0] ?? 0
    #expect(read > Self.count / 20 && read < Self.count, "\(read) of \(Self.count) were read")
    print("\(Self.count) damaged files, by exit code: \(codes.sorted { $0.key < $1.key })")
  }

  /// Keeps what brought the command down, for whoever mends it.
  private func keep(_ folder: TemporaryFolder, _ number: Int, _ said: String) {
    guard let place = ProcessInfo.processInfo.environment["GRIDCAST_FUZZ_KEEP"] else { return }
    try? FileManager.default.copyItem(atPath: folder.path, toPath: "\(place)/\(number)")
    try? said.write(toFile: "\(place)/\(number).txt", atomically: false, encoding: .utf8)
  }
}
