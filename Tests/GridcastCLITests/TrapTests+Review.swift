import Foundation

/// Traps of what is damaged or called by another name, of which GDAL reads a part or nothing without a word.
/// What is right is by Python's zipfile and xml.parsers.expat, and by GDAL's ogrinfo on the sound file.
extension TrapTests {
  private static let shops = [
    "in.csv": "name,lon,lat\n"
      + (0..<300).map { "shop \($0),109.\(100 + $0),34.5\n" }.joined()
  ]

  /// Changes one byte in the middle of a file.
  private static func flip(_ file: String) -> String {
    "python3 -c \"b=bytearray(open('\(file)','rb').read()); b[len(b)//3]^=0x55; "
      + "open('\(file)','wb').write(b)\""
  }

  /// Cuts a file within an archive in half.
  private static func cut(_ member: String, of archive: String) -> String {
    "python3 -c \"import zipfile as Z;a=Z.ZipFile('\(archive)');f={n:a.read(n) for n in a.namelist()};"
      + "n='\(member)';f[n]=f[n][:len(f[n])//2];b=Z.ZipFile('\(archive)','w');"
      + "[b.writestr(n,d) for n,d in f.items()];b.close()\""
  }

  private static let archiveTraps: [Trap] = [
    Trap(
      name: "A workbook with one byte changed", files: shops,
      first: ["ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES", flip("in.xlsx")],
      command: "convert in.xlsx -o o.csv", code: 65,
      says: ["reading ended early: 'xl/worksheets/sheet1.xml' in it is damaged"]),
    Trap(
      name: "A workbook of which a sheet breaks off", files: shops,
      first: [
        "ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES",
        cut("xl/worksheets/sheet1.xml", of: "in.xlsx"),
      ], command: "bin in.xlsx -o o.tif", code: 65,
      says: ["'xl/worksheets/sheet1.xml' in it is damaged (line "]),
    Trap(
      name: "A workbook of which the texts break off", files: shops,
      first: [
        "ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES",
        cut("xl/sharedStrings.xml", of: "in.xlsx"),
      ], command: "convert in.xlsx -o o.csv", code: 65,
      says: ["'xl/sharedStrings.xml' in it is damaged"]),
    Trap(
      name: "A workbook of LibreOffice that breaks off", files: shops,
      first: ["ogr2ogr in.ods in.csv -oo AUTODETECT_TYPE=YES", cut("content.xml", of: "in.ods")],
      command: "convert in.ods -o o.csv", code: 65, says: ["'content.xml' in it is damaged"]),
    Trap(
      name: "What is left of a damaged workbook, where that is allowed", files: shops,
      first: [
        "ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES",
        cut("xl/worksheets/sheet1.xml", of: "in.xlsx"),
      ], command: "convert in.xlsx -o o.csv --allow-loss",
      says: ["reading ended early", "sheet1.xml"]),
    Trap(
      name: "A damaged workbook in an archive", files: shops,
      first: [
        "ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES",
        cut("xl/worksheets/sheet1.xml", of: "in.xlsx"), "\(pack) t.zip in.xlsx=d/in.xlsx",
      ], command: "convert t.zip -o o.csv", code: 65, says: ["sheet1.xml' in it is damaged"]),
    Trap(
      name: "A zipped Shapefile with one byte changed", files: shops,
      first: [
        "ogr2ogr in.shz in.csv -oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat", flip("in.shz"),
      ],
      command: "convert in.shz -o o.csv", code: 65, says: ["in.shz", "in it is damaged"]),
    Trap(
      name: "A KMZ with one byte changed", files: shops,
      first: [
        "ogr2ogr -f LIBKML in.kmz in.csv -oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat",
        flip("in.kmz"),
      ], command: "convert in.kmz -o o.csv", code: 65, says: ["in.kmz"]),
  ]

