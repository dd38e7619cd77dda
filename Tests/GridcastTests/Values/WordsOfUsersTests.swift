import GridcastBase
import Testing

/// What people type, and what they meant.
@Suite struct WordsOfUsersTests {
  static let lines: [(yaml: String, says: String?)] = [
    ("cell: 1km\ntitle: 商业：预测\n", nil), ("cell：1km", "line 1 has a full-width colon (：)"),
    ("a: 1\n\tb: 2", "line 2 begins with a tab"), ("a: [b，c]", "full-width sign (，)"),
    ("a: 1\n[b，c]", "line 2 has a full-width sign (，)"), ("a: “b”", "line 1 has curly quotes"),
    ("cell:1km", "line 1 has no space behind the colon; write 'cell: 1km'"),
    ("# cell：1km\na: \"b：c\"", nil), ("url: https://a.b/c", nil), ("a: 1\n\u{3000}b: 2", "U+3000"),
  ]

  @Test("What an input method puts in place of YAML's signs is told by line", arguments: lines)
  func yaml(yaml: String, says: String?) {
    let fault = yamlFault(in: yaml)?.english
    guard let says else { return #expect(fault == nil, "\(fault ?? "")") }
    #expect(fault?.contains(says) ?? false, "\(fault ?? "nothing")")
  }

  static let words: [(word: String, meant: String?)] = [
    ("bni", "bin"), ("bins", "bin"), ("forcast", "forecast"), ("reproj", "reproject"),
    ("hotspot", "hotspots"), ("b", nil), ("xyzzy", nil), ("Info", "info"), ("mpa", "map"),
  ]

  @Test("A misspelled word is told with the nearest", arguments: words)
  func nearest(word: String, meant: String?) {
    let all = ["bin", "forecast", "reproject", "hotspots", "info", "map", "convert"]
    #expect(likeliest(to: word, among: all) == meant)
  }
}
