"""Writes files that name other files and places on the network; the argument is a port on this machine."""
import base64, gzip, os, shutil, sqlite3, subprocess, sys, zipfile, zlib

server = f"http://127.0.0.1:{sys.argv[1]}"


def write(name, content):
    with open(name, "w") as file:
        file.write(content)


def packed(name):
    with open(name, "rb") as file:
        content = file.read()
    with gzip.open(name + ".gz", "wb") as file:
        file.write(content)
    with zipfile.ZipFile(name + ".zip", "w") as file:
        file.writestr("inner/" + name, content)


# Answers of a WFS, which name their schema.
wfs = f"""<?xml version="1.0"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml"
 xmlns:foo="http://foo" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://foo
 {server}/wfs?SERVICE=WFS&amp;VERSION=1.0.0&amp;REQUEST=DescribeFeatureType&amp;TYPENAME=foo:a">
<gml:featureMember><foo:a fid="a.1"><foo:n>1</foo:n><foo:g><gml:Point srsName="{server}/srs">
<gml:coordinates>109.5,34.5</gml:coordinates></gml:Point></foo:g></foo:a></gml:featureMember>
</wfs:FeatureCollection>
"""
for name in ["w.xml", "w.gml", "w.osm", "w.kml", "w"]:
    write(name, wfs)
packed("w.gml")
packed("w.osm")

# ERMapper's headers, which name a raster or a file of cells.
header = """DatasetHeader Begin
\tVersion = "6.0"
\tDataFile = "{}"
\tDataSetType = {}
\tDataType = Raster
\tByteOrder = LSBFirst
\tCoordinateSpace Begin
\t\tDatum = "WGS84"
\t\tProjection = "GEODETIC"
\t\tCoordinateType = LL
\tCoordinateSpace End
\tRasterInfo Begin
\t\tCellType = Unsigned8BitInteger
\t\tNrOfLines = 5
\t\tNrOfCellsPerLine = 10
\t\tCellInfo Begin
\t\t\tXdimension = 0.1
\t\t\tYdimension = 0.1
\t\tCellInfo End
\t\tNrOfBands = 1
\tRasterInfo End
DatasetHeader End
"""


