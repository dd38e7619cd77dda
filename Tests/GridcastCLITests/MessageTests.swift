import Foundation
import Testing

/// Messages tell a fault once, in words that a reader knows, with a way out.
@Suite struct MessageTests {
  @Test("Archives in which nothing can be read tell why")
  func archives() throws {
    let folder = try TemporaryFolder()
    let script = """
      import zipfile
      def make(name, **files):
          with zipfile.ZipFile(name, 'w') as z:
              for n, t in files.items(): z.writestr(n.replace('_', '.'), t)
      make('in.zip', a_csv='lon,lat\\n109.5,34.5\\n')
      z = zipfile.ZipFile('twice.zip', 'w'); z.write('in.zip'); z.close()
      make('other.zip', a_docx='x', b_pdf='y')
      open('cut.zip', 'wb').write(open('in.zip', 'rb').read()[:60])
      """
    try #require(try run("python3", ["-c", script], in: folder.path).code == 0)
    for (name, words) in [
      ("cut.zip", "breaks off before the list of its files"), ("twice.zip", "packed once more"),
      ("other.zip", "a.docx"),
    ] {
      let said = try gridcast("info", name, in: folder.path)
      #expect(said.code == 65 || said.code == 66, "\(said.code)")
      #expect(said.errors.contains(words), "\(said.errors)")
    }
  }

  @Test("A change file of OpenStreetMap tells what to do with it")
  func changeFile() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("a.osc", "<osmChange version=\"0.6\"><create/></osmChange>")
    let said = try gridcast("info", "a.osc", in: folder.path)
    #expect(said.code != 0 && said.errors.contains("osmium apply-changes"), "\(said.errors)")
  }

  @Test("A file that breaks off is told once in a folder, not once a layer")
  func cutOnce() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/in", withIntermediateDirectories: false)
    let nodes = (1...4).map {
      "<node id=\"\($0)\" lat=\"34.\($0)\" lon=\"109.\($0)\"><tag k=\"name\" v=\"a\"/></node>"
    }
    let way = "<way id=\"9\"><nd ref=\"1\"/><nd ref=\"2\"/><tag k=\"highway\" v=\"path\"/></way>"
    _ = try folder.file(
      "in/a.osm", "<osm version=\"0.6\">\(nodes.joined())\(way)<node id=\"10\" lat=\"34")
    let said = try gridcast(
      "convert", "in", "--out", "out", "--format", "gpkg", in: folder.path)
    #expect(said.code != 0)
    #expect((said.errors + said.output).ranges(of: "in/a.osm: ").count == 1, "\(said.errors)")
  }

  @Test("A fishnet over a table tells in which encoding it was read")
  func encodingOfFishnet() throws {
    let folder = try TemporaryFolder()
    let text = Array("lon,lat,名\n109.5,34.5,商\n109.6,34.6,商\n".utf16).flatMap {
      [UInt8($0 & 0xFF), UInt8($0 >> 8)]
    }
    _ = FileManager.default.createFile(
      atPath: "\(folder.path)/a.csv", contents: Data([0xFF, 0xFE] + text))
    let said = try gridcast(
      "fishnet", "a.csv", "--cell", "1km", "--to", "utm", "-o", "f.gpkg", in: folder.path)
    #expect(said.code == 0 && said.errors.contains("UTF-16LE"), "\(said.errors)")
  }

  @Test("Numbers of hundreds of digits are told by their power, and damage without libtiff's words")
  func rasters() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(
      "a.asc", "ncols 2\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1e300 2\n3 4\n")
    let info = try gridcast("info", "a.asc", in: folder.path)
    #expect(info.output.contains("e38") || info.output.contains("e300"), "\(info.output)")
    try #require(
      try run("gdal_translate", ["-q", "-ot", "Float32", "a.asc", "b.tif"], in: folder.path).code
        == 0)
    _ = try run("truncate", ["-s", "-8", "b.tif"], in: folder.path)
    let damaged = try gridcast("info", "b.tif", in: folder.path)
    #expect(damaged.code != 0 && !damaged.errors.contains("TIFFRead"), "\(damaged.errors)")
  }
}
