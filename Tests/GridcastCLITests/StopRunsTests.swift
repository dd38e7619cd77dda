#if os(Linux)
  import Foundation
  import Testing

  /// Jobs that are killed, and jobs that are stopped by signals, at any moment and in the interval of the
  /// commit: a few with every test, thousands by `make kills KILLS=1000`.
  @Suite struct StopRunsTests {
    /// How many kills, and how many signals, over all scenarios.
    static let count =
      ProcessInfo.processInfo.environment["GRIDCAST_KILLS"].flatMap { Int($0) } ?? 12
    /// Another number makes other moments.
    static let seed = ProcessInfo.processInfo.environment["GRIDCAST_SEED"].flatMap { Int($0) } ?? 0
    static let isHeavy = ProcessInfo.processInfo.environment["GRIDCAST_KILLS"] != nil

    struct Random: RandomNumberGenerator {
      var state: UInt64
      mutating func next() -> UInt64 {
        // SplitMix64
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
      }
    }

    @Test(
      "Sets are whole, sentences true, and nothing is left, whenever a job is killed or stopped",
      arguments: StopScenario.all)
    func stops(scenario: StopScenario) throws {
      let runs = try StopRuns(scenario)
      var random = Random(state: UInt64(scenario.name.utf8.reduce(Self.seed) { $0 * 31 + Int($1) }))
      var tally: [String: Int] = [:]
      // The quick ones more often.
      let shares: [String: Double] = ["single": 0.4, "folder": 0.3, "run": 0.15, "train": 0.15]
      let share = shares[scenario.name] ?? 0
      for index in 0..<Int(Double(Self.count) * share) {
        let isAimed = index % 2 == 0
        let killed = try runs.killed(isAimed: isAimed, &random)
        if let fault = killed.fault { Issue.record("kill \(index): \(fault)") }
        tally["killed: \(killed.outcome)", default: 0] += 1
        let signal = [SIGTERM, SIGINT, SIGHUP][index / 2 % 3]
        let stopped = try runs.stopped(signal, isAimed: isAimed, &random)
        if let fault = stopped.fault { Issue.record("signal \(signal) \(index): \(fault)") }
        tally["stopped: \(stopped.outcome)", default: 0] += 1
      }
      if Self.isHeavy {
        print(
          scenario.name,
          tally.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
      }
    }
  }
#endif
