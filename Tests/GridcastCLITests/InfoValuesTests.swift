import Foundation
import Testing

/// What `info` tells of the values of fields, beside pandas.
@Suite struct InfoValuesTests {
  private struct Layer: Decodable {
    struct Frequent: Decodable, Equatable { let value: String, count: Int }
    struct Attribute: Decodable {
      let name: String, count: Int, empty: Int, different: Int?
      let minimum: Double?, maximum: Double?
      let frequent: [Frequent], examples: [String]
    }
    let attributes: [Attribute]
  }

  /// Numbers that pandas finds in the same file.
  ///
  /// The command: `python3 -c "import pandas; d = pandas.read_csv('fixtures/china-places.csv', dtype=str);
  /// print(d.inside.value_counts(), d.x.astype(float).agg(['min', 'max']), d.nunique(), d.head(3))"`
  @Test("Frequent values, limits, empty ones and examples are those that pandas finds")
  func besidePandas() throws {
    let result = try gridcast(
      "info", root.appending(path: "fixtures/china-places.csv").path(), "--json")
    let layers = try JSONDecoder().decode([Layer].self, from: Data(result.output.utf8))
    let fields = try #require(layers.first).attributes
    #expect(fields.map(\.name) == ["name", "x", "y", "inside"])
    #expect(fields.map(\.different) == [212, 210, 204, 2])
    #expect(fields.map(\.count) == [212, 212, 212, 212] && fields.allSatisfy { $0.empty == 0 })
    #expect(fields[3].frequent == [.init(value: "0", count: 106), .init(value: "1", count: 106)])
    #expect(fields[1].minimum == 73.050 && fields[1].maximum == 135.072)
    #expect(
      fields[0].different == 212 && fields[0].examples == ["Beijing", "Shanghai", "Chongming"])
  }

  @Test("On the screen a field tells its values, or examples where hardly any comes back")
  func onTheScreen() throws {
    let folder = try TemporaryFolder()
    let rows = (0..<200).map {
      "\($0),\($0 % 4 == 0 ? "shop" : "office"),\($0 % 2 == 0 ? "" : "x")"
    }
    _ = try folder.file("p.csv", "id,kind,note\n" + rows.joined(separator: "\n") + "\n")
    let result = try gridcast("info", "p.csv", in: folder.path)
    #expect(result.code == 0, "\(result.errors)")
    for words in ["empty", "least", "office 150, shop 50", "e.g. 0, 1, 2", "199"] {
      #expect(result.output.contains(words), "\(words): \(result.output)")
    }
    let note = result.output.split(separator: "\n").first { $0.hasPrefix("note") }
    #expect(note?.contains("100") ?? false, "\(note ?? "")")
  }
}