def vrt(source):
    return (
        '<VRTDataset rasterXSize="10" rasterYSize="5"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
        f"<SourceFilename>{source}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )


write("remote.ers", header.format(f"/vsicurl/{server}/a.tif", "Translated"))
write("streamed.ers", header.format(f"/vsicurl_streaming/{server}/a.raw", "ERStorage"))
write("folded.ers", header.format("/etc/\npasswd", "ERStorage"))
write("absolute.ers", header.format("/etc/passwd", "ERStorage"))
write("upwards.dat", header.format("../../../../../../../../etc/passwd", "ERStorage"))
write("oddly.ers", header.format("/etc/passwd", "ERStorage").replace("DataFile ", "DataFile?"))
write("a.vrt", vrt(f"/vsicurl/{server}/a.tif"))
write("through.ers", header.format("a.vrt", "Translated"))

# What lies beside a raster.
cells = "\n".join(" ".join(str(i * j % 9) for i in range(64)) for j in range(64))
write("a.asc", "ncols 64\nnrows 64\nxllcorner 109\nyllcorner 34\ncellsize 0.01\n" + cells + "\n")
for name in ["overview.tif", "mask.tif", "aux.tif", "bent.tif"]:
    subprocess.run(["gdal_translate", "-q", "-a_srs", "EPSG:4326", "a.asc", name], check=True)
write("overview.tif.ovr", vrt(f"/vsicurl/{server}/o.tif"))
write("mask.tif.msk", vrt(f"/vsicurl/{server}/m.tif"))
pam = '<PAMDataset><Metadata domain="{}">{}</Metadata></PAMDataset>'
write("aux.tif.aux.xml", pam.format(
    "OVERVIEWS", f'<MDI key="OVERVIEW_FILE">/vsicurl/{server}/o.tif</MDI>'))
write("bent.tif.aux.xml", pam.format("GEOLOCATION", "".join(
    f'<MDI key="{axis}_DATASET">/vsicurl/{server}/{axis}.tif</MDI><MDI key="{axis}_BAND">1</MDI>'
    for axis in "XY")))

# Rasters whose cells are the bytes of /etc/passwd, as H5Pset_external of HDF5 1.10 and SDsetexternalfile of HDF 4.2
# make them.
for name, content in [
    ("external.h5",
    "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KNrCi8mHyCVCaEUp3QOkVTDBxRrCcBFRcEGo+urqQIFdXkOr/aABmTwYLhOZgGAUj"
    "EXi4OgaA6AgoH5ZKTzChqqtAS48eFNrLyMAOMYsRxteA0EwQAS6oOiMojc5nBrqUEepeRqQUzAqkQXwmJohB7EBzGaFqQDnG"
    "AEd6/8IIE4fkKGZGWE6ByUCAEFQnSNDWjzubgcGBqvEggRbOASyo6vRTS5L1CxKLi8tTwPxgP38XkL9g/lFgHk3T5AAAvQM9"
    "4Q=="),
    ("external.hdf",
    "eNrtlj9Lw0AYxt9L2/yrqCCKixJxcShpEhQrOGkonRwsdHJJ7RVbWytJrf0AfhWXSj9CHcVRdwfBwS8grvrcGf8URDo65D3u"
    "8sub5957c9MznZpjdEsilokRGU3Qwc41pcA34CXtitLgJ3BaG0h+Bm9rQ8oQmavgFWhUsB9rBJdijQa+iDX6WxzQ6MhfIr9J"
    "TTLAD2KvMpL8CF5Q7kgBv4JnUcckyqIueeAsuABeEx1/1kw44YQTTjjhhBP+d0zCOwlPQzMlv2hVeBg1OifWuu1Z+7zFg4hb"
    "7kbO2uv0eLvKQ8sr5CzPcbdogkBV9hLzTF4E7x7mT4MoOq8hZcoPDA0wWpRtMFIrQeuMR6TXg2PuN9oOGViRdGxXylPxJCZt"
    "37dOFavtfImEK5vgAPfPA9Qful8OIHl9DJbzo/hU2S9bvSBsBNUWR0bFeyUIx+qyeZ3J+zZlh8JnxlMR/lY84TeVe+Q0bYgx"
    "QL6pjOA8M/CtOjQGhkKsL34mHGspJXcMpdIkjfe79lGtTuquXxzTvQN5fChI"),
]:
    with open(name, "wb") as file:
        file.write(zlib.decompress(base64.b64decode(content)))

# Datasets of secret.h5 that are shown as if they were a file's own, as H5Lcreate_external and H5Pset_virtual of HDF5
# 1.10 make them: by a link in a group of the old kind, of the new, of the new and packed, and by a layout.
for name, content in [
    ("linked.h5",
    "eNrr9HBx4+WS4mIAAQ4OBhYGAQZk8B8KCphR+TD5BCjNCKU7oPQKJpg4C1hOAiouADVfAWpeAFQ8JMjVFdl8dHtGwcgGHq6O4KQSAeVz"
    "QOkTTKjqYOkwgEr2MsFTLvaUyQV0CSOSejaoekYOB8ZyPgaG4tTkotQSvQxTBv0ykDgAWN89Gw=="),
    ("newer.h5",
    "eNrr9HBx4+WS4mLm4GCAgf9Q0MYI4RtAxX/9N7ng7+ESxKQgXsadjYwrmISQNcIAFxMD0Ag2HgYgxZh+GGa+BwPVwKqTe7OwO2kFkxJQ"
    "npkRzU84nCgLdCKPA8xUxnI+Bobi1OSi1BK9DFMG/TIGhnAGWoHWtplsAKMhTGc="),
    ("packed.h5",
    "eNrr9HBx4+WS4mLm4GCAgf9QwM4K4RtAxSUerWfz93AJYlIQL+PORsYVTELIGmGAi4mBkYGBjYcBSDGmH4aZ78FANbDq5N4s7E5aAHFS"
    "HSNEoQYThOZiA7kFxOJWYGBkhMoyMnCAhVNS03ISS1IZOGHmRzDQDJhO5TnhFuQRwMDOwMPAxCDAgBH+/FDX+UHdzoBOQwEXkTayIOmE"
    "GA0MAoZdLDAxXyS1TIyM4BABhcRO4ToepxAPFwZWkH5uoEiKxgJYeMJttxc++tYtGKiKgZ8R2Q4EjXBHAEMF0G6YzAKoC6QYUOnLCjkC"
    "TiE+bgysBWmXhRhygUJiDJkeC+QYwsFMHkOZYAZtMJOpd2k+QzOY+eyA1RyGmWDmhfeTFjKIgpnBvDPOMDiCmfH1Is8ZboOZK45KPGdY"
    "D2b2xTe8ZDgKZrI2CgUzjIJBAdyCg13hGYARmLI+ghiqB4+yVNwq/lxQmLQiOaWhmdfy93njIguDqdIfDA1ElquJL532InWG0Yvphg2u"
    "vBu7pBJFTY9pZTWFXhFZvUIyLLB4zSKxCFfdi67ujMDUaxloxg4ADieEDw=="),
    ("virtual.h5",
    "eNrtlL8OAUEQxmf3jlyI+NMQiUSpQqPRCccVgqBQSkQi0SF4BN5C6VG8FdbOJnebqBQivl/z5budndm9m5tz0OmmEsUEKTyPXMpQmDtD"
    "Bcszc1bBemK9SvNcvNZ4O2U5vx03Hfu+ir5bmDp1V6tH4B8J/NZI6Yy96dKbjMYdrH4MPqwrKK5zCeMrWqWI9OM7dZ4nFXze8I7YU5WX"
    "Uify+EauY7bq6Bxb5fL75Jro+NXvMBkMO+qPNvcrO+hNAH6VXnvYF6GBauZmk6xBul0uNstdddWg2p6c0IKeclHfK5Sq0TqXNN41AAAA"
    "AAAAAADwLR6rYTOx"),
]:
    with open(name, "wb") as file:
        file.write(zlib.decompress(base64.b64decode(content)))

# Texts and tables that name files elsewhere.
subprocess.run(["gdal_translate", "-q", "-of", "PCIDSK", "-co", "INTERLEAVING=FILE", "-ot", "Byte", "a.asc", "p.pix"],
               check=True)
with open("p.pix", "rb") as file:
    content = file.read()
with open("named.pix", "wb") as file:
    file.write(content.replace(b"p.001" + b" " * 59, b"/etc/passwd".ljust(64)))
write("list.mpl", "[Ilwis]\nType=MapList\n[MapList]\nSize=5 10\nMaps=1\nMap0=../elsewhere/a.mpr\n")
os.makedirs("../elsewhere", exist_ok=True)
write("../elsewhere/o.csv", "WKT,a\nPOINT(109.5 34.5),root:\n")
write("parts.csv", 'WKT,Table\n"POLYGON((109 34,110 34,110 35,109 34))",../elsewhere/o.tab\n')
for source, target in [("../elsewhere/o.csv", "../elsewhere/o.tab"), ("parts.csv", "parts.tab")]:
    subprocess.run(["ogr2ogr", "-f", "MapInfo File", "-a_srs", "EPSG:4326", target, source], check=True)
# One whose parts lie beside it is sound.
write("part.csv", "WKT,a\nPOINT(109.5 34.5),here\n")
write("near.csv", 'WKT,Table\n"POLYGON((109 34,110 34,110 35,109 34))",part.tab\n')
for name in ["part", "near"]:
    subprocess.run(["ogr2ogr", "-f", "MapInfo File", "-a_srs", "EPSG:4326", name + ".tab", name + ".csv"], check=True)
for name in ["parts.tab", "near.tab"]:
    with open(name, "a") as file:
        file.write('begin_metadata\n"\\IsSeamless" = "TRUE"\nend_metadata\n')
write("joined.tab", """!table
!version 300
!charset WindowsLatin1

open table "../elsewhere/o.tab" as "A"
open table "o.tab" as "B"
create view v as
Select a
From A, B
Where A.a = B.a
""")
write("lot.thf", "".join(f"{line}\n" for line in [
    "BOMT 12:E0000000.THF", "CSET 03:IRV", "RTYSA03:GTS", "RIDSA05:SUPPO", "LONSA04:../e", "GNNSA02:X1", "GONSA02:X2",
    "QANSA02:X3", "DINSA02:X4", "SCNSA02:X5", "GDNSA02:X6", "CSETA03:IRV", "EOMT 00:"]))
write("CATALOG.031", "001003LE1 0900050   5504CATD0040000 FILE ../elsewhere/o.000")
write("schema.gml", wfs.replace("xsi:schemaLocation", "xsi:unused"))
write("schema.xsd", """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="more.xsd"/></xs:schema>""")
write("more.xsd", """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
<xs:include schemaLocation='../elsewhere/o.xsd'/></xs:schema>""")
# Beside a table lie its types, and a text that names what else to read.
write("beside.csv", "lon,lat,a\n109.5,34.5,1\n")
write("beside.csvt", "Real,Real,String")
layer = f'<OGRVRTDataSource><OGRVRTLayer name="o"><SrcDataSource>{{}}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
write("beside.vrt", layer.format(f"/vsicurl/{server}/o.geojson"))
write("layers.vrt", layer.format("../elsewhere/o.csv"))
for name in ["a.vrt", "layers.vrt"]:
    with zipfile.ZipFile(name + ".zip", "w") as file:
        file.write(name)

# Texts with addresses.
point = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[109.5,34.5]}}'
collection = '{{"type":"FeatureCollection",{}"features":[' + point.replace("{", "{{").replace("}", "}}") + "]}}"
write("plain.geojson", collection.format(""))
write("named.geojson", collection.format(
    f'"crs":{{"type":"name","properties":{{"name":"{server}/crs"}}}},'))
