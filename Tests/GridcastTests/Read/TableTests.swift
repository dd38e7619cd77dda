import Foundation
import GridcastBase
import GridcastFormats
import Testing

/// Tables of texts that were damaged, against Python's csv module.
@Suite struct TableTests {
  private static let count =
    Int(ProcessInfo.processInfo.environment["GRIDCAST_FUZZ"] ?? "") ?? 2000

  /// The rows of each file, those without any value left out, and values that are missing or empty at the
  /// end of a row too.
  private static let script = """
    import csv, json, sys, os
    for name in sorted(os.listdir('.')):
        with open(name, newline='', encoding='latin-1') as file:
            rows = [row for row in csv.reader(file) if row]
        json.dump([[value for value in row] for row in rows[1:]], sys.stdout)
        print()
    """

  @Test("Of damaged tables, no row differs from Python's without a word")
  func readsAsPythonDoes() throws {
    var random = SplitMix(state: 15)
    let folder = try TemporaryFolder()
    let pieces = ["\"", ",", "\n", "\r\n", "\r", "\"\"", " ", "a", "\",\"", "1\n2", ";", "\t"]
    for number in 0..<Self.count {
      var rows = (0..<4).map { "\($0),\"name, \($0)\",109.\($0),34.\($0)\n" }
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let row = Int.random(in: 0..<rows.count, using: &random)
        var text = Array(rows[row])
        let place = Int.random(in: 0...text.count, using: &random)
        if Bool.random(using: &random), place < text.count {
          text.remove(at: place)
        } else {
          text.insert(contentsOf: pieces.randomElement(using: &random) ?? "", at: place)
        }
        rows[row] = String(text)
      }
      _ = try folder.file(String(format: "%05d.csv", number), "id,name,lon,lat\n" + rows.joined())
    }
    let python = Process()
    python.executableURL = URL(filePath: "/usr/bin/env")
    python.arguments = ["python3", "-c", Self.script]
    python.currentDirectoryURL = URL(filePath: folder.path)
    let pipe = Pipe()
    python.standardOutput = pipe
    try python.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    python.waitUntilExit()
    let answers = output.split(separator: "\n")
    try #require(answers.count == Self.count)
    var readCount = 0
    for (number, answer) in answers.enumerated() {
      let path = "\(folder.path)/" + String(format: "%05d.csv", number)
      let theirs = try JSONDecoder().decode([[String]].self, from: Data(answer.utf8))
      var own: [[String]] = []
      do {
        let reader = try LayerReader(Source(path))
        guard reader.fields.count == 4 else { continue }
        try reader.read { (features, _) throws(GridcastError) in
          let columns = features.columns.map { $0.texts ?? Texts() }
          for row in 0..<features.count { own.append(columns.map { $0[row] ?? "" }) }
        }
      } catch {
        // What is refused is told.
        continue
      }
      readCount += 1
      let expected = theirs.map { row in
        (row + [String](repeating: "", count: max(0, 4 - row.count))).prefix(4).map(\.self)
      }
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(own == expected, "file \(number): \(text)")
    }
    #expect(readCount > Self.count / 10)
  }
}
