import GridcastBase
import Testing

@Suite struct GivenInputsTests {
  /// Inputs as a shell hands them over, and those of them that are parts of another.
  static let lists: [(given: String, parts: String)] = [
    ("pois.dbf pois.prj pois.shp pois.shx", "pois.dbf pois.prj pois.shx"),
    ("a/pois.cpg a/pois.shp a/pois.shp.xml a/pois.qml", "a/pois.cpg a/pois.shp.xml a/pois.qml"),
    ("POIS.DBF POIS.SHP", "POIS.DBF"),
    ("城市.v2.shp 城市.v2.dbf", "城市.v2.dbf"),
    ("roads.tab roads.dat roads.id roads.map", "roads.dat roads.id roads.map"),
    (
      "counts.tif counts.tif.aux.xml counts.tfw counts.qml",
      "counts.tif.aux.xml counts.tfw counts.qml"
    ),
    ("places.gpkg places.gpkg-wal", "places.gpkg-wal"),
    // Not parts: a table alone, of another name or another folder, and datasets that are called the same.
    ("table.dbf", ""),
    ("pois.shp other.dbf", ""),
    ("a/pois.shp b/pois.dbf", ""),
    ("pois.shp pois.csv pois.geojson pois.gpkg pois.tif", ""),
    ("pois.shp pois.shp", ""),
    ("pois", ""),
  ]

  @Test("Of what a pattern names, parts of a dataset are told from datasets", arguments: lists)
  func partsAreTold(given: String, parts: String) {
    let paths = given.split(separator: " ").map(String.init)
    let inputs = GivenInputs(paths)
    let expected = parts.split(separator: " ").map(String.init)
    #expect(inputs.parts == expected)
    #expect(inputs.datasets == paths.filter { !expected.contains($0) })
    #expect((inputs.note == nil) == expected.isEmpty)
  }
}