write("linked.geojson", collection.format(
    f'"links":[{{"rel":"next","href":"{server}/n"}}],"crs":{{"type":"link","properties":{{"href":"{server}/c"}}}},'))
doctype = f'<!DOCTYPE a SYSTEM "{server}/a.dtd" [<!ENTITY e SYSTEM "{server}/e"><!ENTITY p SYSTEM "file:///etc/passwd">]>'
write("styled.kml", f"""<kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<NetworkLink><Link><href>{server}/n.kml</href></Link></NetworkLink><Placemark><styleUrl>{server}/s.kml#x</styleUrl>
<Point><coordinates>109.5,34.5</coordinates></Point></Placemark></Document></kml>""")
write("entity.gpx", f"""<?xml version="1.0"?>{doctype}<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="34.5" lon="109.5"><name>&e;&p;</name></wpt></gpx>""")
write("entity.osm", f"""<?xml version="1.0"?>{doctype}<osm version="0.6">
<node id="1" lat="34.5" lon="109.5" version="1"><tag k="name" v="a&p;"/></node></osm>""")
write("tiles.xml", f"""<GDAL_WMS><Service name="TMS"><ServerUrl>{server}/${{z}}/${{x}}/${{y}}.png</ServerUrl></Service>
<DataWindow><TileLevel>2</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY></DataWindow></GDAL_WMS>""")
write("service.xml", f"<OGRWFSDataSource><URL>{server}/wfs</URL></OGRWFSDataSource>")
write("located.csv", "lon,lat,a\n109.5,34.5,1\n")
write("located.prj", server + "/prj")


