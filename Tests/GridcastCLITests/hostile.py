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
