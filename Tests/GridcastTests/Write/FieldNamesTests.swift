import GridcastBase
import GridcastFormats
import Testing

@Suite struct FieldNamesTests {
  static let names: [([String], [String])] = [
    (["id", "name"], ["id", "name"]),
    (["administration"], ["administra"]),
    (["administration_a", "administration_b"], ["administra", "administ_1"]),
    // A name that fits is not taken from its owner.
    (["administration", "administra"], ["administ_1", "administra"]),
    // Three bytes a character: three fit, not three and a third.
    (["商业服务设施"], ["商业服"]), (["商业服务", "商业服装"], ["商业服", "商业_1"]),
    (["Name", "NAME"], ["Name", "NAME_1"]), (["addr:street", "is in"], ["addr_stree", "is_in"]),
    (["a:b", "a_b"], ["a_b", "a_b_1"]),
  ]

  @Test("Field names are cut at a character and made unique", arguments: names)
  func areCutAndUnique(names: [String], short: [String]) {
    #expect(shapefileNames(names) == short)
  }

  @Test("Hundreds of names with one beginning stay different")
  func manyNames() {
    let short = shapefileNames((0..<250).map { "population_density_\($0)" })
    #expect(Set(short.map { $0.lowercased() }).count == 250)
    #expect(short.allSatisfy { $0.utf8.count <= 10 })
  }
}