# Databases.
def database(name, statements):
    driver = "GPKG" if name.endswith("gpkg") else "SQLite"
    subprocess.run(["ogr2ogr", "-f", driver, name, "plain.geojson", "-nln", "p", "-lco", "SPATIAL_INDEX=NO"],
                   check=True)
    connection = sqlite3.connect(name)
    connection.execute("PRAGMA writable_schema = ON")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return connection


def virtual(name, table, module):
    text = f'CREATE VIRTUAL TABLE "{table}" /* a */ USING {module}'.replace("'", "''")
    statements = [f"INSERT INTO sqlite_master VALUES('table', '{table}', '{table}', 0, '{text}')"]
    if name.endswith("gpkg"):
        statements.append(
            "INSERT INTO gpkg_contents(table_name, data_type, identifier, srs_id) "
            f"VALUES('{table}', 'attributes', '{table}', 0)")
    database(name, statements).close()


for ending in ["gpkg", "sqlite"]:
    virtual(f"text.{ending}", "v", "\"virtualTEXT\"('/etc/passwd','UTF-8',0,POINT,NONE,':')")
    virtual(f"shape.{ending}", "v", f"VirtualShape('{os.getcwd()}/other','UTF-8',4326)")
    virtual(f"ogr.{ending}", "v", f"VirtualOGR('/vsicurl/{server}/v.geojson')")
    database(f"geocode.{ending}", [
        "CREATE VIEW g AS SELECT ogr_geocode('x', 'geometry', 'SERVICE=GEONAMES', "
        f"'QUERY_TEMPLATE={server}/?q=%s') AS a FROM p"]).close()
packed("text.gpkg")

# What is written beside or into.
database("mode.gpkg", ["PRAGMA journal_mode = WAL"]).close()
database("mode.sqlite", ["PRAGMA journal_mode = WAL"]).close()
open_one = database("pending.gpkg", ["PRAGMA journal_mode = WAL", "UPDATE p SET a = 7"])
for name in ["pending.gpkg", "pending.gpkg-wal"]:
    shutil.copy(name, "kept-" + name)
open_one.close()
for name in ["pending.gpkg", "pending.gpkg-wal"]:
    os.replace("kept-" + name, name)
write("y.vfk", '&HVERZE;"2.9"\n&BPAR;ID N30;STAV_DAT N2;KOD N3\n&DPAR;1;0;5\n&K\n')
write("y.db", "precious data\n")

# A coverage of Arc/Info whose table lies elsewhere: of each record of the list, the name of the table from the
# first byte, that of its file from 32, and XX at 78.
os.makedirs("work/cover")
os.makedirs("work/info")
with open("work/cover/tol.adf", "wb") as file:
    file.write(bytes(100))
with open("work/info/arc.dir", "wb") as file:
    file.write(b"COVER.PAT".ljust(32) + b"ARC0000 " + bytes([0, 1, 0, 80]) + bytes(34) + b"XX" + bytes(300))
write("work/info/arc0000.dat", "../../../elsewhere/o".ljust(80))
write("work/info/arc0000.nit", "")