  /// A GML of points with these names.
  static func gml(_ names: String..., element: String = "n") -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><c:FeatureCollection xmlns:c=\"http://c\""
      + " xmlns:gml=\"http://www.opengis.net/gml\" xmlns:a=\"http://a\">"
      + names.map {
        "<gml:featureMember><a:p><a:\(element)>\($0)</a:\(element)><a:g>"
          + "<gml:Point srsName=\"EPSG:4326\"><gml:pos>109.5 34.5</gml:pos></gml:Point></a:g></a:p>"
          + "</gml:featureMember>\n"
      }.joined() + "</c:FeatureCollection>"
  }

  private static let jml = """
    <?xml version='1.0' encoding='UTF-8'?><JCSDataFile xmlns:gml="http://www.opengis.net/gml">
    <JCSGMLInputTemplate><CollectionElement>featureCollection</CollectionElement>
    <FeatureElement>feature</FeatureElement><GeometryElement>geometry</GeometryElement>
    <ColumnDefinitions><column><name>n</name><type>STRING</type><valueElement elementName="property"
    attributeName="name" attributeValue="n"/><valueLocation position="body"/></column></ColumnDefinitions>
    </JCSGMLInputTemplate><featureCollection><feature><geometry><gml:Point>
    <gml:coordinates>1,2</gml:coordinates></gml:Point></geometry><property name="n">A&B</property>
    </feature></featureCollection></JCSDataFile>
    """

  private static func feed(_ places: String...) -> String {
    "<rss version=\"2.0\" xmlns:georss=\"http://www.georss.org/georss\"><channel>"
      + places.map { "<item><title>t</title><georss:point>\($0)</georss:point></item>" }.joined()
      + "</channel></rss>"
  }

  private static let markupTraps: [Trap] = [
    Trap(
      name: "A GML of which the first feature is no XML", files: ["a.gml": gml("AT&T", "b", "c")],
      command: "convert a.gml -o o.csv", code: 65,
      says: ["it is no sound XML (line 1: not well-formed"]),
    Trap(
      name: "A GML of which a later feature is no XML", files: ["a.gml": gml("a", "b", "A&T", "c")],
      command: "bin a.gml -o o.tif", code: 65, says: ["it is no sound XML (line 3: not well-formed"]
    ),
    Trap(
      name: "A packed GML that is no XML", files: ["a.gml": gml("a", "A&T")], first: ["gzip a.gml"],
      command: "convert a.gml.gz -o o.csv", code: 65, says: ["it is no sound XML (line 2"]),
    Trap(
      name: "A GML in GBK that says that it is in UTF-8", files: ["u.gml": gml("茶馆", "饭店")],
      first: ["sh -c \"iconv -f UTF-8 -t GBK u.gml > a.gml\""], command: "convert a.gml -o o.csv",
      code: 65, says: ["not in the encoding that its first line says", "--encoding"]),
    Trap(
      name: "A JML that is no XML", files: ["a.jml": jml], command: "convert a.jml -o o.csv",
      code: 65, says: ["it is no sound XML (line 7"]),
    Trap(
      name: "A GPX that breaks off",
      files: [
        "a.gpx":
          "<?xml version=\"1.0\"?><gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lat=\"1\" lon=\"2\"><name>a</name></wpt><wpt lat=\"1\" lon"
      ],
      command: "convert a.gpx -o o.csv", code: 65, says: ["a.gpx"]),
    Trap(
      name: "A feed with a position that is none",
      files: ["a.xml": feed("34.5 109.5", "34,5 109,5")],
      command: "convert a.xml -o o.csv", code: 65,
      says: ["1 with a position that is not understood (the first in feature 2: '34,5')"]),
  ]

  private static let page = "<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n"

  private static let nameTwins: [Trap] = [
    Trap(
      name: "A GeoJSON called .txt", files: ["g.txt": collection(point(#""n":7"#))],
      command: "convert g.txt -o o.csv",
      says: ["by its content it is read as a .geojson", "1 read, 1 written"],
      look: "cat o.csv", finds: ["109.5,34.5,7"]),
    Trap(
      name: "A GeoJSON of many lines called .csv",
      files: [
        "g.csv": collection(point(#""n":7"#)).replacing(",", with: ",\n").replacing(
          "{", with: "{\n")
      ],
      command: "convert g.csv -o o.csv", says: ["1 read, 1 written"], look: "cat o.csv",
      finds: ["109.5,34.5,7"]),
    Trap(
      name: "A KML called .csv",
      files: [
        "k.csv":
          "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Placemark><name>Tea</name><Point><coordinates>109.5,34.5</coordinates></Point></Placemark></kml>"
      ], command: "convert k.csv -o o.csv", look: "cat o.csv", finds: ["109.5,34.5,Tea"]),
    Trap(
      name: "A workbook called .csv", files: shops,
      first: ["ogr2ogr in.xlsx in.csv -oo AUTODETECT_TYPE=YES", "mv in.xlsx w.csv"],
      command: "convert w.csv -o o.csv", says: ["300 read, 300 written"]),
    Trap(
      name: "A web page called .csv", files: ["h.csv": page], command: "convert h.csv -o o.gpkg",
      code: 65, says: ["it is a web page and no table"]),
    Trap(
      name: "An answer of a server called .csv", files: ["h.csv": "{\"code\":429}\n"],
      command: "convert h.csv -o o.gpkg", code: 65, says: ["it is JSON and no table"]),
    Trap(
      name: "A document called .csv", bytes: ["h.csv": Array("%PDF-1.4\n1 0 obj\n".utf8)],
      command: "convert h.csv -o o.gpkg", code: 65, says: ["it is a document"]),
    Trap(
      name: "Names of columns in angle brackets",
      files: ["t.txt": "<TICKER>,<LAT>,<LON>\nA,34.5,109.5\n"],
      command: "convert t.txt -o o.csv --x '<LON>' --y '<LAT>'", look: "cat o.csv",
      finds: ["109.5,34.5,A"]),
    Trap(
      name: "A GeoJSON called .txt in a folder",
      files: ["in/g.txt": collection(point(#""n":7"#))], command: "convert in --out out",
      look: "cat out/g.csv", finds: ["109.5,34.5,7"]),
    Trap(
      name: "Locks of a workbook in a folder",
      files: ["in/g.geojson": collection(point(#""n":7"#)), "in/~$two.xlsx": "me"],
      command: "convert in --out out", look: "ls out", finds: ["g.geojson"], lacks: ["two"]),
    Trap(
      name: "A layer that is to be a raster", files: ["x.geojson": collection(point(#""n":7"#))],
      command: "convert x.geojson -o o.tif", code: 64,
      says: ["it is a layer, and 'o.tif' is to be a raster"]),
  ]

  static let reviewTraps = archiveTraps + markupTraps + nameTwins
}
