import Foundation
import GridcastBase
import GridcastJobs
import Testing

/// What a person is told to do next: by options at the command line, by keys in a plan, and by neither
/// where a program reads it.
@Suite struct NextStepTests {
  @Test("Every step is among all steps")
  func isWhole() throws {
    let source = try String(
      contentsOf: root.appending(path: "Sources/GridcastBase/Words/NextStep.swift"),
      encoding: .utf8)
    let declared = Set(source.matches(of: /\n  case (\w+)/).map { String($0.1) })
    let listed = Set(
      NextStep.allCases.map { String(String(describing: $0).prefix { $0 != "(" }) })
    #expect(declared.count > 50)
    #expect(declared == listed)
  }

  @Test("Programs are told of neither options, keys nor commands", arguments: NextStep.allCases)
  func isNeutral(step: NextStep) {
    let words = step.worded(for: .library)
    #expect(!words.isEmpty && !words.contains("--") && !words.contains("gridcast "), "\(words)")
    #expect(!words.contains(": "), "\(words)")
  }

  /// The sections of a plan, each with a key that none of them knows.
  private static let sections: [String: String] = [
    "the plan": "none: 1\n", "the plan's inputs": "inputs: {none: 1}\noutputs: {}\n",
    "the plan's study-area": "inputs: a.shp\nstudy-area: {none: 1}\noutputs: {}\n",
    "the plan's places": "inputs: a.shp\nplaces: {none: 1}\noutputs: {}\n",
    "the plan's base": "inputs: a.shp\nbase: {none: 1}\noutputs: {}\n",
    "the plan's model": "inputs: a.shp\nmodel: {kind: bp, none: 1}\noutputs: {}\n",
    "the plan's model of years":
      "years: {2013: a.shp, 2016: b.shp}\nmodel: {kind: convdeconv, none: 1}\noutputs: {}\n",
    "the stations of the plan's model":
      "years: {2013: a.shp, 2016: b.shp}\n"
      + "model: {kind: convdeconv, window: 16km, stations: {none: 1}}\noutputs: {}\n",
    "the plan's outputs": "inputs: a.shp\noutputs: {none: 1}\n",
    "the plan's structure": "inputs: a.shp\nstructure: {none: 1}\noutputs: {structure: s}\n",
    // A band is named in the model of years, the structure and the hot spots alike.
    "the section of the plan that needs it":
      "inputs: a.shp\nhotspots: {none: 1}\noutputs: {hotspots: h.tif}\n",
  ]

  /// The keys that the reader of plans says that it knows.
  private func known(_ section: String) throws -> Set<String> {
    let folder = try TemporaryFolder()
    let plan = try folder.file("plan.yaml", try #require(Self.sections[section]))
    let reason = thrown { _ = try Plan(reading: plan) }?.reason ?? ""
    let list = try #require(reason.split(separator: "known are ").last, "\(reason)")
    return Set(list.split(separator: ", ").map(String.init))
  }

  @Test("Whoever has a plan is told of keys that its reader knows", arguments: NextStep.allCases)
  func plansKnowTheKeys(step: NextStep) throws {
    let words = step.worded(for: .plan)
    if let key = words.firstMatch(of: /with ([a-z-]+):( [^ ]+)? in (the .*?)(, as in .*)?$/) {
      var keys = try known(String(key.3))
      if key.3 == "the plan's model" { keys.formUnion(try known("the plan's model of years")) }
      #expect(keys.contains(String(key.1)), "\(words)")
      #expect(!words.contains("--") && !words.contains("gridcast "), "\(words)")
      return
    }
    // What a plan cannot say, the command that runs it can, or another command.
    let isForAll = words == step.worded(for: .commandLine)
    #expect(words == step.worded(for: .library) || isForAll, "\(words)")
    #expect(!isForAll || words.contains("--overwrite") || words.contains("gridcast "), "\(words)")
  }

  @Test("A sentence keeps its steps until it is worded")
  func sentences() throws {
    let sentence: Sentence =
      "of \(3) some are lost; \(.limitArea), " + "or \(NextStep.allowLoss)"
    let wordings: [(Audience, String)] = [
      (.commandLine, "limit the area with --within, or go on all the same with --allow-loss"),
      (
        .plan,
        "limit the area with study-area: in the plan, or go on all the same with allow-loss: true in "
          + "the plan"
      ),
      (.library, "limit the area, or go on all the same"),
    ]
    for (audience, words) in wordings {
      #expect(sentence.worded(for: audience) == "of 3 some are lost; \(words)")
      let encoder = JSONEncoder()
      encoder.audience = audience
      let json = String(decoding: try encoder.encode([sentence]), as: UTF8.self)
      #expect(json == "[\"of 3 some are lost; \(words)\"]")
    }
    #expect("a\("b")" as Sentence == "ab" && "a" + "b" as Sentence == "ab")
    let outer: Sentence = "x: \(sentence)"
    #expect(outer.without(prefix: "x") == sentence && outer.hasPrefix("x: of 3"))
  }

  @Test("An error keeps its steps, hides passwords, and is neutral for programs")
  func errors() {
    let error = GridcastError(.badData, "PG:password=a", "password=b fails; \(.allowLoss)")
    #expect(error.reason == "password=… fails; go on all the same")
    #expect(error.description == "PG:password=…: password=… fails; go on all the same")
    #expect(
      error.worded(for: .commandLine)
        == "PG:password=…: password=… fails; go on all the same with --allow-loss")
    var tally = Tally()
    tally.drop("too far")
    let explained = tally.explaining(error).worded(for: .plan)
    #expect(explained.hasSuffix("with allow-loss: true in the plan; left out: 1 too far"))
  }
}
